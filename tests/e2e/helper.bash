# What the end-to-end tests share: an instance of their own on a free port, and words to
# speak to it. Expects BUILD, the build folder; "./dev test" sets it.

SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
BUILD=${BUILD:-$SOURCE/build}
SECRET=end-to-end-secret
# shellcheck source=tests/e2e/instance.sh
. "$SOURCE/tests/e2e/instance.sh"

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000)) # below those that the kernel gives to clients
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# conf_write [LINE...]: the configuration, with more lines for [monitor].
conf_write() {
  local shipped
  IFS= read -r -d '' shipped <"$SOURCE/conf/status-monitor.conf" || true
  printf '%s\n' "[monitor]" "$@" "[provider${shipped#*$'\n[provider'}" >"$DIR/status-monitor.conf"
}

# As in instance.sh, which asks with curl: here without a process, so often is it asked.
instance_answers() {
  local line=""
  { exec 4<>"/dev/tcp/127.0.0.1/$PORT"; } 2>/dev/null || return 1
  printf 'GET /health HTTP/1.0\r\n\r\n' >&4
  IFS= read -r -u 4 line || true
  exec 4>&-
  [[ $line == "HTTP/1.1 200 "* ]]
}

# instance_lay [LINE...]: a folder, a configuration, and nothing that runs yet.
instance_lay() {
  DIR=$(mktemp -d "${TMPDIR:-/tmp}/sm.XXXXXX")
  export WEBHOOK_SECRET=$SECRET
  unset STATE_DIR STATUS_MONITOR_CONF WEBHOOK_BASE_URL LOG_FORMAT LOG_FILE NO_COLOR
  conf_write "$@"
  instance_prepare "$(free_port)"
  LOG=$DIR/state/events.log
}

# instance_new [LINE...]: the same, and it runs.
instance_new() {
  instance_lay "$@"
  instance_start 3>&-
}

instance_end() {
  instance_stop
  [ -z "${WORLD_PID:-}" ] || pid_stop "$WORLD_PID"
  WORLD_PID=""
  rm -rf "${DIR:?}"
}

# world_start FOLDER [OPTION...]: the fake world serves it, at WORLD.
world_start() {
  local folder=$1
  shift
  rm -f "$DIR/world.port"
  "$BUILD/tests/world/world" "$@" "$folder" >"$DIR/world.port" 3>&- &
  WORLD_PID=$!
  eventually test -s "$DIR/world.port"
  WORLD=http://127.0.0.1:$(cat "$DIR/world.port")
}

fixture() {
  echo "$SOURCE/tests/fixtures/webhook/$1"
}

# post FILE [PATH-AFTER-SECRET [SECRET]]: prints the body, a space and the status.
post() {
  curl -sS -w ' %{http_code}\n' --data-binary "@$1" -H 'Content-Type: application/json' \
    "$URL/webhook/${3:-$SECRET}${2:-}" || true
}

# post_text JSON: the same for a text.
post_text() {
  printf '%s' "$1" >"$DIR/body"
  post "$DIR/body" "${@:2}"
}

# answers FOLDER FILE...: the same for many files in one run of curl, one after the other, or with
# more options in CURL all at once. The answer to FILE is in FOLDER under its name; prints the statuses.
answers() {
  local folder=$1 file next=""
  mkdir -p "$folder"
  for file in "${@:2}"; do
    printf '%surl = "%s/webhook/%s"\ndata-binary = "@%s"\nheader = "Content-Type: application/json"\noutput = "%s"\nwrite-out = "%%{http_code}\\n"\n' \
      "$next" "$URL" "$SECRET" "$file" "$folder/${file##*/}"
    next=$'next\n'
  done | curl -sS "${CURL[@]}" -K - || true
}

# The time in NOW, for which no process is started.
now() {
  local time=$EPOCHREALTIME
  TZ=UTC0 printf -v NOW '%(%Y-%m-%dT%H:%M:%S)T.%.3sZ' "${time%[.,]*}" "${time#*[.,]}"
}

# incident ID UPDATE [STATUS [TEXT]]: a small incident of a page that is in the configuration.
incident() {
  now
  printf '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"%s","name":"An incident","status":"%s","impact":"minor","incident_updates":[{"id":"%s","status":"%s","body":"%s","created_at":"%s"}]}}' \
    "$1" "${3:-investigating}" "$2" "${3:-investigating}" "${4:-Text of $2}" "$NOW"
}

statusctl() {
  "$BUILD/statusctl" "$@"
}

# event_count: how many events the store has.
event_count() {
  statusctl events --json -n 1000000 | wc -l
}

# eventually COMMAND...: tries for up to a minute; for what happens right after an answer.
eventually() {
  local i
  for ((i = 0; i < 600; i++)); do
    if "$@"; then return 0; fi
    sleep 0.1
  done
  echo "did not happen: $*" >&2
  return 1
}

# records: how many pretty blocks the log has.
records() {
  grep -c '^\[.*\] \[INFO\]$' "$LOG" || true
}

has_records() {
  [ "$(records)" -eq "$1" ]
}

# follows PID: whether it has shown what there was, and waits for more.
follows() {
  grep -qs '^inotify ' "/proc/$1/fdinfo/"*
}

# lacks PATTERN FILE: no line of it matches. Of "! grep" alone bats does not notice a failure.
lacks() {
  ! grep -q "$@"
}
