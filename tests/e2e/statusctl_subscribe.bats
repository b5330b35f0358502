#!/usr/bin/env bats
# statusctl subscribe, unsubscribe, subscriptions: against a page that answers as Statuspage does,
# and as it does not.

load helper

setup() {
  instance_new
  mkdir -p "$DIR/page/api/v2/subscribers"
  touch "$DIR/page/requests.log"
  world_start "$DIR/page"
  cat >>"$DIR/status-monitor.conf" <<TEXT
[provider acme]
name = Acme Cloud
url = $WORLD
page_id = acmepage0001
allow_private = yes
TEXT
  ANSWER=$DIR/page/api/v2/subscribers.json
  answer sub000000001
}
teardown() { instance_end; }

# answer ID: what the page answers to a subscription.
answer() {
  printf '{"page":{"id":"acmepage0001"},"subscriber":{"id":"%s","created_at":"2026-11-23T12:00:00Z","skip_confirmation_notification":false,"quarantined_at":null,"mode":"webhook","purge_at":null,"email":"ops@x.example","endpoint":"https://x.example"}}' \
    "$1" >"$ANSWER"
}

# refuse STATUS BODY: what it answers from now on.
refuse() {
  echo "status $1" >"$ANSWER.meta"
  printf '%s' "$2" >"$ANSWER"
}

@test "subscribe sends the form, keeps the id, and the arguments are those of the Python version" {
  run statusctl subscribe acme you@example.org
  [ "$status" -eq 0 ]
  [[ "$output" == *"the subscriber's id is sub000000001"* ]]
  [[ "$output" != *"$SECRET"* ]]
  [ "$(cat "$DIR/page/posts.log")" = "/api/v2/subscribers.json subscriber%5Bemail%5D=you%40example.org&subscriber%5Bendpoint%5D=http%3A%2F%2F127.0.0.1%3A$PORT%2Fwebhook%2F$SECRET" ]
  statusctl subscriptions --json >"$DIR/out"
  jq -e '.subscriptions | length == 1' "$DIR/out"
  jq -e '.subscriptions[0] | .provider == "acme" and .id == "sub000000001" and .email == "you@example.org" and
    .page == "'"$WORLD"'" and .base_url == "'"$URL"'" and .secret == "current" and .state == "new" and .missed == 0' "$DIR/out"
  [ "$(sqlite3 "$STATE_DIR/state.db" .dump | grep -c "$SECRET")" -eq 0 ]
}

@test "the mail address of the last subscription will do for the next" {
  run statusctl subscribe acme
  [ "$status" -eq 2 ]
  [[ "$output" == *"an EMAIL is needed"* ]]
  run statusctl subscribe acme 'no address'
  [ "$status" -eq 2 ]
  [ ! -e "$DIR/page/posts.log" ]
  statusctl subscribe acme ops@x.example
  answer sub000000002
  run statusctl subscribe acme
  [ "$status" -eq 0 ]
  [[ "$output" == *'end it with "statusctl unsubscribe acme sub000000001"'* ]]
  [ "$(statusctl subscriptions acme --raw --noheadings --output ID,EMAIL)" = "sub000000001 ops@x.example
sub000000002 ops@x.example" ]
  sqlite3 "$STATE_DIR/state.db" 'DROP TABLE subscription'
  run statusctl subscribe acme
  [ "$status" -eq 1 ]
}

@test "each answer that is no subscription is explained, and nothing is kept" {
  while IFS='|' read -r code body says; do
    refuse "$code" "$body"
    run statusctl subscribe acme ops@x.example
    [ "$status" -eq 1 ]
    [[ "$output" == *"$says"* ]] || { echo "$code: $output"; false; }
    [[ "$output" != *"$SECRET"* ]]
    [[ "$output" != *$'\033'* ]]
  done <<'ROWS'
422|{"errors":["Endpoint \u001b[31mhas already been taken"]}|(HTTP 422): Endpoint \x1b[31mhas already been taken
422||subscribed already
422|{"error":"reCAPTCHA verification failed"}|wants to see a person
403|<html>Attention</html>|turned off
404|<html>Not found</html>|offers no webhooks
302||has moved
429||try again later
500|<html>|try again later
200|<html><body>Welcome</body></html>|HTML in place of JSON
200|{"id":"top-level"}|without the id
200|{"subscriber":{"id":"s1","mode":"email"}}|takes no webhooks
ROWS
  statusctl subscriptions --json | jq -e '.subscriptions == []'
  echo reset >"$ANSWER.meta"
  run statusctl subscribe acme ops@x.example
  [ "$status" -eq 1 ]
}

# runs_on PLATFORM: as if the page were that; see what is said.
runs_on() {
  statusctl provider remove acme --force >/dev/null
  statusctl provider add --no-probe --key acme --name Acme --private --platform "$1" "$WORLD" >/dev/null
  run statusctl subscribe acme ops@x.example
  [ "$status" -eq 1 ]
  [[ "$output" == *"nothing was subscribed"* ]]
  [ ! -e "$DIR/page/posts.log" ]
}

@test "where there are no webhooks to be had, it is said what to do instead" {
  runs_on incidentio
  [[ "$output" == *"email worker"*"4. confirm"*"poller reads the page every 90 seconds"* ]]
  runs_on instatus
  [[ "$output" == *"enter $URL/webhook/$SECRET/acme"*"webhook_key"* ]]
  runs_on betterstack
  [[ "$output" == *"enter $URL/webhook/$SECRET/acme"* ]]
  runs_on uptimekuma
  [[ "$output" == *"sends no webhooks"* ]]
}

@test "what no page can reach, or all could read on the way, is not registered" {
  sed -i '/^allow_private/d' "$DIR/status-monitor.conf"
  run statusctl subscribe acme ops@x.example
  [ "$status" -eq 1 ]
  [[ "$output" == *"no page can reach"* ]]
  WEBHOOK_BASE_URL=https://x.example run statusctl subscribe acme ops@x.example
  [ "$status" -eq 1 ]
  [[ "$output" == *"readable for all"* ]]
  [ ! -e "$DIR/page/posts.log" ]
}

@test "unsubscribe ends it at the page and here" {
  statusctl subscribe acme ops@x.example
  echo '{}' >"$DIR/page/api/v2/subscribers/sub000000001.json"
  run statusctl unsubscribe acme
  [ "$status" -eq 0 ]
  [ "$(tail -n 1 "$DIR/page/requests.log")" = "DELETE /api/v2/subscribers/sub000000001.json 200" ]
  statusctl subscriptions --json | jq -e '.subscriptions == []'
  run statusctl unsubscribe acme
  [ "$status" -eq 1 ]
  [[ "$output" == *"no subscription"* ]]
  # One that was made elsewhere, and that the page does not know any more.
  statusctl unsubscribe acme 'other/id?x'
  [ "$(tail -n 1 "$DIR/page/requests.log")" = "DELETE /api/v2/subscribers/other%2Fid%3Fx.json 404" ]
}

@test "unsubscribe keeps what the page does not end, and asks which of several" {
  statusctl subscribe acme ops@x.example
  answer sub000000002
  statusctl subscribe acme
  run statusctl unsubscribe acme
  [ "$status" -eq 1 ]
  [[ "$output" == *"there are 2 subscriptions"* ]]
  echo 'status 500' >"$DIR/page/api/v2/subscribers/sub000000002.json.meta"
  run statusctl unsubscribe acme sub000000002
  [ "$status" -eq 1 ]
  [[ "$output" == *"try again later"* ]]
  statusctl subscriptions --json | jq -e '.subscriptions | length == 2'
  statusctl unsubscribe acme sub000000001
  [ "$(statusctl subscriptions --raw --noheadings --output ID)" = sub000000002 ]
}

@test "a subscription with an old secret is told by rotate, drop-old and the table" {
  unset WEBHOOK_SECRET
  statusctl subscribe acme ops@x.example
  run statusctl secret rotate
  [[ "$output" == *"acme sub000000001"* ]]
  [ "$(statusctl subscriptions --raw --noheadings --output SECRET)" = old ]
  run statusctl secret drop-old
  [ "$status" -eq 1 ]
  [[ "$output" == *"acme sub000000001"*"--force"* ]]
  answer sub000000002
  statusctl subscribe acme
  statusctl unsubscribe acme sub000000001
  statusctl secret drop-old
  [ "$(statusctl subscriptions --raw --noheadings --output ID,SECRET)" = "sub000000002 current" ]
  statusctl secret rotate
  statusctl secret drop-old --force
  [ "$(statusctl subscriptions --raw --noheadings --output SECRET)" = unknown ]
}

@test "to show the subscriptions makes no secret" {
  statusctl subscribe acme ops@x.example
  unset WEBHOOK_SECRET
  rm -f "$STATE_DIR/webhook-secret"
  [ "$(statusctl subscriptions --raw --noheadings --output SECRET)" = unknown ]
  [ ! -e "$STATE_DIR/webhook-secret" ]
}

# document N: the page with the incidents 1 to N, each with two updates.
document() {
  local i list=""
  for i in $(seq "$1"); do
    list="$list${list:+,}"'{"id":"inc'$i'","name":"Slow","status":"monitoring","impact":"minor","created_at":"2026-11-23T10:00:00Z","incident_updates":[{"id":"u'$i'b","status":"monitoring","body":"b","created_at":"'$(date -u +%FT%TZ)'"},{"id":"u'$i'a","status":"investigating","body":"a","created_at":"'$(date -u +%FT%TZ)'"}]}'
  done
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[],"incidents":[%s],"scheduled_maintenances":[]}' "$list" \
    >"$DIR/page/api/v2/summary.json"
}

@test "a subscription is silent when the poller tells and the webhook does not" {
  statusctl subscribe acme ops@x.example
  document 0
  "$BUILD/status-poller" --quiet --once acme
  document 2
  "$BUILD/status-poller" --quiet --once acme
  [ "$(statusctl subscriptions --raw --noheadings --output STATE,MISSED)" = "new 0" ] # it may still come
  sqlite3 "$STATE_DIR/state.db" "UPDATE event SET received_at = received_at - 7200000; UPDATE subscription SET made_at = made_at - 86400000"
  [ "$(statusctl subscriptions --raw --noheadings --output STATE,MISSED)" = "silent 4" ]
  statusctl doctor --json | jq -e '.checks[] | select(.check == "subscription acme") | .state == "warn"'
  post_text '{"page":{"id":"acmepage0001"},"incident":{"id":"inc1","name":"Slow","status":"monitoring","impact":"minor","incident_updates":[{"id":"u1b","status":"monitoring","body":"b","created_at":"2026-11-23T10:00:00Z"}]}}'
  [ "$(statusctl subscriptions --raw --noheadings --output STATE,MISSED)" = "heard 0" ]
}

@test "provider remove minds the subscription" {
  statusctl subscribe acme ops@x.example
  run statusctl provider remove acme
  [ "$status" -eq 1 ]
  [[ "$output" == *"statusctl unsubscribe acme"* ]]
  statusctl provider remove acme --force
}

# Those behind "#", which change something; the others are run where the history is tested.
examples() {
  sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$SOURCE/man/statusctl.1" | sed -n 's/^\.Dl # //p'
}

@test "each example of the manual that changes something runs" {
  unset WEBHOOK_SECRET
  statusctl provider remove acme
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[],"incidents":[],"scheduled_maintenances":[]}' \
    >"$DIR/page/api/v2/summary.json"
  mkdir "$DIR/bin"
  ln -s "$BUILD/statusctl" "$DIR/bin/statusctl"
  [ "$(examples | wc -l)" -ge 8 ]
  while read -r line; do
    line=${line/https:\/\/status.acme.example/--private $WORLD}
    line=${line/\/var\/backups/$DIR}
    [[ "$line" != *restore* ]] || pid_stop "$RESPONDER_PID"
    if [[ "$line" == *drop-old* ]]; then # as the text says, when all pages know the new one
      answer sub000000002
      statusctl subscribe acme
      statusctl unsubscribe acme sub000000001
    fi
    run env PATH="$DIR/bin:$PATH" bash -c "$line"
    [ "$status" -eq 0 ] || { echo "$line: $status: $output"; false; }
  done < <(examples)
}

@test "the id that a page gives is shown, not obeyed" {
  answer 'x\u001b[31m; rm'
  statusctl subscribe acme you@example.org >"$DIR/out"
  grep -qF 'the subscriber'"'"'s id is x\x1b[31m; rm' "$DIR/out"
  answer sub000000002
  statusctl subscribe acme you@example.org >"$DIR/out"
  grep -qF 'unsubscribe acme x\x1b[31m; rm' "$DIR/out"
}
