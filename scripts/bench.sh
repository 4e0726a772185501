#!/usr/bin/env bash
# Builds with optimisation and prints the table of measurements. Arguments go to the program.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/setup.sh
say "Release build. The first time takes about 30 minutes on two cores (the database is optimised as well)."
rm -f target/.built # the client of this build replaces the development one
cargo leptos build --release --split --features split --precompress
cargo build --release --bin bench
say "Measuring. Leave the machine alone meanwhile."
exec target/release/bench "$@"
