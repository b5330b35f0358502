#!/bin/sh
# No text of ours names a path that exists on one developer's machine only.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# Written so that this file does not match; before the slash stands no host of a URL.
paths='(^|[^A-Za-z0-9._~-])/(hom[e]|wor[k]|User[s])/'

# What configure leaves in a tree without git is made on, and full of, this machine.
verdict "$(our_files . |
  grep -Ev '^(config\.(log|status|h)|Makefile|stamp-h1|libtool)$|\.(o|d|a|log|trs)$' |
  tr '\n' '\0' | xargs -0 grep -HInE "$paths" |
  sed -E 's/^([^:]*:[0-9]+):.*/\1: names a path of one machine/')"
