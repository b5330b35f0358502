#!/usr/bin/env bats
# A mail on its whole way: as MIME into the email worker, which runs here as it does at Cloudflare, over nginx into
# the responder, and out of the event log; and the same update again by the poller.

load helper

WORKER=$SOURCE/email-worker
KEY=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw

setup_file() {
  [ -x "$WORKER/node_modules/.bin/wrangler" ] || skip "the email worker is not installed; ./dev test does that"
}

setup() {
  DIR=$(mktemp -d "${TMPDIR:-/tmp}/sm.XXXXXX")
  export WEBHOOK_SECRET=$SECRET STATE_DIR=$DIR/state STATUS_MONITOR_CONF=$DIR/status-monitor.conf
  unset WEBHOOK_BASE_URL LOG_FORMAT LOG_FILE NO_COLOR
  mkdir -p "$DIR/world/acme/api/v2"
  world_start "$DIR/world"
  cat >"$STATUS_MONITOR_CONF" <<TEXT
[monitor]
email_signing_key = $KEY
[provider acme]
name = Acme Cloud
url = $WORLD/acme
page_id = acmepage0001
allow_private = yes
TEXT
  page "[]"
  instance_prepare "$(free_port)"
  LOG=$DIR/state/events.log
  instance_start 3>&-
  "$BUILD/status-poller" --quiet --once
  worker_start
}

teardown() {
  [ -z "${POLLER_PID:-}" ] || pid_stop "$POLLER_PID"
  [ -z "${WORKER_PID:-}" ] || kill -TERM -- "-$WORKER_PID" 2>/dev/null || true
  instance_end
}

# page INCIDENTS: what the page's API says.
page() {
  printf '{"page":{"id":"acmepage0001","name":"Acme Cloud","updated_at":"%s"},"components":[],"incidents":%s,"scheduled_maintenances":[]}' \
    "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" "$1" >"$DIR/world/acme/api/v2/summary.json"
}

# worker_start: wrangler with a home of its own, in a group of its own, so that all of it can be ended.
worker_start() {
  WORKER_PORT=$(free_port)
  printf 'WEBHOOK_URL=%s\nSIGNING_KEY=%s\n' "$URL/webhook/$SECRET" "$KEY" >"$DIR/worker.env"
  (
    cd "$WORKER"
    export PATH=$WORKER/node_modules/.bin:$PATH HOME=$DIR CI=1
    export WRANGLER_SEND_METRICS=false CLOUDFLARE_CF_FETCH_ENABLED=false
    exec setsid wrangler dev --ip 127.0.0.1 --port "$WORKER_PORT" --inspector-port 0 \
      --env-file "$DIR/worker.env" --persist-to "$DIR/wrangler" </dev/null >"$DIR/worker.log" 2>&1 3>&-
  ) &
  WORKER_PID=$!
  eventually worker_listens || { cat "$DIR/worker.log"; return 1; }
}

worker_listens() {
  curl -s -o /dev/null "http://127.0.0.1:$WORKER_PORT/"
}

# mail FILE TO: into the worker; prints the status it is answered with.
mail() {
  curl -sS -o "$DIR/answer" -w '%{http_code}' --data-binary "@$1" \
    "http://127.0.0.1:$WORKER_PORT/cdn-cgi/handler/email?from=noreply@statuspage.io&to=$2"
}

# statuspage_mail UPDATE TIME: a mail of Statuspage about that update, of now.
statuspage_mail() {
  sed -e "s/6z9m4p1s3y5g/$1/; s/Mar 02, 10:21 UTC/$(LC_ALL=C date -u -d "$2" '+%b %d, %H:%M UTC')/; s/$/\r/" \
    "$WORKER/test/mails/statuspage-status.eml"
}

# update ID TIME: the same as the page's API has it.
update() {
  printf '[{"id":"4x7k2m9q1w3e","name":"Elevated API error rates","status":"identified","impact":"minor","shortlink":"https://stspg.io/k2m4p6r8t0v1","created_at":"%s","updated_at":"%s","incident_updates":[{"id":"%s","status":"identified","body":"The cause is a faulty load balancer in the eu-west zone.\\r\\n\\r\\nA fix is on its way.","created_at":"%s"}]}]' \
    "$2" "$2" "$1" "$2"
}

asked() {
  sqlite3 "$DIR/state/state.db" "SELECT tried_at FROM provider WHERE key = 'acme'"
}

was_asked_after() {
  [ "$(asked)" -gt "$1" ]
}

@test "a mail is an event within its answer, and the same update by the poller is that event" {
  now=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
  statuspage_mail 6z9m4p1s3y5g "$now" >"$DIR/mail"
  before=$(asked)
  page "$(update 6z9m4p1s3y5g "$now")"
  "$BUILD/status-poller" --quiet --stay 60 3>&- &
  POLLER_PID=$!

  [ "$(mail "$DIR/mail" "status%2Bacme-k3v9w2x7@monitor.example")" = 200 ]
  eventually has_records 1
  grep -qx '  Source   : email' "$LOG"
  grep -qx '  Provider : Acme Cloud' "$LOG"
  grep -qx '  Product  : API, Dashboard' "$LOG"
  grep -qx '  Event    : incident' "$LOG"
  grep -qx '  Status   : identified — Elevated API error rates' "$LOG"
  if grep -q a0b1c2d3e4f5 "$LOG" "$DIR/worker.log"; then false; fi

  [ "$(mail "$DIR/mail" "status%2Bacme-k3v9w2x7@monitor.example")" = 200 ]
  eventually was_asked_after "$before" # the mail made the poller look, long before the page was due
  statusctl event 1 | grep -q '  poller   : '
  [ "$(event_count)" -eq 1 ]
  has_records 1
  if statusctl event 1 | grep -q revised; then false; fi
}

@test "a server that fails leaves the mail with its sender; one that refuses it likewise" {
  statuspage_mail 6z9m4p1s3y5g now >"$DIR/mail"
  pid_stop "$RESPONDER_PID"
  [ "$(mail "$DIR/mail" status@monitor.example)" -ge 500 ]
  responder_start 3>&-
  instance_wait
  [ "$(event_count)" -eq 0 ]
  [ "$(mail "$DIR/mail" status@monitor.example)" = 200 ]
  [ "$(event_count)" -eq 1 ]
}

@test "what asks to be confirmed is shown with its link, and nobody opens it" {
  sed 's/$/\r/' "$WORKER/test/mails/confirmation.eml" >"$DIR/mail"
  [ "$(mail "$DIR/mail" "status%2Bacme-k3v9w2x7@monitor.example")" = 200 ]
  eventually has_records 1
  grep -qx '  Event    : email_notification' "$LOG"
  if grep -q t0ken "$LOG"; then false; fi
  [ "$(statusctl mail list --json | jq -r '.mails[0].link')" = "https://status.globex.example/subscriptions/s1?token=t0ken000000000&step=confirm" ]
  statusctl mail show "$(statusctl mail list --json | jq -r '.mails[0].id')" | grep -q '^Subject  : Confirm your subscription'
}
