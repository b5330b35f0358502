#!/bin/sh
# ./dev bench webhook: webhooks a second through nginx, in turns in one run, so that the
# ratios hold on a machine whose speed drifts:
#   nginx      (a) nginx answering 200 by itself
#   parse      (b) nginx, libfcgi and the reading of the body, nothing else
#   unique     (c) every event new and durable
#   duplicate  (d) the same event again and again
#   secret     (e) a wrong secret
# then (c) again over a store that has grown, and while that is pruned.
# Loopback only. ROUNDS, SECONDS_EACH, CONNECTIONS, KINDS and GROW (how many events are stored
# already, for the second table) can be set.
#
# Where the time of a unique event goes, by perf, on two cores at 64 connections: of some 70 us in
# all, 30 are the responder's CPU, as many nginx's and wrk's. Of the responder's, judging and its
# statements take 20 %; the transaction 15, half of that the sync, shared by the 30 or so that wait
# together; the answers 21, half of that the write to nginx; the log 8; waiting for requests 12;
# reading them 5. Over all of these, changing from thread to thread takes 15.
set -eu

BUILD=$1
DIR=$(mktemp -d)
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
. "$SOURCE/tests/e2e/instance.sh"

ROUNDS=${ROUNDS:-3}
SECONDS_EACH=${SECONDS_EACH:-3}
CONNECTIONS=${CONNECTIONS:-"1 16 64 256"}
GROW=${GROW-"1000 100000 1000000"}
KINDS=${KINDS:-"nginx parse unique duplicate secret"}
PARSE_PID=""
PRUNER_PID=""

# shellcheck disable=SC2317 # called by the trap
stop() {
  instance_stop
  pid_stop "$PARSE_PID"
  pid_stop "$PRUNER_PID"
  rm -rf "$DIR"
}

lua() {
  cat >"$DIR/$1.lua"
}

scripts() {
  lua nginx <<'LUA'
wrk.method = "POST"; wrk.path = "/nothing"; wrk.body = "{}"
LUA
  lua secret <<'LUA'
wrk.method = "POST"; wrk.path = "/webhook/wrong-secret-wrong"; wrk.body = "{}"
LUA
  lua duplicate <<'LUA'
wrk.method = "POST"; wrk.path = "/webhook/bench-secret-bench"
wrk.body = '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"d","name":"N","status":"investigating","incident_updates":[{"id":"u","status":"investigating","body":"text"}]}}'
LUA
  for path in /parse /webhook/bench-secret-bench; do
    name=unique
    [ $path != /parse ] || name=parse
    lua $name <<LUA
local n, thread, path = 0, 0, "$path"
function setup(t) thread = thread + 1; t:set("id", thread) end
function init() math.randomseed(os.time() * 1000 + id); run = math.random(1e9) end
function request()
  n = n + 1
  local u = id .. "-" .. run .. "-" .. n
  return wrk.format("POST", path, nil,
    '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i' .. u .. '","name":"N","status":"investigating","incident_updates":[{"id":"u' .. u .. '","status":"investigating","body":"text ' .. u .. '"}]}}')
end
function done(_, latency) print(string.format("99.9%% %.1fms", latency:percentile(99.9) / 1000)) end
LUA
  done
}

# cpu_ticks PID: user and system time of a process so far.
cpu_ticks() {
  awk '{ print $14 + $15 }' "/proc/$1/stat"
}

# measure CONNECTIONS KIND [NAME]: appends "req/s p50 p99 cpu-us p99.9" to a file of that name.
measure() {
  pid=$RESPONDER_PID
  [ "$2" != parse ] || pid=$PARSE_PID
  before=$(cpu_ticks "$pid")
  wrk --latency -t $(($1 < 2 ? 1 : 2)) -c "$1" -d "${SECONDS_EACH}s" -s "$DIR/$2.lua" "$URL" >"$DIR/wrk.out"
  after=$(cpu_ticks "$pid")
  awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
    / 50% / { p50 = $2 } / 99% / { p99 = $2 } /requests in/ { n = $1 } /^Requests\/sec:/ { rate = $2 }
    /^99.9%/ { p999 = $2 }
    END { printf "%s %s %s %.1f %s\n", rate, p50, p99, n ? ticks * 1e6 / hz / n : 0, p999 }
  ' "$DIR/wrk.out" >>"$DIR/${3:-$2}-$1"
}

# median_row FILE: the row whose rate is the median.
median_row() {
  sort -n "$1" | awk '{ v[NR] = $0 } END { print v[int((NR + 1) / 2)] }'
}

rate_of() {
  median_row "$DIR/$1-$2" | cut -d' ' -f1
}

ratio() {
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

table() {
  printf '%-6s %-10s %10s %8s %8s %10s %8s %8s\n' conn what req/s p50 p99 "CPU us/req" "to (b)" "to (a)"
  for c in $CONNECTIONS; do
    for _ in $(seq "$ROUNDS"); do
      for k in $KINDS; do measure "$c" "$k"; done
    done
    for k in $KINDS; do
      [ "$c" -ne 64 ] || rate_of "$k" "$c" >"$DIR/table-$k"
      median_row "$DIR/$k-$c" | awk -v c="$c" -v k="$k" -v a="$(rate_of nginx "$c")" -v b="$(rate_of parse "$c")" \
        '{ printf "%-6s %-10s %10.0f %8s %8s %10s %8.2f %8.2f\n", c, k, $1, $2, $3, k == "nginx" ? "-" : $4, $1 / b, $1 / a }'
    done
  done
}

stored() {
  "$BUILD/statusctl" events -n 1 --json | sed 's/.*"id":\([0-9]*\).*/\1/' | grep . || echo 0
}

resident() {
  awk '/^VmRSS/ { print $2 }' "/proc/$RESPONDER_PID/status"
}

# use_store FOLDER: the responder starts with the store in this folder.
use_store() {
  instance_stop
  STATE_DIR=$DIR/$1
  mkdir -p "$STATE_DIR"
  instance_start
}

# A store without events.
use_fresh_store() {
  rm -rf "$DIR/fresh"
  use_store fresh
}

# The curve of (c) over what is stored already, in turns with one that begins empty: the disk
# and the machine may have become slower since this one did.
growth() {
  [ -n "$GROW" ] || return 0
  rm -rf "$DIR/state"
  printf '\n%-10s %10s %8s %8s %8s %10s %10s\n' stored req/s "to empty" p99 p99.9 "RSS KiB" "store MiB"
  for n in $GROW; do
    use_store state
    while [ "$(stored)" -lt "$n" ]; do
      wrk -t 2 -c 64 -d "$((n < 100000 ? 1 : 3))s" -s "$DIR/unique.lua" "$URL" >/dev/null
    done
    begun=$(stored)
    resident >"$DIR/worked" # of the one that took them
    rm -f "$DIR/unique-64" "$DIR/empty-64"
    for _ in $(seq "$ROUNDS"); do
      use_fresh_store
      measure 64 unique empty
      use_store state
      measure 64 unique
    done
    ratio "$(rate_of unique 64)" "$(rate_of empty 64)" >"$DIR/grown"
    median_row "$DIR/unique-64" | awk -v n="$begun" -v grown="$(cat "$DIR/grown")" \
      -v rss="$(cat "$DIR/worked")" -v size="$(du -m "$DIR/state/state.db" | cut -f1)" \
      '{ printf "%-10s %10.0f %8s %8s %8s %10s %10s\n", n, $1, grown, $3, $5, rss, size }'
  done
}

prune_for_ever() {
  trap 'exit 0' TERM # after the poller that runs, whose store would be gone else
  while :; do "$BUILD/status-poller" -q -c "$DIR/quiet.conf"; done
}

# (c) while all that is stored is too old and is removed; by a poller that asks no page.
retention() {
  [ -n "$GROW" ] || return 0
  instance_stop
  sqlite3 "$DIR/state/state.db" 'UPDATE event SET received_at = received_at - 8640000000;
    UPDATE incident SET seen_at = seen_at - 8640000000, updated_at = updated_at - 8640000000'
  sed '/^\[provider/a enabled = no' "$DIR/status-monitor.conf" >"$DIR/quiet.conf"
  instance_start
  printf '\n%-10s %10s %8s %8s %12s\n' pruning req/s p99 p99.9 "events left"
  for how in off on; do
    rm -f "$DIR/unique-64"
    if [ $how = on ]; then
      prune_for_ever &
      PRUNER_PID=$!
    fi
    for _ in $(seq "$ROUNDS"); do measure 64 unique; done
    pid_stop "$PRUNER_PID"
    PRUNER_PID=""
    median_row "$DIR/unique-64" | cut -d' ' -f5 | tr -d ms >"$DIR/pruned"
    median_row "$DIR/unique-64" | awk -v how="$how" -v n="$(curl -fsS "$URL/health" | sed 's/.*"events":\([0-9]*\).*/\1/')" \
      '{ printf "%-10s %10.0f %8s %8s %12s\n", how, $1, $3, $5, n }'
  done
}

# target WHAT VALUE WORD BOUND, with WORD "least" or "most"; nothing when it was not measured.
target() {
  [ -n "$2" ] || return 0
  printf '%-56s %8s  at %-5s %6s  %s\n' "$1" "$2" "$3" "$4" \
    "$(awk -v v="$2" -v how="$3" -v b="$4" 'BEGIN { print (how == "least" ? v >= b : v <= b) ? "met" : "missed" }')"
}

# to_parse KIND: its rate to that of (b), at 64 connections.
to_parse() {
  [ ! -f "$DIR/table-$1" ] || [ ! -f "$DIR/table-parse" ] || ratio "$(cat "$DIR/table-$1")" "$(cat "$DIR/table-parse")"
}

figure() {
  [ ! -f "$DIR/$1" ] || cat "$DIR/$1"
}

targets() {
  echo
  target "unique events to (b), 64 connections" "$(to_parse unique)" least 0.65
  target "duplicates to (b)" "$(to_parse duplicate)" least 0.75
  target "a wrong secret to (b)" "$(to_parse secret)" least 1
  target "rate over the fullest store to that over an empty one" "$(figure grown)" least 0.9
  target "resident memory idle, KiB" "$(figure idle)" most 8192
  target "resident memory in the end, KiB" "$(figure worked)" most 20480
  target "p99.9 while the store is pruned, ms" "$(figure pruned)" most 100
}

trap stop EXIT
trap 'exit 130' INT TERM HUP
export WEBHOOK_SECRET=bench-secret-bench
{ echo '[monitor]'; sed -n '/^\[provider/,$p' "$SOURCE/conf/status-monitor.conf"; } >"$DIR/status-monitor.conf"
instance_prepare "${PORT:-8009}"
# shellcheck disable=SC2016 # nginx's variables
sed -i -e "1i upstream parse { server unix:$DIR/parse.sock; keepalive 32; }" \
  -e 's|location / {|location = /nothing { return 200 "{}"; }\n    location = /parse { fastcgi_pass parse; fastcgi_keep_conn on; fastcgi_param REQUEST_METHOD $request_method; fastcgi_param REQUEST_URI $request_uri; fastcgi_param CONTENT_LENGTH $content_length; }\n    location / {|' \
  "$DIR/sites-enabled/status_monitor"
sed -i '/error_page 403/d' "$DIR/snippets/status_monitor.conf" # the responder is measured, not the limit
"$BUILD/tests/bench/parse" "$DIR/parse.sock" </dev/null &
PARSE_PID=$!
instance_start
scripts
resident >"$DIR/idle"
echo "idle: $(cat "$DIR/idle") KiB resident; medians of $ROUNDS rounds of $SECONDS_EACH s"
table
growth
retention
targets
