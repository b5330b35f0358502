#!/bin/sh
# Our shell scripts pass shellcheck, and those that ./dev starts can be started.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v shellcheck >/dev/null || skip 'shellcheck is not installed'

# What has no name for it is shell when it says so in its first line.
scripts() {
  our_files . | while IFS= read -r file; do
    case $file in
    *.sh) echo "$file" ;;
    dev | .ci/run | tests/lint/*) ! head -n 1 "$file" | grep -q '^#!.*sh' || echo "$file" ;;
    esac
  done
}

not_startable() {
  our_files tests/bench | grep '\.sh$' | while IFS= read -r file; do
    [ -x "$file" ] || echo "$file: is not executable"
  done
}

verdict "$(scripts | xargs shellcheck -x -f gcc | sed -E 's/^([^:]*:[0-9]+):[0-9]+:/\1:/'; not_startable)"
