#!/bin/bash
# Each system call with which a request reaches the disk fails once, or is the last: never an
# answer 200 without the event, never a torn log after the next run, and the same report sent
# again is there once.
#
# strace lets the K-th call of a kind on the files of the state folder fail (EIO, ENOSPC) or
# kills the process at it; short.c lets the K-th write stop half-way, after which the disk is
# full. The request is CGI: a process opens the store, stores one event, writes it to the log
# and ends. Once into an empty folder, once into a store that is in use, once into one that was
# left behind by a kill.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

STEP=${STEP:-$([ -n "$LONG" ] && echo 1 || echo 5)}
CALLS="pwrite64 fdatasync fsync ftruncate openat write fcntl${LONG:+ pread64 unlink flock mmap newfstatat}"
SCENES="empty used${LONG:+ left}"
FILES=()
runs=0
answered=0

# What the state folder has and will have.
watch_files() {
  local name
  for name in state.db state.db-wal state.db-shm state.db-journal events.log log.lock; do
    FILES+=(-P "$STATE/$name")
  done
  FILES+=(-P "$STATE")
}

new_id() {
  runs=$((runs + 1))
  ID=$SCENE-$runs
  incident "$ID" >"$DIR/body"
}

# The state folder before a fault: empty, a store in use, or what a kill left.
scene() {
  case $SCENE in
    empty) rm -f "$STATE"/* ;;
    used) [ -s "$LOG" ] || take_one ;;
    left)
      [ -s "$LOG" ] || take_one
      new_id
      cgi "$DIR/body" strace -f -qq --seccomp-bpf -o "$DIR/trace" -P "$LOG" -e trace=write -e inject=write:signal=KILL || true
      ;;
  esac
}

# One request without faults, which must be answered 200.
take_one() {
  new_id
  cgi "$DIR/body" || fail "$SCENE: the responder fails: $(cat "$DIR/said")"
  answered_200 || fail "$SCENE: not answered 200: $(cat "$DIR/answer" "$DIR/said")"
}

# survived WHAT: what must be so after a request with a fault.
survived() {
  local first
  answer_status
  first=$STATUS
  case $STATUS in
    200) answered=$((answered + 1)) ;;
    0 | 500 | 503) ;;
    *) fail "$1: answered $STATUS: $(cat "$DIR/answer" "$DIR/said")" ;;
  esac
  cgi "$DIR/body" || fail "$1: the next run fails: $(cat "$DIR/said")"
  answered_200 || fail "$1: sent again, not answered 200: $(cat "$DIR/answer" "$DIR/said")"
  [ "$first" != 200 ] || answered_again || fail "$1: answered 200 and not stored: $(cat "$DIR/answer" "$DIR/said")"
  store_check "$1" "$ID"
}

# inject CALL K HOW
inject() {
  scene
  new_id
  cgi "$DIR/body" strace -f -qq --seccomp-bpf -o "$DIR/trace" "${FILES[@]}" -e "trace=$1" -e "inject=$1:$3:when=$2" || true
  survived "$SCENE: $1 number $2 with $3"
}

# How often the request makes each call: COUNT[call]; and which fcntl() is an unlock.
declare -A COUNT
declare -A UNLOCKS
count_calls() {
  local call k
  scene
  new_id
  cgi "$DIR/body" strace -f -qq --seccomp-bpf -o "$DIR/trace" "${FILES[@]}" -e "trace=${CALLS// /,}" -e signal=none ||
    fail "strace does not work here: $(cat "$DIR/said")"
  for call in $CALLS; do
    COUNT[$call]=$(grep -c "^[0-9]* *$call(" "$DIR/trace" || true)
  done
  UNLOCKS=()
  while IFS=: read -r k _; do
    UNLOCKS[$k]=yes
  done < <(grep 'fcntl(' "$DIR/trace" | grep -n F_UNLCK)
  # The log is appended to once, or there is nothing to prove.
  [ "${COUNT[write]}" -gt 0 ] || fail "$SCENE: no write to the log was seen"
}

sweep_calls() {
  local call how k
  count_calls
  for call in $CALLS; do
    [ "${COUNT[$call]}" -gt 0 ] || continue
    for how in error=EIO error=ENOSPC signal=KILL; do
      roll "$((COUNT[$call] < STEP ? COUNT[$call] : STEP))"
      for ((k = 1 + R; k <= COUNT[$call]; k += STEP)); do
        # An unlock never fails; SQLite would wait ten seconds for the lock it still has.
        [ "$call $how" = "fcntl signal=KILL" ] || [ "$call" != fcntl ] || [ -z "${UNLOCKS[$k]:-}" ] || continue
        inject "$call" "$k" "$how"
      done
    done
  done
}

# The K-th write stops half-way; from then on, with SHORT_THEN_FULL, there is no space.
sweep_short() {
  local k n full
  scene
  new_id
  rm -f "$DIR/writes"
  cgi "$DIR/body" env SHORT_COUNT="$DIR/writes" SHORT_FOLDER="$STATE" LD_PRELOAD="$DIR/short.so" ||
    fail "short.so does not work here: $(cat "$DIR/said")"
  n=$(cat "$DIR/writes")
  [ "$n" -gt 0 ] || fail "no write was seen"
  for full in "" yes; do
    roll "$STEP"
    for ((k = 1 + R; k <= n; k += STEP)); do
      scene
      new_id
      cgi "$DIR/body" env SHORT_AT="$k" SHORT_THEN_FULL="$full" SHORT_FOLDER="$STATE" \
        LD_PRELOAD="$DIR/short.so" || true
      survived "$SCENE: write $k of $n stops half-way${full:+, then the disk is full}"
    done
  done
}

crash_begin fault
watch_files
"${CC:-cc}" -shared -fPIC -o "$DIR/short.so" "$CRASH/short.c" -ldl
for SCENE in $SCENES; do
  rm -rf "$STATE"
  mkdir "$STATE"
  sweep_calls
  sweep_short
done
echo "fault: $runs requests, $answered answered 200 in spite of a fault, none lost, none twice"
