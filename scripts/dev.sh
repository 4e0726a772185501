#!/usr/bin/env bash
# Builds, starts, and does both again after every change; the page reloads by itself.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/setup.sh
say "Building and watching. The first time takes about 10 minutes, a change in a page well under one."
rm -f target/.built target/site/pkg/*.gz # the watcher writes the same files, and compresses none
exec cargo leptos watch
