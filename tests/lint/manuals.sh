#!/bin/sh
# The manuals are sound mdoc.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

command -v mandoc >/dev/null || skip 'mandoc is not installed'

verdict "$(our_files man | grep '\.[1578]$' | while IFS= read -r page; do
  mandoc -T lint -W warning "$page" | sed -E 's/^mandoc: ([^:]*:[0-9]+):[0-9]+:/\1:/'
done)"
