# Sourced. boost COMMAND...: runs a Boost.Test runner, with its words in front of its arguments, and ends with our line:
# `N passed, N failed, N skipped`. Boost itself says `N test cases out of M passed`.
boost() {
  local code=0 out p f s aborted quiet
  out=$(mktemp)
  "$@" --log_level=message --report_level=short > "$out" 2>&1 || code=$?
  cat "$out"
  count() { sed -nE "s/^ *([0-9]+) test cases? out of [0-9]+ $1.*/\1/p" "$out" | tail -n 1; }
  p=$(count passed) f=$(count failed) s=$(count skipped) aborted=$(count aborted)
  # What a test leaves out because ../shared is absent it says in lines of its own: `skipped N ...`.
  quiet=$(sed -nE 's/^skipped:? ([0-9]+)\b.*/\1/p' "$out" | awk '{ n += $1 } END { print n + 0 }')
  rm -f "$out"
  echo "${p:-0} passed, $((${f:-0} + ${aborted:-0})) failed, $((${s:-0} + quiet)) skipped"
  return "$code"
}
