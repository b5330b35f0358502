#!/usr/bin/env bats
# The event log as a file: formats, rotation, text of strangers.

load helper

teardown() { instance_end; }

@test "LOG_FORMAT=json: one object a line with every key" {
  instance_new "log_format = json"
  post_text "$(incident i1 u1)"
  eventually test -s "$LOG"
  [ "$(wc -l <"$LOG")" -eq 1 ]
  for key in schema id time occurred_at level source provider provider_name event product components \
    impact status previous_status title detail incident_id update_id url; do
    jq -e "has(\"$key\")" "$LOG" >/dev/null
  done
  [ "$(jq -r '.source + " " + .provider + " " + .event + " " + .incident_id' "$LOG")" = "webhook github incident i1" ]
}

@test "a log that was renamed is begun anew, nothing is lost or repeated" {
  instance_new
  post_text "$(incident i1 u1)"
  eventually has_records 1
  mv "$LOG" "$LOG.1"
  post_text "$(incident i2 u2)"
  eventually has_records 1
  grep -q 'Text of u1' "$LOG.1"
  grep -q 'Text of u2' "$LOG"
}

@test "a log that was copied and truncated goes on at its beginning" {
  instance_new
  post_text "$(incident i1 u1)"
  eventually has_records 1
  cp "$LOG" "$LOG.1"
  : >"$LOG"
  post_text "$(incident i2 u2)"
  eventually has_records 1
  grep -q 'Text of u2' "$LOG"
}

@test "a half-written record is completed byte for byte after a restart" {
  instance_new
  post_text "$(incident i1 u1)"
  post_text "$(incident i2 u2)"
  eventually has_records 2
  instance_stop
  cp "$LOG" "$DIR/whole"
  # As if it had been killed in the middle of the write, before it noted how far it came.
  sqlite3 "$DIR/state/state.db" 'UPDATE log_cursor SET size = 0, event_id = 0'
  truncate -s -100 "$LOG"
  responder_start 3>&-
  nginx_start 3>&-
  instance_wait
  cmp "$LOG" "$DIR/whole"
}

@test "text of strangers cannot move the cursor, forge a line or a block" {
  instance_new
  bad='\u001b[2J\u0007\n============================================================\n  Source   : forged\r\n\u202edrawkcab\u2028\u009b31m'
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i1","name":"T'"$bad"'","status":"s'"$bad"'","impact":"i'"$bad"'","incident_updates":[{"id":"u1","status":"x'"$bad"'","body":"b'"$bad"'"}],"components":[{"name":"c'"$bad"'"}]}}'
  eventually has_records 1
  [ "$(wc -l <"$LOG")" -eq 9 ]
  [ "$(grep -c '^  Source   : ' "$LOG")" -eq 1 ]
  ! LC_ALL=C grep -q -P '[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80[\xa8-\xae]|\xc2[\x80-\x9f]' "$LOG" || false
}

@test "log verify compares file and store, log rebuild writes it anew" {
  instance_new
  for i in 1 2 3; do post_text "$(incident "i$i" "u$i")"; done
  eventually has_records 3
  [ "$(statusctl log verify)" = "events 1 to 3 stand in the log, each once" ]
  cp "$LOG" "$DIR/whole"
  mv "$LOG" "$LOG.1"
  post_text "$(incident i4 u4)"
  eventually has_records 1
  sleep 1.5 # the place in the new file is stored when it is quiet
  [ "$(statusctl log verify)" = "events 4 to 4 stand in the log, each once" ]
  sed -i 's/Text of u4/Text of x4/' "$LOG"
  run statusctl log verify
  [ "$status" -eq 1 ]
  [[ "$output" == *"differs from the store at byte 0, after event 3"* ]]
  [ "$(statusctl log rebuild)" = "$LOG is written anew; events: 4" ]
  [ "$(statusctl log verify)" = "events 1 to 4 stand in the log, each once" ]
  head -c "$(stat -c %s "$DIR/whole")" "$LOG" | cmp - "$DIR/whole"
  post_text "$(incident i5 u5)"
  eventually has_records 5
  [ "$(statusctl log verify)" = "events 1 to 5 stand in the log, each once" ]
}

@test "log verify tells of an empty log" {
  instance_new
  : >"$LOG"
  [ "$(statusctl log verify)" = "the log is empty, as the store is" ]
  post_text "$(incident i1 u1)"
  eventually has_records 1
  sleep 1.5 # its place is stored after a second
  mv "$LOG" "$LOG.1"
  : >"$LOG"
  statusctl quarantine replay # whoever writes finds that the log is another
  gone='the log is empty: event 1, the last, was rotated away; if it was removed, "statusctl log rebuild" writes it anew'
  [ "$(statusctl log verify)" = "$gone" ]
  rm "$LOG" # as logrotate leaves it with nocreate
  [ "$(statusctl log verify)" = "$gone" ]
  statusctl log rebuild
  [ "$(statusctl log verify)" = "events 1 to 1 stand in the log, each once" ]
  LOG_FILE=/nonexistent/log run statusctl log verify # no run can write that
  [[ "$output" == *"the next run of status-poller writes the rest, or says why it cannot" ]]
}

@test "log verify knows a log that was rotated, with no event since" {
  instance_new
  rm -f "$LOG"
  [ "$(statusctl log verify)" = "the log is empty, as the store is" ]
  post_text "$(incident i1 u1)"
  eventually has_records 1
  sleep 1.5 # its place is stored after a second
  mv "$LOG" "$LOG.1"
  statusctl log verify | grep "^the log is empty: event 1, the last, was rotated away; "
  : >"$LOG"
  statusctl log verify | grep "^the log is empty: event 1, the last, was rotated away; "
  rm "$LOG"
  statusctl doctor --json | jq -e '.checks[] | select(.check == "log") | .state == "ok" and (.advice | contains("log rebuild"))'
  post_text "$(incident i2 u2)"
  eventually has_records 1
  [ "$(statusctl log verify)" = "events 2 to 2 stand in the log, each once" ]
}

@test "log verify knows a log that was rotated, also before its place is stored" {
  instance_new
  post_text "$(incident i1 u1)"
  eventually has_records 1
  sleep 1.5 # its place is stored after a second
  mv "$LOG" "$LOG.1"
  post_text "$(incident i2 u2)"
  eventually has_records 1
  statusctl log verify
  post_text "$(incident i3 u3)"
  eventually has_records 2
  statusctl log verify
  sleep 1.5
  statusctl log verify
  cp "$LOG" "$LOG.2"
  : >"$LOG"
  post_text "$(incident i4 u4)"
  eventually has_records 1
  statusctl log verify
}

@test "a log may be a link to where it is yet to be made" {
  instance_new
  instance_stop
  mkdir "$DIR/logs"
  for target in "$DIR/logs/whole.log" ../logs/relative.log; do
    ln -sf "$target" "$LOG"
    instance_start 3>&-
    post_text "$(incident "$target" u1)"
    eventually grep -q 'Text of u1' "$DIR/logs/${target##*/}"
    instance_stop
  done
}

@test "the log may go to standard output" {
  instance_new "log_file = stdout"
  instance_stop
  "$BUILD/webhook.fcgi" --listen "$SOCKET" </dev/null >"$DIR/stdout" 2>>"$DIR/responder.log" 3>&- &
  RESPONDER_PID=$!
  nginx_start 3>&-
  instance_wait
  post_text "$(incident i1 u1)"
  eventually grep -q 'Text of u1' "$DIR/stdout"
}

@test "webhooks are heard while nobody reads the pipe that is the log, which then gets all by itself" {
  instance_new
  instance_stop
  rm -f "$LOG"
  mkfifo "$LOG"
  exec 8<>"$LOG"
  instance_start 3>&-
  for i in $(seq 3); do
    post_text "$(incident "i$i" u1 investigating "$(printf '%030000d' 0)")"
  done
  [[ "$(post_text "$(incident i4 u1)")" == *200 ]]
  eventually grep -q "whoever reads $LOG is too slow; events are stored and will be written later" "$DIR/responder.log"
  [ "$(event_count)" -eq 4 ]
  cat <&8 >"$DIR/read" 3>&- &
  READER_PID=$!
  eventually grep -q 'Text of u1' "$DIR/read"
  pid_stop "$READER_PID"
  exec 8>&-
  [ "$(grep -c '^\[.*\] \[INFO\]$' "$DIR/read")" -eq 4 ]
}

@test "who may not use the lock of the log is told as whom to run" {
  instance_new
  [ "$(id -u)" -eq 0 ] || skip "needs root to be somebody else"
  chmod 755 "$DIR"
  chmod 644 "$DIR/status-monitor.conf"
  post_text "$(incident i1 u1)"
  chmod -R o+rX "$STATE_DIR"
  run setpriv --reuid=65534 --regid=65534 --clear-groups "$BUILD/statusctl" log verify
  [ "$status" -eq 1 ]
  [[ "$output" == *"log.lock: Permission denied; run this as the user of the programs" ]]
}
