#!/usr/bin/env bats
# statusctl doctor: each trouble is found, told with what to do, and what is well is ok.

load helper

setup() {
  instance_new
  mkdir "$DIR/logs"
  chmod o= "$DIR/state"
}
teardown() { instance_end; }

# doctor: its JSON in $DIR/out; the exit status is not looked at.
doctor() {
  statusctl doctor --json --web-logs "$DIR/logs/*.log" >"$DIR/out" 2>"$DIR/err" || true
  jq -e '.checks | all(keys == ["advice","check","found","state"])' "$DIR/out" >/dev/null
}

# finds CHECK STATE [TEXT]: what it says of that check, and has TEXT in it.
finds() {
  [ -s "$DIR/out" ] || { echo "it said nothing"; return 1; } # which is well for jq
  jq -e --arg check "$1" --arg state "$2" --arg text "${3:-}" \
    'any(.checks[]; .check == $check and .state == $state and ((.found + " " + (.advice // "")) | contains($text)))' \
    "$DIR/out" >/dev/null || { jq -c '.checks[]' "$DIR/out"; echo "no $1 $2 $3"; return 1; }
}

@test "what is well is ok" {
  : >"$DIR/logs/access.log"
  doctor
  for check in configuration rights store disk log "web server" responder route "secret in logs" subscriptions quarantine summaries; do
    finds "$check" ok
  done
  finds sandbox fail root || finds sandbox warn || finds sandbox ok
  finds "secret in logs" ok "in no log of the web server; logs read: 1"
  finds address warn "no page can reach"
  finds poller fail "never run"
  finds "provider github" warn "/libexec/status-monitor/status-poller --once"
}

@test "the exit status is 1 when something does not work" {
  run statusctl doctor --web-logs /nonexistent
  [ "$status" -eq 1 ]
  [[ "$output" == *"not well: "* ]]
  [[ "$output" != *"$SECRET"* ]]
}

@test "a configuration that cannot be read is the first finding" {
  echo nonsense >>"$DIR/status-monitor.conf"
  doctor
  finds configuration fail "status-monitor.conf:"
  [ "$(jq '.checks | length' "$DIR/out")" -eq 1 ]
}

@test "rights: a file of another owner, one that all can read, a secret in an open configuration" {
  touch "$STATE_DIR/state.db-old"
  chmod 644 "$STATE_DIR/state.db-old"
  doctor
  finds rights fail "everybody can read $STATE_DIR/state.db-old"
  chmod 600 "$STATE_DIR/state.db-old"
  if [ "$(id -u)" -eq 0 ]; then
    chown 1 "$STATE_DIR/state.db-old"
    doctor
    finds rights fail "chown --reference=$STATE_DIR $STATE_DIR/state.db-old"
  fi
  printf '[provider hooli]\nurl = https://hooli.example\nwebhook_key = k3y\n' >>"$DIR/status-monitor.conf"
  chmod 644 "$DIR/status-monitor.conf"
  doctor
  finds rights warn "which has webhook_key"
  sed -i 's/^webhook_key = .*/mail_tag = hooli-t4g/' "$DIR/status-monitor.conf"
  doctor
  finds rights warn "which has mail_tag"
  printf '[monitor]\nemail_signing_key = whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n' >"$DIR/status-monitor.conf"
  doctor
  finds rights warn "which has email_signing_key"
  chmod 666 "$DIR/status-monitor.conf"
  doctor
  finds rights fail "everybody can write $DIR/status-monitor.conf"
  chmod 777 "$STATE_DIR"
  doctor
  finds rights fail "everybody can write in"
  STATE_DIR=$DIR/nothing doctor
  finds rights fail "there is no $DIR/nothing"
  [ ! -e "$DIR/nothing" ]
}

@test "a store that is damaged, and a log that lags" {
  post_text "$(incident i1 u1)"
  doctor
  finds log ok
  pid_stop "$RESPONDER_PID"
  sqlite3 "$STATE_DIR/state.db" "UPDATE log_cursor SET event_id = 0; UPDATE event SET received_at = received_at - 120000"
  doctor
  finds log fail "event 1 is not in"
  printf 'garbage, and a lot of it' | dd of="$STATE_DIR/state.db" bs=1 seek=8192 conv=notrunc status=none
  doctor
  finds store fail "statusctl restore"
}

@test "a damaged store is told, although the poller has run a moment ago" {
  "$BUILD/status-poller" --quiet --once github || true
  pid_stop "$RESPONDER_PID"
  rm -f "$STATE_DIR"/state.db-*
  printf 'garbage, and a lot of it' | dd of="$STATE_DIR/state.db" conv=notrunc status=none
  doctor
  finds store fail "statusctl restore"
  finds sandbox unknown "cannot be read"
  finds poller unknown "cannot be read"
}

# no_restore: what doctor found of the store is no reason to put a backup in its place.
no_restore() {
  jq -e 'any(.checks[]; .check == "store" and .state == "fail" and ((.advice // "") | contains("restore") | not))' \
    "$DIR/out" >/dev/null || { jq -c '.checks[]' "$DIR/out"; return 1; }
}

@test "a sound store that another user cannot read is not to be replaced" {
  instance_stop
  chmod 755 "$DIR"
  chmod 644 "$DIR/status-monitor.conf"
  chmod 600 "$STATE_DIR/state.db"
  if [ "$(id -u)" -eq 0 ]; then # whom permissions do not stop
    setpriv --reuid=65534 --regid=65534 --clear-groups "$BUILD/statusctl" doctor --json >"$DIR/out" || true
  else
    chmod 000 "$STATE_DIR/state.db"
    doctor
  fi
  finds store fail "run this as the user of the programs"
  no_restore
}

@test "a sound store on a full disk is not to be replaced" {
  [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
  instance_stop
  mkdir "$DIR/small"
  mount -t tmpfs -o size=1m none "$DIR/small" 2>/dev/null || skip "cannot mount here"
  cp "$STATE_DIR/state.db" "$DIR/small"
  head -c 2000000 /dev/zero >"$DIR/small/all" 2>/dev/null || true
  STATE_DIR=$DIR/small run statusctl list
  STATE_DIR=$DIR/small doctor
  umount -l "$DIR/small"
  [[ "$output" == *"cannot open the store"*"; make room on the disk" ]]
  finds store fail "make room on the disk"
  finds disk fail "until there is room"
  [ "$(grep -o 'make room' "$DIR/out" | wc -l)" -eq 1 ]
  no_restore
}

@test "a store that cannot be read now is not to be replaced" {
  instance_stop
  # Room enough, but no byte may be written: not the file that SQLite needs beside it.
  (trap '' XFSZ; ulimit -f 0; statusctl doctor --json 2>/dev/null || true) | cat >"$DIR/out"
  finds store fail "look for what the kernel says of the disk"
  no_restore
}

@test "a store on a file system that became read-only can be read; with news beside it this is told as such" {
  [ "$(id -u)" -eq 0 ] || skip "needs root to mount a small file system"
  post_text "$(incident i1 u1)"
  instance_stop
  mkdir "$DIR/small"
  mount -t tmpfs -o size=1m none "$DIR/small" 2>/dev/null || skip "cannot mount here"
  sqlite3 "$STATE_DIR/state.db" 'PRAGMA wal_checkpoint(TRUNCATE)'
  cp "$STATE_DIR/state.db" "$DIR/small"
  mount -o remount,ro "$DIR/small"
  export STATE_DIR=$DIR/small
  for words in "list" "status" "events" "event 1" "incidents" "maintenance" "uptime" "lag" "check"; do
    # shellcheck disable=SC2086 # a list of words
    statusctl $words >"$DIR/out" 2>"$DIR/err" || true
    [ ! -s "$DIR/err" ] || { cat "$DIR/err"; umount -l "$DIR/small"; false; }
  done
  doctor
  cp "$DIR/out" "$DIR/still"
  mount -o remount,rw "$DIR/small"
  echo news >"$DIR/small/state.db-wal"
  mount -o remount,ro "$DIR/small"
  doctor
  umount -l "$DIR/small"
  finds store fail "its file system is read-only"
  no_restore
  mv "$DIR/still" "$DIR/out"
  finds store ok "events: 1"
  finds log fail "Read-only file system"
}

@test "a store that another program keeps is told as such" {
  instance_stop
  (echo 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT 1;'; sleep 30) |
    sqlite3 "$STATE_DIR/state.db" >"$DIR/held" 3>&- &
  HOLDER_PID=$!
  eventually test -s "$DIR/held"
  doctor
  pid_stop "$HOLDER_PID"
  finds store fail "another program keeps it"
  no_restore
}

@test "a log that cannot be written is told before an event is late" {
  rm -f "$LOG"
  mkdir "$LOG"
  doctor
  finds log fail "cannot write $LOG: Is a directory"
  LOG_FILE=$DIR/none/the.log doctor
  finds log fail "cannot make $DIR/none/the.log: No such file or directory"
}

@test "a log that goes to syslog where there is none, and what has not reached it" {
  [ ! -e /dev/log ] || skip "there is a syslog"
  export LOG_FILE=syslog
  doctor
  finds log fail "no syslog listens at /dev/log"
  post_text "$(incident i1 u1)"
  sqlite3 "$STATE_DIR/state.db" 'UPDATE event SET received_at = received_at - 120000'
  LOG_FILE=stdout doctor
  finds log fail "event 1 is not in stdout"
}

@test "the secret in a log of the web server, also the old one, and logs that may not be read" {
  printf '127.0.0.1 - - "POST /webhook/%s HTTP/1.1" 200\n' "$SECRET" >"$DIR/logs/access.log"
  doctor
  finds "secret in logs" fail "access.log has the secret"
  [ "$(grep -c "$SECRET" "$DIR/out")" -eq 0 ]
  printf 'POST /webhook/an-older-secret\n' >"$DIR/logs/access.log"
  WEBHOOK_SECRET_PREVIOUS=an-older-secret doctor
  finds "secret in logs" fail 'the old secret, which is valid "statusctl secret drop-old"'
  finds secret warn "without an end"
  WEBHOOK_SECRET_PREVIOUS=an-older-secret WEBHOOK_SECRET_PREVIOUS_UNTIL=2026-01-01T00:00:00Z doctor
  finds "secret in logs" ok
  cp "$DIR/logs/access.log" "$DIR/logs/old.log"
  printf '/webhook/%s\n' "$SECRET" >"$DIR/logs/present.log"
  WEBHOOK_SECRET_PREVIOUS=an-older-secret doctor
  finds "secret in logs" fail "present.log has the secret"
  rm "$DIR/logs/present.log"
  doctor
  finds "secret in logs" ok
  rm "$DIR/logs/"*
  doctor
  finds "secret in logs" unknown "no log of the web server was found"
}

@test "a short secret is told as such" {
  WEBHOOK_SECRET=12345678 doctor
  finds secret warn "guessed"
}

@test "the way of a webhook: no web server, no responder, another page" {
  pid_stop "$RESPONDER_PID"
  doctor
  finds responder fail "HTTP 502"
  finds sandbox ok "when it was started last" || finds sandbox warn "when it was started last"
  pid_stop "$NGINX_PID"
  doctor
  finds "web server" fail "cannot connect"
  mkdir "$DIR/site"
  world_start "$DIR/site"
  WEBHOOK_BASE_URL=$WORLD doctor
  finds responder fail "and not ours"
  finds route fail "HTTP 404"
  WEBHOOK_BASE_URL=http://no-such-host.invalid doctor
  finds dns fail
  finds address warn "TLS"
}

@test "the poller, the clock, the pages and the quarantine" {
  printf '[provider acme]\nname = Acme\nurl = http://127.0.0.1:1\nallow_private = yes\n' >"$DIR/status-monitor.conf"
  for _ in 1 2 3; do "$BUILD/status-poller" --quiet --once; done
  post "$(fixture html.html)"
  doctor
  # What a kernel lacks is a warning.
  finds poller ok "confined by: no new privileges" || finds poller warn "confined by: no new privileges"
  finds "provider acme" fail failing
  finds quarantine warn "quarantine list"
  touch -d '6 minutes ago' "$STATE_DIR/poll.lock"
  post_text "$(incident i1 u1)"
  sqlite3 "$STATE_DIR/state.db" "UPDATE event SET received_at = received_at + 3600000"
  doctor
  finds poller fail "last ran"
  finds clock fail "ahead of it"
}

@test "a page that has another id now, and none in its section, is told with where that stands" {
  mkdir -p "$DIR/page/api/v2"
  world_start "$DIR/page"
  printf '[monitor]\n[provider acme]\nurl = %s\nallow_private = yes\n' "$WORLD" >"$DIR/status-monitor.conf"
  for id in first second second; do
    printf '{"page":{"id":"%s","name":"Acme"},"status":{"indicator":"none"},"components":[]}' "$id" \
      >"$DIR/page/api/v2/summary.json"
    "$BUILD/status-poller" --once -q
  done
  doctor
  finds "provider acme" warn '"statusctl events" with its key'
  statusctl events acme | grep -q 'the page has the id second now; it was first'
}

@test "of all logs together no more than some are looked at" {
  for i in $(seq 40); do : | tee "$DIR/logs/access.$i" >"$DIR/logs/error.$i"; done
  statusctl doctor --json --web-logs "$DIR/logs/access.*:$DIR/logs/error.*" >"$DIR/out" || true
  finds "secret in logs" ok "in no log of the web server; logs read: 64"
}

# fact NAME NUMBER: in the store.
fact() {
  sqlite3 "$STATE_DIR/state.db" "INSERT INTO fact VALUES ('$1', $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
}

@test "summaries that are on, wait, or were switched off" {
  export OPENAI_API_KEY=sk-secret-key OPENAI_BASE_URL=https://x.example/v1
  doctor
  finds summaries ok "at https://x.example/v1"
  # What was noted of this very key: its mark is made of the server and the key.
  mark=$(printf '%s %s' "$OPENAI_BASE_URL" "$OPENAI_API_KEY" | sha256sum | cut -c 1-16)
  fact summary_key "$(((0x$mark >> 1) & 0x7fffffffffffffff))"
  fact summary_failures 4
  fact summary_paused_until "$(($(date +%s) + 3600))000"
  doctor
  finds summaries warn "failures in a row: 4"
  fact summary_paused_until "$(($(date +%s) + 2592000))000" # of a clock that was set back
  doctor
  finds summaries ok
  fact summary_refusals 3
  doctor
  finds summaries warn "switched off"
  [ "$(grep -c sk-secret-key "$DIR/out")" -eq 0 ]
}
