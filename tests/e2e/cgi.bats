#!/usr/bin/env bats
# The same binary as plain CGI, alone and behind lighttpd; and FastCGI without nginx.

load helper

setup() { instance_lay; }
teardown() { instance_end; [ -z "${LIGHTTPD_PID:-}" ] || pid_stop "$LIGHTTPD_PID"; }

lighttpd_start() {
  cat >"$DIR/lighttpd.conf"
  PATH=$PATH:/usr/sbin lighttpd -D -f "$DIR/lighttpd.conf" </dev/null 2>"$DIR/lighttpd.log" 3>&- &
  LIGHTTPD_PID=$!
  eventually curl -fsS -o /dev/null "$1"
}

@test "as CGI it answers the one request it was started for" {
  incident i1 u1 >"$DIR/body"
  REQUEST_METHOD=POST PATH_INFO=/webhook/$SECRET CONTENT_LENGTH=$(wc -c <"$DIR/body") \
    "$BUILD/webhook.fcgi" <"$DIR/body" >"$DIR/out"
  [ "$(head -1 "$DIR/out" | tr -d '\r')" = "Status: 200 OK" ]
  [ "$(tail -1 "$DIR/out")" = '{"received":true,"incident_id":"i1"}' ]
  has_records 1
}

@test "as CGI it answers 503 when it cannot open the store" {
  incident i1 u1 >"$DIR/body"
  mkdir -p "$DIR/none/state.db"
  status=0
  STATE_DIR=$DIR/none REQUEST_METHOD=POST PATH_INFO=/webhook/$SECRET CONTENT_LENGTH=$(wc -c <"$DIR/body") \
    "$BUILD/webhook.fcgi" <"$DIR/body" >"$DIR/out" 2>"$DIR/err" || status=$?
  [ "$status" -eq 1 ]
  grep -q '^Status: 503' "$DIR/out"
  grep -q '^Retry-After: 5' "$DIR/out"
  [ "$(tail -1 "$DIR/out")" = '{"error":"the report could not be stored; send it again later"}' ]
  grep -q "cannot open the store $DIR/none/state.db: Is a directory; move what is there away" "$DIR/err"
}

@test "HEAD gets headers only" {
  REQUEST_METHOD=HEAD REQUEST_URI=/health "$BUILD/webhook.fcgi" </dev/null >"$DIR/out"
  grep -q '^Status: 200' "$DIR/out"
  ! grep -q '{' "$DIR/out" || false
}

@test "lighttpd, plain CGI" {
  lighttpd_start "http://127.0.0.1:$PORT/cgi/health" <<TEXT
server.document-root = "$DIR"
server.bind = "127.0.0.1"
server.port = $PORT
server.modules = ( "mod_alias", "mod_cgi", "mod_setenv" )
setenv.set-environment = ( "STATUS_MONITOR_CONF" => "$STATUS_MONITOR_CONF", "STATE_DIR" => "$STATE_DIR", "WEBHOOK_SECRET" => "$SECRET" )
alias.url = ( "/cgi" => "$BUILD/webhook.fcgi" )
cgi.assign = ( ".fcgi" => "" )
TEXT
  incident i1 u1 >"$DIR/body"
  [ "$(curl -sS --data-binary "@$DIR/body" "http://127.0.0.1:$PORT/cgi/webhook/$SECRET")" = '{"received":true,"incident_id":"i1"}' ]
  [ "$(curl -sS --data-binary "@$DIR/body" "http://127.0.0.1:$PORT/cgi/webhook/$SECRET")" = '{"received":true,"incident_id":"i1","duplicate":true}' ]
}

@test "lighttpd, FastCGI that it spawns itself" {
  lighttpd_start "http://127.0.0.1:$PORT/health" <<TEXT
server.document-root = "$DIR"
server.bind = "127.0.0.1"
server.port = $PORT
server.modules = ( "mod_fastcgi" )
fastcgi.server = (
  "/webhook/" => (( "socket" => "$DIR/l.sock", "bin-path" => "$BUILD/webhook.fcgi", "max-procs" => 1, "check-local" => "disable", "kill-signal" => 15 )),
  "/health" => (( "socket" => "$DIR/l2.sock", "bin-path" => "$BUILD/webhook.fcgi", "max-procs" => 1, "check-local" => "disable", "kill-signal" => 15 ))
)
TEXT
  incident i1 u1 >"$DIR/body"
  [ "$(curl -sS --data-binary "@$DIR/body" "http://127.0.0.1:$PORT/webhook/$SECRET")" = '{"received":true,"incident_id":"i1"}' ]
}

@test "spawn-fcgi hands the socket over on standard input" {
  spawn-fcgi -s "$SOCKET" -M 0660 -P "$DIR/pid" -- "$BUILD/webhook.fcgi" >/dev/null 3>&-
  nginx_start 3>&-
  RESPONDER_PID=$(cat "$DIR/pid")
  instance_wait
  [ "$(post_text "$(incident i1 u1)")" = '{"received":true,"incident_id":"i1"} 200' ]
}

@test "started by hand it says what to do" {
  run env -u REQUEST_METHOD "$BUILD/webhook.fcgi" </dev/null
  [ "$status" -eq 1 ]
  [[ "$output" == *"--listen PATH"* ]]
}

@test "a wrong setting stops it with file, line, what was found and what is allowed" {
  conf_write "log_format = xml"
  run "$BUILD/webhook.fcgi" --listen "$DIR/x.sock"
  [ "$status" -eq 1 ]
  [[ "$output" == *"status-monitor.conf:2: log_format: \"xml\" is not allowed; give one of: pretty, json"* ]]
}
