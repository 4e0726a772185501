#!/usr/bin/env bash
# Every test: the library's (units, services, API, with the database in memory) and the browser's
# (Playwright against the built program), and crashes in between. Ends with one plain line: N passed, N failed.
#
#   scripts/test.sh               everything
#   scripts/test.sh --lib NAME    library tests whose name contains NAME
#   scripts/test.sh --browser …   browser tests; the rest goes to Playwright
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

part=${1:-all}; [ $# -eq 0 ] || shift
passed=0 failed=0
count() { passed=$((passed + $1)); failed=$((failed + $2)); }

library() {
  say "Library tests. Compiles the library once more, with its tests, over the same dependencies (about a minute)."
  local log=target/test-lib.log status=0
  scripts/library-tests.sh "$log" "$@" || status=$?
  local p f
  read -r p f < <(awk '/^test .* \.\.\. ok$/ { p++ } /^test .* \.\.\. FAILED$/ { f++ } END { print p+0, f+0 }' "$log")
  # A test program that did not compile or that died has not reported its failure.
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  count "$p" "$f"
}

browser() {
  say "Browser tests, against the program that was just built."
  local json="$PWD/target/test-browser.json" status=0
  rm -f "$json"
  PLAYWRIGHT_JSON_OUTPUT_NAME="$json" PLAYWRIGHT_JSON_OUTPUT_FILE="$json" \
    playwright test --config end2end/playwright.config.ts --reporter=list,json "$@" || status=$?
  local p f
  read -r p f < <(node -e '
    try {
      const report = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
      const { expected, flaky, unexpected } = report.stats;
      console.log(expected + flaky, unexpected + (report.errors || []).length);
    } catch { console.log(0, 1); }' "$json")
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  count "$p" "$f"
}

# kill -9 in the middle of running simulations; the transcripts must come out the same.
crash() {
  say "Crash tests: the program is killed and started again."
  local log=target/test-crash.log status=0 p f
  node end2end/crash/kill9.mjs 6 | tee "$log" || status=$?
  read -r p f < <(awk '/^[0-9]+ passed, [0-9]+ failed/ { p = $1; f = $3 } END { print p+0, f+0 }' "$log")
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  count "$p" "$f"
}

started=$SECONDS
case "$part" in
  --lib) scripts/setup.sh; library "$@" ;;
  --browser) scripts/setup.sh --browser; scripts/build.sh; browser "$@" ;;
  all) scripts/setup.sh --browser; scripts/build.sh; library; crash; browser ;;
  *) die "Unknown argument $part: use --lib or --browser, or nothing for every test." ;;
esac
say "Took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s."
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
