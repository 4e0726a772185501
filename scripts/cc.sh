#!/bin/sh
# (rustc tells from the name that it takes the arguments of a C compiler.)
# Links with LLD when the set-up has put it on PATH (several times faster on a program with a database
# inside), else with the system's own linker. Named in .cargo/config.toml.

# The library is also a cdylib, which only the browser's build needs. Linking one for this machine as well takes as long
# as linking the program, and nobody uses it: an empty file is enough.
previous=
for argument in "$@"; do
  case "$previous $argument" in "-o "*/libcolloquy.so) : > "$argument"; exit 0 ;; esac
  previous=$argument
done

if command -v ld.lld >/dev/null 2>&1; then exec cc -fuse-ld=lld "$@"; fi
exec cc "$@"
