#!/bin/sh
# deps.sh SECTION...: installs what is missing of these sections of packages.txt. Root installs; anybody else is told the
# one line that needs root, and the script fails.
set -eu
list=$(dirname "$0")/packages.txt

wanted() {  # SECTION -> lines `package [command]`
  sed -e 's/#.*//' "$list" | awk -v section="[$1]" 'NF == 0 { next } /^\[/ { on = ($1 == section); next } on { print $1, $2 }'
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

command -v dpkg-query >/dev/null || { echo "deps: this is not Debian; tools/packages.txt lists what Postern needs" >&2; exit 1; }
missing=$(for section in "$@"; do
  wanted "$section" | while read -r package command; do
    if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
    installed "$package" || printf ' %s' "$package"
  done
done)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "Packages are missing. This one line needs root; then start again:" >&2
  echo "    apt-get update && apt-get install --yes --no-install-recommends$missing" >&2
  exit 1
fi

# The packages of web servers would start one of their own on port 80, now and at every start of the machine: what is
# installed for us stays silent.
policy=/usr/sbin/policy-rc.d
log=$(mktemp)
remove=$log
trap 'rm -f $remove' EXIT
trap 'exit 130' INT TERM HUP
if [ ! -e "$policy" ]; then
  remove="$log $policy"
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi

apt() {  # ARGUMENT...: what apt-get says is shown if it fails
  DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" > "$log" 2>&1 < /dev/null || { cat "$log" >&2; exit 1; }
}
echo "Installing Debian packages (some minutes):$missing" | fold -s -w 100
apt update
# shellcheck disable=SC2086  # a list of words
apt install --yes --no-install-recommends $missing
command -v systemctl >/dev/null || exit 0
for package in $missing; do
  case $package in
    lighttpd | apache2) units=$package.service ;;
    nginx-light) units=nginx.service ;;
    postgresql) units=postgresql.service ;;
    fcgiwrap) units='fcgiwrap.socket fcgiwrap.service' ;;
    *) continue ;;
  esac
  # shellcheck disable=SC2086  # a list of words
  systemctl --quiet disable $units
done
