#!/bin/sh
# ./dev bench poll: what a round over N status pages costs the poller, beside curl --parallel
# that fetches the same: the first (200, nothing is known yet and each component is stored), cold
# (200, and parsed and compared with what is stored) and warm (304).
# Each page is a host of its own on loopback and so a connection, and comes with gzip. The two
# take turns, so that the ratios hold on a machine whose speed drifts; CPU is that of the
# program alone. curl says "If-None-Match: *" when warm: one header for all of its requests.
# Then a start when nothing is due, beside one of curl that only tells its version, and a round in
# which one page never answers.
# PROVIDERS, ROUNDS, AT_ONCE and STARTS can be set.
#
# Where it goes, on two cores. A warm page, of some 60 us of CPU, by perf: the kernel 60 %, two
# fifths of that in connect(); libcurl 18; SQLite 5. A cold page of 90 KB with 230 components, of
# some 550 us, in instructions by callgrind: JSON 44 %, three quarters of it yajl's; libcurl 25, of
# which zlib 21, and that is what curl has to do as well; judging 16, most of it the one look at
# what is stored of the components; filling the report 9. The first time the page costs 200 us
# more, for 230 rows of SQLite. A start with nothing due takes 3.2 million instructions, with 5000
# providers as with ten: 1.4 are the dynamic linker's, most of them for SQLite; then the schema and
# the statements that SQLite prepares.
set -eu

BUILD=$1
DIR=$(mktemp -d)
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
. "$SOURCE/tests/e2e/instance.sh"

PROVIDERS=${PROVIDERS:-"10 100 1000 5000"}
ROUNDS=${ROUNDS:-3}
AT_ONCE=${AT_ONCE:-32}
STARTS=${STARTS:-21}
BATCH=500 # pages are packed in batches: unpacked, 5000 of them are half a gigabyte
WORLD_PID=""

# shellcheck disable=SC2317 # called by the trap
stop() {
  pid_stop "$WORLD_PID"
  rm -rf "$DIR"
}

# --- the pages ---------------------------------------------------------------------------

start_world() {
  "$BUILD/tests/world/world" --many-hosts "$DIR/pages" >"$DIR/port" &
  WORLD_PID=$!
  until [ -s "$DIR/port" ]; do sleep 0.1; done
  PORT=$(cat "$DIR/port")
}

# make_pages FIRST LAST
make_pages() {
  seq -f "$DIR/pages/p%.0f/api/v2" "$1" "$2" | xargs mkdir -p
  awk -v dir="$DIR/pages" -v first="$1" -v last="$2" -f "$SOURCE/tests/bench/pages.awk"
  seq -f "$DIR/pages/p%.0f" "$1" "$2" | xargs gzip -1 -r # the level that nginx packs with
}

# grow_to N: makes what is missing up to page N.
made=0
grow_to() {
  while [ "$made" -lt "$1" ]; do
    next=$((made + BATCH < $1 ? made + BATCH : $1))
    make_pages $((made + 1)) "$next"
    made=$next
  done
}

# configure N: both programs are to read the pages 1 to N.
configure() {
  seq "$1" | awk -v port="$PORT" -v state="$DIR/state" -v at_once="$AT_ONCE" '
    BEGIN { printf "[monitor]\nstate_dir = %s\npoll_interval_seconds = 3600\npoll_at_once = %d\n", state, at_once }
    { printf "[provider p%d]\nurl = http://127.0.%d.%d:%d/p%d\npage_id = bench%07d\nallow_private = yes\n",
        $1, 1 + $1 / 250, 1 + $1 % 250, port, $1, $1 }' >"$DIR/status-monitor.conf"
  seq "$1" | awk -v port="$PORT" '
    { printf "url = http://127.0.%d.%d:%d/p%d/api/v2/summary.json\noutput = /dev/null\n",
        1 + $1 / 250, 1 + $1 % 250, port, $1 }' >"$DIR/curl.conf"
}

# --- the rounds --------------------------------------------------------------------------

poll() {
  "$BUILD/tests/bench/cost" "$1" "$BUILD/status-poller" "$2" -c "$DIR/status-monitor.conf" 2>"$DIR/said" ||
    { cat "$DIR/said" >&2; exit 1; }
}

# yardstick FILE [OPTION...]
yardstick() {
  file=$1
  shift
  "$BUILD/tests/bench/cost" "$file" curl --no-progress-meter --compressed --parallel --parallel-max "$AT_ONCE" \
    "$@" --config "$DIR/curl.conf"
}

tally() {
  curl -fsS "http://127.0.0.1:$PORT/:tally"
}

# took FILE: adds to its last line what the pages were asked.
took() {
  tally >"$DIR/tally"
  paste -d' ' "$DIR/one" "$DIR/tally" >>"$1"
  rm "$DIR/one"
}

# all_read N: a figure for pages that were not read would be none.
all_read() {
  grep -q "pages asked: $1, failed: 0;" "$DIR/said" ||
    { echo "not every page was read:" >&2; cat "$DIR/said" >&2; exit 1; }
}

# forget: the pages are asked as if no validator had been sent.
forget() {
  sqlite3 "$DIR/state/state.db" 'UPDATE provider SET etag = NULL, last_modified = NULL'
}

measure() {
  rm -rf "$DIR/state"
  poll "$DIR/one" --once
  took "$DIR/first-poller-$1"
  all_read "$1"
  yardstick "$DIR/one"
  took "$DIR/cold-curl-$1"
  forget
  poll "$DIR/one" --once
  took "$DIR/cold-poller-$1"
  all_read "$1"
  poll "$DIR/one" --once
  took "$DIR/warm-poller-$1"
  all_read "$1"
  yardstick "$DIR/one" -H 'If-None-Match: *'
  took "$DIR/warm-curl-$1"
}

# starts N: one with nothing due, and one of curl, in turn: a single one is too short to tell.
starts() {
  for _ in $(seq "$STARTS"); do
    poll "$DIR/idle-$1" --quiet
    "$BUILD/tests/bench/cost" "$DIR/start-$1" curl --version >"$DIR/said"
  done
}

# median FILE COLUMN: of that column.
median() {
  cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

ratio() {
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

# row N ROUND WHO YARDSTICK: beside what curl took for the same answers.
row() {
  file=$DIR/$2-$3-$1
  printf '%-9s %-5s %-7s %9.0f %9.0f %9.0f %9s %9s %9.0f %8s\n' "$1" "$2" "$3" "$(median "$file" 1)" \
    "$(median "$file" 2)" "$(ratio "$(median "$file" 2)e3" "$1")" "$(median "$file" 3)" "$(median "$file" 4)" \
    "$(ratio "$(median "$file" 6)" 1024)" "$(ratio "$(median "$file" 2)" "$(median "$DIR/$4-curl-$1" 2)")"
}

table() {
  printf '%-9s %-5s %-7s %9s %9s %9s %9s %9s %9s %8s\n' \
    providers round who "round ms" "CPU ms" "us/page" "peak KiB" requests "wire KiB" "to curl"
  for n in $PROVIDERS; do
    grow_to "$n"
    configure "$n"
    tally >"$DIR/tally"
    for _ in $(seq "$ROUNDS"); do measure "$n"; done
    starts "$n"
    row "$n" first poller cold
    for round in cold warm; do
      for who in poller curl; do row "$n" "$round" "$who" "$round"; done
    done
  done
}

# others_took N PAGE: from the first request of a round to the last answer of another page, in ms.
others_took() {
  poll "$DIR/one" --once
  rm "$DIR/one"
  sqlite3 "$DIR/state/state.db" \
    "SELECT max(answered_at) - min(tried_at) FROM provider WHERE key <> 'p$1'"
}

# stalled N: the others' round while one page in the middle never answers.
stalled() {
  configure "$1"
  rm -rf "$DIR/state"
  others_took $(($1 / 2)) >/dev/null
  before=$(others_took $(($1 / 2)))
  echo stall >"$DIR/pages/p$(($1 / 2))/api/v2/summary.json.meta"
  during=$(others_took $(($1 / 2)))
  rm "$DIR/pages/p$(($1 / 2))/api/v2/summary.json.meta"
  printf '\none of %s never answers: the others take %s ms, and %s ms when it does\n' "$1" "$during" "$before"
  ratio "$during" "$before" >"$DIR/stalled"
}

# --- the targets -------------------------------------------------------------------------

# target WHAT VALUE MOST
target() {
  printf '%-50s %10s %10s  %s\n' "$1" "$2" "$3" \
    "$(awk -v v="$2" -v most="$3" 'BEGIN { print v <= most ? "met" : "missed" }')"
}

targets() {
  printf '\n%-50s %10s %10s\n' target is "at most"
  for n in $PROVIDERS; do
    if [ "$n" -eq 1000 ]; then
      target "warm round of 1000, CPU to curl's" \
        "$(ratio "$(median "$DIR/warm-poller-1000" 2)" "$(median "$DIR/warm-curl-1000" 2)")" 1.5
      target "cold round of 1000, CPU to curl's" \
        "$(ratio "$(median "$DIR/cold-poller-1000" 2)" "$(median "$DIR/cold-curl-1000" 2)")" 2.5
      target "the others' round when one of 1000 stalls" "$(cat "$DIR/stalled")" 1.5
    fi
    target "a start with nothing due of $n, ms of CPU" "$(median "$DIR/idle-$n" 2)" 8
    target "a start with nothing due of $n, to curl --version" \
      "$(ratio "$(median "$DIR/idle-$n" 2)" "$(median "$DIR/start-$n" 2)")" 1
    target "requests in a quiet round of $n" "$(median "$DIR/warm-poller-$n" 4)" "$n"
  done
  target "peak memory at $n, first round, KiB" "$(median "$DIR/first-poller-$n" 3)" 65536
}

trap stop EXIT
trap 'exit 130' INT TERM HUP
unset STATE_DIR STATUS_MONITOR_CONF POLL_INTERVAL_SECONDS POLL_AT_ONCE LOG_FILE LOG_FORMAT
mkdir "$DIR/pages"
start_world
echo "$AT_ONCE requests at once; medians of $ROUNDS rounds and of $STARTS starts"
table
for n in $PROVIDERS; do
  [ "$n" -ne 1000 ] || stalled 1000
done
targets
