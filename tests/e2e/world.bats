#!/usr/bin/env bats
# The poller in a bad world: what it says of each kind of trouble, and that no other page has any.

load helper

setup() {
  DIR=$(mktemp -d "${TMPDIR:-/tmp}/sm.XXXXXX")
  unset WEBHOOK_SECRET LOG_FORMAT LOG_FILE NO_COLOR
  export STATE_DIR=$DIR/state STATUS_MONITOR_CONF=$DIR/status-monitor.conf
  : >"$STATUS_MONITOR_CONF"
  world plain
}
teardown() {
  [ -z "${POLLER_PID:-}" ] || pid_stop "$POLLER_PID"
  for pid in $WORLD_PIDS; do pid_stop "$pid"; done
  rm -rf "${DIR:?}"
}

# world NAME [OPTION...]: starts one with a folder of that name; its port is in PORT.
world() {
  local name=$1
  shift
  mkdir -p "$DIR/$name"
  "$BUILD/tests/world/world" "$@" "$DIR/$name" >"$DIR/$name.port" 3>&- &
  WORLD_PIDS="${WORLD_PIDS:-} $!"
  eventually test -s "$DIR/$name.port"
  PORT=$(cat "$DIR/$name.port")
}

# watch KEY URL [LINE...]: one provider more.
watch() {
  printf '[provider %s]\nurl = %s\nallow_private = yes\n' "$1" "$2" >>"$STATUS_MONITOR_CONF"
  shift 2
  [ $# -eq 0 ] || printf '%s\n' "$@" >>"$STATUS_MONITOR_CONF"
}

# document KEY: a page with one open incident.
document() {
  now
  printf '{"page":{"id":"page-of-%s","name":"%s"},"components":[],"incidents":[{"id":"i-%s","name":"Trouble","status":"investigating","impact":"minor","incident_updates":[{"id":"u-%s","status":"investigating","body":"Text","created_at":"%s"}]}],"scheduled_maintenances":[]}' \
    "$1" "$1" "$1" "$1" "$NOW"
}

# page KEY [META-LINE...]: a page that is watched, and how it misbehaves.
page() {
  local file=$DIR/plain/$1/api/v2/summary.json
  mkdir -p "${file%/*}"
  document "$1" >"$file"
  watch "$1" "http://127.0.0.1:$PORT/$1"
  shift
  [ $# -eq 0 ] || printf '%s\n' "$@" >"$file.meta"
}

poll() {
  "$BUILD/status-poller" --quiet --once 2>"$DIR/said"
}

# said KEY TEXT: what the poller said of a page, and statusctl says.
said() {
  grep -qF "$1: $2" "$DIR/said" || { cat "$DIR/said"; return 1; }
  statusctl list --json | jq -r ".providers[] | select(.key == \"$1\") | .reason" | grep -qF "$2"
}

# is_fresh KEY: it was read, and its incident is logged.
is_fresh() {
  statusctl list --raw --noheadings -o key,health | grep -qx "$1 fresh"
}

has_event() {
  [ "$(statusctl events --json -n 1000 | grep -c "\"incident_id\":\"i-$1\"")" -eq 1 ]
}

# told N: so many of the pages p1, p2 ... have told their event.
told() {
  [ "$(statusctl events --json -n 1000 | jq -r .incident_id | sort -u | grep -cx 'i-p[0-9]*')" -ge "$1" ]
}

# fails KEY TEXT: that page has failed with that text and told nothing; the page "well" is well.
fails() {
  said "$1" "$2"
  if has_event "$1"; then return 1; fi
  is_fresh well
  has_event well
}

@test "a page that answers with an error is named with its status" {
  page well
  page ill "status 503"
  poll
  fails ill "the page answered HTTP 503"
}

@test "429 with Retry-After is left alone for so long" {
  page well
  page ill "status 429" "header Retry-After: 7200"
  poll
  fails ill "the page answered HTTP 429"
  [ "$(sqlite3 "$DIR/state/state.db" "SELECT due_at - tried_at >= 7200000 FROM provider WHERE key = 'ill'")" -eq 1 ]
}

@test "HTML where the API should be" {
  page well
  page ill
  cp "$SOURCE/tests/fixtures/api/switched-off.html" "$DIR/plain/ill/api/v2/summary.json"
  poll
  fails ill "the page answered with HTML where its API should be"
}

@test "an answer that breaks off" {
  page well
  page ill "truncate 50"
  poll
  fails ill "the answer of 127.0.0.1 broke off"
}

@test "a connection that is reset" {
  page well
  page ill "reset"
  poll
  fails ill "the connection to 127.0.0.1 broke"
}

@test "a page of which nobody listens" {
  page well
  watch ill "http://127.0.0.1:$(free_port)"
  poll
  fails ill "cannot connect to 127.0.0.1: Connection refused"
}

@test "an answer that is packed is read, and half a megabyte that unpacks to too much is not" {
  page well
  page packed
  gzip "$DIR/plain/packed/api/v2/summary.json"
  page bomb
  head -c 500000000 /dev/zero | gzip -1 >"$DIR/plain/bomb/api/v2/summary.json.gz"
  page broken
  echo "this is not gzip" >"$DIR/plain/broken/api/v2/summary.json.gz"
  poll
  is_fresh packed
  fails bomb "the answer of 127.0.0.1 is larger than 8388608 bytes"
  fails broken "the answer of 127.0.0.1 cannot be decompressed"
}

@test "a redirect to another place of the page is followed, round and round is not" {
  page well
  page moved "status 301" "header Location: /new/api/v2/summary.json"
  mkdir -p "$DIR/plain/new/api/v2"
  document moved >"$DIR/plain/new/api/v2/summary.json"
  page round "status 302" "header Location: /round/api/v2/summary.json"
  page off "status 302" "header Location: file:///etc/passwd"
  poll
  is_fresh moved
  has_event moved
  fails round "127.0.0.1 redirects more than 3 times"
  fails off "127.0.0.1 is not HTTP, or redirects to what is not"
}

@test "a redirect does not lead to an address that is not public" {
  page well
  page ill "status 302" "header Location: http://127.0.0.2:$PORT/well/api/v2/summary.json"
  sed -i '/^\[provider ill\]/,$ s/allow_private = yes/allow_private = no/' "$STATUS_MONITOR_CONF"
  export http_proxy=http://127.0.0.1:$PORT NO_PROXY=127.0.0.2
  poll
  unset http_proxy NO_PROXY
  fails ill "127.0.0.2 has a private or local address"
}

@test "one that stalls, one that stalls within its answer and one that trickles hold nobody" {
  for n in $(seq 60); do page "p$n"; done
  page well
  page silent stall
  page halfway "hang 50"
  page trickle "pace 1"
  # It has answered once, and not again within its time, when the pass ends.
  page slow "delay-ms 25000" "status 404"
  echo "delay-ms 29000" >"$DIR/plain/slow/summary.json.meta"
  poll 3>&- &
  POLLER_PID=$!
  for n in 20 40 60; do eventually told "$n"; done
  kill -0 $POLLER_PID # it still waits for the three
  wait $POLLER_PID
  POLLER_PID=""
  for key in silent halfway trickle; do fails "$key" "127.0.0.1 did not answer in time"; done
  fails slow "127.0.0.1 did not answer before the time was up"
  [ "$(event_count)" -eq 61 ]
}

# certificate NAME HOST DAYS: of a certificate authority that is trusted.
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
    -keyout "$DIR/$1.key" -out "$DIR/$1.csr" 2>/dev/null
  openssl x509 -req -in "$DIR/$1.csr" -CA "$DIR/ca.pem" -CAkey "$DIR/ca.key" -CAcreateserial \
    -days "$3" -extfile <(echo "subjectAltName=DNS:$2") -out "$DIR/$1.pem" 2>/dev/null
}

# tls_page NAME HOST DAYS: a page with such a certificate, at a port of its own.
tls_page() {
  certificate "$@"
  world "$1" --tls "$DIR/$1.pem" --key "$DIR/$1.key"
  mkdir -p "$DIR/$1/api/v2"
  document "$1" >"$DIR/$1/api/v2/summary.json"
  watch "$1" "https://localhost:$PORT"
}

@test "TLS: a good certificate, one of another name and one that has expired" {
  page well
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=ca" \
    -addext basicConstraints=critical,CA:TRUE -keyout "$DIR/ca.key" -out "$DIR/ca.pem" 2>/dev/null
  export CA_FILE=$DIR/ca.pem
  tls_page secure localhost 2
  tls_page stranger status.acme.example 2
  tls_page expired localhost 0
  sleep 1
  poll
  is_fresh secure
  has_event secure
  fails stranger "the certificate of localhost cannot be trusted"
  fails expired "the certificate of localhost cannot be trusted"
}

# fixture_at FILE PATH: a recorded shape at a place of the world.
fixture_at() {
  local file=$DIR/plain/$2
  mkdir -p "${file%/*}"
  cp "$SOURCE/tests/fixtures/api/$1" "$file"
}

@test "a page of every platform is found out and read" {
  fixture_at statuspage-summary.json statuspage/api/v2/summary.json
  fixture_at incidentio-summary.json incidentio/api/v2/summary.json
  fixture_at instatus-summary.json instatus/summary.json
  fixture_at instatus-components.json instatus/v2/components.json
  fixture_at betterstack-index.json betterstack/index.json
  fixture_at cstate-index.json cstate/index.json
  fixture_at slack-current.json slack/api/v2.0.0/current
  fixture_at google-incidents.json google/incidents.json
  fixture_at aws-currentevents.json aws/public/currentevents
  fixture_at heroku-current-status.json heroku/api/v4/current-status
  fixture_at statusio-status.json statusio/1.0/status/5f00c0ffee5f00c0ffee0001
  fixture_at uptimekuma-heartbeat.json api/status-page/heartbeat/uptimekuma
  fixture_at uptimekuma-page.json api/status-page/uptimekuma
  fixture_at salesforce-instances.json salesforce/v1/instances/status/preview
  fixture_at salesforce-incidents.json salesforce/v1/incidents/active
  fixture_at ../feed/history.atom feed_history/history.atom
  fixture_at ../feed/incidentio.atom feed_atom/feed.atom
  fixture_at ../feed/history.rss feed_rss/feed.rss
  fixture_at ../feed/history.rss feed_index/index.xml
  fixture_at ../feed/azure.rss feed
  fixture_at ../feed/history.rss feed_linked/news
  printf '<html><link rel=alternate type=application/rss+xml href=feed_linked/news>' >"$DIR/plain/feed_linked/index.html"
  for part in components incidents schedules; do
    fixture_at "cachet-$part.json" "cachet/api/v1/$part"
    fixture_at "cachet3-$part.json" "cachet3/api/$part"
  done
  all="aws betterstack cachet cachet3 cstate feed feed_atom feed_history feed_index feed_linked feed_rss google heroku incidentio instatus salesforce slack statusio statuspage uptimekuma"
  for key in $all; do watch "$key" "http://127.0.0.1:$PORT/$key"; done
  sed -i -e '/^url = .*\/statusio$/a page_id = 5f00c0ffee5f00c0ffee0001' \
    -e '/^url = .*\/salesforce$/a page_id = Volcano' "$STATUS_MONITOR_CONF"
  poll
  [ "$(statusctl list --json | jq -r '.providers[] | select(.health == "fresh" and .key == .platform) | .key' | sort | tr '\n' ' ')" = "$all " ]
}
