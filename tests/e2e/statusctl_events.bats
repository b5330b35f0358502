#!/usr/bin/env bats
# statusctl events and event: what is found, what is shown, and what comes while one looks.

load helper
load terminal

setup() { instance_new; }
teardown() { instance_end; }

# ids OPTION...: of the events that are found.
ids() {
  statusctl events --raw --noheadings -o id "$@" | tr '\n' ' '
}

# Six events: three incidents of GitHub, a component's fall and return, one of Vercel by mail.
fill() {
  post_text "$(incident i1 u1)"
  post_text "$(incident i2 u2 identified 'The DNS is broken.' | sed s/minor/critical/)"
  post_text "$(incident i3 u3 monitoring | sed 's/,"impact":"minor"//')"
  for status in operational/major_outage major_outage/operational; do
    post_text '{"page":{"id":"kctbh9vrtdwd"},"component":{"id":"c1","name":"Actions"},"component_update":{"component_id":"c1","old_status":"'"${status%/*}"'","new_status":"'"${status#*/}"'"}}'
  done
  post_text '{"source":"email","from":"GitHub <noreply@githubstatus.com>","subject":"GitHub Incident - Slow mail - 1 May 2026","body":"Slow mail\nNew incident: Investigating\nWe look.\n"}'
}

@test "each filter of events finds what it says, alone and together" {
  fill
  [ "$(ids)" = "1 2 3 4 5 6 " ]
  [ "$(ids -n 2)" = "5 6 " ]
  [ "$(ids -n 0)" = "" ]
  [ "$(ids --event component)" = "4 5 " ]
  [ "$(ids -e component,incident -n 3)" = "4 5 6 " ]
  [ "$(ids --source email)" = "6 " ]
  [ "$(ids --source webhook,email -n 1)" = "6 " ]
  [ "$(ids --min-impact major)" = "2 3 4 5 6 " ] # without an impact it may be anything
  [ "$(ids --grep 'dns (is|was)')" = "2 " ]
  [ "$(ids --grep ACTIONS --min-impact critical)" = "4 5 " ]
  [ "$(ids --since 1h)" = "1 2 3 4 5 6 " ]
  [ "$(ids --since tomorrow)" = "" ]
  [ "$(ids --until yesterday)" = "" ]
  [ "$(ids --since 1h -n 2)" = "5 6 " ]
  [ "$(ids github)" = "1 2 3 4 5 6 " ]
  [ "$(ids openai)" = "" ]
  run statusctl events githbu
  [ "$status" -eq 2 ]
  [[ "$output" == *'did you mean "github"?'* ]]
}

@test "--since shows all that is younger, and times are read as people write them" {
  for i in $(seq 25); do post_text "$(incident "i$i" "u$i")" >/dev/null; done
  [ "$(statusctl events --json | wc -l)" -eq 20 ]
  [ "$(statusctl events --since "10 min" --json | wc -l)" -eq 25 ]
  [ "$(statusctl events --since "$(date -d '-1 hour' +'%F %T')" --json | wc -l)" -eq 25 ]
  [ "$(statusctl events --since "$(date -u -d '+1 hour' +%FT%TZ)" --json | wc -l)" -eq 0 ]
  run statusctl events --since soon
  [ "$status" -eq 2 ]
  [[ "$output" == *'--since: "soon" is no time; write it like'* ]]
  run statusctl events --event incidnet
  [ "$status" -eq 2 ]
  [[ "$output" == *'did you mean "incident"?'* ]]
  run statusctl events --grep '('
  [ "$status" -eq 2 ]
  [[ "$output" == *'is no regular expression'* ]]
}

@test "events of a page that is not in the configuration are found by its id" {
  post_text '{"page":{"id":"stranger0001"},"incident":{"id":"i1","name":"Slow","status":"investigating"}}'
  [ "$(ids stranger0001)" = "1 " ]
}

@test "the tables and JSON of events are what the help says" {
  fill
  expect_schema events events --oneline
  statusctl events --oneline | head -1 | grep -q '^ *ID TIME  *SOURCE'
  statusctl events --json | jq -e '.schema == 1' >/dev/null
  [ "$(statusctl events --oneline --json -e provider | jq '.events | length')" -eq 0 ]
}

@test "events -f shows what any program stores, at once and once" {
  "$BUILD/statusctl" events -n 0 -f --json >"$DIR/followed" 3>&- &
  follower=$!
  "$BUILD/statusctl" events -n 0 -f --oneline --source email --noheadings >"$DIR/mails" 3>&- &
  mails=$!
  eventually follows $follower
  eventually follows $mails
  fill
  eventually grep -q 'Slow mail' "$DIR/followed"
  eventually grep -q 'Slow mail' "$DIR/mails"
  kill $follower $mails
  [ "$(jq -r .id "$DIR/followed" | tr '\n' ' ')" = "1 2 3 4 5 6 " ]
  [ "$(wc -l <"$DIR/mails")" -eq 1 ]
}

# wakeups PID: how often it has waited for something.
wakeups() {
  awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$1/status"
}

# The kernel tells of each write: an idle follower looks once in two seconds, not five times in one.
@test "events -f does not ask the store all the time" {
  "$BUILD/statusctl" events -n 1 -f >"$DIR/followed" 3>&- &
  follower=$!
  post_text "$(incident i1 u1)"
  eventually grep -q 'An incident' "$DIR/followed"
  sleep 5 # until no sync of that write can be under way
  before=$(wakeups $follower) begin=$(date +%s%N)
  sleep 3
  woken=$(($(wakeups $follower) - before)) elapsed=$((($(date +%s%N) - begin) / 1000000))
  kill $follower
  [ $((woken * 1000)) -le $((elapsed + 1000)) ]
}

@test "events -f begins before there is a store" {
  STATE_DIR=$DIR/later "$BUILD/statusctl" events -n 5 -f --json >"$DIR/followed" 3>&- &
  follower=$!
  sleep 0.3
  printf '%s' "$(incident i1 u1)" >"$DIR/body"
  mkdir "$DIR/later"
  REQUEST_METHOD=POST REQUEST_URI=/webhook/$SECRET CONTENT_LENGTH=$(wc -c <"$DIR/body") STATE_DIR=$DIR/later \
    "$BUILD/webhook.fcgi" <"$DIR/body" >/dev/null
  eventually grep -q '"u1"' "$DIR/followed"
  kill $follower
  [ "$(wc -l <"$DIR/followed")" -eq 1 ]
}

# A reader that held a snapshot would let the WAL grow without end.
@test "whoever follows holds no snapshot: the WAL is written back" {
  "$BUILD/statusctl" events -n 5 -f --json >"$DIR/followed" 3>&- &
  follower=$!
  sleep 0.3
  post_text "$(incident i1 u1)"
  eventually grep -q '"u1"' "$DIR/followed"
  pid_stop "$RESPONDER_PID"
  # busy, frames in the WAL, frames written back
  [ "$(sqlite3 "$STATE_DIR/state.db" 'PRAGMA wal_checkpoint(TRUNCATE)')" = "0|0|0" ]
  kill $follower
}

@test "event shows its ids, its window, its text line by line, and all of that as JSON" {
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"m1","name":"Upkeep","status":"scheduled","impact":"maintenance","shortlink":"https://stspg.io/m1","scheduled_for":"2036-11-23T10:00:00Z","scheduled_until":"2036-11-23T12:00:00Z","incident_updates":[{"id":"u1","status":"scheduled","body":"One.\nTwo.","created_at":"2026-11-01T10:00:00Z","display_at":"2026-10-31T10:00:00Z"}]}}'
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"m1","name":"Upkeep","status":"scheduled","impact":"maintenance","scheduled_for":"2036-11-23T10:00:00Z","scheduled_until":"2036-11-23T12:00:00Z","incident_updates":[{"id":"u1","status":"scheduled","body":"Three.","created_at":"2026-11-01T10:00:00Z","display_at":"2026-10-31T10:00:00Z"}]}}'
  statusctl event 1 >"$DIR/out"
  for line in 'happened : 2026-11-01T10:00:00.000Z' 'shown as : 2026-10-31T10:00:00.000Z' \
      'from     : 2036-11-23T10:00:00.000Z' 'until    : 2036-11-23T12:00:00.000Z' \
      'key      : github' 'page     : kctbh9vrtdwd' 'incident : m1' 'update   : u1' 'url      : https://stspg.io/m1'; do
    grep -qFx "  $line" "$DIR/out" || { echo "$line"; cat "$DIR/out"; false; }
  done
  grep -qx '    Two.' "$DIR/out"
  grep -qx '    Three.' "$DIR/out"
  statusctl event 1 --json >"$DIR/json"
  jq -e '(keys_unsorted == ["event","shown_at","channels","revisions","summary","body"]) and .summary == null and (.body | fromjson | .incident.id) == "m1" and .event.id == 1
    and .shown_at == "2026-10-31T10:00:00.000Z" and .channels[0].source == "webhook"
    and (.channels[0].after_occurred | type) == "number" and .channels[0].after_first == 0
    and (.revisions | length) == 1 and .revisions[0].detail == "Three."' "$DIR/json"
}

@test "event shows the body that told of it, as it came and without obeying it" {
  incident i1 u1 investigating 'Red \u001b[31m or not' | sed "s/}\$/ ,\n\t \"x\": \"$(printf '\302\233')31m\"}/" >"$DIR/told"
  post "$DIR/told"
  post_text "$(incident i1 u1 investigating 'Told again')"
  statusctl event --body 1 | cmp - "$DIR/told"
  statusctl event 1 >"$DIR/out"
  grep -qx "  body     : $(wc -c <"$DIR/told") bytes" "$DIR/out"
  grep -q '"x": "' "$DIR/out"
  run grep -q "$(printf '\302\233')" "$DIR/out"
  [ "$status" -eq 1 ]
  statusctl event 1 --json | jq -j .body | cmp - "$DIR/told"
}

@test "event tells that no body is kept, and keeps its bytes from a terminal" {
  post_text "$(incident i1 u1)"
  sqlite3 "$STATE_DIR/state.db" 'DELETE FROM body'
  run statusctl event --body 1
  [ "$status" -eq 1 ]
  [[ $output == *"no body of event 1 is kept"* ]]
  statusctl event 1 --json | jq -e '.body == null'
  post_text "$(incident i2 u2)"
  on_terminal 80 "$BUILD/statusctl" event --body 2 >"$DIR/out" || true
  grep -q 'could act on the terminal' "$DIR/out"
}

@test "--follow has no end, and a column that is not there is told with those that are" {
  run statusctl events -f --until 1h
  [ "$status" -eq 2 ]
  [[ "$output" == *"do not go together"* ]]
  run statusctl events -o qqq
  [ "$status" -eq 2 ]
  [[ "$output" == *"there are id, time, occurred"* ]]
  run statusctl quarantine show -x
  [[ "$output" == *'"statusctl help quarantine" shows them'* ]]
}
