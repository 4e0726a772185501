#!/usr/bin/env bash
# The library's tests, watched: a test program in which nothing ends any more is shown, stopped, and what it had not
# finished runs once more. A test that passes only then is named at the end, as is one that failed.
#
#   scripts/library-tests.sh LOG [NAME…]   tests whose name contains a NAME; all without one
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

log=$1; shift
# Seconds in which no test ended.
STALL=${COLLOQUY_TEST_STALL:-420}

program=$(cargo test --lib --no-run --message-format=json-render-diagnostics | node -e '
  const lines = require("fs").readFileSync(0, "utf8").split("\n").filter((line) => line.startsWith("{"));
  const built = lines.map((line) => JSON.parse(line)).filter((item) => item.reason === "compiler-artifact" && item.executable);
  console.log(built.at(-1)?.executable ?? "");')
[ -x "$program" ] || die "The tests did not compile."

# What stands still, for whoever looks for the reason.
where() {
  command -v gdb >/dev/null || { echo "(gdb is not installed: no stacks)"; return; }
  timeout 180 gdb -p "$1" -batch -ex 'thread apply all backtrace 40' 2>/dev/null | grep -E '^Thread|colloquy::|surreal|tokio::sync|park|lock' | tail -120 || true
}

# Gives 124 when it stood still.
watched() {
  local pid size=0 now still=0 status=0
  "$program" "$@" > >(tee -a "$log") 2>&1 &
  pid=$!
  while sleep 5 && kill -0 "$pid" 2>/dev/null; do
    now=$(stat -c %s "$log")
    if [ "$now" != "$size" ]; then size=$now still=0; else still=$((still + 5)); fi
    if [ "$still" -ge "$STALL" ]; then
      say "No test ended for $STALL s. What the threads do:"
      where "$pid"
      kill -9 "$pid"
      wait "$pid" 2>/dev/null || true
      return 124
    fi
  done
  wait "$pid" || status=$?
  return "$status"
}

ended() { grep -oE '^test .* \.\.\. (ok|FAILED|ignored)' "$log" | sed -E 's/^test (.*) \.\.\. .*/\1/' | sort -u; }

: > "$log"
status=0
watched "$@" || status=$?
if [ "$status" = 124 ]; then
  "$program" --list "$@" 2>/dev/null | sed -n 's/: test$//p' | sort -u > "$log.all"
  mapfile -t again < <(comm -23 "$log.all" <(ended))
  status=0
  watched --exact "${again[@]}" || status=$?
  say "Had to run twice, because they did not end the first time: ${again[*]}"
fi
exit "$status"
