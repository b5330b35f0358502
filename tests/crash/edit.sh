#!/bin/bash
# Each system call with which statusctl changes the configuration or the secret is the last, or
# fails once: the file is the old one or the new one, whole, with its mode; all programs can read
# it, the old secret is still valid, and the next change succeeds.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

STEP=${STEP:-$([ -n "$LONG" ] && echo 1 || echo 15)}
runs=0

# The files as they are before each run: one that a person wrote, and a kept secret.
scene() {
  local secret=""
  [ "$SCENE" != configured ] || secret=$'webhook_secret = first-secret-1\n'
  rm -f "$CONF" "$CONF.new" "$STATE"/webhook-secret*
  (umask 027 && exec cat >"$CONF") <<TEXT
# ours
[monitor]
${secret}log_format = json ; for the collector

# the first
[provider acme]
url = https://status.acme.example

[provider beta]
url = https://status.beta.example
TEXT
  [ "$SCENE" = configured ] || (umask 077 && echo first-secret-1 >"$STATE/webhook-secret")
  cp "$CONF" "$DIR/conf.old"
}

# act COMMAND [UNDER...]: its words are split.
act() {
  # shellcheck disable=SC2086
  "${@:2}" "$BUILD/statusctl" $1 >"$DIR/out" 2>"$DIR/said"
}

# What a run without faults leaves, but for the secret that is made.
plain() {
  sed -E 's/[0-9a-f]{40}/MADE/; s/^(webhook_secret_previous_until =).*/\1 LATER/' "$1"
}

whole() {
  plain "$CONF" | cmp -s - "$DIR/conf.old" || plain "$CONF" | cmp -s - "$DIR/conf.new" ||
    fail "$1: the configuration is neither the old one nor the new one:
$(cat "$CONF")"
  [ "$(stat -c %a "$CONF")" = 640 ] || fail "$1: the mode is $(stat -c %a "$CONF")"
  act "config check" || fail "$1: the configuration cannot be read: $(cat "$DIR/said")"
  [ "$SCENE" = configured ] || [ "$(stat -c %a "$STATE/webhook-secret")" = 600 ] || fail "$1: the secret is open"
  grep -qs first-secret-1 "$CONF" "$STATE/webhook-secret" || fail "$1: the old secret is lost"
  act "secret show" || fail "$1: there is no secret: $(cat "$DIR/said")"
}

# fault COMMAND K HOW
fault() {
  scene
  runs=$((runs + 1))
  act "$1" strace -f -qq -o "$DIR/trace" -e trace=%file,%desc -e "inject=%file,%desc:$3:when=$2" || true
  whole "$SCENE: $1: call $2 with $3"
  act "provider disable beta" || fail "$SCENE: $1: call $2 with $3: no change is possible after it: $(cat "$DIR/said")"
  [ ! -e "$CONF.new" ] || fail "$SCENE: $1: a draft was left"
}

# sweep COMMAND: from where it opens the configuration for the last time before it writes.
sweep() {
  local n from k how
  scene
  act "$1" strace -f -qq -o "$DIR/trace" -e trace=%file,%desc -e signal=none || fail "$1 fails: $(cat "$DIR/said")"
  plain "$CONF" >"$DIR/conf.new"
  n=$(wc -l <"$DIR/trace")
  from=$(grep -n 'flock(' "$DIR/trace" | head -n 1 | cut -d: -f1)
  [ -n "$from" ] || fail "$1: no lock was seen"
  grep -q 'rename(' "$DIR/trace" || fail "$1: nothing was replaced"
  for how in signal=KILL error=EIO error=ENOSPC; do
    roll "$STEP"
    for ((k = from - 2 + R; k <= n; k += STEP)); do
      fault "$1" "$k" "$how"
    done
  done
}

crash_begin edit
CONF=$STATUS_MONITOR_CONF
unset WEBHOOK_SECRET
for SCENE in kept configured; do
  sweep "provider add --no-probe --key gamma --name Gamma https://status.gamma.example"
  sweep "provider disable acme"
  sweep "provider remove acme"
  sweep "secret rotate"
done
echo "edit: $runs changes were cut short, each left a file that can be used"
