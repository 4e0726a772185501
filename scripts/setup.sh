#!/usr/bin/env bash
# Brings every build tool in place and prints what it does. Safe to run again: each step
# looks first and does nothing when the tool is there. Called by the Makefile.
#
#   scripts/setup.sh            tools to build and run
#   scripts/setup.sh --browser  the same and a browser for the end-to-end tests
#
# Two ways to a Rust that can build for WASM:
#   1. the active toolchain has the wasm32 standard library (`rustup target add` works);
#   2. Debian: the rustc-web packages, and the standard library built once from their source.
# What was chosen is written to the tools folder as `env.sh`, which the other scripts source.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

locked_version() { awk -v n="$1" '$0=="name = \""n"\""{getline; gsub(/version = |"/,""); print; exit}' Cargo.lock; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
sudo_apt() {
  command -v apt-get >/dev/null || return 1
  [ -n "${APT_UPDATED:-}" ] || as_root apt-get update -qq >/dev/null; APT_UPDATED=1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# --- Rust with the wasm32 target -------------------------------------------------------------
wasm_std_of() { ls "$("$1" --print sysroot 2>/dev/null)/lib/rustlib/wasm32-unknown-unknown/lib/"libstd-*.rlib >/dev/null 2>&1; }
new_enough() { "$1" --version 2>/dev/null | awk '{split($2,v,"."); exit !(v[1]>1 || v[2]>=96)}'; }

build_debian_std() {
  say "Building the WASM standard library from Debian's packaged source (once, about 30 s)."
  local scratch="$COLLOQUY_TOOLS/wasm-std"; rm -rf "$scratch"; mkdir -p "$scratch/src"
  printf '[package]\nname = "scratch"\nversion = "0.0.0"\nedition = "2024"\n' > "$scratch/Cargo.toml"
  : > "$scratch/src/lib.rs"
  (cd "$scratch" && env -u RUSTUP_TOOLCHAIN -u RUSTFLAGS RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$scratch/target" \
    /usr/bin/cargo build -q --release -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown >"$scratch/log" 2>&1) || true
  local from="$scratch/target/wasm32-unknown-unknown/release/deps" to=/usr/lib/rustlib/wasm32-unknown-unknown/lib
  ls "$from"/libstd-*.rlib >/dev/null 2>&1 || { tail -20 "$scratch/log"; die "The WASM standard library did not build; see $scratch/log."; }
  as_root mkdir -p "$to"; for f in "$from"/lib*.rlib; do case "$f" in */libscratch-*) ;; *) as_root cp "$f" "$to/";; esac; done
  rm -rf "$scratch/target"
}

rust_from_debian() {
  say "Installing Debian's Rust for the web (rustc-web), because this machine's Rust has no WASM target and can't fetch one."
  sudo_apt rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web lld-22 || return 1
  wasm_std_of /usr/bin/rustc || build_debian_std
  local host; host="/usr/lib/rustlib/$(/usr/bin/rustc -vV | awk '/^host/{print $2}')/bin"
  as_root mkdir -p "$host"
  as_root ln -sf /usr/lib/llvm-22/bin/lld "$host/rust-lld"
  if command -v rustup >/dev/null; then
    rustup toolchain link colloquy /usr
    echo 'export RUSTUP_TOOLCHAIN=colloquy' > "$COLLOQUY_TOOLS/env.sh"
  else
    echo 'export PATH="/usr/bin:$PATH"' > "$COLLOQUY_TOOLS/env.sh"
  fi
}

setup_rust() {
  if [ -f "$COLLOQUY_TOOLS/env.sh" ]; then . "$COLLOQUY_TOOLS/env.sh"; fi
  if new_enough rustc && wasm_std_of rustc; then return; fi
  mkdir -p "$COLLOQUY_TOOLS"; rm -f "$COLLOQUY_TOOLS/env.sh"; unset RUSTUP_TOOLCHAIN
  if command -v rustup >/dev/null && new_enough rustc; then
    say "Adding the WASM target to the active Rust toolchain."
    if rustup target add wasm32-unknown-unknown >/dev/null 2>&1 && wasm_std_of rustc; then : > "$COLLOQUY_TOOLS/env.sh"; return; fi
  fi
  rust_from_debian || die "Rust 1.96 or newer with the wasm32-unknown-unknown target is needed. Install it from https://rustup.rs, then: rustup target add wasm32-unknown-unknown"
  . "$COLLOQUY_TOOLS/env.sh"
  wasm_std_of rustc || die "The WASM standard library is still missing after installation."
}

# A fast linker for server and tests, from whatever the machine has. Without one the build is only slower.
setup_linker() {
  mkdir -p "$COLLOQUY_TOOLS/bin"
  if command -v ld.lld >/dev/null; then return; fi
  local sysroot lld; sysroot=$(rustc --print sysroot)
  for lld in "$sysroot"/lib/rustlib/*/bin/rust-lld /usr/lib/llvm-*/bin/lld; do
    if [ -x "$lld" ]; then ln -sf "$lld" "$COLLOQUY_TOOLS/bin/ld.lld"; return; fi
  done
}

# --- node tools ------------------------------------------------------------------------------
setup_node() {
  command -v npm >/dev/null || { say "Installing node and npm."; sudo_apt nodejs npm || die "Node 20 or newer is needed: https://nodejs.org"; }
  if [ ! -f node_modules/.stamp ] || [ package-lock.json -nt node_modules/.stamp ]; then
    say "Installing the node tools (Tailwind, wasm-opt, Playwright): about 10 s."
    # Not `npm ci`: it wants the optional packages of every platform, which some mirrors don't carry.
    npm install --no-save --no-audit --no-fund --loglevel=error
    touch node_modules/.stamp
  fi
  scripts/vendor.sh
}

# --- cargo tools -----------------------------------------------------------------------------
cargo_tool() { # crate, its program, version, reason, then cargo-install flags
  local crate=$1 program=$2 version=$3 why=$4; shift 4
  local stamp="$COLLOQUY_TOOLS/bin/$crate.version"
  if [ -x "$COLLOQUY_TOOLS/bin/$program" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$version" ]; then return; fi
  say "Compiling $crate $version ($why)."
  # Outside the project folder, so that the project's own build flags don't apply. Unoptimised and
  # without debug information: building it takes longer than it will ever run.
  (cd "$COLLOQUY_TOOLS" && CARGO_TARGET_DIR="$COLLOQUY_TOOLS/target" CARGO_PROFILE_DEV_DEBUG=false \
    cargo install -q --debug --root "$COLLOQUY_TOOLS" --version "$version" "$@" "$crate")
  echo "$version" > "$stamp"
}

setup_cargo_tools() {
  mkdir -p "$COLLOQUY_TOOLS/bin"
  cargo_tool wasm-bindgen-cli wasm-bindgen "$(locked_version wasm-bindgen)" "turns the client into a browser module, about 1.5 min, once"
  cargo_tool cargo-leptos cargo-leptos 0.3.11 "builds server, client and styles together, about 6 min, once" --locked --features no_downloads
  rm -rf "$COLLOQUY_TOOLS/target"
}

setup_browser() {
  if [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v google-chrome >/dev/null; then return; fi
  say "Installing Chromium for the end-to-end tests."
  sudo_apt chromium || die "A Chromium is needed for the end-to-end tests; install one or set CHROMIUM to its path."
}

setup_rust
setup_linker
setup_node
setup_cargo_tools
[ "${1:-}" = "--browser" ] && setup_browser
exit 0
