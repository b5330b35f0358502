#!/bin/sh
# ./dev bench: webhooks a second through nginx, against nginx answering 200 by itself, in
# turns in one run, so that the ratios hold on a machine whose speed drifts. Loopback only.
set -eu

BUILD=$1
DIR=$(mktemp -d)
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
. "$SOURCE/tests/e2e/instance.sh"

ROUNDS=${ROUNDS:-3}
SECONDS_EACH=${SECONDS_EACH:-3}
CONNECTIONS=${CONNECTIONS:-"1 16 64"}

# shellcheck disable=SC2317 # called by the trap
stop() {
  instance_stop
  rm -rf "$DIR"
}

# wrk_script NAME: what each request is.
wrk_script() {
  cat >"$DIR/$1.lua"
}

# rate CONNECTIONS SCRIPT: requests a second.
rate() {
  wrk -t $(($1 < 2 ? 1 : 2)) -c "$1" -d "${SECONDS_EACH}s" -s "$DIR/$2.lua" "$URL" >"$DIR/wrk.out"
  sed -n 's/^Requests\/sec: *//p' "$DIR/wrk.out"
  sed -n 's/^ *Non-2xx or 3xx responses: /  (not 200: /p' "$DIR/wrk.out" >>"$DIR/notes-$2"
}

median() {
  sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

trap stop EXIT
trap 'exit 130' INT TERM HUP
export WEBHOOK_SECRET=bench-secret-bench
printf '[monitor]\n' >"$DIR/status-monitor.conf"
sed -n '/^\[provider/,$p' "$SOURCE/conf/status-monitor.conf" >>"$DIR/status-monitor.conf"
instance_prepare "${PORT:-8009}"
sed -i 's|location / {|location = /nothing { return 200 "{}"; }\n    location / {|' "$DIR/server.conf"
instance_start

wrk_script nginx <<'LUA'
wrk.method = "POST"; wrk.path = "/nothing"; wrk.body = "{}"
LUA
wrk_script duplicate <<'LUA'
wrk.method = "POST"; wrk.path = "/webhook/bench-secret-bench"
wrk.body = '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"d","name":"N","status":"investigating","incident_updates":[{"id":"u","status":"investigating","body":"text"}]}}'
LUA
wrk_script secret <<'LUA'
wrk.method = "POST"; wrk.path = "/webhook/wrong-secret-wrong"; wrk.body = "{}"
LUA
wrk_script unique <<'LUA'
local n, thread = 0, 0
local started = 0
function setup(t) thread = thread + 1; t:set("id", thread) end
function init() started = os.time() .. math.random(1e9) end
function request()
  n = n + 1
  local u = id .. "-" .. started .. "-" .. n
  return wrk.format("POST", "/webhook/bench-secret-bench", nil,
    '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i' .. u .. '","name":"N","status":"investigating","incident_updates":[{"id":"u' .. u .. '","status":"investigating","body":"text ' .. u .. '"}]}}')
end
LUA

echo "requests a second, median of $ROUNDS rounds of $SECONDS_EACH s; in brackets the ratio to nginx alone"
printf '%-12s %16s %22s %22s %22s\n' connections "nginx alone" "unique, durable" duplicate "wrong secret"
for c in $CONNECTIONS; do
  for _ in $(seq "$ROUNDS"); do
    for s in nginx unique duplicate secret; do rate "$c" $s >>"$DIR/$s-$c"; done
  done
  a=$(median "$DIR/nginx-$c")
  printf '%-12s %16s' "$c" "$a"
  for s in unique duplicate secret; do
    b=$(median "$DIR/$s-$c")
    printf ' %13s (%s)' "$b" "$(awk "BEGIN { printf \"%.2f\", $b / $a }")"
  done
  echo
done
printf 'webhook.fcgi: %s KiB resident, %s events stored in %s\n' \
  "$(awk '/^VmRSS/ { print $2 }' "/proc/$RESPONDER_PID/status")" \
  "$(curl -sS "$URL/health" | sed 's/.*"events":\([0-9]*\).*/\1/')" "$(du -h "$DIR/state/state.db" | cut -f1)"
cat "$DIR"/notes-unique "$DIR"/notes-duplicate
