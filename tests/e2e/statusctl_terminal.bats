#!/usr/bin/env bats
# statusctl on a terminal, narrow and wide, and in a pipe: widths, colours, times, the pager.

load helper
load terminal

setup() {
  instance_new
  export PAGER=cat TZ=UTC0
  unset STATUSCTL_PAGER LESS COLUMNS
}
teardown() { instance_end; }

long='A title that is longer than a narrow terminal is wide, so that it has to be cut somewhere before it ends, here'

fill() {
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i1","name":"'"$long"'","status":"investigating","impact":"critical","created_at":"2026-11-01T10:00:00Z"}}'
  post_text '{"page":{"id":"kctbh9vrtdwd"},"component":{"id":"c1","name":"Actions"},"component_update":{"component_id":"c1","old_status":"operational","new_status":"major_outage","created_at":"2026-11-23T10:00:00Z"}}'
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"m1","name":"Upkeep","status":"scheduled","impact":"maintenance","scheduled_for":"2036-11-23T10:00:00Z","scheduled_until":"2036-11-23T12:00:00Z"}}'
}

tables=(list status "events --oneline" incidents maintenance uptime lag)

@test "every table fits a terminal of 80 and of 200 columns, and in a pipe nothing is cut" {
  fill
  for table in "${tables[@]}"; do
    for columns in 80 200; do
      # shellcheck disable=SC2086 # a command and its options
      on_terminal "$columns" "$BUILD/statusctl" $table >"$DIR/out"
      [ "$(widest <"$DIR/out")" -le "$columns" ] || { echo "$table at $columns"; cat "$DIR/out"; false; }
      [ "$(wc -l <"$DIR/out")" -ge 2 ]
    done
  done
  ! on_terminal 80 "$BUILD/statusctl" status | grep -qF "$long" || false
  on_terminal 200 "$BUILD/statusctl" status | grep -qF "$long"
  statusctl status | grep -qF "$long"
  statusctl events -1 | grep -qF "$long"
}

@test "a narrow terminal leaves out what can be spared, unless it is asked for" {
  ! on_terminal 80 "$BUILD/statusctl" list | grep -q PAGE || false
  on_terminal 200 "$BUILD/statusctl" list | grep -q PAGE
  on_terminal 80 "$BUILD/statusctl" list -o key,page,enabled | plain | grep -q '^KEY *PAGE *ENABLED$'
}

# words: those of a text, without what another look tells otherwise, and without the longest.
words() {
  tr -s ' \n' '\n\n' | grep -v '[0-9]' | awk 'length($0) <= 20' | sort -u
}

@test "what the doctor advises is whole on a narrow terminal: its lines end between words" {
  statusctl doctor --json 2>/dev/null | jq -r '.checks[] | .found, .advice // empty' | words >"$DIR/said"
  on_terminal 80 "$BUILD/statusctl" doctor | plain >"$DIR/out"
  words <"$DIR/out" >"$DIR/shown"
  [ "$(wc -l <"$DIR/said")" -gt 20 ]
  [ -z "$(comm -23 "$DIR/said" "$DIR/shown")" ] || { comm -23 "$DIR/said" "$DIR/shown"; cat "$DIR/out"; false; }
}

@test "colours are for terminals, by meaning, and as one asks" {
  fill
  on_terminal 200 "$BUILD/statusctl" status | grep -q $'\033\\[31mmajor_outage'
  on_terminal 200 "$BUILD/statusctl" maintenance | grep -q $'\033\\[34mscheduled'
  on_terminal 200 "$BUILD/statusctl" events | grep -q $'\033\\[31m'
  ! NO_COLOR=1 on_terminal 200 "$BUILD/statusctl" status | grep -q $'\033\\[' || false
  ! on_terminal 200 "$BUILD/statusctl" --color=never status | grep -q $'\033\\[' || false
  ! statusctl status | grep -q $'\033' || false
  statusctl status --color=always | grep -q $'\033\\[31mmajor_outage'
  NO_COLOR=1 statusctl --color always status | grep -q $'\033\\[31m'
  ! statusctl status --json --color=always | grep -q $'\033' || false
}

@test "times are local with their age on a terminal, and RFC 3339 elsewhere" {
  fill
  TZ=EST5 on_terminal 200 "$BUILD/statusctl" status | grep -Eq '(Nov  1 |2026-11-01 )05:00, [0-9]+ (d|h) ago'
  TZ=EST5 on_terminal 200 "$BUILD/statusctl" maintenance | grep -Eq '2036-11-23 05:00, in [0-9]+ d'
  TZ=EST5 statusctl status | grep -q '2026-11-01T10:00:00.000Z'
  TZ=EST5 statusctl status --raw | grep -q '2026-11-01T10:00:00.000Z'
  on_terminal 200 "$BUILD/statusctl" status --json | grep -q '"2026-11-01T10:00:00.000Z"'
}

@test "a provider is named once on a terminal, and in each row elsewhere" {
  fill
  [ "$(on_terminal 200 "$BUILD/statusctl" status github | grep -c github)" -eq 1 ]
  [ "$(statusctl status github | grep -c '^github')" -eq 3 ]
}

@test "long output goes through the pager on a terminal, and only there" {
  export STATUSCTL_PAGER="sed s/^/paged:/"
  on_terminal 80 "$BUILD/statusctl" list | grep -q '^paged:KEY'
  on_terminal 80 "$BUILD/statusctl" help | grep -q '^paged:usage'
  on_terminal 80 "$BUILD/statusctl" list --json | head -n 1 | plain | grep -qx 'paged:{'
  on_terminal 80 "$BUILD/statusctl" events | plain | grep -qx "paged:There are no events to show."
  ! on_terminal 80 "$BUILD/statusctl" --no-pager list | grep -q paged: || false
  ! on_terminal 80 "$BUILD/statusctl" list --no-pager | grep -q paged: || false
  ! statusctl list | grep -q paged: || false
  STATUSCTL_PAGER='' PAGER='sed s/^/other:/' on_terminal 80 "$BUILD/statusctl" list | grep -q '^KEY'
  unset STATUSCTL_PAGER
  PAGER='sed s/^/other:/' on_terminal 80 "$BUILD/statusctl" list | plain | grep -q '^other:KEY'
}

@test "the exit status is the command's, also behind a pager, or one that ends early" {
  export STATUSCTL_PAGER=cat
  run script -qec "$BUILD/statusctl status" /dev/null </dev/null
  [ "$status" -eq 3 ]
  export STATUSCTL_PAGER="head -1"
  run script -qec "$BUILD/statusctl status" /dev/null </dev/null
  [ "$status" -eq 3 ]
  [[ "$output" == *PROVIDER* ]]
}

@test "without less there is no pager, and nothing is lost" {
  mkdir "$DIR/bin"
  unset PAGER
  for tool in sh stty cat; do ln -s "$(command -v $tool)" "$DIR/bin/"; done
  PATH=$DIR/bin:$PATH
  script=$(command -v script)
  SHELL=/bin/sh "$script" -qec "PATH=$DIR/bin; stty cols 80; $BUILD/statusctl list" /dev/null </dev/null >"$DIR/out"
  grep -q KEY "$DIR/out"
}

@test "hostile titles cannot act on a terminal, in any command" {
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i1","name":"a\u001b[31m\u202eb\n\u009bc|d","status":"\u001b]0;x\u0007","impact":"critical","shortlink":"\u001b[2J","incident_updates":[{"id":"u\u001b1","status":"inv\u001b[5m","body":"one\n\u001b[1Atwo\r\u202e","created_at":"2026-11-01T10:00:00Z"}]}}'
  post_text '{"page":{"id":"kctbh9vrtdwd"},"component":{"id":"c\u001b1","name":"A\u001b[31mB"},"component_update":{"component_id":"c1","old_status":"operational","new_status":"\u001b[31mdown","created_at":"2026-11-23T10:00:00Z"}}'
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"m1","name":"Up\u001b[2Jkeep","status":"scheduled","impact":"maintenance","scheduled_for":"2036-11-23T10:00:00Z"}}'
  for table in "${tables[@]}" events "event 1" "event 2" "event 1 --json" "events --json" "status --json" check \
      "incidents --raw" "events -1 --json" "uptime github" "uptime github --json" "complete -- status g"; do
    # shellcheck disable=SC2086
    on_terminal 200 "$BUILD/statusctl" --color=never $table >"$DIR/out"
    ! LC_ALL=C grep -q -P '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae\xa8\xa9]' "$DIR/out" ||
      { echo "$table"; cat -v "$DIR/out"; false; }
    [ -s "$DIR/out" ]
  done
  statusctl status | grep -qF 'a\x1b[31m\u202eb\n'
  statusctl check | head -1 | grep -q '^[^|]*|[^|]*$'
  statusctl check | tail -n +2 | grep -qF 'c/d'
}

@test "that there is nothing to show is said on a terminal alone" {
  for words in "incidents github" "maintenance hashicorp" "subscriptions" "quarantine list" "events hashicorp" "events hashicorp -1"; do
    # shellcheck disable=SC2086 # a list of words
    on_terminal 80 "$BUILD/statusctl" $words >"$DIR/out"
    grep -q '^There are no [a-z]* to show\.$' "$DIR/out" || { echo "$words"; cat "$DIR/out"; false; }
    # shellcheck disable=SC2086
    [ -z "$(statusctl $words)" ]
    # shellcheck disable=SC2086
    on_terminal 80 "$BUILD/statusctl" $words --json >"$DIR/out"
    lacks 'There are' "$DIR/out"
  done
}
