#!/bin/sh
# ./dev run: a private instance in build/run/ that runs until Ctrl-C and keeps its secret
# and its events for the next time. The poller runs every minute, as cron would run it.
set -eu

BUILD=$1
DIR=$BUILD/run
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
. "$SOURCE/tests/e2e/instance.sh"

POLLER_PID=""
FOLLOW_PID=""

# shellcheck disable=SC2317 # called by the trap
stop() {
  trap '' INT TERM HUP
  pid_stop "$POLLER_PID"
  instance_stop
  pid_stop "$FOLLOW_PID"
}

poll_every_minute() {
  current=""
  trap 'kill $current 2>/dev/null; exit 0' TERM INT
  while :; do
    "$BUILD/status-poller" --stay 58 2>>"$DIR/poller.log" &
    current=$!
    wait "$current" || true
    sleep $((60 - $(date +%s) % 60)) &
    current=$!
    wait "$current" || true
  done
}

# setting NAME: its value in force.
setting() {
  printf '%b\n' "$("$BUILD/statusctl" config --raw --noheadings | awk -v name="$1" '$1 == name { print $2 }')"
}

follow() {
  set -- -n 0 -f
  [ "$(setting log_format)" != json ] || set -- "$@" --json
  exec "$BUILD/statusctl" events "$@"
}

# settle NAME VALUE OURS: the setting in the instance's file, where it is not set, or to what
# another start of ours wrote. So "statusctl -c" finds the instance without our environment.
settle() {
  VALUE=$2 OURS=$3 awk -v name="$1" '
    !done && $0 ~ "^;?" name " = " {
      done = 1
      if (/^;/ || substr($0, length(name) + 4) ~ ENVIRON["OURS"]) $0 = name " = " ENVIRON["VALUE"]
    }
    { print }' "$DIR/status-monitor.conf" >"$DIR/conf.new"
  mv "$DIR/conf.new" "$DIR/status-monitor.conf"
}

mkdir -p "$DIR"
exec 9>"$DIR/lock" # a second one would take socket and port from the first
flock -n 9 || {
  echo "dev: an instance runs in $DIR already; end that one first" >&2
  exit 1
}
[ -f "$DIR/status-monitor.conf" ] || cp "$SOURCE/conf/status-monitor.conf" "$DIR/"
instance_prepare "${PORT:-8000}"
settle state_dir "$STATE_DIR" '.*'
settle webhook_base_url "$WEBHOOK_BASE_URL" '^http://127[.]0[.]0[.]1:[0-9]+$'
trap stop EXIT
trap 'echo; echo "stopped; the state is kept in $DIR/state"; exit 0' INT TERM HUP
instance_start

secret=$("$BUILD/statusctl" secret show)
providers=$("$BUILD/statusctl" list --raw --noheadings --output HEALTH | grep -vc '^off$') || true # none is no failure
cat <<TEXT
[INFO] Webhook secret: $secret
[INFO] Webhook path:   /webhook/$secret
[INFO] Webhook URL:    $URL/webhook/$secret
[INFO] [poller] Started — polling $providers providers every $(setting poll_interval_seconds)s
[INFO] Event log:      $(setting log_file)
[INFO] Ctrl-C stops everything. What the programs say of themselves: $DIR/*.log
TEXT

follow &
FOLLOW_PID=$!
poll_every_minute &
POLLER_PID=$!
wait "$RESPONDER_PID" || true
echo "webhook.fcgi has ended by itself:" >&2
tail -n 5 "$DIR/responder.log" >&2
exit 1
