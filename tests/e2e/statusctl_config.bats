#!/usr/bin/env bats
# statusctl provider, secret and config: what changes the configuration, and never breaks it.

load helper

setup() {
  instance_new
  CONF=$DIR/status-monitor.conf
  cp "$CONF" "$DIR/before"
}
teardown() { instance_end; }

# page_start: a fake Statuspage at $WORLD.
page_start() {
  mkdir -p "$DIR/page/api/v2"
  printf '{"page":{"id":"acmepage0001","name":"Acme Cloud"},"components":[{"id":"c1","name":"API","status":"operational"}],"incidents":[],"scheduled_maintenances":[]}' \
    >"$DIR/page/api/v2/summary.json"
  world_start "$DIR/page"
}

@test "provider add asks the page, and the poller reads it" {
  page_start
  run statusctl provider add --private "$WORLD/"
  [ "$status" -eq 0 ]
  [[ "$output" == "added [provider acme-cloud] in $CONF"* ]]
  diff "$DIR/before" "$CONF" >"$DIR/diff" || true
  [ "$(grep '^[<>]' "$DIR/diff")" = "> 
> [provider acme-cloud]
> name = Acme Cloud
> url = $WORLD
> page_id = acmepage0001
> allow_private = yes" ]
  "$BUILD/status-poller" --quiet --once acme-cloud
  statusctl list --json | jq -e '.providers[] | select(.key == "acme-cloud") | .health == "fresh"'
  run statusctl provider add --private "$WORLD"
  [ "$status" -eq 1 ]
  [[ "$output" == *'key "acme-cloud" already'* ]]
  run statusctl provider add --private --key other "$WORLD"
  [ "$status" -eq 1 ]
  [[ "$output" == *'is watched already, as "acme-cloud"'* ]]
}

@test "provider add takes what it is told, and asks nobody with --no-probe" {
  statusctl provider add --no-probe --key acme --name 'Acme; the "cloud"' --page-id p1 --platform statuspage \
    --webhook-key-file "$DIR/key" --disabled https://status.acme.example 2>"$DIR/err" && false
  grep -q "webhook_key_file: cannot open $DIR/key" "$DIR/err"
  cmp "$DIR/before" "$CONF"
  echo k3y >"$DIR/key"
  statusctl provider add --no-probe --key acme --name 'Acme; the "cloud"' --page-id p1 --platform statuspage \
    --webhook-key-file "$DIR/key" --disabled https://status.acme.example
  statusctl provider show acme --json | jq -e '[.settings[] | {(.setting): .value}] | add ==
    {name: "Acme; the \"cloud\"", url: "https://status.acme.example", page_id: "p1", platform: "statuspage",
     webhook_key_file: "'"$DIR/key"'", enabled: "no"}'
  run statusctl provider add --no-probe https://other.example
  [ "$status" -eq 2 ]
  [[ "$output" == *"give --key"* ]]
}

@test "provider add refuses what the file cannot hold, and changes nothing" {
  for name in 'Acme ; cloud' $'Acme\n[monitor]' ' Acme' ''; do
    run statusctl provider add --no-probe --key acme --name "$name" https://status.acme.example
    [ "$status" -eq 1 ]
    cmp "$DIR/before" "$CONF"
  done
  run statusctl provider add --no-probe --key 'No Key' https://status.acme.example
  [ "$status" -eq 2 ]
  [[ "$output" == *"--key: 1 to 32 lower case letters"* ]]
  run statusctl provider add --no-probe --key acme --page-id kctbh9vrtdwd https://status.acme.example
  [[ "$output" == *"has the page_id of [provider github]"* ]]
  run statusctl provider add https://127.0.0.1:1
  [ "$status" -eq 1 ]
  [[ "$output" == *"private or local address"*"--private"*"--no-probe"* ]]
  run statusctl provider add ftp://x.example
  [ "$status" -eq 2 ]
  cmp "$DIR/before" "$CONF"
  [ ! -e "$CONF.new" ]
}

@test "a hostile page name stays text" {
  page_start
  printf '{"page":{"id":"acmepage0001","name":"A\\u001b[31m\\n[provider evil]\\nurl = https://e.example"},"components":[],"incidents":[],"scheduled_maintenances":[]}' \
    >"$DIR/page/api/v2/summary.json"
  run statusctl provider add --private "$WORLD"
  [ "$status" -eq 1 ]
  [[ "$output" == *"the name cannot stand"* ]]
  [[ "$output" != *$'\033'* ]]
  cmp "$DIR/before" "$CONF"
}

@test "enable, disable and remove change one section, and keep all comments" {
  sed -i 's/^\[provider github\]$/# why we watch it\n&/; s/^name = GitHub$/& ; them/' "$CONF"
  cp "$CONF" "$DIR/before"
  statusctl provider disable github
  [ "$(diff "$DIR/before" "$CONF" | grep '^[<>]')" = "> enabled = no" ]
  statusctl provider disable github | grep -q 'disabled already'
  statusctl list --json | jq -e '.providers[] | select(.key == "github") | .enabled == false'
  statusctl provider enable github
  [ "$(diff "$DIR/before" "$CONF" | grep '^[<>]')" = "> enabled = yes" ]
  statusctl provider remove github
  [ "$(diff "$DIR/before" "$CONF" | grep -c '^<')" -eq 5 ]
  grep -q '^# why we watch it$' "$CONF"
  [ "$(statusctl list --json | jq '.providers | length')" -eq 9 ]
  run statusctl provider remove github
  [ "$status" -eq 2 ]
  run statusctl provider show nobody
  [ "$status" -eq 2 ]
}

@test "provider show tells what was found out, but no key" {
  page_start
  statusctl provider add --private "$WORLD"
  sed -i '/^page_id = acmepage0001$/d' "$CONF"
  printf 'webhook_key = k3y-of-acme\nmail_tag = acme-t4g\n' >>"$CONF"
  "$BUILD/status-poller" --quiet --once acme-cloud
  statusctl provider show acme-cloud >"$DIR/out"
  grep -q '^platform  *statuspage  *store$' "$DIR/out"
  grep -q '^page_id  *acmepage0001  *store$' "$DIR/out"
  grep -q "^webhook_key  *set  *$CONF:[0-9]*\$" "$DIR/out"
  grep -q "^mail_tag  *set  *$CONF:[0-9]*\$" "$DIR/out"
  lacks k3y-of-acme "$DIR/out"
  lacks acme-t4g "$DIR/out"
}

@test "two edits at once: one waits its turn and loses nothing" {
  exec 9<"$CONF"
  flock 9
  run statusctl provider disable github
  [ "$status" -eq 1 ]
  [[ "$output" == *"somebody else is changing"* ]]
  exec 9<&-
  for i in 1 2 3 4 5 6 7 8; do
    (until statusctl provider add --no-probe --key "p$i" "https://p$i.example" >/dev/null 2>&1; do sleep 0.05; done) 3>&- &
    pids="${pids:-} $!"
  done
  # shellcheck disable=SC2086 # one word each
  wait $pids
  [ "$(grep -c '^\[provider p[1-8]\]$' "$CONF")" -eq 8 ]
  statusctl config check | grep -q 'providers: 18,'
}

@test "the file keeps its mode, and a link to it stays one" {
  chmod 640 "$CONF"
  mv "$CONF" "$DIR/real.conf"
  ln -s real.conf "$CONF"
  statusctl provider disable github
  [ -L "$CONF" ]
  [ "$(stat -c %a "$DIR/real.conf")" = 640 ]
  grep -q '^enabled = no$' "$DIR/real.conf"
}

@test "config tells where each setting comes from, and check says what is wrong" {
  sed -i 's/^\[monitor\]$/&\nretention_days = 30/' "$CONF"
  LOG_COLOR=never statusctl config --json >"$DIR/out"
  jq -e '.settings | map({(.setting): [.value, .from]}) | add |
    .retention_days == ["30", "'"$CONF"':2"] and .log_color == ["never", "LOG_COLOR"] and
    .poll_at_once == ["32", "default"] and .webhook_secret == ["set", "WEBHOOK_SECRET"]' "$DIR/out"
  jq -e '.settings | all(keys == ["from","setting","value"])' "$DIR/out"
  printf '%s\n' "$SECRET" >"$DIR/secret"
  WEBHOOK_SECRET='' WEBHOOK_SECRET_FILE=$DIR/secret statusctl config --raw | grep -q "^webhook_secret set WEBHOOK_SECRET_FILE,\\\\x20$DIR/secret\$"
  statusctl config check | grep -q "is well; providers: 10, enabled: 10$"
  echo 'nonsense = 1' >>"$CONF"
  run statusctl config check
  [ "$status" -eq 1 ]
  [[ "$output" == *"$CONF:"*'a provider has no setting "nonsense"'* ]]
}

# kept: without WEBHOOK_SECRET, as an installation has it.
kept() {
  pid_stop "$RESPONDER_PID"
  unset WEBHOOK_SECRET
  responder_start 3>&-
  instance_wait
  FIRST=$(statusctl secret show)
}

@test "secret rotate: a running responder takes both, and after drop-old the new one only" {
  kept
  post_text "$(incident i1 u1)" "" "$FIRST" | grep -q ' 200$'
  run statusctl secret rotate --overlap 2h
  [ "$status" -eq 0 ]
  [[ "$output" == *"the old one is valid until 20"* ]]
  [[ "$output" != *"$FIRST"* ]]
  second=$(statusctl secret show)
  [ "$second" != "$FIRST" ]
  [ "$(stat -c %a "$STATE_DIR/webhook-secret")" = 600 ]
  post_text "$(incident i2 u2)" "" "$second" | grep -q ' 200$'
  post_text "$(incident i3 u3)" "" "$FIRST" | grep -q ' 200$'
  run statusctl secret rotate
  [ "$status" -eq 1 ]
  [[ "$output" == *"two secrets are valid already"* ]]
  statusctl secret drop-old | grep -q 'not valid any more'
  sleep 1.1
  post_text "$(incident i4 u4)" "" "$FIRST" | grep -q ' 403$'
  post_text "$(incident i5 u5)" "" "$second" | grep -q ' 200$'
  statusctl secret drop-old | grep -q 'there is no old secret'
}

@test "an old secret ends by itself" {
  kept
  statusctl secret rotate --overlap 1s
  second=$(statusctl secret show)
  post_text "$(incident i1 u1)" "" "$second" | grep -q ' 200$'
  sleep 1.1
  post_text "$(incident i2 u2)" "" "$FIRST" | grep -q ' 403$'
  statusctl secret rotate # nothing is in its way
  [ "$(statusctl secret show)" != "$second" ]
  run statusctl secret rotate --overlap soon
  [ "$status" -eq 2 ]
}

@test "a configured secret is rotated in the configuration, and the responder notices" {
  pid_stop "$RESPONDER_PID"
  unset WEBHOOK_SECRET
  sed -i "s/^\[monitor\]\$/&\nwebhook_secret = first-secret-1 ; ours/" "$CONF"
  responder_start 3>&-
  instance_wait
  statusctl secret rotate
  second=$(statusctl secret show)
  grep -q "^webhook_secret = $second ; ours\$" "$CONF"
  grep -q '^webhook_secret_previous = first-secret-1$' "$CONF"
  post_text "$(incident i1 u1)" "" "$second" | grep -q ' 200$'
  post_text "$(incident i2 u2)" "" first-secret-1 | grep -q ' 200$'
  statusctl secret drop-old
  lacks first-secret-1 "$CONF"
  sleep 1.1
  post_text "$(incident i3 u3)" "" first-secret-1 | grep -q ' 403$'
  [ ! -e "$STATE_DIR/webhook-secret" ]
}

@test "a secret from elsewhere is not rotated, and it is said what to do" {
  run statusctl secret rotate
  [ "$status" -eq 1 ]
  [[ "$output" == *"the variable WEBHOOK_SECRET"*"WEBHOOK_SECRET_PREVIOUS"*"restart"* ]]
  [[ "$output" != *"$SECRET"* ]]
  printf '%s\n' "$SECRET" >"$DIR/secret"
  WEBHOOK_SECRET='' WEBHOOK_SECRET_FILE=$DIR/secret run statusctl secret rotate
  [ "$status" -eq 1 ]
  [[ "$output" == *"stands in $DIR/secret"* ]]
  [ "$(cat "$DIR/secret")" = "$SECRET" ]
}

# Under Landlock a rule holds for a file, and the new one under its name is another.
@test "a secret in a file of its own is taken up anew by a responder that is confined" {
  pid_stop "$RESPONDER_PID"
  unset WEBHOOK_SECRET
  mkdir "$DIR/elsewhere"
  echo first-secret-1 >"$DIR/elsewhere/secret"
  sed -i "s|^\[monitor\]\$|&\nwebhook_secret_file = $DIR/elsewhere/secret|" "$CONF"
  responder_start 3>&-
  instance_wait
  post_text "$(incident i1 u1)" "" first-secret-1 | grep -q ' 200$'
  echo second-secret-2 >"$DIR/elsewhere/new"
  mv "$DIR/elsewhere/new" "$DIR/elsewhere/secret"
  post_text "$(incident i2 u2)" "" second-secret-2 | grep -q ' 200$'
  sleep 1.1
  post_text "$(incident i3 u3)" "" first-secret-1 | grep -q ' 403$'
}

@test "provider add takes no key and no name that a file cannot hold" {
  cp "$DIR/status-monitor.conf" "$DIR/before"
  for key in $'k\nx' 'a]b' 'Big' ''; do
    run statusctl provider add --no-probe --key "$key" https://a.example
    [ "$status" -eq 2 ] || { echo "$key: $status $output"; false; }
    [[ "$output" == *"lower case letters"* ]]
  done
  run statusctl provider add --no-probe --key new --name $'\x1b[31m' https://a.example
  [ "$status" -eq 1 ]
  [[ "$output" == *"the name cannot stand"* ]]
  run statusctl provider add --no-probe --key new --name 'a ; b' https://a.example
  [ "$status" -eq 1 ]
  [[ "$output" == *"give another with --name"* ]]
  cmp "$DIR/before" "$DIR/status-monitor.conf"
  [ ! -e "$DIR/status-monitor.conf.new" ]
}
