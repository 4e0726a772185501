#!/usr/bin/env bash
# Builds server, client and styles (development profile) when something changed since the last time.
# Called by run.sh and test.sh after the set-up; both share this one build of the dependencies.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

stamp=target/.built
inputs=(src style public data Cargo.toml Cargo.lock .cargo package-lock.json)
if [ -f "$stamp" ] && [ -x target/debug/colloquy ] && [ -f target/site/pkg/colloquy.js ] \
  && [ -z "$(find "${inputs[@]}" -newer "$stamp" -print -quit)" ]; then
  say "Nothing changed since the last build."
  exit 0
fi
if [ ! -x target/debug/colloquy ]; then
  say "Building server and client. The first time compiles about 730 crates, most of them the embedded"
  say "database: about 10 minutes on two cores. Later builds compile only what changed."
else
  say "Building what changed."
fi
mkdir -p target
touch target/.building # what is saved while the build runs counts as changed
RUST_BACKTRACE=0 cargo leptos build
# Checked here too: the build tool has been seen to report success without a program.
[ -x target/debug/colloquy ] && [ -f target/site/pkg/colloquy.js ] || die "The build left no program; see the messages above."
# Compressed once here: an unoptimised server takes many seconds to do it for a single page.
gzip -kf1 target/site/pkg/colloquy.wasm target/site/pkg/colloquy.js target/site/pkg/colloquy.css
mv target/.building "$stamp"
