#!/bin/sh
# Each file of the programs, and each header of the tests, is named where the build is described:
# what is not, such as a header that only an #include knows, is missing from the tarball.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

named=$(mktemp) || exit 2
trap 'rm -f "$named"' EXIT
trap 'exit 1' HUP INT TERM
our_files . | grep 'Makefile\.\(am\|inc\)$' | xargs cat | tr -s '[:blank:]' '\n' >"$named"

verdict "$({
  c_files src cgi-bin cron
  c_files tests | grep '\.h$' | grep -v '^tests/fixtures/' # which is in it as a whole
} | grep -vxF -f "$named" | sed 's/$/:1: is in no Makefile.inc/')"
