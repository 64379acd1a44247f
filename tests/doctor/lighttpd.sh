# The gate under lighttpd, with pages beside it; and an authorizer that says Location without Status.
# shellcheck shell=bash disable=SC2154
source tests/gate/servers.sh
server=lighttpd secret=S3CRET-of-the-folder
pages() {
  cat << CONF
\$HTTP["url"] =~ "^/auth/(?!(style\.css|webauthn\.js|codes\.js)$)" {
  fastcgi.server = ( "/" => (( "bin-path" => "$site/bin/site", "socket" => "$site/run/site", "max-procs" => 1,
    "bin-environment" => ( "POSTERN_CONFIG" => "$POSTERN_CONFIG" ), "check-local" => "disable" )) )
}
mimetype.assign += ( ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8" )
CONF
}
with_pages() { { lighttpd_conf; pages; } | sed 's,^mimetype.assign = ( ,&".css" => "text/css"\, ".js" => "text/javascript"\, ,; /^mimetype.assign +=/d' > "$site/run/server.conf"; }

make_site
hand_over "$site/web"
with_pages
launch || say "$server does not start"
doctor --gate "http://localhost:$port/private/"
says 'the gate that ships' 0 ok gate 'is refused to whoever is not signed in \(401\)'
says 'in other spellings' 0 ok gate 'refuses /private/postern-probe-[a-z0-9]*.txt in [3-9][0-9] ways'
says 'and below' 0 ok gate '[0-9]+ files of .*/web/private asked for'
clean 'the gate that ships'
doctor --gate "http://localhost:$port/open/"
says 'an open folder' 1 WRONG gate 'OPEN: .*config/lighttpd-gate.conf'
doctor --gate "http://localhost:$port/private/" --root "$work"
says 'another root' 0 hint gate '.--root FOLDER'
stop

# FastCGI 1.0, an answer of one record: what GATE.md saw lighttpd take for a yes.
cat > "$site/bin/gate" << 'PY'
#!/usr/bin/env python3
import socket, struct
listening = socket.socket(fileno=0)
while True:
    client, _ = listening.accept()
    stream = client.makefile("rb")
    while True:
        header = stream.read(8)
        if len(header) < 8: break
        _, kind, request, length, padding = struct.unpack(">BBHHBx", header)
        stream.read(length + padding)
        if kind == 4 and length == 0: break
    text = b"Location: /auth/login\r\n\r\n"
    client.sendall(struct.pack(">BBHHBx", 1, 6, request, len(text), 0) + text + struct.pack(">BBHHBx", 1, 6, request, 0, 0)
                   + struct.pack(">BBHHBx", 1, 3, request, 8, 0) + bytes(8))
    client.close()
PY
chmod 755 "$site/bin/gate"
with_pages
launch || say "$server does not start with a careless authorizer"
doctor --gate "http://localhost:$port/private/doc.txt"
says 'Location without Status' 1 WRONG gate 'OPEN: .*private/doc.txt.*without .Status:., such as a Location alone'
clean 'Location without Status'
