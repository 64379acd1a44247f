# The gate under nginx, with pages beside it; and programs that are served past it.
# shellcheck shell=bash disable=SC2154
source tests/gate/servers.sh
server=nginx secret=S3CRET-of-the-folder
pages() {
  cat << CONF
    location ~ ^/auth/(style\.css|webauthn\.js|codes\.js)$ { }
    location ^~ /auth/ {
      location ~ ^/auth/(style\.css|webauthn\.js|codes\.js)$ { }
      location ~ / {
        include /etc/nginx/fastcgi_params;
        fastcgi_param SCRIPT_FILENAME $site/bin/site;
        fastcgi_param HTTP_HOST \$http_host;
        fastcgi_param POSTERN_CONFIG $POSTERN_CONFIG;
        fastcgi_pass unix:$site/run/wrap.sock;
      }
    }
CONF
}
with_pages() {  # LOCATION...: as the gate's own test has it, and these
  nginx_conf | awk -v more="$(pages; printf '%s\n' "$@")" '{ print } /^    root / { print more }' > "$site/run/server.conf"
}

make_site
hand_over "$site/web"
with_pages
launch || say "$server does not start"
doctor --gate "http://localhost:$port/private/"
says 'the gate that ships' 0 ok gate 'is refused to whoever is not signed in \(303\)|\(401\)'
says 'in other spellings' 0 ok gate 'refuses /private/postern-probe-[a-z0-9]*.txt in [3-9][0-9] ways'
says 'and below' 0 ok gate '[0-9]+ files of .*/web/private asked for'
clean 'the gate that ships'
doctor --gate "http://localhost:$port/open/"
says 'an open folder' 1 WRONG gate 'OPEN: .*auth_request'
stop

with_pages
sed -i 's,location ^~ /private {,location /private {,; s,^    root .*,&\n    location ~ \\.php$ { try_files $uri =404; },' "$site/run/server.conf"
launch || say "$server does not start with programs past the gate"
doctor --gate "http://localhost:$port/private/"
says 'programs past the gate' 1 WRONG gate 'OPEN: .*private/postern-probe-[a-z0-9]*.php.*programs included'
clean 'programs past the gate'
