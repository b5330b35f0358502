# What the crash proofs share; they source it. Each proof is a script of its own:
#
#	[BUILD=FOLDER] [SEED=N] [LONG=1] [KEEP=1] tests/crash/NAME.sh
#
# It prints its seed, works in a folder of its own below /tmp, and ends with exit code 0 when
# the promise held; otherwise it says what was broken. KEEP=1 leaves the folder there.
# shellcheck shell=bash

set -eu
CRASH=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
SOURCE=$(cd "$CRASH/../.." && pwd)
BUILD=$(cd "${BUILD:-$SOURCE/build}" && pwd)
SECRET=crash-proof-secret
LONG=${LONG:-}
SEED=${SEED:-$(($(od -An -N2 -tu2 /dev/urandom)))}

# fail TEXT: the proof has failed.
fail() {
  echo "FAILED: $* (SEED=$SEED)"
  exit 1
}

# pid_end PID: asks it to end, and after some seconds ends it.
pid_end() {
  local tries
  kill -TERM "$1" 2>/dev/null || return 0
  for ((tries = 0; tries < 100; tries++)); do
    kill -0 "$1" 2>/dev/null || return 0
    sleep 0.05
  done
  kill -KILL "$1" 2>/dev/null || true
}

# Ends what was started, by its process id, and removes the folder.
crash_end() {
  local pid
  trap - EXIT
  touch "$DIR/stop" "$DIR/pids"
  for pid in $(jobs -pr); do
    pid_end "$pid"
  done
  while read -r pid; do # a number may have come to mean another process
    ! tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$DIR/" || pid_end "$pid"
  done <"$DIR/pids"
  wait 2>/dev/null || true
  if [ -n "${KEEP:-}" ]; then
    echo "kept: $DIR"
  else
    rm -rf "${DIR:?}"
  fi
}

# crash_begin NAME: the folder, the configuration, the seed.
crash_begin() {
  # What the programs are told here is all they are to know.
  unset WEBHOOK_BASE_URL WEBHOOK_SECRET_PREVIOUS LOG_FORMAT LOG_FILE LOG_COLOR REQUEST_METHOD
  RANDOM=$SEED
  DIR=$(mktemp -d "${TMPDIR:-/tmp}/sm.XXXXXX")
  trap crash_end EXIT
  trap 'exit 1' HUP INT TERM
  echo "$1: SEED=$SEED${LONG:+ LONG=1}"
  mkdir "$DIR/state"
  STATE=$DIR/state
  DB=$STATE/state.db
  LOG=$STATE/events.log
  conf_write 1
  export STATE_DIR=$STATE STATUS_MONITOR_CONF=$DIR/status-monitor.conf WEBHOOK_SECRET=$SECRET
}

# conf_write PORT: the page that tests poll, and one that is only heard by webhook.
conf_write() {
  cat >"$DIR/status-monitor.conf" <<TEXT
[provider acme]
name = Acme
url = http://127.0.0.1:$1
page_id = acmepage0001
allow_private = yes

[provider beta]
name = Beta
url = http://127.0.0.1:$1
page_id = betapage0001
enabled = no
TEXT
}

# The fake world, which serves $DIR/page, as the page that tests poll.
world_start() {
  mkdir -p "$DIR/page/api/v2"
  "$BUILD/tests/world/world" --for 3600 "$DIR/page" >"$DIR/world.port" &
  until [ -s "$DIR/world.port" ]; do
    kill -0 $! 2>/dev/null || fail "the fake world has ended at once; is $BUILD/tests/world/world built?"
    sleep 0.05
  done
  conf_write "$(cat "$DIR/world.port")"
}

# roll N: R becomes a number below N. Not to be used in a subshell, which has dice of its own.
# shellcheck disable=SC2034 # R is for the caller
roll() {
  R=$(((RANDOM * 32768 + RANDOM) % $1))
}

# pause MILLISECONDS
pause() {
  sleep "$(($1 / 1000)).$(printf '%03d' $(($1 % 1000)))"
}

TZ=UTC0 printf -v STARTED '%(%Y-%m-%dT%H:%M:%SZ)T' -1

# incident ID [TEXT]: the body of a webhook: an incident with one update.
incident() {
  printf '{"page":{"id":"betapage0001"},"incident":{"id":"%s","name":"Incident %s","status":"investigating","impact":"minor","incident_updates":[{"id":"u-%s","status":"investigating","body":"%s","created_at":"%s"}],"backfilled":0}}' \
    "$1" "$1" "$1" "${2:-Text of $1}" "$STARTED"
}

# ends COMMAND...: its exit code, or 124 when it was told to end after a minute. As timeout(1), without
# a process of its own: a pipe that nobody writes to is at its end when the command is.
ends() {
  local rc=0 pid ended
  exec {ended}< <(exec 3>&1 >"$DIR/answer" 2>"$DIR/said" "$@")
  pid=$!
  read -r -t 60 -u "$ended" || rc=$?
  exec {ended}<&-
  if [ "$rc" -gt 128 ]; then # the time is over; strace does not listen
    kill "$pid"
    pkill -P "$pid" || true
    wait "$pid" || true
    return 124
  fi
  wait "$pid"
}

# cgi FILE [COMMAND...]: asks webhook.fcgi as a web server does with CGI, under COMMAND; the body
# is in FILE, the answer goes to $DIR/answer, what it said to $DIR/said. Its exit code.
cgi() {
  local body=$1 text LC_ALL=C # bytes
  IFS= read -r -d '' text <"$body" || true
  shift
  REQUEST_METHOD=POST REQUEST_URI=/webhook/$SECRET CONTENT_LENGTH=${#text} \
    ends "$@" "$BUILD/webhook.fcgi" <"$body"
}

# The responder is started once, and asked for nothing that changes anything.
cgi_health() {
  REQUEST_METHOD=GET REQUEST_URI=/health ends "$BUILD/webhook.fcgi" </dev/null
}

# The number of the answer's status in STATUS; 0 when there is no whole answer.
answer_status() {
  local line
  STATUS=0
  IFS= read -r line <"$DIR/answer" || return 0
  case $line in
    "Status: "*) line=${line#Status: } && STATUS=${line%% *} ;;
  esac
}

# answered_200: whether it is that.
answered_200() {
  answer_status
  [ "$STATUS" = 200 ]
}

# answered_again: whether it is that, and says that the report was known.
answered_again() {
  local text
  IFS= read -r -d '' text <"$DIR/answer" || true
  answered_200 && [[ $text == *'"duplicate":true'* ]]
}

sql() {
  sqlite3 "$DB" "$1"
}

# store_check WHEN [ID]: the store is sound, the incident ID is there, no event is there twice, and
# the log is the event table.
store_check() {
  local found
  found=$(sqlite3 "$DB" "PRAGMA integrity_check;
    SELECT 'twice', incident_id, update_id, count(*) FROM event WHERE update_id IS NOT NULL
      GROUP BY 2, 3 HAVING count(*) > 1;
    SELECT 'missing' WHERE '${2:-}' <> '' AND NOT EXISTS (SELECT 1 FROM event WHERE incident_id = '${2:-}')" 2>&1) ||
    found="it cannot be read: $found"
  [ "$found" = ok ] || fail "$1: the store: $found"
  "$BUILD/statusctl" events -n 1000000 >"$DIR/events"
  cmp -s "$DIR/events" "$LOG" || fail "$1: the log is not the event table:
$(diff "$DIR/events" "$LOG" | head -n 20)"
}
