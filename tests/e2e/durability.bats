#!/usr/bin/env bats
# What is answered 200 is kept; what cannot be kept is not answered 200.

load helper

setup() { instance_new; }
teardown() {
  pid_stop "${SECOND_PID:-}"
  instance_end
}

# send NAME N [TEXT]: N incidents, NAME1 and so on, one after the other. In statuses is how each was
# answered, in acknowledged which were answered 200.
send() {
  local i status files=()
  mkdir -p "$DIR/bodies"
  for ((i = 1; i <= $2; i++)); do
    incident "$1$i" u1 investigating "${3:-}" >"$DIR/bodies/$1$i"
    files+=("$DIR/bodies/$1$i")
  done
  answers "$DIR/answers" "${files[@]}" >"$DIR/statuses"
  i=0
  while read -r status; do
    i=$((i + 1))
    [ "$status" != 200 ] || echo "$1$i" >>"$DIR/acknowledged"
  done <"$DIR/statuses"
}

# answered ID: waits until send(), which is the process sender, has an answer to that one.
answered() {
  until [ -e "$DIR/answers/$1" ] || ! kill -0 "$sender"; do sleep 0.01; done
}

@test "a store that cannot be written is answered 503 with Retry-After, and recovers" {
  # Another process holds the store for longer than the responder waits.
  mkfifo "$DIR/orders"
  sqlite3 "$DIR/state/state.db" <"$DIR/orders" >"$DIR/held" 3>&- &
  holder=$!
  exec 9>"$DIR/orders"
  echo 'BEGIN IMMEDIATE; SELECT 1;' >&9
  eventually test -s "$DIR/held"
  incident i1 u1 >"$DIR/body"
  curl -sS -i --data-binary "@$DIR/body" "$URL/webhook/$SECRET" >"$DIR/out"
  grep -q '^HTTP/1.1 503 ' "$DIR/out"
  grep -qi '^retry-after: [1-9]' "$DIR/out"
  exec 9>&-
  wait "$holder"
  [ "$(post "$DIR/body")" = '{"received":true,"incident_id":"i1"} 200' ]
}

@test "a full disk is answered 503, and nothing is half done" {
  [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
  mkdir "$DIR/small"
  mount -t tmpfs -o size=400k none "$DIR/small" 2>/dev/null || skip "cannot mount here"
  instance_stop
  STATE_DIR=$DIR/small
  instance_start 3>&-
  send i 60 "$(printf '%08000d' 0)"
  instance_stop
  sqlite3 "$DIR/small/state.db" 'PRAGMA integrity_check' >"$DIR/integrity"
  sqlite3 "$DIR/small/state.db" 'SELECT incident_id FROM event ORDER BY id' >"$DIR/stored"
  umount -l "$DIR/small"
  [ "$(sort -u "$DIR/statuses" | tr '\n' ' ')" = "200 503 " ]
  [ "$(cat "$DIR/integrity")" = ok ]
  diff "$DIR/acknowledged" "$DIR/stored"
}

@test "kill -9 under load: every acknowledged event is stored and logged once" {
  for round in 1 2 3; do
    send "r$round-i" 100 &
    sender=$!
    answered "r$round-i$((RANDOM % 60 + 1))"
    kill -9 "$RESPONDER_PID"
    wait "$RESPONDER_PID" || true
    responder_start 3>&-
    wait "$sender" || true
    instance_wait
  done
  instance_stop
  statusctl events --json -n 1000 | jq -r .incident_id | sort >"$DIR/stored"
  [ -z "$(comm -23 <(sort "$DIR/acknowledged") "$DIR/stored")" ]
  [ -z "$(uniq -d "$DIR/stored")" ]
  has_records "$(wc -l <"$DIR/stored")"
}

@test "SIGTERM finishes the requests in hand and ends with 0" {
  send i 100 &
  sender=$!
  answered i30
  kill -TERM "$RESPONDER_PID"
  wait "$RESPONDER_PID"
  responder_start 3>&-
  wait "$sender"
  [ "$(event_count)" -eq "$(wc -l <"$DIR/acknowledged")" ]
}

@test "two responders and a poller on one store: each event once, in one log" {
  printf '[monitor]\n' >"$DIR/none.conf"
  "$BUILD/webhook.fcgi" --listen "$DIR/second.sock" </dev/null 2>"$DIR/second.log" 3>&- &
  SECOND_PID=$!
  eventually test -S "$DIR/second.sock"
  for i in $(seq 60); do
    body=$(incident "i$i" u1)
    printf '%s' "$body" >"$DIR/b$i"
    REQUEST_METHOD=POST REQUEST_URI=/webhook/$SECRET CONTENT_LENGTH=${#body} \
      cgi-fcgi -bind -connect "$DIR/second.sock" <"$DIR/b$i" >/dev/null &
    post "$DIR/b$i" >/dev/null
    wait $!
    [ $((i % 10)) -ne 0 ] || "$BUILD/status-poller" -c "$DIR/none.conf"
  done
  kill -TERM "$SECOND_PID"
  wait "$SECOND_PID"
  SECOND_PID=""
  instance_stop
  [ "$(event_count)" -eq 60 ]
  has_records 60
  [ "$(grep -cF "Text of u1" "$LOG")" -eq 60 ]
}

@test "a store of a newer version is refused with a clear word" {
  instance_stop
  sqlite3 "$DIR/state/state.db" 'PRAGMA user_version = 99'
  run "$BUILD/webhook.fcgi" --listen "$DIR/x.sock"
  [ "$status" -eq 1 ]
  [[ "$output" == *"has version 99"*"newer"* ]]
}
