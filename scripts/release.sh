#!/usr/bin/env bash
# Makes dist/colloquy-<version>-<system>-<machine>.tar.gz: the program, the client, the settings file
# and a systemd unit. It needs nothing else where it runs.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/setup.sh
say "Release build. The first time takes about 30 minutes on two cores (the database is optimised as well)."
rm -f target/.built # the client of this build replaces the development one
cargo leptos build --release --split --features split --precompress
[ -x target/release/colloquy ] && [ -f target/site/pkg/colloquy.js ] || die "The build left no program; see the messages above."

version=$(awk -F '"' '/^version = /{print $2; exit}' Cargo.toml)
name="colloquy-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)"
rm -rf "dist/$name"
mkdir -p "dist/$name/site"
cp target/release/colloquy "dist/$name/"
cp -R target/site/. "dist/$name/site/"
cp Leptos.toml .env.example LICENSE NOTICE README.md scripts/colloquy.service "dist/$name/"
tar -C dist -czf "dist/$name.tar.gz" "$name"
(cd dist && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
say "Made dist/$name.tar.gz. To try it: cd dist/$name && ./colloquy"
