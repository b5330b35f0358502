#!/bin/sh
# Functions that have no safe use, in all our C, and memory that talloc does not know
# of, in src.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# calls NAMES WHY: reads FILE:LINE:CODE and prints where one of the functions is called; a member
# of the same name is another function.
calls() {
  sed -nE "s~^([^:]*:[0-9]+):(.*[^A-Za-z0-9_>])?($1)[[:space:]]*\(.*~\1: \3() $2~p"
}

unsafe='strcpy|strcat|sprintf|vsprintf|strtok|atoi|sscanf|gets|system|popen|alloca'
heap='malloc|calloc|realloc|free|strdup|strndup'

verdict "$(
  c_code src cgi-bin cron tests | calls "$unsafe" 'is banned'
  c_code src | grep -v '^src/base/mem\.[ch]:' | calls "$heap" 'goes around base/mem.h'
)"
