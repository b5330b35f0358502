#!/usr/bin/env bats
# statusctl quarantine, replay, backup, restore, vacuum and prune: what is done with the store.

load helper

setup() { instance_new; }
teardown() { instance_end; }

# The body of a webhook for a provider that is not in the configuration yet.
ahead() {
  post_text "$(incident "$1" "$1-1")" /acme
}

add_acme() {
  statusctl provider add --no-probe --key acme --name Acme https://status.acme.example
}

@test "quarantine list and show tell what came and why it was not used" {
  ahead i1
  post "$(fixture html.html)"
  post_text '{"text":"\u001b[31mhostile"'
  statusctl quarantine list --json >"$DIR/out"
  jq -e '.bodies | length == 3 and all(keys == ["bytes","id","provider","reason","received"])' "$DIR/out"
  jq -e '.bodies[0] | .id == 1 and .provider == "acme" and .reason == "no provider has the key \"acme\""' "$DIR/out"
  statusctl quarantine show 1 | grep -q '"id":"i1"'
  statusctl quarantine show 2 --exact | cmp - "$(fixture html.html)"
  printf '\033[31m' >"$DIR/body"
  post "$DIR/body"
  [ "$(statusctl quarantine show 4 | LC_ALL=C grep -c $'\033')" -eq 0 ]
  statusctl quarantine show 4 | grep -qF '\x1b[31m'
  run statusctl quarantine show 99
  [ "$status" -eq 1 ]
  [[ "$output" == *"there is no body 99"* ]]
  run statusctl quarantine show one
  [ "$status" -eq 2 ]
}

@test "quarantine replay takes what is understood now, each thing once" {
  ahead i1
  ahead i2
  post "$(fixture html.html)"
  [ "$(event_count)" -eq 0 ]
  statusctl quarantine replay --json | jq -e '[.replays[].result] == ["kept","kept","kept"]'
  add_acme
  run statusctl quarantine replay 3
  [ "$status" -eq 1 ]
  [[ "$output" == *"still not understood"* ]]
  statusctl quarantine replay 1 --json | jq -e '.replays == [{"id":1,"result":"taken","events":1,"reason":null}]'
  has_records 1
  statusctl quarantine replay --json | jq -e '[.replays[] | [.id, .result, .events]] == [[2,"taken",1],[3,"kept",0]]'
  [ "$(event_count)" -eq 2 ]
  has_records 2
  statusctl log verify
  [ "$(statusctl quarantine list --raw --noheadings --output ID)" = 3 ]
}

@test "a body whose event came another way is known when it is replayed" {
  ahead i1
  add_acme
  pid_stop "$RESPONDER_PID"
  responder_start 3>&-
  instance_wait
  post_text "$(incident i1 i1-1)" /acme
  statusctl quarantine replay --json | jq -e '.replays[0] | .result == "known" and .events == 0'
  [ "$(event_count)" -eq 1 ]
  statusctl quarantine list --json | jq -e '.bodies == []'
}

@test "a body that a signature should have guarded stays" {
  post_text '{"page":{"id":"acmepage0001"},"incident":{"id":"i1","name":"A","status":"investigating"}' # cut
  sqlite3 "$STATE_DIR/state.db" "UPDATE quarantine SET body = CAST('$(incident i1 u1 | sed 's/kctbh9vrtdwd/acmepage0001/')' AS BLOB)"
  printf '[provider acme]\nname = Acme\nurl = https://status.acme.example\npage_id = acmepage0001\nwebhook_key = k3y\n' >>"$DIR/status-monitor.conf"
  run statusctl quarantine replay 1
  [ "$status" -eq 1 ]
  statusctl quarantine replay --json | jq -e '.replays[0].reason | startswith("acme signs its webhooks")'
  [ "$(event_count)" -eq 0 ]
  statusctl quarantine replay 1 --unsigned
  [ "$(event_count)" -eq 1 ]
}

@test "a mail that was refused stays until its sender is trusted, and is taken then" {
  printf '[provider acme]\nname = Acme\nurl = https://status.acme.example\nmail_policy = enforce\n' >>"$DIR/status-monitor.conf"
  pid_stop "$RESPONDER_PID"
  responder_start 3>&-
  instance_wait
  sed 's/noreply@statuspage.io/noreply@mailer.example/' "$(fixture email-worker-statuspage-status.json)" >"$DIR/mail"
  [[ "$(post "$DIR/mail")" != *duplicate* ]]
  [[ "$(post "$DIR/mail")" = *duplicate* ]]
  [ "$(event_count)" -eq 0 ]
  statusctl replay "$DIR/mail" 2>&1 | grep -q '/mail: quarantined: its sender is refused$'
  statusctl mail list --json | jq -e '.mails | length == 1 and (.[0] | .what == "refused" and .provider == "acme")'
  run statusctl quarantine replay 1
  [ "$status" -eq 1 ]
  statusctl mail list --json | jq -e '.mails | length == 1'
  echo "mail_from = @mailer.example" >>"$DIR/status-monitor.conf"
  statusctl quarantine replay 1 --json | jq -e '.replays[0].result == "taken"'
  [ "$(event_count)" -eq 1 ]
  statusctl mail list --json | jq -e '.mails == []'
}

@test "a mail that the email worker should have signed stays" {
  sed 's/"version": 1/"version": 1, "kind": "unrecognized"/; /"kind": "incident_update"/d' \
    "$(fixture email-worker-statuspage-status.json)" >"$DIR/mail"
  post "$DIR/mail"
  sqlite3 "$STATE_DIR/state.db" "UPDATE quarantine SET body = CAST(readfile('$(fixture email-worker-statuspage-status.json)') AS BLOB)"
  export EMAIL_SIGNING_KEY=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
  run statusctl quarantine replay 1
  [ "$status" -eq 1 ]
  statusctl quarantine replay --json | jq -e '.replays[0].reason | startswith("the email worker signs its mails")'
}

@test "a mail of nobody can be replayed when it is somebody's" {
  post "$(fixture email-worker-spam.json)"
  sqlite3 "$STATE_DIR/state.db" "UPDATE quarantine SET body = CAST(readfile('$(fixture email-plain-python.json)') AS BLOB)"
  statusctl quarantine replay 1 --json | jq -e '.replays[0].result == "taken"'
}

@test "quarantine drop removes what it is told" {
  for i in 1 2 3; do ahead "i$i"; done
  run statusctl quarantine drop
  [ "$status" -eq 2 ]
  run statusctl quarantine drop 1 --all
  [ "$status" -eq 2 ]
  run statusctl quarantine drop 1 x
  [ "$status" -eq 2 ]
  run statusctl quarantine drop 1 99
  [ "$status" -eq 1 ]
  [ "$(statusctl quarantine list --json | jq '.bodies | length')" -eq 3 ] # all or none
  statusctl quarantine drop 1 3
  [ "$(statusctl quarantine list --raw --noheadings --output ID)" = 2 ]
  statusctl quarantine drop --all | grep -q '^bodies dropped: 1$'
  statusctl quarantine list --json | jq -e '.bodies == []'
}

@test "replay shows what would be logged, and stores nothing" {
  unset STATE_DIR
  printf '[monitor]\nstate_dir = %s/nothing\n[provider acme]\nname = Acme\nurl = https://status.acme.example\n' "$DIR" >"$DIR/replay.conf"
  statusctl -c "$DIR/replay.conf" replay --key acme "$(fixture incident-resolved.json)" "$(fixture html.html)" \
    "$(fixture incident-resolved.json)" >"$DIR/out" 2>"$DIR/err"
  grep -q '^  Provider : Acme$' "$DIR/out"
  [ "$(grep -c 'new events: ' "$DIR/err")" -eq 1 ]
  grep -q 'html.html: quarantined: not JSON' "$DIR/err"
  grep -q 'nothing in it is new' "$DIR/err"
  statusctl -c "$DIR/replay.conf" replay --json "$(fixture component-update.json)" 2>/dev/null | jq -e '.schema == 1 and .event == "component"'
  [ ! -e "$DIR/nothing" ]
  TMPDIR=$DIR statusctl -c "$DIR/replay.conf" replay "$(fixture html.html)"
  [ -z "$(find "$DIR" -name 'statusctl-*')" ]
  run statusctl -c "$DIR/replay.conf" replay "$DIR/nowhere.json"
  [ "$status" -eq 1 ]
  run statusctl -c "$DIR/replay.conf" replay
  [ "$status" -eq 2 ]
  run statusctl -c "$DIR/replay.conf" replay --key nobody "$(fixture html.html)"
  [ "$status" -eq 2 ]
}

@test "backup under load is whole, and replaces only a backup" {
  for i in $(seq 20); do post_text "$(incident "i$i" "u$i")" >/dev/null; done
  (while [ ! -e "$DIR/stop" ]; do post_text "$(incident "x$RANDOM" "x$RANDOM")" >/dev/null; done) 3>&- &
  writer=$!
  for _ in 1 2 3; do statusctl backup "$DIR/backup.db"; done
  touch "$DIR/stop"
  wait "$writer"
  [ "$(sqlite3 "$DIR/backup.db" 'PRAGMA integrity_check')" = ok ]
  [ "$(sqlite3 "$DIR/backup.db" 'SELECT count(*) >= 20 FROM event')" = 1 ]
  [ ! -e "$DIR/backup.db-wal" ]
  [ "$(stat -c %a "$DIR/backup.db")" = 600 ]
  echo precious >"$DIR/precious"
  run statusctl backup "$DIR/precious"
  [ "$status" -eq 1 ]
  [ "$(cat "$DIR/precious")" = precious ]
  STATE_DIR=$DIR/nothing run statusctl backup "$DIR/other.db"
  [ "$status" -eq 1 ]
  [[ "$output" == *"there is no store yet"* ]]
}

@test "restore refuses while a program runs, and then keeps the old store and log" {
  for i in 1 2 3; do post_text "$(incident "i$i" "u$i")"; done
  statusctl backup "$DIR/backup.db"
  post_text "$(incident i4 u4)"
  run statusctl restore "$DIR/backup.db"
  [ "$status" -eq 1 ]
  [[ "$output" == *"in use, by process $RESPONDER_PID; stop webhook.fcgi"* ]]
  [ "$(event_count)" -eq 4 ]
  pid_stop "$RESPONDER_PID"
  exec 9>"$STATE_DIR/poll.lock"
  flock 9
  run statusctl restore "$DIR/backup.db"
  [ "$status" -eq 1 ]
  [[ "$output" == *"status-poller is at work"* ]]
  exec 9>&-
  statusctl restore "$DIR/backup.db" | grep -q '^the store is restored; events: 3$'
  [ "$(event_count)" -eq 3 ]
  [ "$(sqlite3 "$STATE_DIR"/state.db.before-* 'SELECT count(*) FROM event')" -eq 4 ]
  has_records 3
  grep -q 'Text of u4' "$STATE_DIR"/events.log.before-*
  statusctl log verify
  responder_start 3>&-
  instance_wait
  post_text "$(incident i5 u5)"
  has_records 4
  statusctl log verify
}

@test "what a restore puts aside has a name of its own, also within a second" {
  post_text "$(incident i1 u1)"
  statusctl backup "$DIR/backup.db"
  pid_stop "$RESPONDER_PID"
  for _ in 1 2 3; do statusctl restore "$DIR/backup.db"; done
  set -- "$STATE_DIR"/state.db.before-*
  [ $# -eq 3 ]
  set -- "$STATE_DIR"/events.log.before-*
  [ $# -eq 3 ]
  statusctl log verify
}

@test "restore keeps the old log where a link leads, and leaves a pipe alone" {
  pid_stop "$RESPONDER_PID"
  mkdir "$DIR/logs"
  mv "$LOG" "$DIR/logs/whole.log"
  ln -s "$DIR/logs/whole.log" "$LOG"
  responder_start 3>&-
  instance_wait
  post_text "$(incident i1 u1)"
  statusctl backup "$DIR/backup.db"
  post_text "$(incident i2 u2)"
  eventually has_records 2
  pid_stop "$RESPONDER_PID"
  statusctl restore "$DIR/backup.db"
  has_records 1
  grep -q 'Text of u2' "$DIR"/logs/whole.log.before-*
  rm "$LOG"
  mkfifo "$LOG"
  statusctl restore "$DIR/backup.db"
  [ "$(ls "$STATE_DIR" | grep -c 'events.log.before')" -eq 0 ]
}

@test "restore refuses what is damaged, foreign or newer" {
  post_text "$(incident i1 u1)"
  statusctl backup "$DIR/backup.db"
  pid_stop "$RESPONDER_PID"
  cp "$DIR/backup.db" "$DIR/newer.db"
  sqlite3 "$DIR/newer.db" 'PRAGMA user_version = 99'
  sqlite3 "$DIR/foreign.db" 'CREATE TABLE t (a)'
  cp "$DIR/backup.db" "$DIR/damaged.db"
  printf 'garbage, and a lot of it' | dd of="$DIR/damaged.db" bs=1 seek=8192 conv=notrunc status=none
  for bad in newer foreign damaged nowhere; do
    run statusctl restore "$DIR/$bad.db"
    [ "$status" -eq 1 ]
  done
  [ -z "$(find "$STATE_DIR" -name '*.before-*')" ]
  [ "$(event_count)" -eq 1 ]
}

@test "vacuum gives space back while the responder runs" {
  post_text "$(incident i1 u1)"
  sqlite3 "$STATE_DIR/state.db" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO dedup SELECT printf('%0200d', i), 0, NULL FROM n; DELETE FROM dedup WHERE event_id = 0; PRAGMA wal_checkpoint(TRUNCATE)"
  before=$(stat -c %s "$STATE_DIR/state.db")
  statusctl vacuum | grep -q '^the store had [0-9]* KiB, and has [0-9]* KiB$'
  [ "$(stat -c %s "$STATE_DIR/state.db")" -lt "$before" ]
  post_text "$(incident i2 u2)" | grep -q ' 200$'
  [ "$(event_count)" -eq 2 ]
}

@test "prune removes what is old, and not the newest event" {
  for i in 1 2 3; do post_text "$(incident "i$i" "u$i" resolved)"; done
  sqlite3 "$STATE_DIR/state.db" "UPDATE event SET received_at = 1000 WHERE id < 3"
  # Only what reached the log leaves: let that be known.
  pid_stop "$RESPONDER_PID"
  statusctl prune | grep -q 'events before: 3, now: 1$'
  [ "$(event_count)" -eq 1 ]
}

@test "test --email passes every station as a mail" {
  run statusctl test --email
  [ "$status" -eq 0 ]
  [[ "$output" == *"ok    event stored"*"ok    event logged"* ]]
  grep -q 'Source   : email' "$LOG"
}

@test "test --email signs the mail as the email worker does, and tells of another key" {
  instance_stop
  export EMAIL_SIGNING_KEY=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
  instance_start 3>&-
  run statusctl test --email
  [ "$status" -eq 0 ]
  [[ "$output" == *"ok    event logged"* ]]
  EMAIL_SIGNING_KEY=whsec_plJ3nmyCDGBKInavdOK15jsl20bGPiDh run statusctl test --email
  [ "$status" -eq 1 ]
  [[ "$output" == *"stuck responder answered"*"the signature is wrong"*"restarted since email_signing_key"* ]]
  [[ "$output" != *"another secret"* ]]
}

@test "a backup never replaces the store itself, by whatever name" {
  post_text "$(incident i1 u1)"
  ln "$STATE_DIR/state.db" "$DIR/link"
  for file in "$STATE_DIR/state.db" "$DIR/link"; do
    run statusctl backup "$file"
    [ "$status" -eq 1 ]
    [[ "$output" == *"is a store in use"* ]]
  done
  post_text "$(incident i2 u2)"
  [ "$(event_count)" -eq 2 ]
  statusctl log verify
}

@test "what cannot be written is a failure: a body, a table, a version" {
  post_text "$(incident i1 u1)"
  post "$(fixture html.html)"
  for words in "event --body 1" "quarantine show --exact 1" list "events --oneline" version help "secret show"; do
    # shellcheck disable=SC2086 # a list of words
    run sh -c "'$BUILD/statusctl' $words >/dev/full"
    [ "$status" -eq 1 ] || { echo "$words: $status"; false; }
    [[ "$output" == *"cannot write to standard output"* ]]
  done
}

@test "a store that one may not reach is not taken for an empty one" {
  [ "$(id -u)" -eq 0 ] || skip "needs root, who may become somebody else"
  post_text "$(incident i1 u1)"
  chmod 755 "$DIR"
  chmod 644 "$DIR/status-monitor.conf"
  chmod 750 "$STATE_DIR"
  for words in "incidents --open" events list status "event 1" "quarantine list"; do
    # shellcheck disable=SC2086 # a list of words
    run setpriv --reuid=65534 --regid=65534 --clear-groups "$BUILD/statusctl" $words
    [ "$status" -eq 1 ] || { echo "$words: $status $output"; false; }
    [[ "$output" == *"run this as the user of the programs"* ]]
  done
  run setpriv --reuid=65534 --regid=65534 --clear-groups "$BUILD/statusctl" check
  [ "$status" -eq 3 ]
  chmod 751 "$STATE_DIR" # it is found, and may not be opened
  run setpriv --reuid=65534 --regid=65534 --clear-groups "$BUILD/statusctl" events
  [ "$status" -eq 1 ]
  [[ "$output" == *"Permission denied; run this as the user of the programs"* ]]
}

@test "a body with a NUL is shown to its end" {
  printf '{"a":1}\0\033[31mtail' >"$DIR/body"
  post "$DIR/body"
  statusctl quarantine show 1 | grep -qF '\x00\x1b[31mtail'
}
