#!/bin/sh
# ./dev run --demo: a fake status page has an outage. It is told by webhook, by mail and
# by the page itself, each several times and in changing order; each event is logged once.
# Needs no internet. Runs for some ten seconds and ends by itself.
set -eu

BUILD=$1
DIR=$BUILD/demo
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
. "$SOURCE/tests/e2e/instance.sh"

PAUSE=${DEMO_PAUSE:-1}
PAGE_ID=dem0acmep4ge
WORLD_PID=""
FOLLOW_PID=""
reports=0

stop() {
  trap '' INT TERM HUP
  instance_stop
  pid_stop "$WORLD_PID"
  pid_stop "$FOLLOW_PID"
}

# now [OFFSET]: the time that many seconds away, as status pages write it.
now() {
  date -u -d "${1:-0} seconds" +%Y-%m-%dT%H:%M:%S.000Z
}

# --- what Acme says: JSON in the shape of Statuspage -------------------------------------

# update ID STATUS TIME TEXT [AFFECTED]
update() {
  printf '{"id":"%s","status":"%s","created_at":"%s","display_at":"%s","body":"%s","affected_components":%s}' \
    "$1" "$2" "$3" "$3" "$4" "${5:-null}"
}

# incident ID NAME STATUS IMPACT UPDATES [MORE]: UPDATES newest first
incident() {
  printf '{"id":"%s","name":"%s","status":"%s","impact":"%s","created_at":"%s","updated_at":"%s","shortlink":"https://stspg.io/%s","components":[{"id":"acmeapi00001","name":"API"}],"incident_updates":[%s]%s}' \
    "$1" "$2" "$3" "$4" "$began" "$(now)" "$1" "$5" "${6:-}"
}

# page INCIDENTS MAINTENANCES API-STATUS API-CHANGED
page() {
  printf '{"page":{"id":"%s","name":"Acme Cloud","url":"%s","updated_at":"%s"},"status":{"indicator":"none"},"components":[%s,%s],"incidents":[%s],"scheduled_maintenances":[%s]}' \
    "$PAGE_ID" "$PAGE_URL" "$(now)" \
    "$(component acmeapi00001 "API" "$3" "$4")" "$(component acmeweb00002 "Dashboard" operational "$began")" \
    "$1" "$2" >"$DIR/page/summary.new"
  mv "$DIR/page/summary.new" "$DIR/page/api/v2/summary.json"
}

component() {
  printf '{"id":"%s","name":"%s","status":"%s","updated_at":"%s","group":false}' "$1" "$2" "$3" "$4"
}

# history FILE KEY INCIDENTS: what is over as well
history() {
  printf '{"page":{"id":"%s","name":"Acme Cloud"},"%s":[%s]}' "$PAGE_ID" "$2" "$3" >"$DIR/page/api/v2/$1"
}

# --- the three channels ------------------------------------------------------------------

post() {
  curl -fsS -o /dev/null -X POST -H 'Content-Type: application/json' --data-binary @- "$URL/webhook/$secret"
}

webhook() {
  reports=$((reports + 1))
  printf '{"meta":{"generated_at":"%s"},"page":{"id":"%s","status_indicator":"major"},%s}' "$(now)" "$PAGE_ID" "$1" | post
}

# mail TITLE LINE TEXT: what the email worker POSTs of a Statuspage mail
mail() {
  reports=$((reports + 1))
  printf '{"source":"email","from":"Acme Cloud <noreply@statuspage.io>","to":"status@example.org","subject":"Acme Cloud Incident - %s - %s","body":"%s\\n%s\\n%s\\nTime posted\\n%s","received_at":"%s"}' \
    "$1" "$(date -u '+%d %B %Y')" "$1" "$2" "$3" "$(date -u '+%b %d, %H:%M UTC')" "$(now)" | post
}

poll() {
  reports=$((reports + 1))
  "$BUILD/status-poller" --quiet --once 2>>"$DIR/poller.log"
}

scene() {
  sleep "$PAUSE"
  printf '\n--- %s\n' "$1"
}

# --- the outage --------------------------------------------------------------------------

outage() {
  began=$(now -60)
  outage="Elevated error rates on the API"
  upkeep="Database migration window"
  page "" "" operational "$began"
  poll

  scene "an incident is opened: by webhook, the same webhook again, the page"
  u1=$(update acmeupdate01 investigating "$(now -5)" "We are investigating elevated error rates.")
  one=$(incident acmeincid001 "$outage" investigating major "$u1")
  webhook "\"incident\":$one"
  webhook "\"incident\":$one"
  page "$one" "" operational "$began"
  poll

  scene "a component degrades: by the page, then by webhook"
  degraded=$(now)
  page "$one" "" degraded_performance "$degraded"
  poll
  webhook "\"component_update\":{\"component_id\":\"acmeapi00001\",\"old_status\":\"operational\",\"new_status\":\"degraded_performance\",\"created_at\":\"$degraded\"},\"component\":{\"id\":\"acmeapi00001\",\"name\":\"API\",\"status\":\"degraded_performance\"}"

  scene "the cause is identified: by mail, then by webhook, then by the page"
  mail "$outage" "Incident status: Identified" "A bad deploy is being rolled back."
  u2=$(update acmeupdate02 identified "$(now)" "A bad deploy is being rolled back.")
  two=$(incident acmeincid001 "$outage" identified major "$u2,$u1")
  webhook "\"incident\":$two"
  page "$two" "" degraded_performance "$degraded"
  poll

  scene "a maintenance is announced: by the page only, then a webhook comes late"
  m1=$(update acmeupdate03 scheduled "$(now)" "We will migrate the primary database.")
  window=",\"scheduled_for\":\"$(now 86400)\",\"scheduled_until\":\"$(now 93600)\""
  three=$(incident acmeupkeep02 "$upkeep" scheduled maintenance "$m1" "$window")
  page "$two" "$three" degraded_performance "$degraded"
  poll
  webhook "\"incident\":$three"

  scene "the API recovers: by webhook, then by the page"
  recovered=$(now)
  webhook "\"component_update\":{\"component_id\":\"acmeapi00001\",\"old_status\":\"degraded_performance\",\"new_status\":\"operational\",\"created_at\":\"$recovered\"},\"component\":{\"id\":\"acmeapi00001\",\"name\":\"API\",\"status\":\"operational\"}"
  u3=$(update acmeupdate04 resolved "$(now)" "This incident has been resolved.")
  four=$(incident acmeincid001 "$outage" resolved major "$u3,$u2,$u1")
  page "" "$three" operational "$recovered"
  history incidents.json incidents "$four"

  scene "it is resolved: no webhook comes; the page's history tells, then a mail"
  poll
  mail "$outage" "Incident resolved" "This incident has been resolved."
}

start_page() {
  "$BUILD/tests/world/world" "$DIR/page" >"$DIR/world.port" &
  WORLD_PID=$!
  until [ -s "$DIR/world.port" ]; do sleep 0.1; done
  PAGE_URL=http://127.0.0.1:$(cat "$DIR/world.port")
}

rm -rf "$DIR"
mkdir -p "$DIR/page/api/v2"
trap stop EXIT
trap 'exit 130' INT TERM HUP
start_page
cat >"$DIR/status-monitor.conf" <<TEXT
[provider acme]
name = Acme Cloud
url = $PAGE_URL
page_id = $PAGE_ID
allow_private = yes
TEXT
instance_prepare "${PORT:-8000}"
instance_start
secret=$("$BUILD/statusctl" secret show)
echo "Acme Cloud is a fake status page at $PAGE_URL, watched by webhook, mail and poller."
"$BUILD/statusctl" events -n 0 -f &
FOLLOW_PID=$!

outage
sleep "$PAUSE"
events=$("$BUILD/statusctl" events --json -n 1000 | wc -l)
trap - EXIT
stop
printf '\n%s reports were made, %s events came of them, each once. The log is %s\n' \
  "$reports" "$events" "$DIR/state/events.log"
