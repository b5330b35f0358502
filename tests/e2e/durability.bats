#!/usr/bin/env bats
# What is answered 200 is kept; what cannot be kept is not answered 200.

load helper

setup() { instance_new; }
teardown() {
  pid_stop "${SECOND_PID:-}"
  instance_end
}

@test "a store that cannot be written is answered 503 with Retry-After, and recovers" {
  # Another process holds the store for longer than the responder waits.
  sqlite_hold() { (echo 'BEGIN IMMEDIATE;'; sleep 6) | sqlite3 "$DIR/state/state.db" >/dev/null; }
  sqlite_hold &
  holder=$!
  sleep 0.5
  incident i1 u1 >"$DIR/body"
  curl -sS -i --data-binary "@$DIR/body" "$URL/webhook/$SECRET" >"$DIR/out"
  grep -q '^HTTP/1.1 503 ' "$DIR/out"
  grep -qi '^retry-after: [1-9]' "$DIR/out"
  wait "$holder" || true
  [ "$(post "$DIR/body")" = '{"received":true,"incident_id":"i1"} 200' ]
}

@test "a full disk is answered 503, and nothing is half done" {
  [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
  mkdir "$DIR/small"
  mount -t tmpfs -o size=400k none "$DIR/small" 2>/dev/null || skip "cannot mount here"
  instance_stop
  STATE_DIR=$DIR/small
  instance_start 3>&-
  refused=0
  long=$(head -c 8000 /dev/zero | tr '\0' x)
  for i in $(seq 60); do
    case "$(post_text "$(incident "i$i" "u$i" investigating "$long")")" in
      *" 200") echo "i$i" >>"$DIR/acknowledged" ;;
      *" 503") refused=$((refused + 1)) ;;
      *) umount -l "$DIR/small"; false ;;
    esac
  done
  instance_stop
  sqlite3 "$DIR/small/state.db" 'PRAGMA integrity_check' >"$DIR/integrity"
  sqlite3 "$DIR/small/state.db" 'SELECT incident_id FROM event ORDER BY id' >"$DIR/stored"
  umount -l "$DIR/small"
  [ "$refused" -gt 0 ]
  [ "$(cat "$DIR/integrity")" = ok ]
  diff "$DIR/acknowledged" "$DIR/stored"
}

@test "kill -9 under load: every acknowledged event is stored and logged once" {
  for round in 1 2 3; do
    for i in $(seq 40); do
      case "$(post_text "$(incident "r$round-i$i" u1)")" in *" 200") echo "r$round-i$i" >>"$DIR/acknowledged" ;; esac
    done &
    sender=$!
    sleep "0.$((RANDOM % 4 + 1))"
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
  for i in $(seq 30); do post_text "$(incident "i$i" u1)" >>"$DIR/answers"; done &
  sender=$!
  sleep 0.3
  kill -TERM "$RESPONDER_PID"
  wait "$RESPONDER_PID"
  responder_start 3>&-
  wait "$sender"
  acknowledged=$(grep -c ' 200$' "$DIR/answers")
  [ "$(event_count)" -eq "$acknowledged" ]
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
