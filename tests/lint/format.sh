#!/bin/sh
# Our C is as clang-format leaves it.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v clang-format >/dev/null || skip 'clang-format is not installed'

verdict "$(c_files src cgi-bin cron tests | xargs clang-format --dry-run -Werror 2>&1 |
  sed -nE 's/^([^:]*:[0-9]+):[0-9]+: error: .*/\1: is not as clang-format -i leaves it/p' |
  sort -u)"
