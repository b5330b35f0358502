#!/bin/sh
# The manuals are sound mdoc, and no item begins with a word that mdoc takes for a macro: it would be
# left out, and of "No call fails" is left that a call fails.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v mandoc >/dev/null || skip 'mandoc is not installed'

verdict "$(our_files man | grep '\.[1578]$' | while IFS= read -r page; do
  mandoc -T lint -W warning "$page" | sed -E 's/^mandoc: ([^:]*:[0-9]+):[0-9]+:/\1:/'
  grep -HnE '^\.(Sh|Ss|It) (An|At|Do|In|No) [a-z]' "$page" | sed 's/$/: write \\\&before the first word/'
done)"
