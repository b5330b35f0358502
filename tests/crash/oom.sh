#!/bin/bash
# Out of memory at the n-th allocation of a CGI request, once only and from there on: an error
# (500, 503) or an end with a code that is not 0, never an answer 200 without the event, never
# another answer, no store that is damaged, no torn log. The same report sent again is there once.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# A process makes hundreds of allocations to start, of which some are tried, and some two hundred
# for the request.
TRIED=${TRIED:-$([ -n "$LONG" ] && echo 1000 || echo 20)}
STEP=${STEP:-$([ -n "$LONG" ] && echo 1 || echo 3)}
BEFORE=30
AFTER=200
SCENES="used${LONG:+ empty}"
runs=0
answered=0

new_id() {
  runs=$((runs + 1))
  ID=$SCENE-$runs
  incident "$ID" >"$DIR/body"
}

# An empty folder, or a store in use.
scene() {
  if [ "$SCENE" = empty ]; then
    rm -rf "$STATE"
    mkdir "$STATE"
  elif [ ! -s "$LOG" ]; then
    new_id
    cgi "$DIR/body" || fail "the responder fails: $(cat "$DIR/said")"
  fi
}

# preloaded VARIABLE=VALUE: one request with the shim. RC is the exit code.
preloaded() {
  RC=0
  cgi "$DIR/body" env "$1" LD_PRELOAD="$DIR/oom.so" || RC=$?
}

# survived WHAT
survived() {
  local first
  answer_status
  first=$STATUS
  case $STATUS in
    200) answered=$((answered + 1)) ;;
    500 | 503) ;;
    0) [ "$RC" -ne 0 ] || fail "$1: no answer, and all is said to be well: $(cat "$DIR/said")" ;;
    *) fail "$1: answered $STATUS: $(cat "$DIR/answer" "$DIR/said")" ;;
  esac
  # 134 (SIGABRT) is an assertion of libfcgi; the other signals, or to hang, are no clean end.
  case $RC in
    124 | 132 | 135 | 136 | 137 | 139) fail "$1: exit code $RC: $(cat "$DIR/said")" ;;
  esac
  cgi "$DIR/body" || fail "$1: the next run fails: $(cat "$DIR/said")"
  answered_200 || fail "$1: sent again, not answered 200: $(cat "$DIR/answer" "$DIR/said")"
  [ "$first" != 200 ] || answered_again || fail "$1: answered 200 and not stored: $(cat "$DIR/answer" "$DIR/said")"
  store_check "$1" "$ID"
}

count_allocations() {
  scene
  new_id
  preloaded "OOM_COUNT=$DIR/count"
  [ "$RC" -eq 0 ] || fail "oom.so does not work here: $(cat "$DIR/said")"
  read -r N REQUEST <"$DIR/count"
  [ "$REQUEST" -gt $BEFORE ] || fail "the request was not seen among $N allocations"
}

# sweep OOM_AT|OOM_FROM FIRST LAST STEP
sweep() {
  local k
  roll "$4"
  for ((k = $2 + R; k <= $3 && k <= N; k += $4)); do
    scene
    new_id
    preloaded "$1=$k"
    survived "$SCENE: $1=$k of $N allocations"
  done
}

crash_begin oom
"${CC:-cc}" -shared -fPIC -o "$DIR/oom.so" "$CRASH/oom.c"
for SCENE in $SCENES; do
  count_allocations
  for how in OOM_AT OOM_FROM; do
    sweep $how $((REQUEST - BEFORE)) $((REQUEST + AFTER)) "$STEP"
    sweep $how 1 "$N" $((N / TRIED + 1))
  done
done
echo "oom: $runs requests, $answered answered 200 in spite of it, none lost, none twice"
