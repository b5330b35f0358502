#!/usr/bin/env bats
# statusctl status, incidents, maintenance, uptime, lag, check and completion, and the examples of
# the manual.

load helper
load terminal

setup() { instance_new; }
teardown() { instance_end; }

# page_new: a fake page that acme has, beside the shipped providers; polled once it is called again.
page_new() {
  mkdir -p "$DIR/page/api/v2"
  world_start "$DIR/page"
  printf '[provider acme]\nname = Acme\nurl = %s\nallow_private = yes\n' "$WORLD" >"$DIR/status-monitor.conf"
}

# page_say COMPONENT-STATUS [INCIDENTS [MAINTENANCES]]
page_say() {
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"status":{"indicator":"none"},"components":[{"id":"c1","name":"API","status":"%s"}],"incidents":[%s],"scheduled_maintenances":[%s]}' \
    "$1" "${2:-}" "${3:-}" >"$DIR/page/api/v2/summary.json"
}

poll() {
  "$BUILD/status-poller" --quiet --once
}

slow='{"id":"i1","name":"Slow","status":"investigating","impact":"major","created_at":"2026-11-01T10:00:00Z","incident_updates":[{"id":"u1","status":"investigating","body":"We look.","created_at":"2026-11-01T10:00:00Z"}]}'
upkeep='{"id":"m1","name":"Upkeep","status":"in_progress","impact":"maintenance","scheduled_for":"2026-11-02T10:00:00Z","scheduled_until":"2036-11-02T12:00:00Z","incident_updates":[{"id":"u2","status":"in_progress","body":"Begun.","created_at":"2026-11-02T10:00:00Z"}]}'
later='{"id":"m2","name":"Later","status":"scheduled","impact":"maintenance","scheduled_for":"2036-11-02T10:00:00Z","scheduled_until":"2036-11-02T12:00:00Z","incident_updates":[{"id":"u3","status":"scheduled","body":"Soon.","created_at":"2026-11-02T10:00:00Z"}]}'

@test "status ends with 3 when something is wrong, and with 0 when it is maintenance at most" {
  page_new
  run statusctl status
  [ "$status" -eq 3 ] # it was never read
  page_say operational
  poll
  run statusctl status
  [ "$status" -eq 0 ]
  [ "$output" = "No problem is known, and every page was read a short time ago." ]
  page_say operational "" "$upkeep,$later"
  poll
  run statusctl status acme
  [ "$status" -eq 0 ]
  [[ "$output" == *Upkeep* && "$output" != *Later* ]]
  page_say partial_outage "$slow"
  poll
  run statusctl status --json
  [ "$status" -eq 3 ]
  [ "$(jq -r '.problems[] | .what + " " + .title' <<<"$output")" = $'incident Slow\nmaintenance Upkeep\ncomponent API' ]
  expect_schema problems status
}

@test "what is wrong stays so when the provider is given another key" {
  page_new
  page_say major_outage "$slow"
  poll
  sed -i 's/^\[provider acme\]/[provider roadrunner]/' "$DIR/status-monitor.conf"
  poll
  run statusctl status roadrunner --json
  [ "$status" -eq 3 ]
  [ "$(jq -r '.problems[] | .what + " " + .title' <<<"$output")" = $'incident Slow\ncomponent API' ]
  [ "$(statusctl incidents roadrunner --json | jq '.incidents[0].updates')" -eq 1 ]
  [ "$(statusctl events roadrunner --json | jq -r .provider)" = acme ]
  [ "$(statusctl list --json | jq -r '.providers[0].last_event')" != null ]
  [ "$(event_count)" -eq 1 ]
}

@test "status --live tells what the pages say now, and stores nothing" {
  page_new
  page_say operational
  poll
  events=$(event_count)
  page_say major_outage "$slow" "$upkeep,$later"
  run statusctl status
  [ "$status" -eq 0 ]
  run statusctl status --live --json
  [ "$status" -eq 3 ]
  [ "$(jq -r '.problems[] | .what + " " + .title + " " + .status' <<<"$output")" = \
    $'incident Slow investigating\nmaintenance Upkeep in_progress\ncomponent API major_outage' ]
  [ "$(event_count)" -eq "$events" ]
  run statusctl status
  [ "$status" -eq 0 ]
  echo 'status 500' >"$DIR/page/api/v2/summary.json.meta"
  run statusctl status -l
  [ "$status" -eq 3 ]
  [[ "$output" == *failing*"HTTP 500"* ]]
  [ "$(statusctl list --json | jq -r '.providers[0].health')" = fresh ]
}

@test "status --live asks a page that was never read, and all at the same time" {
  page_new
  page_say degraded_performance
  for i in $(seq 12); do
    mkdir -p "$DIR/page/p$i/api/v2"
    cp "$DIR/page/api/v2/summary.json" "$DIR/page/p$i/api/v2/"
    echo 'delay-ms 1000' >"$DIR/page/p$i/api/v2/summary.json.meta"
    printf '[provider p%d]\nname = P%d\nurl = %s/p%d\nallow_private = yes\n' "$i" "$i" "$WORLD" "$i" >>"$DIR/status-monitor.conf"
  done
  run statusctl status --live --json
  [ "$status" -eq 3 ]
  [ "$(jq '[.problems[] | select(.what == "component")] | length' <<<"$output")" -eq 13 ]
  [ "$(jq '[.problems[] | select(.what == "page")] | length' <<<"$output")" -eq 0 ]
  on_terminal 80 "$BUILD/statusctl" --no-pager status --live | grep -q '\[#*\] 13 of 13 pages'
  ! statusctl status --live 2>&1 >/dev/null | grep -q . || false
}

@test "status --live says what the poller does of a page on another platform than its section says" {
  page_new
  page_say operational
  echo 'platform = slack' >>"$DIR/status-monitor.conf"
  run statusctl status --live --json
  [ "$(jq -r '.problems[].title' <<<"$output")" = \
    'the page is on the platform statuspage, not on slack; put "platform = statuspage" in [provider acme], or leave that line out' ]
}

@test "status --live looks on where the poller does: at a feed beside an API with trouble" {
  page_new
  page_say operational
  echo 'status 500' >"$DIR/page/api/v2/summary.json.meta"
  echo '<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title></feed>' >"$DIR/page/history.atom"
  run statusctl status --live
  [ "$status" -eq 0 ]
  [[ "$output" != *failing* ]]
}

@test "incidents and maintenance show what is kept, how long it lasted and what is to come" {
  page_new
  page_say operational
  poll
  page_say partial_outage "$slow" "$upkeep,$later"
  poll
  expect_schema incidents incidents
  expect_schema maintenances maintenance
  [ "$(statusctl incidents --open --json | jq -r '.incidents[] | .title + " \(.updates)"')" = "Slow 1" ]
  statusctl incidents --json | jq -e '.incidents[0] | .ended == null and .duration > 86400'
  [ "$(statusctl maintenance --json | jq -r '.maintenances[].title' | tr '\n' ' ')" = "Later Upkeep " ]
  [ "$(statusctl maintenance --upcoming --json | jq -r '.maintenances[] | "\(.title) \(.duration)"')" = "Later null" ]
  post_text '{"page":{"id":"acmepage0001"},"incident":{"id":"i1","name":"Slow","status":"resolved","impact":"major","created_at":"2026-11-01T10:00:00Z","incident_updates":[{"id":"u9","status":"resolved","body":"Done.","created_at":"2026-11-01T11:30:00Z"},{"id":"u1","status":"investigating","body":"We look.","created_at":"2026-11-01T10:00:00Z"}]}}' >/dev/null
  statusctl incidents --json | jq -e '.incidents[0] | .ended == "2026-11-01T11:30:00.000Z" and .duration == 5400 and .updates == 2'
  [ "$(statusctl incidents --open --json | jq '.incidents | length')" -eq 0 ]
  [ "$(statusctl incidents --since 2026-11-01T11:00:00Z --json | jq '.incidents | length')" -eq 1 ]
  [ "$(statusctl incidents --since 2026-11-01T12:00:00Z --json | jq '.incidents | length')" -eq 0 ]
  run statusctl incidents acmee
  [ "$status" -eq 2 ]
}

@test "uptime counts what is not known as unknown" {
  page_new
  statusctl uptime --json | jq -e '.uptime[0] | .unknown == 100 and .uptime == null'
  page_say operational
  poll
  page_say major_outage
  poll
  sleep 1
  expect_schema uptime uptime
  expect_schema uptime uptime acme
  # 100 days, of which it was watched for seconds
  statusctl uptime --days 100 --json | jq -e '.uptime[0] | .unknown > 99.9 and .outage_time >= 1 and .uptime < 100'
  statusctl uptime acme --json | jq -e '[.uptime[] | .component] == [null, "API"]'
  statusctl uptime acme --json | jq -e '.uptime[1] | .status == "major_outage" and .outage_time >= 1'
  # the poller was off for a week
  sqlite3 "$STATE_DIR/state.db" "UPDATE fact SET value = value - 604800000 WHERE name = 'poller_ran_at';
    UPDATE provider SET first_read_at = first_read_at - 864000000, tried_at = tried_at - 604800000"
  before=$(statusctl uptime --days 10 --json | jq '.uptime[0].unknown_time')
  poll
  after=$(statusctl uptime --days 10 --json | jq '.uptime[0].unknown_time')
  jq -ne "$after - $before | . > 604790 and . < 604900"
  run statusctl uptime --days 0
  [ "$status" -eq 2 ]
}

@test "lag has percentiles for each channel, without what was open before" {
  page_new
  page_say operational "$slow"
  poll # first sight: weeks late, and no measure of us
  [ "$(statusctl lag --json | jq -r '.lag[0].events')" -eq 0 ]
  at=$(date -u -d '-100 seconds' +%FT%TZ) shown=$(date -u -d '-200 seconds' +%FT%TZ)
  post_text '{"page":{"id":"acmepage0001"},"incident":{"id":"i2","name":"New","status":"investigating","incident_updates":[{"id":"u1","status":"investigating","body":"x","created_at":"'"$at"'","display_at":"'"$shown"'"}]}}' >/dev/null
  expect_schema lag lag
  statusctl lag acmepage0001 --json | jq -e '.lag[] | select(.source == "webhook" and .after == "posting") | .events == 1 and .first == 1 and .p50 >= 100 and .p50 < 190 and .p99 == .max'
  statusctl lag acmepage0001 --json | jq -e '.lag[] | select(.source == "webhook" and .after == "shown") | .p50 >= 200'
  statusctl lag --json | jq -e '.lag[] | select(.source == "email" and .after == "shown") | .events == 0 and .p50 == null'
  [ "$(statusctl lag --since tomorrow --json | jq '[.lag[].events] | add')" -eq 0 ]
}

# check STATUS TEXT [OPTION...]
check() {
  local want=$1 text=$2
  shift 2
  run statusctl check "$@"
  [ "$status" -eq "$want" ] || { echo "$status: $output"; return 1; }
  [[ "${lines[0]}" == $text ]] || { echo "$output"; return 1; }
}

@test "check is a monitoring plugin" {
  page_new
  check 3 'UNKNOWN: 1 of 1 not operational: acme (unknown) |*unknown=1;;;0;1*'
  page_say operational
  poll
  check 0 'OK: all of 1 operational | operational=1;;;0;1 *incidents=0;;;0 components=0;;;0 age=*s;;;0'
  page_say operational "" "$upkeep"
  poll
  check 1 'WARNING: * acme (under_maintenance) |*'
  check 0 'OK: *' --maintenance ok
  check 2 'CRITICAL: *' --maintenance=critical
  page_say degraded_performance
  poll
  check 1 'WARNING: * acme (degraded_performance) |*' acme
  check 2 'CRITICAL: *' --degraded critical
  page_say major_outage
  poll
  check 2 'CRITICAL: *components=1*'
  [[ "${lines[*]}" == *"acme: component major_outage, API"* ]]
  printf '[provider other]\nurl = %s/nothing\nallow_private = yes\n' "$WORLD" >>"$DIR/status-monitor.conf"
  check 2 'CRITICAL: 2 of 2 not operational: acme (major_outage), other (unknown) |*'
  check 3 'UNKNOWN: *' other
  # it fails as plugins fail
  check 3 'UNKNOWN: there is no provider "acem"; did you mean "acme"?' acem
  check 3 'UNKNOWN: check has no option*' --maintenanec
  STATUS_MONITOR_CONF=$DIR/none check 3 'UNKNOWN: cannot open *'
}

# The commands of the examples, a line each; what is shown of the output is in "shown" beside it.
examples() {
  sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$SOURCE/man/statusctl.1" | sed -n 's/^\(\.Dl \)\{0,1\}\$ //p' | sed 's/\\e/\\/g'
}

@test "each example of the manual runs" {
  post_text "$(incident i1 u1)" >/dev/null
  mkdir "$DIR/bin"
  ln -s "$BUILD/statusctl" "$DIR/bin/statusctl"
  [ "$(examples | wc -l)" -ge 15 ]
  while read -r line; do
    seconds=60
    [[ $line != *" -f "* ]] || seconds=2 # it would follow for ever
    run timeout $seconds env PATH="$DIR/bin:$PATH" bash -c "$line"
    case "$line:$status" in
      *":0" | "statusctl status"*":3" | "statusctl check"*":"[1-3] | *" -f "*":124") ;;
      *) echo "$line: $status: $output"; false ;;
    esac
    [[ "$output" != *"statusctl: "* ]] || { echo "$line: $output"; false; }
  done < <(examples)
  # what is shown of the outputs is what comes
  head=$(statusctl status github openai | head -1 | tr -s ' ')
  sed -n '/statusctl status github openai/{n;p}' "$SOURCE/man/statusctl.1" | tr -s ' ' | grep -qFx "$head"
}

# offered WORD...: what bash offers for the last word.
offered() {
  bash -c '. <("$0" completion bash); COMP_WORDS=("$0" "$@"); COMP_CWORD=$#; _statusctl; printf "%s\n" "${COMPREPLY[@]}"' \
    "$BUILD/statusctl" "$@" | tr '\n' ' '
}

@test "bash completes commands, sub-commands, options, columns and providers" {
  [ "$(offered eve)" = "events event " ]
  [ "$(offered log '')" = "verify rebuild " ]
  [ "$(offered status git)" = "github " ]
  [ "$(offered status github open)" = "openai " ]
  [ "$(offered list --he)" = "--help " ]
  [ "$(offered list --out)" = "--output " ]
  [ "$(offered list --output key,st)" = "key,state " ]
  [ "$(offered list -o +ind)" = "+indicator " ]
  [ "$(offered events --source = web)" = "webhook " ]
  [ "$(offered events --event incident,comp)" = "incident,component " ]
  [ "$(offered --color al)" = "always " ]
  [ "$(offered completion '')" = "bash zsh fish " ]
  [ "$(offered help upt)" = "uptime " ]
  [ "$(offered -c "$DIR/none" status '')" = " " ]
  (cd "$DIR" && [[ "$(offered -c "$DIR/status-mon")" == *status-monitor.conf* ]])
  [ "$(statusctl complete -- com)" = "$(printf 'completion\tprint what makes a shell complete statusctl'"'"'s words')" ]
}

@test "zsh and fish complete the same, with what each word is" {
  PATH=$BUILD:$PATH
  statusctl completion zsh >"$DIR/completion.zsh"
  statusctl completion fish >"$DIR/completion.fish"
  zsh -fc 'compdef() { }; _files() { echo FILES; }; . "$1"; _describe() { print -l -- "${(@P)2}"; }
    words=(statusctl status git) CURRENT=3; _statusctl
    words=(statusctl list --output=key,na) CURRENT=3; _statusctl
    words=(statusctl -c "") CURRENT=3; _statusctl' zsh "$DIR/completion.zsh" >"$DIR/out"
  [ "$(cat "$DIR/out")" = $'github:GitHub\n--output=key,name:its name\nFILES' ]
  fish -c 'source $argv[1]; complete -C "statusctl status git"; complete -C "statusctl list --output=key,na"' \
    "$DIR/completion.fish" >"$DIR/out"
  [ "$(cat "$DIR/out")" = $'github\tGitHub\n--output=key,name\tits name' ]
  run statusctl completion csh
  [ "$status" -eq 2 ]
  [[ "$output" == *'"csh" is not allowed'* ]]
}

@test "list is what its help says" {
  expect_schema providers list
  [ "$(statusctl list --raw --noheadings -o key,enabled | head -1)" = "openai yes" ]
}

@test "nothing is watched: that is not taken for well" {
  printf '[provider acme]\nname = Acme\nurl = http://127.0.0.1:1\nenabled = no\n' >"$DIR/status-monitor.conf"
  run statusctl status
  [ "$status" -eq 3 ]
  [[ "$output" == *"no page is watched"* ]]
  [[ "$output" != *"No problem"* ]]
  run statusctl check
  [ "$status" -eq 3 ]
  [[ "$output" == "UNKNOWN: no page is watched |"*" age=U" ]]
}

@test "a provider that is off is not taken for well when it is named" {
  printf '[provider acme]\nname = Acme\nurl = http://127.0.0.1:1\npage_id = kctbh9vrtdwd\nenabled = no\n' \
    >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet
  run statusctl status acme
  [ "$status" -eq 3 ]
  [[ "$output" == *"acme "*"page off "* ]]
  [[ "$output" != *"No problem"* ]]
  check 3 'UNKNOWN: 1 of 1 not operational: acme (unknown) |*' acme
  [ "${lines[1]}" = "acme: page off" ]
  printf '%s' "$(incident i1 u1)" >"$DIR/body"
  REQUEST_METHOD=POST REQUEST_URI=/webhook/$SECRET CONTENT_LENGTH=$(stat -c %s "$DIR/body") \
    "$BUILD/webhook.fcgi" <"$DIR/body" | grep -q '"received":true'
  check 3 'UNKNOWN: * acme (unknown) |* incidents=1;*' acme
  # Who does not name it is not told that it is off, but what was told of it.
  [ "$(statusctl status --raw --noheadings -o provider,what | tr '\n' ' ')" = "acme incident " ]
}
