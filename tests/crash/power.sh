#!/bin/bash
# Power cuts, simulated: nothing that was acknowledged is lost, and the log has each event once.
#
# strace records what two responders, the poller and CGI processes write into the state folder,
# when they sync it, and when an answer leaves. power.pl then makes the folder what a cut would
# have left of it, at random points: what was synced, and some of what was not. After each cut
# the responder is started once, as after a reboot.
#
# power.sh load and power.sh check are its own parts: what is recorded, and what each cut is
# followed by.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

CUTS=${CUTS:-$([ -n "$LONG" ] && echo 250 || echo 40)} # of one recording
RECORDINGS=${RECORDINGS:-$([ -n "$LONG" ] && echo 4 || echo 1)}
printf -v WORDS 'Some words of a long text. %.0s' {1..900} # pages enough to fill the WAL

# --- what is recorded -------------------------------------------------------------------

health() {
  env -i REQUEST_METHOD=GET REQUEST_URI=/health cgi-fcgi -bind -connect "$1" </dev/null >/dev/null 2>&1
}

# responder SOCKET: PID
responder() {
  "$BUILD/webhook.fcgi" --listen "$1" </dev/null 2>>"$DIR/responder.log" &
  PID=$!
  echo "$PID" >>"$DIR/pids"
  for _ in {1..200}; do
    if [ -S "$1" ] && health "$1"; then return 0; fi
    sleep 0.05
  done
  fail "the responder does not start: $(cat "$DIR/responder.log")"
}

# ask SOCKET ID [TEXT]
ask() {
  local body LC_ALL=C # bytes
  body=$(incident "${@:2}")
  printf '%s' "$body" >"$DIR/bodies/$2"
  env -i REQUEST_METHOD=POST REQUEST_URI="/webhook/$SECRET" CONTENT_LENGTH=${#body} \
    cgi-fcgi -bind -connect "$1" <"$DIR/bodies/$2" >/dev/null 2>&1 || true
}

# ask_many NAME N SOCKETS [TEXT]: N incidents at once, over the sockets in turn.
ask_many() {
  local i sockets asked=()
  read -ra sockets <<<"$3"
  for ((i = 0; i < $2; i++)); do
    ask "${sockets[i % ${#sockets[@]}]}" "$1-$i" "${4:-Text of $1-$i}" &
    asked+=($!)
  done
  wait "${asked[@]}"
}

# end SIGNAL PID
end() {
  kill "-$1" "$2"
  wait "$2" 2>/dev/null || true
}

page() {
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[{"id":"c1","name":"API","status":"%s","updated_at":"%s"}],"incidents":[],"scheduled_maintenances":[]}' \
    "$1" "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" >"$DIR/page/api/v2/summary.json"
  "$BUILD/status-poller" --quiet --once
}

load() {
  local a=$DIR/a.sock b=$DIR/b.sock first second i
  responder "$a"; first=$PID
  ask_many one 8 "$a"
  page operational
  ask_many two 8 "$a" "$WORDS"
  sleep 0.2
  end KILL "$first"
  responder "$a"; first=$PID
  responder "$b"; second=$PID
  ask_many three 10 "$a $b"
  page degraded_performance
  for ((i = 0; i < ${LONG:+20}0; i += 10)); do
    ask_many "big$i" 10 "$a $b" "$WORDS"
  done
  sqlite3 "$DB" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null # as when the WAL is full
  ask_many four 10 "$a $b"
  incident alone >"$DIR/bodies/alone"
  cgi "$DIR/bodies/alone"
  ask_many three 10 "$a $b" # again
  end TERM "$first"
  end TERM "$second"
  for i in 1 2; do
    incident "cgi-$i" >"$DIR/bodies/cgi-$i"
    cgi "$DIR/bodies/cgi-$i"
  done
  page operational
  responder "$a"; first=$PID
  ask_many five 6 "$a"
  sleep 1.5 # until the log's place is stored
  ask_many six 6 "$a"
  sleep 0.2
  end KILL "$first"
}

# --- what each cut is followed by -------------------------------------------------------

# check ACKNOWLEDGED: a file with the ids of what was answered before the cut.
check() {
  local id last=""
  local -A stored=()
  cgi_health || fail "the responder does not start: $(cat "$DIR/said")"
  store_check "after the cut"
  while read -r id; do stored[$id]=yes; done < <(sql 'SELECT DISTINCT incident_id FROM event WHERE incident_id IS NOT NULL')
  while read -r id; do
    [ -n "${stored[$id]:-}" ] || fail "acknowledged and lost: $id"
    last=$id
  done <"$1"
  [ -n "$last" ] || return 0
  cgi "$DIR/bodies/$last" || fail "the responder does not answer: $(cat "$DIR/said")"
  answered_again || fail "what was acknowledged is not known any more: $(cat "$DIR/answer")"
  store_check "after the cut, with a report sent again"
}

# --- the proof --------------------------------------------------------------------------

record() {
  rm -rf "$STATE" "$DIR/bodies"
  mkdir "$STATE" "$DIR/bodies"
  STATUS_MONITOR_BOOT_ID=before-the-cut strace -f -qq -y -xx -s 8000000 --seccomp-bpf \
    -e trace=openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink -e signal=none -o "$DIR/trace" \
    bash "$CRASH/power.sh" load
}

if [ $# -gt 0 ]; then
  STATE=$STATE_DIR
  DB=$STATE/state.db
  LOG=$STATE/events.log
  "$@"
  exit 0
fi

crash_begin power
export DIR SEED LONG BUILD
world_start
for ((n = 0; n < RECORDINGS; n++)); do
  record
  # The cuts that follow are after a reboot.
  STATUS_MONITOR_BOOT_ID=after-the-cut perl "$CRASH/power.pl" "$DIR/trace" "$STATE" "$DIR/log" $((SEED + n)) \
    "$CUTS" bash "$CRASH/power.sh" check || fail "recording $n"
done
echo "power: $((RECORDINGS * CUTS)) cuts, nothing acknowledged was lost"
