#!/bin/bash
# kill -9 of two responders and the poller, at random points under load, on one store: what was
# answered 200 is in the event table and in the log once, no event is there twice, the store is
# sound and the log is the event table. What was not answered is sent again, and is there once.
#
# The first responder is behind nginx, the second behind a second server of that nginx. Each
# has a sender that keeps eight requests going, so that transactions are shared. The page that
# the poller reads changes before each pass, and is reported by webhook too.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../e2e/instance.sh
. "$SOURCE/tests/e2e/instance.sh"

KILLS=${KILLS:-$([ -n "$LONG" ] && echo 240 || echo 24)}
BATCH=24 # requests that one curl sends

free_port() {
  while :; do
    roll 12000 # below the ports that the kernel gives away
    PORT_FOUND=$((20000 + R))
    (exec 3<>"/dev/tcp/127.0.0.1/$PORT_FOUND") 2>/dev/null || return 0
  done
}

second_start() {
  "$BUILD/webhook.fcgi" --listen "$DIR/second.sock" </dev/null 2>>"$DIR/responder.log" &
  SECOND_PID=$!
}

# The servers of both responders, in one nginx.
servers_start() {
  free_port
  instance_prepare "$PORT_FOUND"
  free_port
  SECOND_URL=http://127.0.0.1:$PORT_FOUND
  instance_server second "$PORT_FOUND" "$DIR/second.sock"
  second_start
  instance_start
}

# page VERSION: one incident, whose newest update has that number, and a component that changes.
page() {
  local updates="" n status=operational
  [ $(($1 % 2)) -eq 0 ] || status=degraded_performance
  for ((n = $1; n > 0 && n > $1 - 20; n--)); do
    updates=$updates,$(printf '{"id":"pu%d","status":"investigating","body":"Page text %d","created_at":"%s"}' \
      "$n" "$n" "$(date -u -d "@$((BEGAN + n))" +%FT%TZ)")
  done
  printf '{"id":"page-incident","name":"Seen on the page","status":"investigating","impact":"minor","incident_updates":[%s]}' \
    "${updates#,}" >"$DIR/page/incident.new"
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[{"id":"c1","name":"API","status":"%s","updated_at":"%s"}],"incidents":[%s],"scheduled_maintenances":[]}' \
    "$status" "$(date -u -d "@$((BEGAN + $1))" +%FT%TZ)" "$(cat "$DIR/page/incident.new")" >"$DIR/page/summary.new"
  mv "$DIR/page/incident.new" "$DIR/page/incident"
  mv "$DIR/page/summary.new" "$DIR/page/api/v2/summary.json"
}

# request URL NAME BODY-FILE: one request for curl, which prints NAME and the status.
request() {
  printf 'url = "%s/webhook/%s"\ndata-binary = "@%s"\noutput = "/dev/null"\nwrite-out = "%s %%{http_code}\\n"\nnext\n' \
    "$1" "$SECRET" "$3" "$2"
}

# send CONFIG ANSWERS: eight at once.
send() {
  curl -sS --parallel --parallel-max 8 --max-time 60 -K "$1" >>"$2" 2>>"$DIR/curl.log" || true
}

# sender TAG URL: incidents TAG-1, TAG-2 ... and what the page shows, until it is told to stop.
sender() {
  local n=0 i
  mkdir "$DIR/bodies.$1"
  while [ ! -e "$DIR/stop" ]; do
    for ((i = 0; i < BATCH; i++)); do
      n=$((n + 1))
      incident "$1-$n" >"$DIR/bodies.$1/$1-$n"
      request "$2" "$1-$n" "$DIR/bodies.$1/$1-$n"
    done >"$DIR/curl.$1"
    printf '{"page":{"id":"acmepage0001"},"incident":%s}' "$(cat "$DIR/page/incident")" >"$DIR/page.$1"
    request "$2" page "$DIR/page.$1" >>"$DIR/curl.$1"
    sed -i '$d' "$DIR/curl.$1" # no "next" after the last
    send "$DIR/curl.$1" "$DIR/answers.$1"
  done
}

kill_hard() {
  kill -9 "$1" 2>/dev/null || return 0
  killed=$((killed + 1))
  wait "$1" 2>/dev/null || true
}

# One pass of the poller over a changed page, in which some of the three are killed.
round() {
  local version=$1 poller passed
  page "$version"
  "$BUILD/status-poller" --quiet --once 2>"$DIR/poller.log" &
  poller=$!
  roll 7
  who=$((R + 1))
  if [ $((who & 4)) -ne 0 ]; then
    roll 30
    pause "$R"
    kill_hard "$poller"
  fi
  roll 250
  pause "$R"
  [ $((who & 1)) -eq 0 ] || { kill_hard "$RESPONDER_PID"; responder_start; }
  [ $((who & 2)) -eq 0 ] || { kill_hard "$SECOND_PID"; second_start; }
  passed=0
  wait "$poller" 2>/dev/null || passed=$?
  # A pass that ends well and complains of nothing is the poller's acknowledgement.
  [ "$passed" -ne 0 ] || [ -s "$DIR/poller.log" ] || echo "pu$version" >>"$DIR/acknowledged"
}

# all_stored COLUMN FILE: what FILE lists is in that column of the event table.
all_stored() {
  sql "SELECT $1 FROM event WHERE $1 IS NOT NULL" | sort >"$DIR/stored"
  sort -u "$2" | comm -23 - "$DIR/stored" >"$DIR/lost"
  [ ! -s "$DIR/lost" ] || fail "acknowledged and not stored: $(head -n 5 "$DIR/lost" | tr '\n' ' ')"
}

# A change of the component begins where the one before it ended.
components_check() {
  local found
  found=$(sql "SELECT count(*) FROM (SELECT previous_status, lag(status) OVER (ORDER BY id) AS before
    FROM event WHERE incident_id IS NULL) WHERE before IS NOT NULL AND previous_status IS NOT before")
  [ "$found" = 0 ] || fail "$found changes of the component do not follow one another"
}

# What was never acknowledged is sent again, as the status page would.
send_again() {
  local tag id
  cat "$DIR/answers.a" "$DIR/answers.b" | awk '$2 == 200 { print $1 }' | sort -u >"$DIR/answered"
  find "$DIR/bodies.a" "$DIR/bodies.b" -type f -printf '%f\n' | sort >"$DIR/sent"
  comm -23 "$DIR/sent" "$DIR/answered" >"$DIR/again"
  while read -r id; do
    tag=${id%%-*}
    request "$URL" "$id" "$DIR/bodies.$tag/$id"
  done <"$DIR/again" | sed '$d' >"$DIR/curl.again"
  [ ! -s "$DIR/curl.again" ] || send "$DIR/curl.again" "$DIR/answers.again"
  [ ! -s "$DIR/again" ] || [ "$(grep -c ' 200$' "$DIR/answers.again")" -eq "$(wc -l <"$DIR/again")" ] ||
    fail "what was sent again was not answered 200: $(sort "$DIR/answers.again" | uniq -c | head -n 5)"
}

crash_begin kill
BEGAN=$(date +%s)
world_start
page 1
"$BUILD/status-poller" --quiet --once
servers_start
sender a "$URL" &
SENDER_A=$!
sender b "$SECOND_URL" &
SENDER_B=$!

killed=0
version=1
while [ "$killed" -lt "$KILLS" ]; do
  version=$((version + 1))
  round "$version"
done
touch "$DIR/stop"
wait "$SENDER_A" "$SENDER_B"
instance_wait

grep -h '^[ab]-[0-9]* 200$' "$DIR/answers.a" "$DIR/answers.b" | cut -d ' ' -f 1 >"$DIR/acknowledged.ids" || true
[ -s "$DIR/acknowledged.ids" ] || fail "nothing was ever acknowledged"
all_stored incident_id "$DIR/acknowledged.ids"
[ ! -f "$DIR/acknowledged" ] || all_stored update_id "$DIR/acknowledged"
send_again
"$BUILD/status-poller" --quiet --once
pid_stop "$SECOND_PID"
instance_stop
all_stored incident_id "$DIR/sent"
components_check
store_check "after $killed kills"
echo "kill: $killed kills, $(wc -l <"$DIR/acknowledged.ids") of $(wc -l <"$DIR/sent") acknowledged at once, $(sql 'SELECT count(*) FROM event') events, each once"
