# chroot.sh: the archive as the whole of a machine: no library, no shell, no /proc, no /dev. Sourced by dist_test.sh.
chroot=$(PATH=$PATH:/usr/sbin:/sbin command -v chroot)
inside() { env -i "${@:2}" "$chroot" "$tree" "$1" 2> "$work/log"; }  # PROGRAM NAME=VALUE...
site_says() {  # URL STATUS: a CGI request
  inside /bin/site GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 REQUEST_METHOD=GET REQUEST_URI="$1" QUERY_STRING= \
    REMOTE_ADDR=127.0.0.1 HTTP_HOST=localhost:8080 POSTERN_CONFIG=/data/kratos.yml > "$work/answer" < /dev/null
  head -n 1 "$work/answer" | grep "^Status: $2 " || { cat "$work/answer" "$work/log"; return 1; }
}

if ! "$chroot" / true 2> /dev/null; then
  skipped=$((skipped + 5))
  echo 'skipped 5 steps in a chroot: they need root and its right to chroot'
  return 0
fi
check 'chroot: --version' env -i "$chroot" "$tree" /bin/postern --version
site_is_made() {
  env -i "$chroot" "$tree" /bin/postern init --url http://localhost:8080/ --data /data --user ann@example.org <<< wordy-sentence-77
}
check 'chroot: init' site_is_made
check 'chroot: the command finds it' env -i "$chroot" "$tree" /bin/postern identity show ann@example.org
check 'chroot: health' site_says /health/ready 200
check 'chroot: the sign-in page' site_says /login 200
