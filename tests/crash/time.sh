#!/bin/bash
# The wall clock is moved under a running responder and between passes of the poller, a day
# forwards and two days back: each report makes one event, what is sent again is known, the
# changes of a component stay in order, pages are read again, the log is the event table.
#
# clock.c moves CLOCK_REALTIME of our programs; times that the provider tells stay true.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

MOVES=(0 86400 -86400 3600 -3600 90 -90 0)

# In place and in one write: a running program holds the file open.
clock_to() {
  printf '%-20s\n' "$1" 1<>"$DIR/clock"
}

# poll ARGUMENT...
poll() {
  CLOCK_FILE=$DIR/clock LD_PRELOAD=$DIR/clock.so "$BUILD/status-poller" --quiet "$@"
}

responder_start() {
  CLOCK_FILE=$DIR/clock LD_PRELOAD=$DIR/clock.so "$BUILD/webhook.fcgi" --listen "$DIR/a.sock" \
    </dev/null 2>"$DIR/responder.log" &
  for _ in $(seq 200); do
    [ ! -S "$DIR/a.sock" ] || return 0
    sleep 0.05
  done
  fail "the responder does not start: $(cat "$DIR/responder.log")"
}

# ask BODY: prints the answer.
ask() {
  env -i REQUEST_METHOD=POST REQUEST_URI="/webhook/$SECRET" CONTENT_LENGTH=${#1} \
    cgi-fcgi -bind -connect "$DIR/a.sock" <<<"$1" | tail -n 1
}

# The provider's clock goes on by a second with each thing it tells.
told=0
provider_time() {
  told=$((told + 1))
  AT=$(date -u -d "@$((BEGAN + told))" +%FT%TZ)
}

# component STATUS: told by webhook.
component() {
  provider_time
  BODY='{"page":{"id":"betapage0001"},"component":{"id":"c1","name":"API","status":"'$1'"},"component_update":{"component_id":"c1","old_status":"'$2'","new_status":"'$1'","created_at":"'$AT'"}}'
}

page() {
  provider_time
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[{"id":"p1","name":"Web","status":"%s","updated_at":"%s"}],"incidents":[],"scheduled_maintenances":[]}' \
    "$1" "$AT" >"$DIR/page/new"
  mv "$DIR/page/new" "$DIR/page/api/v2/summary.json"
}

# expect ANSWER BODY WHAT
expect() {
  local answer
  answer=$(ask "$2")
  [ "$answer" = "$1" ] || fail "clock $MOVE s: $3: $answer"
}

crash_begin time
"${CC:-cc}" -shared -fPIC -o "$DIR/clock.so" "$CRASH/clock.c"
BEGAN=$(date +%s)
clock_to 0
world_start
: >"$DIR/page/requests.log"
page operational
poll --once
responder_start
states=(operational degraded_performance)
changes=0
n=0
for MOVE in "${MOVES[@]}"; do
  clock_to "$MOVE"
  n=$((n + 1))
  expect '{"received":true,"incident_id":"t-'$n'"}' "$(incident "t-$n")" "news is not taken as such"
  for ((k = 1; k <= n; k++)); do
    expect '{"received":true,"incident_id":"t-'$k'","duplicate":true}' "$(incident "t-$k")" "sent again"
  done
  component "${states[n % 2]}" "${states[(n + 1) % 2]}"
  expect '{"received":true,"component_id":"c1"}' "$BODY" "a change of a component is not taken"
  expect '{"received":true,"component_id":"c1","duplicate":true}' "$BODY" "a change sent again"
  changes=$((changes + 1))
  # Not before the page is due by any clock, but then it must be read.
  : >"$DIR/page/requests.log"
  page "${states[n % 2]}"
  clock_to $((MOVE + 120))
  poll
  grep -q ' /api/v2/summary.json ' "$DIR/page/requests.log" ||
    fail "clock $MOVE s: the page is not read any more ($(sql "SELECT (due_at - tried_at) / 1000 FROM provider") s between due and tried)"
  clock_to "$MOVE"
done
[ "$(sql "SELECT count(*) FROM event WHERE page_id = 'betapage0001'")" = $((n + changes)) ] ||
  fail "not $((n + changes)) events but $(sql 'SELECT page_id, count(*) FROM event GROUP BY 1')"
[ "$(sql "SELECT count(*) FROM event WHERE page_id = 'acmepage0001'")" = "$n" ] ||
  fail "the poller's page changed $n times: $(sql "SELECT status FROM event WHERE page_id = 'acmepage0001'")"
store_check "after ${#MOVES[@]} moves of the clock"
echo "time: ${#MOVES[@]} moves of the clock, $(sql 'SELECT count(*) FROM event') events, each once"
