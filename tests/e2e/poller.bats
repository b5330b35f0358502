#!/usr/bin/env bats
# The poller against a fake page, and beside the other channels.

load helper

setup() {
  instance_new
  mkdir -p "$DIR/page/api/v2"
  : >"$DIR/page/requests.log"
  "$BUILD/tests/world/world" "$DIR/page" >"$DIR/world.port" 3>&- &
  WORLD_PID=$!
  eventually test -s "$DIR/world.port"
  cat >"$DIR/status-monitor.conf" <<TEXT
[provider acme]
name = Acme
url = http://127.0.0.1:$(cat "$DIR/world.port")
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

@test "two pollers do not run at once" {
  echo 'delay-ms 3000' >"$DIR/page/api/v2/summary.json.meta"
  page "" operational
  poll 3>&- &
  first=$!
  sleep 1
  run "$BUILD/status-poller"
  [ "$status" -eq 1 ]
  [[ "$output" == *"another status-poller is at work"* ]]
  wait $first
}
