#!/usr/bin/env bats
# ./dev run and its demo, as a newcomer starts them.

load helper

setup() {
  DIR=$(mktemp -d "${TMPDIR:-/tmp}/sm.XXXXXX")
  unset STATE_DIR STATUS_MONITOR_CONF WEBHOOK_BASE_URL WEBHOOK_SECRET LOG_FORMAT
  PORT=$(free_port)
  export PORT
}
teardown() { rm -rf "$DIR"; }

# A build folder of our own, so that the person's own instance is left alone.
borrow_build() {
  mkdir -p "$DIR/build/tests/world"
  ln -s "$BUILD/webhook.fcgi" "$BUILD/status-poller" "$BUILD/statusctl" "$DIR/build/"
  ln -s "$BUILD/tests/world/world" "$DIR/build/tests/world/"
}

# started: whether run.sh has said all it says at its start
started() { grep -q 'Ctrl-C stops' "$DIR/out"; }

run_start() {
  : >"$DIR/out"
  setsid "$SOURCE/tests/e2e/run.sh" "$DIR/build" >"$DIR/out" 2>&1 3>&- &
  RUN_PID=$!
  eventually started
}

run_stop() {
  kill -INT "-$RUN_PID" 2>/dev/null || true
  kill -TERM "$RUN_PID" 2>/dev/null || true # it may have ended by then
  wait "$RUN_PID" || true
}

# beginnings FILE: how the lines begin that a start prints.
beginnings() { sed -n 's/^\(\[INFO\] [^:—]*\).*/\1/p' "$1"; }

leftovers() { pgrep -f "$DIR/build" || true; }

@test "run prints secret and path, takes a POST, shows the event, leaves nothing running" {
  borrow_build
  # No page can be reached from a test: the poller is pointed at nothing.
  mkdir -p "$DIR/build/run"
  sed 's|^url = .*|url = http://127.0.0.1:1|' "$SOURCE/conf/status-monitor.conf" >"$DIR/build/run/status-monitor.conf"
  run_start
  secret=$(sed -n 's/^\[INFO\] Webhook secret: //p' "$DIR/out")
  [ "${#secret}" -ge 32 ]
  grep -q "^\[INFO\] Webhook path:   /webhook/$secret$" "$DIR/out"
  grep -q '^\[INFO\] \[poller\] Started — polling 10 providers every 90s$' "$DIR/out"
  diff <(beginnings "$DIR/out") <(beginnings "$SOURCE/README.md")
  incident i1 u1 | curl -sS -d @- "localhost:$PORT/webhook/$secret" | grep -q '"incident_id":"i1"}'
  eventually grep -q 'Text of u1' "$DIR/out"
  # As the README has it, without the environment of run.sh.
  [ "$("$BUILD/statusctl" -c "$DIR/build/run/status-monitor.conf" secret show)" = "$secret" ]
  "$BUILD/statusctl" -c "$DIR/build/run/status-monitor.conf" test
  run_stop
  eventually test -z "$(leftovers)"
  grep -q '^stopped; the state is kept' "$DIR/out"
  run_start
  [ "$(sed -n 's/^\[INFO\] Webhook secret: //p' "$DIR/out")" = "$secret" ]
  # A second one does not take the first one's socket.
  PORT=$(free_port) run timeout 60 "$SOURCE/tests/e2e/run.sh" "$DIR/build" 3>&-
  [ "$status" -eq 1 ]
  [[ "$output" == *"an instance runs in $DIR/build/run already; end that one first"* ]]
  incident i2 u2 | curl -sS -d @- "localhost:$PORT/webhook/$secret" | grep -q '"incident_id":"i2"}'
  run_stop
  [ "$(grep -c 'Text of u1' "$DIR/build/run/state/events.log")" -eq 1 ]
}

@test "the demo shows each event once, however often it was reported" {
  borrow_build
  DEMO_PAUSE=0.2 "$SOURCE/tests/world/demo.sh" "$DIR/build" >"$DIR/out"
  grep -q '^14 reports were made, 6 events came of them, each once' "$DIR/out"
  [ "$(grep -c '^  Status   : ' "$DIR/out")" -eq 6 ]
  [ -z "$(grep '^  Status   : ' "$DIR/out" | sort | uniq -d)" ]
  for source in webhook email poller; do grep -q "^  Source   : $source$" "$DIR/out"; done
  grep '^  Status   : ' "$DIR/out" | grep -q 'resolved'
  [ -z "$(leftovers)" ]
}

@test "dev alone explains itself" {
  run "$SOURCE/dev"
  [ "$status" -eq 0 ]
  [[ "$output" == *"run --demo"* ]]
  run "$SOURCE/dev" nonsense
  [ "$status" -eq 2 ]
}
