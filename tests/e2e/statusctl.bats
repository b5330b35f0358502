#!/usr/bin/env bats
# statusctl as a person uses it.

load helper

setup() { instance_new; }
teardown() { instance_end; }

@test "list shows the ten providers of the shipped configuration" {
  [ "$(statusctl list | tail -n +2 | wc -l)" -eq 10 ]
  statusctl list --json | jq -e '.providers | map(.key) == ["openai","github","cloudflare","atlassian","datadog","twilio","vercel","linear","hashicorp","notion"]'
}

@test "status shows an open incident and a degraded component, and forgets them when they are over" {
  post_text "$(incident i1 u1)"
  post_text '{"page":{"id":"kctbh9vrtdwd"},"component":{"id":"c1","name":"Actions"},"component_update":{"component_id":"c1","old_status":"operational","new_status":"major_outage","created_at":"2026-11-23T10:00:00Z"}}'
  post_text '{"page":{"id":"kctbh9vrtdwd"},"component":{"id":"c2","name":"Blog"},"component_update":{"component_id":"c2","old_status":"operational","new_status":"not_monitored","created_at":"2026-11-23T10:00:00Z"}}'
  statusctl status --json github | jq -e '[.problems[] | select(.what != "page") | .what] == ["incident","component"]'
  post_text "$(incident i1 u2 resolved)"
  post_text '{"page":{"id":"kctbh9vrtdwd"},"component":{"id":"c1","name":"Actions"},"component_update":{"component_id":"c1","old_status":"major_outage","new_status":"operational","created_at":"2026-11-23T11:00:00Z"}}'
  statusctl status --json github | jq -e '[.problems[] | select(.what != "page")] == []'
}

@test "events shows the newest, follows, and is empty without a store" {
  for i in 1 2 3; do post_text "$(incident "i$i" "u$i")"; done
  [ "$(statusctl events -n 2 --json | jq -r .update_id | tr '\n' ' ')" = "u2 u3 " ]
  "$BUILD/statusctl" events -n 0 -f --json >"$DIR/followed" 3>&- &
  follower=$!
  eventually follows $follower
  post_text "$(incident i4 u4)"
  eventually grep -q '"u4"' "$DIR/followed"
  kill $follower
  [ "$(wc -l <"$DIR/followed")" -eq 1 ]
  [ -z "$(STATE_DIR=$DIR/nothing statusctl events)" ]
  [ ! -e "$DIR/nothing" ]
}

@test "event tells every channel and its delay" {
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i1","name":"Slow pushes","status":"investigating","incident_updates":[{"id":"u1","status":"investigating","body":"We look.","created_at":"'$(date -u -d '-2 hours' +%FT%TZ)'"}]}}'
  post_text '{"source":"email","from":"GitHub <noreply@githubstatus.com>","subject":"GitHub Incident - Slow pushes - 1 May 2026","body":"Slow pushes\nNew incident: Investigating\nWe look.\n"}'
  statusctl event 1 >"$DIR/out"
  [ "$(event_count)" -eq 1 ]
  grep -q '^  Status   : investigating — Slow pushes$' "$DIR/out"
  grep -Eq '^  webhook  : 20[0-9T:.-]+Z, 2 h after it happened$' "$DIR/out"
  grep -Eq '^  email    : 20[0-9T:.-]+Z, 2 h after it happened(, [0-9]+ s after the first)?$' "$DIR/out"
  run statusctl event 99
  [ "$status" -eq 1 ]
  [[ "$output" == *"there is no event 99"* ]]
  run statusctl event one
  [ "$status" -eq 2 ]
}

@test "event shows how its text was edited" {
  post_text "$(incident i1 u1 investigating 'We look.')"
  post_text "$(incident i1 u1 investigating 'It was the DNS.')"
  [ "$(event_count)" -eq 1 ]
  statusctl event 1 | grep -q '^  revised  : 20.*Z, by webhook$'
  statusctl event 1 | sed '/^  body /,$d' | tail -1 | grep -qx '    It was the DNS.'
}

@test "test passes every station, and its event is marked" {
  run statusctl test
  [ "$status" -eq 0 ]
  [ "$output" = "ok    web server reached
ok    responder answered
ok    event stored
ok    event logged" ]
  grep -q 'Test event, nothing is wrong' "$LOG"
  [ "$(statusctl status --json | jq '[.problems[] | select(.what != "page")] | length')" -eq 0 ]
}

@test "test names the station where it got stuck" {
  WEBHOOK_SECRET=another-secret run statusctl test
  [ "$status" -eq 1 ]
  [[ "$output" == *"stuck responder answered"*"another secret"* ]]
  [[ "$output" != *another-secret* ]]
  pid_stop "$RESPONDER_PID"
  run statusctl test
  [[ "$output" == *"stuck responder answered"*"does not reach webhook.fcgi"* ]]
  pid_stop "$NGINX_PID"
  run statusctl test
  [[ "$output" == *"stuck web server reached"*"does a web server run at WEBHOOK_BASE_URL, $URL, "* ]]
  [[ "$output" != *"$SECRET"* ]]
}

@test "secret show prints it; a generated one is long, kept, and private" {
  [ "$(statusctl secret show)" = "$SECRET" ]
  unset WEBHOOK_SECRET
  first=$(statusctl secret show)
  [ "${#first}" -ge 32 ]
  [ "$(statusctl secret show)" = "$first" ]
  [ "$(stat -c %a "$STATE_DIR/webhook-secret")" = 600 ]
}

@test "config tells every setting, but no secret" {
  statusctl config --raw >"$DIR/out"
  grep -q '^webhook_secret set WEBHOOK_SECRET$' "$DIR/out"
  grep -q '^poll_interval_seconds 90 default$' "$DIR/out"
  ! grep -q "$SECRET" "$DIR/out" || false
  printf '\n[provider hooli]\nurl = https://hooli.example\nwebhook_key = k3y-of-hooli\n' >>"$DIR/status-monitor.conf"
  statusctl config >"$DIR/out"
  grep -q '^\[provider hooli\] webhook_key  *set ' "$DIR/out"
  [ "$(grep -c webhook_key "$DIR/out")" -eq 1 ]
  ! grep -q k3y-of-hooli "$DIR/out" || false
}

@test "a wrong word is usage, exit 2, with the nearest right one" {
  run statusctl evnts
  [ "$status" -eq 2 ]
  [[ "$output" == *'did you mean "events"?'* ]]
  run statusctl list --nonsense
  [ "$status" -eq 2 ]
  run statusctl
  [ "$status" -eq 2 ]
  run statusctl status nobody
  [ "$status" -eq 2 ]
}

@test "help knows every command, and the manual too" {
  for c in $(statusctl help | sed -n 's/^  \([a-z]\+\) .*/\1/p'); do
    statusctl help "$c" | grep -q "^usage: statusctl $c"
    grep -q "^\.It Cm $c" "$SOURCE/man/statusctl.1" || { echo "statusctl(1) lacks $c"; false; }
  done
}

@test "hostile titles cannot act on the terminal" {
  post_text '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"i1","name":"a\u001b[31m\u202eb\nc","status":"investigating"}}'
  ! statusctl status | LC_ALL=C grep -q -P '\x1b|\xe2\x80\xae' || false
  statusctl status | grep -qF 'a\x1b[31m\u202eb\nc'
}

@test "probe tells a page's platform, and the section that watches it works" {
  mkdir -p "$DIR/page/api/v2"
  printf '{"page":{"id":"acmepage0001","name":"Acme \\u001b[31m Cloud"},"components":[],"incidents":[],"scheduled_maintenances":[]}' \
    >"$DIR/page/api/v2/summary.json"
  world_start "$DIR/page"
  run statusctl probe "$WORLD"
  [ "$status" -eq 1 ]
  [[ "$output" == *"private or local address"*"--private"* ]]
  statusctl probe --private "$WORLD/" >"$DIR/probed"
  grep -q '^statuspage; components: 0,' "$DIR/probed"
  grep -q '^\[provider acme-31m-cloud\]$' "$DIR/probed"
  ! grep -q $'\033' "$DIR/probed" || false
  sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once
  [ "$(statusctl list --json | jq -r '.providers[0].health')" = fresh ]
}

@test "the state of a provider is the worst of what is known of it" {
  mkdir -p "$DIR/page/api/v2"
  world_start "$DIR/page"
  printf '[provider acme]\nname = Acme\nurl = %s\nallow_private = yes\n[provider quiet]\nname = Quiet\nurl = %s/quiet\nenabled = no\n' \
    "$WORLD" "$WORLD" >"$DIR/status-monitor.conf"
  [ "$(statusctl list --json | jq -r '.providers[].state')" = $'unknown\nnull' ]
  # indicator, component, incident's impact, state
  while read -r indicator component impact state; do
    incident=$(printf '{"id":"i-%s","name":"Slow","status":"investigating","impact":"%s","incident_updates":[]}' "$impact" "$impact")
    [ "$impact" != - ] || incident=
    printf '{"page":{"id":"acmepage0001","name":"Acme"},"status":{"indicator":"%s"},"components":[{"id":"c1","name":"API","status":"%s"}],"incidents":[%s]}' \
      "$indicator" "$component" "$incident" >"$DIR/page/api/v2/summary.json"
    printf '{"page":{"id":"acmepage0001"},"incidents":[{"id":"i-critical","name":"Slow","status":"resolved","incident_updates":[]},{"id":"i-none","name":"Slow","status":"resolved","incident_updates":[]}]}' \
      >"$DIR/page/api/v2/incidents.json"
    "$BUILD/status-poller" --quiet --once
    [ "$(statusctl list --json | jq -r '.providers[0].state')" = "$state" ]
    [ "$(statusctl list --json | jq -r '.providers[0].indicator')" = "$indicator" ]
  done <<'ROWS'
none operational - operational
none operational none operational
minor operational - degraded_performance
none partial_outage - partial_outage
minor degraded_performance critical major_outage
none smouldering - unknown
none under_maintenance - under_maintenance
none operational - operational
ROWS
  echo 'status 500' >"$DIR/page/api/v2/summary.json.meta"
  for _ in 1 2 3; do "$BUILD/status-poller" --quiet --once; done
  [ "$(statusctl list --json | jq -r '.providers[0].state')" = unknown ]
  statusctl list | grep -q '^KEY  *NAME  *PAGE  *PLATFORM  *STATE  *HEALTH '
}

@test "what happens on a page is shown with each section that watches it, and doctor says that there are two" {
  mkdir -p "$DIR/page/api/v2"
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[],"scheduled_maintenances":[],"incidents":[%s]}' \
    '{"id":"i1","name":"Slow","status":"investigating","impact":"critical","updated_at":"2026-11-23T12:00:00Z"}' \
    >"$DIR/page/api/v2/summary.json"
  world_start "$DIR/page"
  printf '[provider %s]\nurl = %s\nallow_private = yes\n%s\n' one "$WORLD" 'page_id = acmepage0001' \
    two "$WORLD" '' >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once
  [ "$(statusctl events --json -n 9 | jq .event | sort | uniq -c | tr -d ' ')" = '1"incident"' ]
  for key in one two; do
    run statusctl check "$key"
    [ "$status" -eq 2 ]
    [[ "$output" == *"$key: incident investigating, Slow"* ]]
    statusctl uptime --json "$key" | jq -e '.uptime[] | select(.component == null) | .outage_time > 0' >"$DIR/said"
    [ "$(statusctl events "$key" --json | jq -r .title)" = Slow ]
    [ "$(statusctl incidents "$key" -o provider,title,updates --raw --noheadings)" = "$key Slow 1" ]
  done
  [ "$(statusctl list -o last_event --raw --noheadings | sort -u | grep -c T)" -eq 1 ]
  statusctl uptime --json | jq -e '.uptime | length == 2 and all(.outage_time > 0)' >"$DIR/said"
  statusctl doctor | grep -q 'provider two .*its page is that of \[provider one\] too, with the id acmepage0001'
  sed -i 's/^\[provider two\]$/&\nenabled = no/' "$DIR/status-monitor.conf"
  statusctl doctor >"$DIR/found" || true
  lacks 'its page is that of' "$DIR/found"
}

@test "probe finds a feed, also one that the page names, and the section watches it" {
  mkdir -p "$DIR/page/a"
  printf '<rss><channel><title>Acme</title><item><guid>1</guid><title>Slow</title></item></channel></rss>' \
    >"$DIR/page/a/news"
  world_start "$DIR/page"
  printf '<html><link rel="alternate" type="application/rss+xml" href="a/news">' >"$DIR/page/status"
  statusctl probe --private "$WORLD/status" >"$DIR/probed" 2>"$DIR/said"
  [ ! -s "$DIR/said" ]
  grep -q '^feed; components: 0, incidents and maintenances: 1$' "$DIR/probed"
  grep -qx "url = $WORLD/a/news" "$DIR/probed"
  sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once
  [ "$(statusctl list --json | jq -r '.providers[0].platform')" = feed ]
  [ "$(statusctl status --json | jq -r '.. | .title? // empty')" = Slow ]
}

@test "probe finds a page of Status.io by the id in its source, and the section watches it" {
  id=5f00c0ffee5f00c0ffee0001
  mkdir -p "$DIR/page/acme/1.0/status"
  cp "$SOURCE/tests/fixtures/api/statusio-status.json" "$DIR/page/acme/1.0/status/$id"
  printf '<!DOCTYPE html><script>var statuspageId = "%s";</script>' "$id" >"$DIR/page/acme/index.html"
  world_start "$DIR/page"
  statusctl probe --private "$WORLD/acme" >"$DIR/probed"
  grep -q '^statusio; components: ' "$DIR/probed"
  sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once
  [ "$(statusctl list --json | jq -r '.providers[0] | .platform, .health')" = $'statusio\nfresh' ]
}

@test "probe finds a page of Salesforce by its host, and the section watches it" {
  mkdir -p "$DIR/page/v1/instances/status" "$DIR/page/v1/incidents"
  cp "$SOURCE/tests/fixtures/api/salesforce-instances.json" "$DIR/page/v1/instances/status/preview"
  cp "$SOURCE/tests/fixtures/api/salesforce-incidents.json" "$DIR/page/v1/incidents/active"
  world_start "$DIR/page"
  # The world plays its hosts as a proxy does.
  export http_proxy=$WORLD
  statusctl probe http://status.salesforce.com/products/Volcano >"$DIR/probed"
  grep -q '^salesforce; components: 4, incidents and maintenances: 2$' "$DIR/probed"
  sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once
  [ "$(statusctl list --json | jq -r '.providers[0] | .key, .platform, .health')" = $'volcano\nsalesforce\nfresh' ]
  statusctl probe http://status.salesforce.com/instances/NA1 | grep -qx 'page_id = Salesforce_Services'
}

@test "probe says whether the part is there that has the updates" {
  mkdir -p "$DIR/page/api/v2" "$DIR/page/proxy"
  cp "$SOURCE/tests/fixtures/api/incidentio-summary-open.json" "$DIR/page/api/v2/summary.json"
  world_start "$DIR/page"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  grep -q '^/proxy/{host}  *HTTP 404$' "$DIR/probed"
  grep -q '^incidentio; components: 3, incidents and maintenances: 2$' "$DIR/probed"
  cp "$SOURCE/tests/fixtures/api/incidentio-native.json" "$DIR/page/proxy/127.0.0.1"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  grep -q '^/proxy/{host}  *found$' "$DIR/probed"
}

# page_named NAME: a page that calls itself so, as JSON has it.
page_named() {
  mkdir -p "$DIR/page/api/v2"
  printf '{"page":{"id":"acmepage0001","name":"%s"},"components":[],"incidents":[],"scheduled_maintenances":[]}' "$1" \
    >"$DIR/page/api/v2/summary.json"
}

@test "probe prints a section that works, whatever the page calls itself" {
  page_named Acme
  world_start "$DIR/page"
  for name in 'Acme\nurl = http://169.254.169.254\n[provider evil]\nurl = http://evil.example' 'Acme ; Cloud' \
    '; Acme' 'Acme \u202e' "Acme $(printf '%0200d' 1)"; do
    page_named "$name"
    : >"$DIR/status-monitor.conf"
    statusctl probe --private "$WORLD" >"$DIR/probed"
    grep -q '^# its own name cannot stand here' "$DIR/probed"
    sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
    [ "$(statusctl list --json | jq -r '.providers[] | .page, (.name == .key)')" = "$WORLD"$'\ntrue' ] ||
      { cat "$DIR/probed"; false; }
  done
  page_named 'Acme; the \"cloud\" = Zo\u00eb'
  : >"$DIR/status-monitor.conf"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  lacks '^# its own' "$DIR/probed"
  grep -qx 'name = Acme; the "cloud" = Zoë' "$DIR/probed"
}

@test "probe tells of a page that is watched already, and of a key that another has" {
  page_named Acme
  world_start "$DIR/page"
  printf '[provider acme]\nurl = https://status.acme.example\n' >"$DIR/status-monitor.conf"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  grep -qx '# another provider has the key acme' "$DIR/probed"
  sed -n '/^\[provider/,$p' "$DIR/probed" >>"$DIR/status-monitor.conf"
  [ "$(statusctl list --json | jq -r '.providers[].key')" = $'acme\nacme-2' ]
  printf '[provider west]\nurl = %s\n' "$WORLD" >"$DIR/status-monitor.conf"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  grep -qx '# it is watched already, by \[provider west\]' "$DIR/probed"
  lacks '# there' "$DIR/probed"
  lacks '^\[' "$DIR/probed"
  printf '[provider west]\nurl = https://status.west.example\npage_id = acmepage0001\nenabled = no\n' >"$DIR/status-monitor.conf"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  grep -qx '# there it has another address: https://status.west.example' "$DIR/probed"
  grep -qx '# there it is off: "statusctl provider enable west"' "$DIR/probed"
  lacks '^\[' "$DIR/probed"
  printf '[provider west]\nurl = %s\nplatform = slack\nallow_private = yes\n' "$WORLD" >"$DIR/status-monitor.conf"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  grep -qx '# there "platform = slack" is wrong: put "platform = statuspage", or leave that line out' "$DIR/probed"
  "$BUILD/status-poller" --quiet --once 2>"$DIR/said"
  grep -q 'is on the platform statuspage, not on slack' "$DIR/said"
  statusctl doctor | grep -q 'provider west.*is on the platform statuspage, not on slack'
  printf '[provider west]\nurl = https://status.west.example\n' >"$DIR/status-monitor.conf"
  statusctl probe --private "$WORLD" >"$DIR/probed"
  lacks '^#' "$DIR/probed"
}

@test "probe prints the address that the page redirects to" {
  page_named Acme
  mkdir -p "$DIR/page/old/api/v2"
  world_start "$DIR/page" --many-hosts
  other=http://127.0.0.2:${WORLD##*:}
  : >"$DIR/page/old/api/v2/summary.json"
  printf 'status 301\nheader Location: %s/api/v2/summary.json\n' "$other" \
    >"$DIR/page/old/api/v2/summary.json.meta"
  statusctl probe --private "$WORLD/old" >"$DIR/probed"
  grep -qx "it redirects to  *$other" "$DIR/probed"
  grep -qx "url = $other" "$DIR/probed"
  sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once
  [ "$(statusctl list --json | jq -r '.providers[0].health')" = fresh ]
}

@test "probe asks the address itself as it is written, and as it redirects" {
  mkdir -p "$DIR/page"
  printf '<rss><channel><title>Acme</title><item><guid>1</guid><title>Slow</title></item></channel></rss>' \
    >"$DIR/page/feed"
  : >"$DIR/page/old"
  : >"$DIR/page/requests.log"
  printf 'status 301\nheader Location: /feed/\n' >"$DIR/page/old.meta"
  world_start "$DIR/page"
  for place in feed/ old; do
    : >"$DIR/status-monitor.conf"
    statusctl probe --private "$WORLD/$place" >"$DIR/probed"
    grep -qx "url = $WORLD/feed/" "$DIR/probed"
    sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
    statusctl probe --private "$WORLD/$place" | grep -qx '# it is watched already, by \[provider acme\]'
  done
  : >"$DIR/page/requests.log"
  "$BUILD/status-poller" --quiet --once
  [ "$(tail -1 "$DIR/page/requests.log")" = "GET /feed/ 200" ]
  [ "$(statusctl list --json | jq -r '.providers[0].health')" = fresh ]
}

@test "probe and provider add take no address with a password, and do not repeat it" {
  for words in probe "provider add"; do
    # shellcheck disable=SC2086 # a list of words
    run statusctl $words --private http://user:geheim@127.0.0.1:1
    [ "$status" -eq 2 ]
    [[ "$output" == *"without user and password"* ]]
    [[ "$output" != *geheim* ]]
  done
}

@test "probe of what is no status page says so" {
  mkdir -p "$DIR/page"
  world_start "$DIR/page"
  run statusctl probe --private "$WORLD"
  [ "$status" -eq 1 ]
  [[ "$output" == *"HTTP 404"*"no platform that is known"*"answers HTTP 404; is this the page's address?"* ]]
  run statusctl probe not-a-url
  [ "$status" -eq 2 ]
}

@test "probe says what to try next" {
  mkdir -p "$DIR/page"
  : >"$DIR/page/private"
  printf 'status 302\nheader Location: /login?who=me\n' >"$DIR/page/private.meta"
  echo '<!DOCTYPE html><link rel=alternate type=application/rss+xml href=/gone>' >"$DIR/page/login"
  cp "$DIR/page/login" "$DIR/page/index.html"
  world_start "$DIR/page"
  run statusctl probe --private "$WORLD/incidents/7"
  [[ "$output" == *"the address itself answers HTTP 404; is the page at $WORLD?" ]]
  run statusctl probe --private "$WORLD/private"
  [[ "$output" == *"it redirects to "*"$WORLD/login"$'\n'*"; is the page at $WORLD? What wants a login cannot be watched" ]]
  [[ "$output" != *who=me* ]]
  run statusctl probe --private "$WORLD"
  [[ "$output" == *"the address itself "*"a page for people, and no document"*"it names a feed "*"$WORLD/gone"$'\n'"there "*"HTTP 404"* ]]
  [[ "$output" == *"If it has a feed, give the address of that" ]]
}

# probe_says TEXT ADDRESS: with what the answer ends, where there is no page.
probe_says() {
  run statusctl probe --private "$2"
  [ "$status" -eq 1 ]
  [[ "$output" == *"$1" ]]
}

# place NAME BODY [META-LINE...]: what the world answers for the document that is asked for first.
place() {
  mkdir -p "$DIR/page/$1/api/v2"
  printf '%s' "$2" >"$DIR/page/$1/api/v2/summary.json"
  printf '%s\n' "${@:3}" >"$DIR/page/$1/api/v2/summary.json.meta"
}

@test "probe says what to do where there is no answer, or one that tells nothing" {
  place hangs-up "" reset
  place breaks-off '{"page":1}' "truncate 3"
  place busy "" "status 429"
  place ill "" "status 503"
  place strange '{"hello":1}'
  place closed ""
  : >"$DIR/page/closed/index.html"
  echo "status 403" >"$DIR/page/closed/index.html.meta"
  place endless ""
  truncate -s 8400000 "$DIR/page/endless/api/v2/summary.json"
  : >"$DIR/page/round"
  world_start "$DIR/page"
  printf 'status 302\nheader Location: /round\n' >"$DIR/page/round.meta"
  probe_says "; is its address https://?" "$WORLD/hangs-up"
  probe_says " broke off; try again later" "$WORLD/breaks-off"
  probe_says " HTTP 429: it is asked too often; try again later" "$WORLD/busy"
  probe_says "; the page has trouble: try again later" "$WORLD/ill"
  probe_says "is the page at $WORLD?" "$WORLD/strange"
  probe_says " answers HTTP 403; is the page at $WORLD? What wants a login cannot be watched" "$WORLD/closed"
  probe_says " is larger than 8388608 bytes; is this the page's address?" "$WORLD/endless"
  probe_says " redirects more than 3 times; give the address at which a browser arrives" "$WORLD/round"
  probe_says " Connection refused; are the address and its port right?" http://127.0.0.1:1
  probe_says "; is it spelt right? If so, see whether this machine finds other names" http://no..name
  http_proxy=http://127.0.0.1:1 probe_says "; see http_proxy and https_proxy, which name it" http://status.acme.example
}

@test "probe looks on where one place redirects to what is not there" {
  place acme "" "status 302" "header Location: /acme/api/v2/summary.json"
  echo '<feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title></feed>' >"$DIR/page/acme/history.atom"
  world_start "$DIR/page"
  statusctl probe --private "$WORLD/acme" >"$DIR/probed"
  grep -q '^feed_history; components: 0,' "$DIR/probed"
  sed -n '/^\[provider/,$p' "$DIR/probed" >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once
  [ "$(statusctl list --json | jq -r '.providers[0].health')" = fresh ]
}

@test "mails that are kept are listed and shown, without their private links" {
  post "$(fixture email-worker-confirmation.json)"
  post "$(fixture email-worker-spam.json)"
  post_text "rubbish"
  run statusctl mail list --json
  [ "$status" -eq 0 ]
  [ "$(jq -r '.mails[] | "\(.id) \(.what) \(.link)"' <<<"$output")" = \
    "2 unrecognized null
1 to confirm https://status.globex.example/subscriptions/s1?token=t0ken000000000&step=confirm" ]
  run statusctl mail show 2
  [ "$status" -eq 0 ]
  grep -qx 'Subject  : Our spring newsletter' <<<"$output"
  grep -qx 'Verdict  : spf=pass dkim=none dmarc=none' <<<"$output"
  grep -q 'Read more: https://umbrella.example/\.\.\.' <<<"$output"
  if grep -q t0ken <<<"$output"; then false; fi
  statusctl mail show --json 2 >"$DIR/mail.json"
  [[ "$(post "$DIR/mail.json")" == '{"received":true,"source":"email","subject":"Our spring newsletter"'* ]]
}

@test "a mail that is not there, and a body that is no mail, are not shown" {
  post_text "rubbish"
  run statusctl mail show 1
  [ "$status" -eq 1 ]
  [[ "$output" == *'there is no mail 1; "statusctl mail list" shows them'* ]]
  for wrong in "mail" "mail show" "mail show x" "mail show 0" "mail list 1" "mail purge"; do
    # shellcheck disable=SC2086 # words
    run statusctl $wrong
    [ "$status" -eq 2 ]
  done
}
