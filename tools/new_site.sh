#!/usr/bin/env bash
# new_site.sh FOLDER: makes a site there unless there is one: kratos.yml with fresh secrets, the identity schema, the
# database and a demo user (demo-user.txt). A second call changes nothing.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
umask 077
mkdir -p "$1"
data=$(cd "$1" && pwd)
chmod 700 "$data"
export POSTERN_CONFIG=$data/kratos.yml
postern=$root/build/bin/postern

write_config() {
  cat <<YAML
# Made by tools/new_site.sh. Every key with its default: config/kratos.yml of the project.
dsn: sqlite://postern.sqlite?_fk=true

selfservice:
  default_browser_return_url: /
  flows:
    settings: { required_aal: highest_available }
    logout: { after: { default_browser_return_url: /signed-out } }
  methods:
    totp: { config: { issuer: ExampleIssuerForSelfHosted.com }, enabled: true }
    lookup_secret: { enabled: true }

session:
  whoami: { required_aal: aal1 }

identity:
  default_schema_id: default
  schemas:
    - { id: default, url: file://identity.schema.json }

hashers:
  algorithm: argon2
  argon2: { memory: 19MB, iterations: 2, parallelism: 1 }

# The first of a list signs and seals, the others still verify and open: put a new one in front to change it.
$("$postern" secrets generate)

postern:
  pages: { method_doors: true, folder: "$root/www" }
YAML
}

if [ ! -e "$data/kratos.yml" ]; then
  cp "$root/config/identity.schema.json" "$data/identity.schema.json"
  write_config > "$data/kratos.yml.new"
  mv "$data/kratos.yml.new" "$data/kratos.yml"
fi

"$postern" migrate

if [ ! -e "$data/demo-user.txt" ]; then
  letters=$(head -c 400 /dev/urandom | tr -dc 'a-km-z2-9')
  password=${letters:0:4}-${letters:4:4}-${letters:8:4}-${letters:12:4}
  printf '%s\n' "E-mail:   demo@example.org" "Password: $password" > "$data/demo-user.txt.new"
  "$postern" identity import - <<JSON >/dev/null
{"schema_id":"default","traits":{"email":"demo@example.org"},"credentials":{"password":{"config":{"password":"$password"}}}}
JSON
  mv "$data/demo-user.txt.new" "$data/demo-user.txt"
fi
