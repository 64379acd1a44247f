# The gate under Apache: closed as it ships, and each way in which GATE.md saw it open.
# shellcheck shell=bash disable=SC2154
source tests/gate/servers.sh
server=apache secret=S3CRET-of-the-folder
make_site
hand_over "$site/web"
start || say "$server does not start"
guard=$site/web/private/.htaccess
cp "$guard" "$work/good"
gate() { doctor --gate "http://localhost:$port/private/"; }

gate
says 'the gate that ships' 0 ok gate 'private/ is refused to whoever is not signed in \(401\)'
says 'in other spellings' 0 ok gate 'refuses /private/postern-probe-[a-z0-9]*.txt in [3-9][0-9] ways'
says 'and below' 0 ok gate '[0-9]+ files of .*/web/private asked for'
clean 'the gate that ships'
doctor --gate "http://localhost:$port/private/doc.txt" --gate "http://localhost:$port/group/"
says 'two at a time' 0 ok gate 'group/ is refused'
doctor --gate "http://localhost:$port/open/"
says 'an open folder' 1 WRONG gate 'OPEN: .*/open/.*apache/gate.htaccess'
doctor --gate "http://localhost:$port/nothing/there"
says 'nothing there' 1 WRONG gate '404 before anybody was asked'

for name in FcgidAuthorizer FcgidAuthenticator; do
  sed "s/^FcgidAccessChecker/$name/" "$work/good" > "$guard"
  gate
  says "$name" 1 WRONG gate "OPEN: .*web/private/.htaccess:1: FcgidAccessChecker instead"
done
cp "$work/good" "$guard"
printf 'FcgidAuthorizer "%s"\nFcgidAccessChecker "%s"\n' "$site/web/auth/site" "$site/web/auth/site" > "$site/web/private/deep/.htaccess"
gate
says 'an authorizer below' 1 WRONG gate 'private/deep/.htaccess:1 names an authorizer'
rm "$site/web/private/deep/.htaccess"

# A gate of rewrite rules, which a folder with an own RewriteEngine replaces.
cat > "$guard" << CONF
RewriteEngine On
RewriteCond %{HTTP_COOKIE} !(^|;\s*)mfa_gate=[0-9a-f]{32}(;|$)
RewriteRule ^ http://localhost:$port/auth/login [R=303,L]
CONF
gate
says 'a rewrite gate with a folder of its own rules' 1 WRONG gate 'private/sub/.htaccess: its .RewriteEngine On. replaces'
mv "$site/web/private/sub/.htaccess" "$work/sub"
gate
says 'a rewrite gate without' 0 ok gate 'is refused to whoever is not signed in \(303\)'
mv "$work/sub" "$site/web/private/sub/.htaccess"
cp "$work/good" "$guard"

sed 's,/web/auth/site",/web/auth/none",' "$work/good" > "$guard"
gate
says 'a missing program' 1 WRONG gate 'closed, to those who may pass too'
cp "$work/good" "$guard"
stop

# The host does not allow what the file asks.
printf '<Directory "%s">\n  AllowOverride None\n</Directory>\n' "$site/web/private" >> "$site/run/server.conf"
launch || say 'does not start with AllowOverride None'
gate
says 'AllowOverride None' 1 WRONG gate 'OPEN: .*private/.htaccess has no effect.*AllowOverride FileInfo'
clean 'AllowOverride None'
stop

# Data in the web space, where nothing denies them; https that nobody trusts.
apache_conf > "$site/run/server.conf"
cat >> "$site/run/server.conf" << CONF
LoadModule ssl_module ${APACHE_MODULES:-/usr/lib/apache2/modules}/mod_ssl.so
SSLEngine on
SSLCertificateFile "$site/run/cert.pem"
SSLCertificateKeyFile "$site/run/key.pem"
CONF
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$site/run/key.pem" -out "$site/run/cert.pem" > /dev/null 2>&1
sed -i "s,http://localhost:$port/auth/,https://localhost:$port/auth/," "$POSTERN_CONFIG"
url=https://127.0.0.1:$port
launch || say 'does not start with https'
doctor
says 'a certificate of its own' 1 WRONG https 'signed by nobody but itself'
says 'the rest is looked at' 1 ok 'sign-in page' "https://localhost:$port/auth/login"
says 'and a promise is missed' 1 hint https 'Strict-Transport-Security'
stop
sed -i "s,https://localhost:$port/auth/,http://localhost:$port/auth/," "$POSTERN_CONFIG"

site= data=$work/apache/web/data
rm -rf "$work/apache"
make_site
hand_over "$site/web"
start || say 'does not start with data in the web space'
doctor
says 'data in the web space' 1 WRONG 'data folder' "http://localhost:$port/data/"
printf 'RewriteEngine On\nRewriteRule ^ - [F]\n' > "$data/.htaccess"
doctor
says 'denied there' 0 hint 'data folder' 'lies in the web space, and is denied there'
clean 'data in the web space'
