# nginx in front of lighttpd: what it adds, changes and takes away.
# shellcheck shell=bash disable=SC2154
source tests/servers/site.sh
server=lighttpd-fcgi
make_site
if is_root; then chown -R www-data "$work/data"; fi
until front=$((20000 + RANDOM % 12000)) && ! (exec 3<> "/dev/tcp/127.0.0.1/$front") 2> /dev/null; do :; done
sed -i "s,localhost:$PORT,localhost:$front," "$work/data/kratos.yml"
start || say "$server does not start"
mkdir "$work/front"
cat > "$work/front.conf" << CONF
daemon off;
pid $work/front/pid;
error_log $work/front/error.log;
$(! is_root || echo 'user root;')
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path $work/front/a; proxy_temp_path $work/front/b; fastcgi_temp_path $work/front/c;
  uwsgi_temp_path $work/front/d; scgi_temp_path $work/front/e;
  server {
    listen 127.0.0.1:$front;
    location / {
      proxy_pass http://127.0.0.1:$PORT;
      proxy_set_header X-Forwarded-For \$remote_addr;
      include $work/front/more.conf;
    }
  }
}
CONF
front() {  # LINE: nginx with it
  echo "$1" > "$work/front/more.conf"
  nginx -e "$work/front/error.log" -p "$work/front" -c "$work/front.conf" > "$work/front/out" 2>&1 &
  proxy=$!
  for _ in {1..600}; do curl -s -o /dev/null "http://localhost:$front/style.css" && break; sleep 0.05; done
}
away() { kill "$proxy"; wait "$proxy" 2> /dev/null; }
front "proxy_set_header Host \$http_host;"
doctor
says 'a proxy that nobody trusts' 1 WRONG proxy 'postern.trusted_proxies.: ."127.0.0.1"'
sed -i 's/^postern:/&\n  trusted_proxies: [127.0.0.1]/' "$work/data/kratos.yml"
doctor
says 'a proxy that is trusted' 0 ok proxy '127.0.0.1 is trusted'
away
front ''
doctor
says 'a proxy that changes Host' 0 hint proxy "arrives as 127.0.0.1:$PORT.*proxy_set_header Host"
away
front "proxy_set_header Host \$http_host; proxy_hide_header Content-Security-Policy;"
doctor
says 'a proxy that takes a header' 1 WRONG 'sign-in page' 'without Content-Security-Policy'
away
stop
clean 'a proxy'
