#!/usr/bin/env bats
# The poller against a fake page, and beside the other channels.

load helper

setup() {
  instance_new
  mkdir -p "$DIR/page/api/v2"
  : >"$DIR/page/requests.log"
  world_start "$DIR/page"
  cat >"$DIR/status-monitor.conf" <<TEXT
[provider acme]
name = Acme
url = $WORLD
page_id = acmepage0001
allow_private = yes
TEXT
}
teardown() { instance_end; }

# page INCIDENTS API-STATUS
page() {
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[{"id":"c1","name":"API","status":"%s","updated_at":"%s"}],"incidents":[%s],"scheduled_maintenances":[]}' \
    "$2" "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" "$1" >"$DIR/page/new"
  mv "$DIR/page/new" "$DIR/page/api/v2/summary.json"
}

acme_incident() {
  printf '{"id":"i1","name":"An incident","status":"%s","impact":"minor","incident_updates":[%s]}' "$1" "$2"
}

update() {
  printf '{"id":"%s","status":"%s","body":"Text of %s","created_at":"%s"}' "$1" "$2" "$1" "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)"
}

poll() { "$BUILD/status-poller" --quiet --once; }

@test "a webhook first, then the page: one event" {
  u1=$(update u1 investigating)
  page "" operational
  poll
  post_text '{"page":{"id":"acmepage0001"},"incident":'"$(acme_incident investigating "$u1")"'}'
  page "$(acme_incident investigating "$u1")" operational
  poll
  [ "$(event_count)" -eq 1 ]
  [ "$(sqlite3 "$DIR/state/state.db" 'SELECT count(*) FROM sighting')" -eq 1 ]
}

@test "the first read is silent about components and logs what is open, once" {
  page "$(acme_incident investigating "$(update u1 investigating)")" major_outage
  poll
  poll
  [ "$(event_count)" -eq 1 ]
  [[ "$(statusctl events --json | jq -r .note)" == "first sight"* ]]
}

@test "an incident that leaves the page is looked up and closed" {
  u1=$(update u1 investigating)
  page "" operational
  poll
  page "$(acme_incident investigating "$u1")" operational
  poll
  u2=$(update u2 resolved)
  printf '{"page":{"id":"acmepage0001"},"incidents":[%s]}' "$(acme_incident resolved "$u2,$u1")" >"$DIR/page/api/v2/incidents.json"
  page "" operational
  poll
  poll
  [ "$(statusctl events --json | jq -r .status | tr '\n' ' ')" = "investigating resolved " ]
  statusctl status --json | jq -e '.problems | length == 0'
}

@test "an unchanged page is asked once and not read again" {
  page "" operational
  poll
  : >"$DIR/page/requests.log"
  poll
  [ "$(cat "$DIR/page/requests.log")" = "GET /api/v2/summary.json 304" ]
}

@test "not before it is due, except with --once" {
  page "" operational
  "$BUILD/status-poller"
  : >"$DIR/page/requests.log"
  "$BUILD/status-poller"
  [ ! -s "$DIR/page/requests.log" ]
}

@test "HTML instead of the API is a failure, never all is well" {
  page "$(acme_incident investigating "$(update u1 investigating)")" degraded_performance
  poll
  echo '<!DOCTYPE html><title>404</title>' >"$DIR/page/api/v2/summary.json"
  run poll
  [[ "$output" == *"acme: the page answered with HTML"* ]]
  [[ "$(statusctl status)" == *"An incident"* ]]
  [[ "$(statusctl list)" == *"HTML"* ]]
}

@test "a private address is refused unless the provider allows it" {
  page "" operational
  sed -i '/allow_private/d' "$DIR/status-monitor.conf"
  run poll
  [[ "$output" == *"private"* ]]
}

lock_is_held() {
  ! flock -n "$DIR/state/poll.lock" true
}

@test "two pollers do not run at once" {
  echo 'delay-ms 3000' >"$DIR/page/api/v2/summary.json.meta"
  page "" operational
  poll 3>&- &
  first=$!
  eventually lock_is_held
  run "$BUILD/status-poller"
  [ "$status" -eq 1 ]
  [[ "$output" == *"another status-poller is at work"* ]]
  wait $first
}

# A page becomes due again and again, so that only its time ends the run.
@test "a clock that is set back while a run waits for another does not make it longer" {
  page "" operational
  printf '%s\n' '[monitor]' 'poll_interval_seconds = 10' >>"$DIR/status-monitor.conf"
  "${CC:-cc}" -shared -fPIC -o "$DIR/clock.so" "$SOURCE/tests/crash/clock.c"
  echo 0 >"$DIR/clock"
  poll
  (flock 9 && exec sleep 600) 9>>"$DIR/state/poll.lock" 3>&- &
  holder=$!
  CLOCK_FILE=$DIR/clock LD_PRELOAD=$DIR/clock.so \
    timeout 20 "$BUILD/status-poller" --quiet --stay 5 3>&- &
  waiting=$!
  sleep 1
  printf '%-20s\n' -3600 1<>"$DIR/clock"
  kill $holder
  wait $waiting
}

# on_terminal COMMAND: what a person at a terminal sees of it.
on_terminal() {
  script -qec "$1" /dev/null </dev/null
}

@test "a terminal shows how far it is, in a line that goes; anything else gets the summary alone" {
  page "" operational
  echo 'status 503' >"$DIR/page/api/v2/summary.json.meta"
  TERM=xterm on_terminal "'$BUILD/status-poller' --once" >"$DIR/seen"
  grep -q 'pages asked: 1, waiting for 1, failed: 0; new events: 0' "$DIR/seen"
  # The warning begins where the line was taken away.
  grep -q $'\r\033\[Kstatus-poller: warning: acme: the page answered HTTP 503' "$DIR/seen"
  [ "$(tr -d '\r' <"$DIR/seen" | tail -n 1 | sed 's/.*\[K//')" = "status-poller: pages asked: 1, failed: 1; new events: 0" ]
  TERM=dumb on_terminal "'$BUILD/status-poller' --once" >"$DIR/seen"
  ! grep -q waiting "$DIR/seen" || false
  TERM=xterm on_terminal "'$BUILD/status-poller' --once --quiet" >"$DIR/seen"
  ! grep -q asked "$DIR/seen" || false
  "$BUILD/status-poller" --once 2>"$DIR/seen"
  [ "$(tail -n 1 "$DIR/seen")" = "status-poller: pages asked: 1, failed: 1; new events: 0" ]
  [ "$(wc -l <"$DIR/seen")" -eq 2 ]
}

@test "on a narrow terminal how far it is takes one line, and goes" {
  page "" operational
  TERM=xterm on_terminal "stty cols 30; '$BUILD/status-poller' --once" >"$DIR/seen"
  grep -q $'^status-poller: pages asked: 1\r\033\[K' "$DIR/seen"
  lacks waiting "$DIR/seen"
}

@test "who waits for another run at a terminal is told so" {
  page "" operational
  (flock 9 && exec sleep 2) 9>>"$DIR/state/poll.lock" 3>&- &
  eventually lock_is_held
  TERM=xterm on_terminal "'$BUILD/status-poller' --once" >"$DIR/seen"
  grep -q 'waiting for the status-poller that is at work' "$DIR/seen"
  [ "$(tr -d '\r' <"$DIR/seen" | tail -n 1 | sed 's/.*\[K//')" = "status-poller: pages asked: 1, failed: 0; new events: 0" ]
  (flock 9 && exec sleep 2) 9>>"$DIR/state/poll.lock" 3>&- &
  eventually lock_is_held
  TERM=xterm on_terminal "'$BUILD/status-poller' --once --quiet" >"$DIR/seen"
  [ ! -s "$DIR/seen" ]
}

# "silent" never answers: whoever waited for it would see it fail.
@test "who names a page waits for no other, and others are read while it takes its time" {
  page "" operational
  for key in well silent; do
    printf '[provider %s]\nurl = %s/%s\nallow_private = yes\n' "$key" "$WORLD" "$key"
    mkdir -p "$DIR/page/$key/api/v2"
    cp "$DIR/page/api/v2/summary.json" "$DIR/page/$key/api/v2/"
  done >>"$DIR/status-monitor.conf"
  echo stall >"$DIR/page/silent/api/v2/summary.json.meta"
  echo 'delay-ms 5000' >"$DIR/page/api/v2/summary.json.meta"
  run "$BUILD/status-poller" --once acme
  [ "$output" = "status-poller: pages asked: 3, failed: 0; new events: 0" ]
  [ "$(statusctl list --json | jq -r '[.providers[] | select(.health == "fresh") | .key] | join(" ")')" = "acme well" ]
}

@test "who asks is told to the page: the program, its version and where to learn more" {
  page "" operational
  : >"$DIR/page/agents.log"
  poll
  [[ "$(cat "$DIR/page/agents.log")" =~ ^status-monitor/[0-9.]+$ ]]
  : >"$DIR/page/agents.log"
  WEBHOOK_BASE_URL=https://monitor.example poll
  [[ "$(cat "$DIR/page/agents.log")" =~ ^status-monitor/[0-9.]+\ \(\+https://monitor.example\)$ ]]
  : >"$DIR/page/agents.log"
  CONTACT_URL=https://us.example/who WEBHOOK_BASE_URL=https://monitor.example poll
  [[ "$(cat "$DIR/page/agents.log")" =~ ^status-monitor/[0-9.]+\ \(\+https://us.example/who\)$ ]]
}

# Each place is one that a platform may have its document at.
@test "what a page answers at places that are not its own is not kept" {
  poll
  paths=$(awk '{ print $2 }' "$DIR/page/requests.log" | sort -u)
  [ "$(wc -l <<<"$paths")" -gt 8 ]
  { printf '[[]' && yes ',[]' | head -n 300000 && printf ']'; } | tr -d '\n' >"$DIR/large"
  for path in $paths; do
    [[ $path != */ ]] || path=${path}index.html
    mkdir -p "$(dirname "$DIR/page$path")"
    ln "$DIR/large" "$DIR/page$path"
  done
  (
    ulimit -d 100000
    "$BUILD/status-poller" --once
  ) 2>"$DIR/said"
  grep -q 'pages asked: 1, failed: 1;' "$DIR/said"
}
