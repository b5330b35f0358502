#!/usr/bin/env bats
# A store or a log that cannot be used: a clear word that names the file, nothing overwritten,
# and when it is mended all goes on. A locked store, a full disk and a store of a newer version
# are in durability.bats.

load helper

setup() {
  instance_lay
  incident i1 u1 >"$DIR/body"
  cgi
  grep -q '^Status: 200' "$DIR/out"
  incident i2 u2 >"$DIR/body"
}

teardown() {
  [ -z "${MOUNTED:-}" ] || umount "$MOUNTED"
  chmod -R u+w "$STATE_DIR"
  instance_end
}

# cgi: one request with what is in body; its exit code.
cgi() {
  REQUEST_METHOD=POST REQUEST_URI=/webhook/$SECRET CONTENT_LENGTH=$(wc -c <"$DIR/body") \
    "$BUILD/webhook.fcgi" <"$DIR/body" >"$DIR/out" 2>"$DIR/said"
}

# cgi_fails: answered that it is to be sent again, and a code that says so.
cgi_fails() {
  if cgi; then return 1; fi
  grep -q '^Status: 503' "$DIR/out"
  grep -q '^Retry-After: [1-9]' "$DIR/out"
}

# refused WORD...: no program takes the store as it is, and each says why and of which file.
refused() {
  local program word
  cgi_fails
  run "$BUILD/webhook.fcgi" --listen "$DIR/x.sock"
  [ "$status" -eq 1 ]
  echo "$output" >>"$DIR/said"
  run "$BUILD/status-poller" --once
  [ "$status" -eq 1 ]
  echo "$output" >>"$DIR/said"
  run "$BUILD/statusctl" events
  [ "$status" -eq 1 ]
  echo "$output" >>"$DIR/said"
  cat "$DIR/said"
  for program in webhook.fcgi status-poller statusctl; do
    for word in "$@"; do
      grep "^$program: error: " "$DIR/said" | grep -qF "$word"
    done
  done
}

@test "a file that is no database is refused by name, and left as it is" {
  printf 'Not a database at all.' | dd of="$STATE_DIR/state.db" conv=notrunc status=none
  cp "$STATE_DIR/state.db" "$DIR/before"
  refused "$STATE_DIR/state.db"
  cmp "$DIR/before" "$STATE_DIR/state.db"
}

@test "a database of another program is refused by name, and left as it is" {
  rm "$STATE_DIR"/state.db*
  sqlite3 "$STATE_DIR/state.db" 'CREATE TABLE theirs (a)'
  cp "$STATE_DIR/state.db" "$DIR/before"
  refused "$STATE_DIR/state.db" "another program"
  [ "$(sqlite3 "$STATE_DIR/state.db" 'SELECT name FROM sqlite_schema')" = theirs ]
}

@test "a store of a newer version is refused by all programs, and left as it is" {
  sqlite3 "$STATE_DIR/state.db" 'PRAGMA user_version = 99'
  cp "$STATE_DIR/state.db" "$DIR/before"
  refused "$STATE_DIR/state.db" "newer"
  cmp "$DIR/before" "$STATE_DIR/state.db"
}

@test "a store that was cut short is refused by name, and left as it is" {
  truncate -s 5000 "$STATE_DIR/state.db"
  cp "$STATE_DIR/state.db" "$DIR/before"
  refused "$STATE_DIR/state.db"
  cmp "$DIR/before" "$STATE_DIR/state.db"
}

@test "a store with a damaged page is answered 503, named, and left as it is; mended, it goes on" {
  cp "$STATE_DIR/state.db" "$DIR/good"
  page=$(sqlite3 "$DIR/good" "SELECT rootpage FROM sqlite_schema WHERE name = 'event'")
  head -c 4096 /dev/zero | tr '\0' x |
    dd of="$STATE_DIR/state.db" bs=4096 seek=$((page - 1)) conv=notrunc status=none
  cp "$STATE_DIR/state.db" "$DIR/before"
  cgi
  cat "$DIR/said"
  grep -q '^Status: 503' "$DIR/out"
  grep -q '^Retry-After: [1-9]' "$DIR/out"
  grep -qF "$STATE_DIR/state.db" "$DIR/said"
  cmp "$DIR/before" "$STATE_DIR/state.db"
  # A backup is put in its place.
  cp "$DIR/good" "$STATE_DIR/state.db"
  cgi
  grep -q '^Status: 200' "$DIR/out"
  has_records 2
}

@test "a folder that cannot be written is refused by name; writable again, it goes on" {
  if [ "$(id -u)" -eq 0 ]; then # whom permissions do not stop
    cp -r "$STATE_DIR" "$DIR/kept"
    mount -t tmpfs none "$STATE_DIR" 2>/dev/null || skip "cannot mount here"
    MOUNTED=$STATE_DIR
    cp -r "$DIR/kept/." "$STATE_DIR/"
    mount -o remount,ro "$STATE_DIR"
  else
    chmod -R a-w "$STATE_DIR"
  fi
  cgi_fails
  cp "$DIR/said" "$DIR/all"
  run "$BUILD/status-poller" --once
  [ "$status" -eq 1 ]
  echo "$output" >>"$DIR/all"
  cat "$DIR/all"
  grep '^webhook.fcgi: error: ' "$DIR/all" | grep -qF "$STATE_DIR"
  grep '^status-poller: error: ' "$DIR/all" | grep -qF "$STATE_DIR"
  if [ -n "${MOUNTED:-}" ]; then mount -o remount,rw "$STATE_DIR"; else chmod -R u+w "$STATE_DIR"; fi
  cgi
  grep -q '^Status: 200' "$DIR/out"
  [ "$(event_count)" -eq 2 ]
  # The copy is another file than the log that was written to, which is all that may differ.
  grep -q 'Text of u2' "$LOG"
}

@test "a log that cannot be written loses nothing: what is stored is written when it can be" {
  cp "$LOG" "$DIR/whole"
  rm "$LOG"
  mkdir "$LOG"
  cgi
  grep -q '^Status: 200' "$DIR/out"
  grep -qF "$LOG" "$DIR/said"
  rmdir "$LOG"
  cp "$DIR/whole" "$LOG"
  incident i3 u3 >"$DIR/body"
  cgi
  [ "$(event_count)" -eq 3 ]
  has_records 3
  "$BUILD/statusctl" events | cmp - "$LOG"
}
