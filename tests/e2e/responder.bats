#!/usr/bin/env bats
# Every answer of the responder, through a real nginx over the unix socket.

load helper

setup() { instance_new; }
teardown() { instance_end; }

@test "an incident is received and logged as the block of the README, byte for byte" {
  body='{"page":{"id":"01JMDK9XYNY6RXSED6SDWW50WY"},"incident":{"id":"inc1","name":"Degraded performance on Chat Completions API","status":"investigating","impact":"major","incident_updates":[{"id":"u1","status":"investigating","body":"We are investigating elevated error rates.","created_at":"'$(date -u +%FT%TZ)'"}],"components":[{"id":"c1","name":"Chat Completions"}]}}'
  [ "$(post_text "$body")" = '{"received":true,"incident_id":"inc1"} 200' ]
  eventually has_records 1
  sed -n '/^\[2026-11-23 12:00:00\]/,/^```/p' "$SOURCE/README.md" | sed '$d' | tail -n +2 >"$DIR/expected"
  [ "$(wc -l <"$DIR/expected")" -eq 8 ]
  tail -n +2 "$LOG" | diff - "$DIR/expected"
  head -1 "$LOG" | grep -Eq '^\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\] \[INFO\]$'
}

@test "the same again is a duplicate and logs nothing" {
  [ "$(post_text "$(incident i1 u1)")" = '{"received":true,"incident_id":"i1"} 200' ]
  [ "$(post "$DIR/body")" = '{"received":true,"incident_id":"i1","duplicate":true} 200' ]
  [ "$(event_count)" -eq 1 ]
}

@test "a component update is received" {
  body='{"page":{"id":"kctbh9vrtdwd"},"component":{"id":"api1","name":"API","status":"degraded_performance"},"component_update":{"component_id":"api1","old_status":"operational","new_status":"degraded_performance","created_at":"2026-11-23T10:00:00Z"}}'
  [ "$(post_text "$body")" = '{"received":true,"component_id":"api1"} 200' ]
  [ "$(post_text "$body")" = '{"received":true,"component_id":"api1","duplicate":true} 200' ]
  eventually grep -q '^  Status   : operational → degraded_performance$' "$LOG"
  grep -q '^  Event    : component$' "$LOG"
}

@test "a maintenance is received, in each of its three forms" {
  updates='"incident_updates":[{"id":"u-%s","status":"scheduled","body":"We migrate.","created_at":"'$(date -u +%FT%TZ)'"}]'
  window='"scheduled_for":"2026-12-01T02:00:00Z","scheduled_until":"2026-12-01T04:00:00Z"'
  n=0
  for key in incident scheduled_maintenance maintenance; do
    n=$((n + 1))
    # shellcheck disable=SC2059
    body='{"page":{"id":"kctbh9vrtdwd"},"'$key'":{"id":"m'$n'","name":"Database migration window","status":"scheduled","impact":"maintenance",'$window','$(printf "$updates" $n)'}}'
    [ "$(post_text "$body")" = '{"received":true,"maintenance_id":"m'$n'"} 200' ]
  done
  eventually has_records 3
  grep -q '^  Event    : scheduled_maintenance$' "$LOG"
  grep -qF '  Status   : scheduled — Database migration window (scheduled 2026-12-01 02:00 UTC → 2026-12-01 04:00 UTC)' "$LOG"
}

@test "a mail is received" {
  body='{"source":"email","from":"a@example.org","to":"b@example.org","subject":"Hello \"you\"","body":"Nothing we understand."}'
  [ "$(post_text "$body")" = '{"received":true,"source":"email","subject":"Hello \"you\""} 200' ]
  [ "$(post_text "$body")" = '{"received":true,"source":"email","subject":"Hello \"you\"","duplicate":true} 200' ]
  eventually grep -q '^  Event    : email_notification$' "$LOG"
}

@test "links that work for whoever has them stay out of the log, and the mail is kept whole" {
  post_text '{"source":"email","from":"a@example.org","subject":"News","body":"Cancel: https://acme.example/?unsubscribe=SECRETLINK"}'
  eventually grep -qF '  Detail   : Cancel: https://acme.example/...' "$LOG"
  ! grep -q SECRETLINK "$LOG" || false
  ! statusctl events --json | grep -q SECRETLINK || false
  sqlite3 "$DIR/state/state.db" 'SELECT body FROM quarantine' | grep -q SECRETLINK
}

@test "several unseen updates are several events, oldest first" {
  body='{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i5","name":"Five","status":"resolved","impact":"minor","incident_updates":['
  for i in 5 4 3 2 1; do
    body="$body{\"id\":\"u$i\",\"status\":\"s$i\",\"body\":\"b\",\"created_at\":\"$(date -u -d "-$((6 - i)) minutes" +%FT%TZ)\"},"
  done
  post_text "${body%,}]}}"
  [ "$(statusctl events --json -n 10 | jq -r .status | tr '\n' ' ')" = "s1 s2 s3 s4 s5 " ]
}

@test "JSON of another shape is kept and answered 200" {
  [ "$(post_text '{"hello":"world"}')" = '{"received":true,"type":"unknown"} 200' ]
  [ "$(post_text '[1,2]')" = '{"received":true,"type":"unknown"} 200' ]
  [ "$(curl -sS "$URL/health" | jq .quarantined)" -eq 2 ]
}

@test "what is not JSON, or cannot be used, is kept and answered 200 with the reason" {
  [[ "$(post_text '{"incident":')" == '{"received":true,"quarantined":true,"reason":"not JSON'*'"} 200' ]]
  [[ "$(post_text '')" == *'"reason":"not JSON: it is empty"} 200' ]]
  [[ "$(post_text '{"component_update":{"id":"x"}}')" == *'"quarantined":true,"reason":"a component update without'*'"} 200' ]]
  [[ "$(post_text '{"incident":{}}')" == *'"quarantined":true'*'} 200' ]]
  [ "$(curl -sS "$URL/health" | jq .quarantined)" -eq 4 ]
  [ "$(event_count)" -eq 0 ]
}

@test "a body that ends too early is answered 400" {
  # nginx waits for the whole body, so the responder is asked directly, as nginx would if it passed it on.
  REQUEST_METHOD=POST REQUEST_URI=/webhook/$SECRET CONTENT_LENGTH=100 \
    "$BUILD/webhook.fcgi" <<<'{"page":' >"$DIR/out"
  grep -q '^Status: 400 ' "$DIR/out"
  [ "$(event_count)" -eq 0 ]
}

@test "a body over 1 MiB is answered 413, one of 1 MiB is taken" {
  head -c 1048577 /dev/zero | tr '\0' ' ' >"$DIR/big"
  [[ "$(post "$DIR/big")" == '{"error":'*' 413' ]]
  { incident i1 u1; head -c 1048576 /dev/zero | tr '\0' ' '; } | head -c 1048576 >"$DIR/fits"
  [ "$(post "$DIR/fits")" = '{"received":true,"incident_id":"i1"} 200' ]
}

@test "another method is answered 405 with Allow" {
  for method in GET PUT DELETE; do
    curl -sS -i -X $method "$URL/webhook/$SECRET" >"$DIR/out"
    grep -q '^HTTP/1.1 405 ' "$DIR/out"
    grep -qi '^allow: POST' "$DIR/out"
  done
}

@test "a wrong secret is answered 403 whatever the method, and nothing else is told" {
  for path in wrong-secret "$SECRET-and-more" "${SECRET%?}" "" "%65nd-to-end-secret"; do
    for method in POST GET DELETE; do
      [ "$(curl -sS -w ' %{http_code}' -X $method -d '{}' "$URL/webhook/$path")" = '{"error":"forbidden"} 403' ]
    done
  done
  [ "$(curl -sS "$URL/health" | jq .quarantined)" -eq 0 ]
}

@test "the provider may stand in the path, for bodies without a page id" {
  body='{"incident":{"id":"i1","name":"N","status":"investigating","incident_updates":[{"id":"u1","status":"investigating","body":"b"}]}}'
  [ "$(post_text "$body" /github)" = '{"received":true,"incident_id":"i1"} 200' ]
  [ "$(statusctl events --json | jq -r .provider_name)" = GitHub ]
}

@test "a provider key that nobody has loses nothing" {
  [[ "$(post_text '{"incident":{"id":"i1","name":"N","status":"investigating"}}' /nobody)" == *'"quarantined":true,"reason":"no provider has the key'* ]]
}

# signed FILE KEY [PATH-AFTER-SECRET]: posts as Instatus does; the key may be empty.
signed() {
  local header=()
  if [ -n "$2" ]; then header=(-H "x-instatus-webhook-signature: $(openssl dgst -sha256 -hmac "$2" <"$1" | sed 's/.*= //')"); fi
  curl -sS -w ' %{http_code}\n' --data-binary "@$1" "${header[@]}" "$URL/webhook/$SECRET${3:-}"
}

@test "a provider with a key takes what is signed with it, and stores nothing else" {
  printf '\n[provider hooli]\nname = Hooli\nurl = https://hooli.example\npage_id = ckhool1page0000000000abcd\nwebhook_key = k3y-of-hooli\n' \
    >>"$DIR/status-monitor.conf"
  pid_stop "$RESPONDER_PID"
  responder_start 3>&-
  instance_wait
  body=$(fixture instatus-incident.json)
  for path in "" /hooli; do
    [ "$(signed "$body" "" $path)" = '{"error":"the signature is missing"} 403' ]
    [ "$(signed "$body" another-key $path)" = '{"error":"the signature is wrong"} 403' ]
  done
  [ "$(event_count)" -eq 0 ]
  [ "$(curl -sS "$URL/health" | jq .quarantined)" -eq 0 ]
  [ "$(grep -c 'a report of hooli was refused: the signature is missing' "$DIR/responder.log")" -eq 1 ]
  [ "$(signed "$body" k3y-of-hooli)" = '{"received":true,"incident_id":"ckhool1inc1dent000000001a"} 200' ]
  [[ "$(signed "$body" k3y-of-hooli /hooli)" == *'"duplicate":true} 200' ]]
  eventually grep -q '^  Provider : Hooli$' "$LOG"
  ! grep -r -e k3y-of-hooli "$DIR" --include='*.log' || false
}

@test "a page that no provider has is logged under its id, with a hint" {
  post_text '{"page":{"id":"strangepage1"},"incident":{"id":"i1","name":"N","status":"investigating"}}'
  eventually grep -q '^  Provider : strangepage1$' "$LOG"
  grep -q '^  Note     : no provider has this page; add "page_id = strangepage1"' "$LOG"
}

@test "the secret is in no log" {
  post_text "$(incident i1 u1)"
  post_text '{' ""
  kill -TERM "$RESPONDER_PID"
  wait "$RESPONDER_PID"
  curl -sS -d '{}' "$URL/webhook/$SECRET" >/dev/null # 502: nginx's error log prints request lines
  ! grep -r -e "$SECRET" "$DIR" --include='*.log' || false
}

@test "health tells how things are" {
  [ "$(curl -sS "$URL/health" | jq -r .status)" = warn ] # the poller has never run
  statusctl version | grep -q "$(curl -sS "$URL/health" | jq -r .version)"
  printf '[monitor]\n' >"$DIR/none.conf"
  "$BUILD/status-poller" -c "$DIR/none.conf"
  post_text "$(incident i1 u1)"
  curl -sS "$URL/health" >"$DIR/health"
  [ "$(jq -r .status "$DIR/health")" = ok ]
  [ "$(jq .events "$DIR/health")" -eq 1 ]
  [ "$(jq .cache_size "$DIR/health")" -ge 1 ]
  [ "$(jq .poller_age_seconds "$DIR/health")" -ge 0 ]
}

@test "other paths are not found" {
  [ "$(curl -sS -o /dev/null -w '%{http_code}' "$URL/")" -eq 404 ]
  [ "$(curl -sS -o /dev/null -w '%{http_code}' "$URL/healthy")" -eq 404 ]
}

@test "every fixture is answered 200, and 200 again" {
  local fixtures=("$SOURCE"/tests/fixtures/webhook/*)
  [ "${#fixtures[@]}" -gt 20 ]
  for turn in first again; do
    answers "$DIR/$turn" "${fixtures[@]}" >"$DIR/$turn.statuses"
    [ "$(grep -c '^200$' "$DIR/$turn.statuses")" -eq "${#fixtures[@]}" ]
  done
  [ -z "$(grep -L '^{"received":true,' "$DIR"/first/*)" ]
  [ -z "$(grep -L '"duplicate":true}' "$DIR"/again/*)" ]
}
