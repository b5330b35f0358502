#!/bin/sh
# Each file of the programs is named where the build is described: what is not, such as a header
# that only an #include knows, is missing from the tarball.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

named=$(our_files . | grep 'Makefile\.\(am\|inc\)$' | xargs cat | tr -s '[:blank:]' '\n')

verdict "$(c_files src cgi-bin cron | while IFS= read -r file; do
  echo "$named" | grep -qxF "$file" || echo "$file:1: is in no Makefile.inc"
done)"
