#!/usr/bin/env bats
# Each configuration that is shipped, run as it is shipped but for ports, paths and users. What
# needs a system of its own is in deploy_long.bats.

load helper

setup() { instance_new; }
teardown() {
  instance_end
  [ -z "${SERVER_PID:-}" ] || pid_stop "$SERVER_PID"
  [ -z "${FLOW_PID:-}" ] || pid_stop "$FLOW_PID"
}

# manual MARK: the literal block of the manual that has this text, as a person reads it.
manual() {
  awk -v mark="$1" '/^\.Bd/ { block = ""; inside = 1; next }
    /^\.Ed/ { if (index(block, mark)) printf "%s", block; inside = 0 }
    inside { gsub(/\\e$/, "\\"); block = block $0 "\n" }' "$SOURCE/man/status-monitor-deployment.7"
}

# flow_start: requests without a pause, each on a connection of its own, until flow_end.
flow_start() {
  incident flow u1 >"$DIR/flow"
  (
    while [ ! -e "$DIR/enough" ]; do
      curl -sS -o /dev/null -w '%{http_code}\n' --max-time 60 --data-binary "@$DIR/flow" -H 'Connection: close' \
        "$URL/webhook/$SECRET?[1-20]" 2>&1
    done >"$DIR/flowed" 3>&-
  ) &
  FLOW_PID=$!
}

# flow_wait N: until so many requests have been answered.
flow_wait() {
  until [ "$(wc -l <"$DIR/flowed")" -ge "$1" ]; do sleep 0.1; done
}

flow_end() {
  touch "$DIR/enough"
  wait "$FLOW_PID"
  FLOW_PID=""
  sort "$DIR/flowed" | uniq -c
  [ "$(grep -vc '^200$' "$DIR/flowed")" -eq 0 ]
}

# raw TEXT: sent as it is; what came back.
raw() {
  exec 7<>"/dev/tcp/127.0.0.1/$PORT"
  printf "$1" >&7
  timeout 10 head -c 200 <&7 || true
  exec 7>&-
}

# What fails before a web server knows which location, or which server, it is for.
fail_early() {
  local long
  long=$(head -c 40000 /dev/zero | tr '\0' x)
  raw "GET /webhook/$SECRET HTTP/1.1\r\nHost: a\r\nX-Long: $long\r\n\r\n" | grep -q ' 4[0-9][0-9] '
  raw "POST /webhook/$SECRET HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" | grep -q ' 400 '
  raw "GET /webhook/$SECRET?$long HTTP/1.1\r\nHost: a\r\n\r\n" | grep -q ' 4[0-9][0-9] '
  raw "GET /webhook/$SECRET HTTP/9.9\r\nHost: a\r\n\r\n" >/dev/null
  raw "GET http://a/webhook/$SECRET HTTP/1.1\r\nHost: a b\r\n\r\n" >/dev/null
}

# --- nginx ------------------------------------------------------------------------------

@test "nginx limits wrong secrets, and never the right one" {
  for secret in wrong-secret "$SECRET"; do # at once: a slow machine must not keep within the limit
    curl -sS --parallel --parallel-max 20 -o /dev/null -w '%{http_code}\n' -d '{}' \
      "$URL/webhook/$secret?[1-200]" >"$DIR/of-$secret"
  done
  mv "$DIR/of-wrong-secret" "$DIR/wrong"
  mv "$DIR/of-$SECRET" "$DIR/right"
  grep -q '^403$' "$DIR/wrong"
  grep -q '^429$' "$DIR/wrong"
  ! grep -Evq '^(403|429)$' "$DIR/wrong" || false
  [ "$(sort -u "$DIR/right")" = 200 ]
}

# The worst of what nginx can be told to log, for the server and all around it.
@test "nginx writes no path of a webhook into any log" {
  sed -i -e "s|access_log off;|access_log $DIR/access.log;|" -e "s|error_log stderr warn;|error_log $DIR/error.log info;|" \
    "$DIR/nginx.conf"
  # A server of somebody else, which does log.
  other=$(free_port)
  printf 'server { listen 127.0.0.1:%s; return 204; }\n' "$other" >"$DIR/sites-enabled/other"
  kill -HUP "$NGINX_PID"
  eventually curl -sS -o /dev/null "127.0.0.1:$other/"
  post_text "$(incident i1 u1)"
  fail_early
  for _ in $(seq 30); do curl -sS -o /dev/null -d '{}' "$URL/webhook/$SECRET-not"; done
  head -c 3000000 /dev/zero | curl -sS -o /dev/null --data-binary @- "$URL/webhook/$SECRET" || true
  kill "$RESPONDER_PID"
  wait "$RESPONDER_PID"
  [ "$(curl -sS -o /dev/null -w '%{http_code}' -d '{}' "$URL/webhook/$SECRET")" = 502 ]
  curl -sS -o /dev/null "$URL/health" "127.0.0.1:$other/elsewhere"
  grep -q /elsewhere "$DIR/access.log"
  ! grep -r "$SECRET" "$DIR/access.log" "$DIR/error.log" "$DIR/nginx.log" || false
}

@test "a server that is there already includes the snippet" {
  {
    printf 'server {\n  listen 127.0.0.1:%s;\n  location / { return 200 "ours"; }\n' "$PORT"
    manual status_monitor_logged | sed -e 's|snippets/status-monitor|snippets/status_monitor|' -e "s|/var/log/nginx|$DIR|"
    printf '}\n'
  } >"$DIR/sites-enabled/status_monitor"
  kill -HUP "$NGINX_PID"
  ours() { [ "$(curl -sS "$URL/x")" = ours ]; }
  eventually ours
  [ "$(post_text "$(incident i1 u1)")" = '{"received":true,"incident_id":"i1"} 200' ]
  fail_early
  curl -sS -o /dev/null "$URL/x"
  grep -q 'GET /x' "$DIR/access.log"
  ! grep -r "$SECRET" "$DIR/access.log" "$DIR/nginx.log" || false
}

# With the lines for TLS in place of those above them, as the file says.
@test "nginx with TLS, the lines filled in" {
  local server=$DIR/sites-enabled/status_monitor tls certificate=$DIR/fullchain.pem
  tls=$(free_port)
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=status.example.org" \
    -addext subjectAltName=DNS:status.example.org -keyout "$DIR/privkey.pem" -out "$certificate" 2>"$DIR/openssl.log"
  sed -i -e '/^    \(listen\|server_name\) /d' -e 's/^    #\(listen\|server_name\|ssl_\)/    \1/' \
    -e "s|/etc/letsencrypt/live/status.example.org|$DIR|" "$server"
  [ "$(grep -c '^    \(listen\|server_name\|ssl_\)' "$server")" -eq 7 ]
  sed -i -e "s/ 443 / 127.0.0.1:$tls /" -e "s/ \[::\]:443 / [::1]:$tls /" "$server"
  [ -e /proc/net/if_inet6 ] || sed -i '/::1/d' "$server" # a machine without IPv6 cannot listen to it
  kill -HUP "$NGINX_PID"
  URL=https://status.example.org:$tls
  over_tls() { curl -sS --cacert "$certificate" --connect-to "status.example.org:$tls:127.0.0.1:$tls" "$@"; }
  eventually over_tls -f -o /dev/null "$URL/health"
  [ "$(incident i1 u1 | over_tls --data-binary @- "$URL/webhook/$SECRET")" = '{"received":true,"incident_id":"i1"}' ]
}

@test "a reload of nginx under load fails no request" {
  flow_start
  for _ in 1 2 3 4; do
    sleep 0.3
    kill -HUP "$NGINX_PID"
  done
  flow_wait 200
  flow_end
}

# --- lighttpd, Apache -------------------------------------------------------------------

# lighttpd_start FILE: that configuration, with an access log, and all in our folder.
lighttpd_start() {
  instance_stop
  cat >"$DIR/lighttpd.conf" <<TEXT
server.document-root = "$DIR"
server.bind = "127.0.0.1"
server.port = $PORT
server.modules = ( "mod_accesslog", "mod_setenv" )
setenv.set-environment = ( "STATUS_MONITOR_CONF" => "$STATUS_MONITOR_CONF", "STATE_DIR" => "$STATE_DIR", "WEBHOOK_SECRET" => "$SECRET" )
$(manual accesslog.filename | sed "s|/var/log/lighttpd|$DIR|")
include "$DIR/shipped.conf"
TEXT
  sed -e "s|/usr/libexec/status-monitor/|$BUILD/|" -e "s|/run/lighttpd/|$DIR/|" "$SOURCE/nginx/$1" >"$DIR/shipped.conf"
  PATH=$PATH:/usr/sbin lighttpd -D -f "$DIR/lighttpd.conf" </dev/null 2>"$DIR/lighttpd.log" 3>&- &
  SERVER_PID=$!
  eventually curl -fsS -o /dev/null "$URL/health"
}

served() {
  [ "$(post_text "$(incident i1 u1)")" = '{"received":true,"incident_id":"i1"} 200' ]
  [ "$(post "$DIR/body")" = '{"received":true,"incident_id":"i1","duplicate":true} 200' ]
  [ "$(post_text '{}' '' wrong-secret)" = '{"error":"forbidden"} 403' ]
  [ "$(curl -sS -o /dev/null -w '%{http_code}' "$URL/elsewhere")" = 404 ]
  fail_early
  head -c 1100000 /dev/zero >"$DIR/big"
  [ "$(post "$DIR/big")" = '{"error":"the body is larger than 1 MiB"} 413' ]
  ! grep -rl "$SECRET" "$DIR"/*.log || false
}

@test "lighttpd.conf: the responder is spawned by lighttpd" {
  lighttpd_start lighttpd.conf
  served
  pid_stop "$SERVER_PID"
  SERVER_PID=""
  grep -q /elsewhere "$DIR/access.log"
  ! grep webhook "$DIR/access.log" || false
}

@test "lighttpd-cgi.conf: a process a request" {
  lighttpd_start lighttpd-cgi.conf
  served
  pid_stop "$SERVER_PID"
  SERVER_PID=""
  grep -q /elsewhere "$DIR/access.log"
  ! grep webhook "$DIR/access.log" || false
}

@test "the manual's lines for Apache" {
  pid_stop "$NGINX_PID"
  NGINX_PID=""
  mkdir "$DIR/web"
  {
    for module in mpm_event authz_core proxy proxy_fcgi; do
      echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"
    done
    printf 'ServerName localhost\nListen 127.0.0.1:%s\nPidFile %s/apache.pid\nErrorLog %s/error.log\n' "$PORT" "$DIR" "$DIR"
    printf 'DocumentRoot %s/web\nMutex file:%s\nLogFormat "%%r" combined\n' "$DIR" "$DIR"
    manual ProxyPassMatch | sed "s|/run/status-monitor/webhook.sock|$SOCKET|"
  } >"$DIR/apache.conf"
  if [ "$(id -u)" -eq 0 ]; then
    printf 'User www-data\nGroup www-data\n' >>"$DIR/apache.conf"
    chmod 755 "$DIR"
    chgrp www-data "$SOCKET"
  fi
  APACHE_LOG_DIR=$DIR /usr/sbin/apache2 -DFOREGROUND -f "$DIR/apache.conf" </dev/null 2>"$DIR/apache.log" 3>&- &
  SERVER_PID=$!
  eventually curl -fsS -o /dev/null "$URL/health"
  served
  grep -q /elsewhere "$DIR/access.log"
  ! grep webhook "$DIR/access.log" || false
}

# --- without systemd --------------------------------------------------------------------

@test "the manual's line for spawn-fcgi and multiwatch: restarts under load fail no request" {
  pid_stop "$RESPONDER_PID"
  manual multiwatch | sed -e "s|/run/status-monitor/webhook.sock|$SOCKET|" \
    -e "s|/usr/libexec/status-monitor|$BUILD|" -e 's|-[ugUG] [a-z-]*||g' -e 's|^spawn|exec &|' >"$DIR/line"
  sh "$DIR/line" </dev/null >"$DIR/multiwatch.log" 2>&1 3>&- &
  SERVER_PID=$!
  RESPONDER_PID=$SERVER_PID
  instance_wait
  RESPONDER_PID=""
  flow_start
  for _ in 1 2 3 4 5 6; do
    sleep 0.3
    pid=$(pgrep -P "$SERVER_PID" | head -n 1)
    kill -TERM "$pid"
    echo "$pid" >>"$DIR/ended"
  done
  flow_wait 200
  flow_end
  [ "$(sort -u "$DIR/ended" | wc -l)" -ge 3 ]
}

# --- systemd, cron, logrotate -----------------------------------------------------------

@test "the units are sound, and expose at most 0.3 and 1.2 of 10" {
  mkdir "$DIR/units"
  cp "$SOURCE"/systemd/*.socket "$SOURCE"/systemd/*.timer "$DIR/units/"
  for unit in "$BUILD"/systemd/*.service; do
    sed -E "s|^ExecStart=[^ ]*/|ExecStart=$BUILD/|" "$unit" >"$DIR/units/$(basename "$unit")"
  done
  systemd-analyze verify --man=no "$DIR"/units/* 2>"$DIR/said"
  ! grep -F "$DIR/units" "$DIR/said" || false
  # The threshold is ten times what is shown.
  systemd-analyze security --offline=true --no-pager --threshold=3 "$DIR/units/status-monitor.service" >"$DIR/responder.txt"
  systemd-analyze security --offline=true --no-pager --threshold=12 "$DIR/units/status-monitor-poller.service" >"$DIR/poller.txt"
  # And with what the manual says of them.
  grep -q 'Overall exposure level.*: 0\.2 ' "$DIR/responder.txt"
  grep -q 'Overall exposure level.*: 1\.1 ' "$DIR/poller.txt"
}

# A line of README is one of the manual, in the same order.
@test "the commands of README are those of the manual" {
  grep -q '^apt install ./status-monitor_\*.deb$' "$SOURCE/README.md"
  sed -n '/^make install$/,/^```$/p' "$SOURCE/README.md" | grep -v '^```' >"$DIR/readme"
  manual systemd-sysusers | sed -n 's/^# //p' | grep -v '^runuser' >"$DIR/manual"
  [ "$(wc -l <"$DIR/readme")" -ge 10 ]
  diff "$DIR/readme" "$DIR/manual"
}

@test "compose.yaml passes every setting on" {
  for name in $(statusctl config --raw --noheadings -o setting | grep -v '^state_dir$' | tr a-z A-Z); do
    grep -q "^    $name: " "$SOURCE/compose.yaml" || { echo "$name"; false; }
  done
}

@test "the entry for cron keeps the rules of cron" {
  entry=$BUILD/cron/crontab
  [ -z "$(tail -c 1 "$entry")" ]
  grep -qx 'MAILTO=""' "$entry"
  grep -qE '^\* \* \* \* \* status-monitor \[ ! -x (/[^ %]*/status-poller) \] \|\| \1 --stay 59 --quiet$' "$entry"
  ! grep -v '^#' "$entry" | grep -q % || false
}

@test "logrotate as shipped: no event is lost or repeated" {
  post_text "$(incident i1 u1)"
  eventually has_records 1
  sed -e "s|^/[^ ]*events.log|$LOG|" -e "s|su .*|su $(id -un) $(id -gn)|" "$BUILD/cron/logrotate" >"$DIR/logrotate.conf"
  chmod 644 "$DIR/logrotate.conf"
  PATH=$PATH:/usr/sbin logrotate -f -s "$DIR/logrotate.state" "$DIR/logrotate.conf"
  [ ! -e "$LOG" ]
  post_text "$(incident i2 u1)"
  eventually has_records 1
  grep -q 'An incident' "$LOG.1"
  cat "$LOG.1" "$LOG" | cmp - <(statusctl events -n 100)
}

@test "a log outside of the state directory is rotated too, by a responder that is confined" {
  mkdir "$DIR/elsewhere"
  instance_stop
  export LOG_FILE=$DIR/elsewhere/x.log
  LOG=$LOG_FILE
  instance_start 3>&-
  post_text "$(incident i1 u1)"
  eventually has_records 1
  mv "$LOG" "$LOG.1"
  post_text "$(incident i2 u1)"
  eventually has_records 1
  unset LOG_FILE
}

# --- confinement ------------------------------------------------------------------------

@test "the responder says what confines it, and so does the kernel" {
  grep -q '^webhook.fcgi: \(warning: \)\?confined by: no new privileges' "$DIR/responder.log"
  grep -qx "NoNewPrivs:.1" "/proc/$RESPONDER_PID/status"
  grep -q 'missing:.*seccomp' "$DIR/responder.log" || grep -qx "Seccomp:.2" "/proc/$RESPONDER_PID/status"
}

@test "of the system calls that are refused, none is missed" {
  instance_stop
  strace -f -qq -o "$DIR/trace" "$BUILD/webhook.fcgi" --listen "$SOCKET" </dev/null 2>"$DIR/said" 3>&- &
  SERVER_PID=$!
  RESPONDER_PID=$SERVER_PID
  nginx_start 3>&-
  instance_wait
  RESPONDER_PID=""
  post_text "$(incident i1 u1)"
  mv "$LOG" "$LOG.1"
  post_text "$(incident i2 u1)"
  eventually has_records 1
  sleep 1.5 # it settles
  pkill -TERM -P "$SERVER_PID" # strace itself does not hear it
  wait "$SERVER_PID"
  SERVER_PID=""
  # Its page cannot be reached everywhere; that it was asked is enough.
  strace -f -qq -o "$DIR/trace2" "$BUILD/status-poller" --once github 2>"$DIR/said2" || true
  grep -q 'pages asked: 1, ' "$DIR/said2"
  # clone3() is refused on purpose.
  ! grep -hE '= -1 (ENOSYS|EPERM|EACCES)' "$DIR/trace" "$DIR/trace2" | grep -v clone3 || false
}
