#!/bin/sh
# (rustc tells from the name that it takes the arguments of a C compiler.)
# Links with LLD when the set-up has put it on PATH (several times faster on a program with a database
# inside), else with the system's own linker. Named in .cargo/config.toml.
if command -v ld.lld >/dev/null 2>&1; then exec cc -fuse-ld=lld "$@"; fi
exec cc "$@"
