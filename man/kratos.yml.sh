#!/bin/sh
# kratos.yml.sh POSTERN: writes kratos.yml.5 from the key table of the program, so that the page cannot drift from it:
# `make man`; tests/check_man.sh compares.
set -eu

cat <<'HEAD'
.\" Made by man/kratos.yml.sh from the table of configuration keys: `make man`.
.Dd November 24, 2026
.Dt KRATOS.YML 5
.Os
.Sh NAME
.Nm kratos.yml
.Nd configuration of Postern
.Sh DESCRIPTION
Postern reads the configuration file of Ory Kratos.
It is YAML; the keys below are written with a dot for each level, and
.Sq #
stands for each entry of a list.
Keys of Kratos that make no difference to Postern are accepted in silence.
Those that would make one are accepted with a warning; any other is an error.
.Pp
Paths are relative to the file.
An edited file counts from the next request.
While it holds a mistake, the last good version stays in force,
and the log says why.
.Pp
An environment variable overrides a key: upper case, with
.Sq _
for the dot, as in
.Ev SESSION_WHOAMI_REQUIRED_AAL=aal1 .
.Pp
.Dl $ postern config check
.Pp
prints every value in force and where it comes from.
.Pp
Hooks are written
.Ql hooks: [{ hook: NAME }] .
After a sign-in there are
.Cm revoke_active_sessions
and
.Cm require_verified_address ;
after a sign-up there is
.Cm session ;
after a change of settings
.Cm revoke_active_sessions .
What stands for one method
.Pq after.password
stands for each:
.Cm password , totp , lookup_secret , webauthn ,
and in the settings
.Cm profile .
.Sh KEYS
HEAD

"$1" config keys --long | awk '
  function text(s) {  # a line of its own in mdoc
    gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s)
    if (s ~ /^[.\047]/) s = "\\&" s
    return s
  }
  function flush_key() {
    if (key == "") return
    section = key; sub(/\..*/, "", section)
    if (section != last) {
      if (last != "") print ".El"
      print ".Ss " section
      print ".Bl -tag -width Ds"
      last = section
    }
    if (allowed != "" && type != "hooks") { gsub(/\|/, ", ", allowed); why = (why == "" ? "" : why "; ") "one of " allowed }
    if (required) type = type ", required"
    if (fallback != "") type = type ", default " fallback
    print ".It Cm " key
    if (why != "") print text(why) "\n.br"
    print text("(" type ")")
  }
  /^[^ ]/            { flush_key(); key = $0; type = why = fallback = allowed = ""; required = 0; next }
  /^    type:    /   { type = substr($0, 14); gsub(/"/, "", type); next }
  /^    default: /   { fallback = substr($0, 14); next }
  /^    one of:  /   { allowed = substr($0, 14); next }
  /^    required$/   { required = 1; next }
                     { why = substr($0, 5) }
  END                { flush_key(); print ".El" }'

cat <<'TAIL'
.Sh FILES
.Bl -tag -width Ds
.It Pa kratos.last-good.yml
The last version without a mistake, beside the file.
.It Pa cache/kratos.yml.bin
What every request needs of it, without secrets.
.El
.Sh SEE ALSO
.Xr postern 1
.Pp
.Pa config/kratos.yml
of the distribution shows every key in its place.
TAIL
