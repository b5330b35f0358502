#!/usr/bin/env bats
# The poller and TLS: a page is believed when its certificate is good, and only then.

load helper

setup() {
  instance_new
  instance_stop
  mkdir -p "$DIR/page/api/v2"
  printf '{"page":{"id":"acmepage0001","name":"Acme"},"components":[],"incidents":[],"scheduled_maintenances":[]}' \
    >"$DIR/page/api/v2/summary.json"
  authority ours
}
teardown() { instance_end; }

# authority NAME: a certificate authority of our own.
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -addext basicConstraints=critical,CA:TRUE -keyout "$DIR/$1.key" -out "$DIR/$1.pem" 2>/dev/null
}

# serve AUTHORITY HOST DAYS: nginx serves the page over TLS, with a certificate for that host.
serve() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
    -keyout "$DIR/page.key" -out "$DIR/page.csr" 2>/dev/null
  openssl x509 -req -in "$DIR/page.csr" -CA "$DIR/$1.pem" -CAkey "$DIR/$1.key" -CAcreateserial \
    -days "$3" -extfile <(echo "subjectAltName=DNS:$2") -out "$DIR/page.pem" 2>/dev/null
  cat >"$DIR/sites-enabled/status_monitor" <<TEXT
server {
    listen 127.0.0.1:$PORT ssl http2;
    ssl_certificate $DIR/page.pem;
    ssl_certificate_key $DIR/page.key;
    root $DIR/page;
}
TEXT
  nginx_start 3>&-
  eventually curl -sk -o "$DIR/curl.out" "https://localhost:$PORT/api/v2/summary.json"
}

# health [LINE...]: polls with these lines in [monitor]; the word for the page's health.
health() {
  {
    echo "[monitor]"
    printf '%s\n' "$@"
    printf '[provider acme]\nname = Acme\nurl = https://localhost:%s\nallow_private = yes\n' "$PORT"
  } >"$DIR/status-monitor.conf"
  "$BUILD/status-poller" --quiet --once 2>"$DIR/said" || true
  statusctl list --json | jq -r '.providers[0].health'
}

@test "a page whose authority is in ca_file is read" {
  serve ours localhost 2
  [ "$(health "ca_file = $DIR/ours.pem")" = fresh ]
}

@test "probe trusts whom the poller trusts: by the configuration, or without one by the environment" {
  serve ours localhost 2
  printf '[monitor]\n' >"$DIR/status-monitor.conf"
  run statusctl probe --private "https://localhost:$PORT"
  [ "$status" -eq 1 ]
  [[ "$output" == *certificate* ]]
  CA_FILE=$DIR/ours.pem STATUS_MONITOR_CONF=$DIR/none \
    statusctl probe --private "https://localhost:$PORT" 2>"$DIR/said"
  [ ! -s "$DIR/said" ]
  printf '[monitor]\nca_file = %s\n' "$DIR/ours.pem" >"$DIR/status-monitor.conf"
  statusctl probe --private "https://localhost:$PORT"
  run statusctl -c "$DIR/none" probe --private "https://localhost:$PORT"
  [ "$status" -eq 1 ]
  [[ "$output" == *"cannot open $DIR/none"* ]]
}

@test "an authority that nobody trusts is not believed" {
  serve ours localhost 2
  [ "$(health)" = unread ]
  grep -q certificate "$DIR/said"
}

@test "another authority than the one in ca_file is not believed" {
  authority theirs
  serve theirs localhost 2
  [ "$(health "ca_file = $DIR/ours.pem")" = unread ]
}

@test "a certificate for another host is not believed" {
  serve ours status.acme.example 2
  [ "$(health "ca_file = $DIR/ours.pem")" = unread ]
}

@test "a certificate that has expired is not believed" {
  serve ours localhost 0
  sleep 1
  [ "$(health "ca_file = $DIR/ours.pem")" = unread ]
}

@test "a ca_file that is not there is told" {
  serve ours localhost 2
  [ "$(health "ca_file = $DIR/none.pem")" = unread ]
  grep -q 'localhost' "$DIR/said"
}

# through_proxy [LINE...]: as health, of a page without TLS that the server is an https:// proxy to.
through_proxy() {
  {
    echo "[monitor]"
    printf '%s\n' "$@"
    printf '[provider acme]\nname = Acme\nurl = http://status.acme.example\n'
  } >"$DIR/status-monitor.conf"
  http_proxy=https://localhost:$PORT "$BUILD/status-poller" --quiet --once 2>"$DIR/said" || true
  statusctl list --json | jq -r '.providers[0].health'
}

@test "a proxy is believed by the same certificates, and it is named when it is not" {
  serve ours localhost 2
  [ "$(through_proxy)" = unread ]
  grep -q 'the certificate of the proxy that leads to status.acme.example cannot be trusted' "$DIR/said"
  [ "$(through_proxy "ca_file = $DIR/ours.pem")" = fresh ]
}

@test "a proxy with the certificate of another host is named, too" {
  serve ours status.acme.example 2
  [ "$(through_proxy "ca_file = $DIR/ours.pem")" = unread ]
  grep -q 'the certificate of the proxy that leads to status.acme.example cannot be trusted' "$DIR/said"
}

# certificate: what doctor says of that of the web server, "state found".
certificate() {
  printf '[monitor]\nca_file = %s\n' "$DIR/ours.pem" >"$DIR/status-monitor.conf"
  WEBHOOK_BASE_URL=https://localhost:$PORT statusctl doctor --json >"$DIR/out" 2>"$DIR/said" || true
  jq -r '.checks[] | select(.check == "certificate") | "\(.state) \(.found)"' "$DIR/out"
}

@test "doctor tells how long the web server's certificate is valid, and warns before it expires" {
  serve ours localhost 30
  [ "$(certificate)" = "ok valid for 29 d" ] || [ "$(certificate)" = "ok valid for 30 d" ]
  pid_stop "$NGINX_PID"
  serve ours localhost 2
  [[ "$(certificate)" == "warn valid for "* ]]
}

@test "probe says when the address has the wrong one of http and https" {
  serve ours localhost 2
  run "$BUILD/statusctl" -c /dev/null probe --private "http://localhost:$PORT"
  [ "$status" -eq 1 ]
  [[ "$output" == *"answers HTTP 400; is its address https://?" ]]
  pid_stop "$NGINX_PID"
  printf 'server { listen 127.0.0.1:%s; root %s; }\n' "$PORT" "$DIR/page" >"$DIR/sites-enabled/status_monitor"
  nginx_start 3>&-
  eventually curl -s -o "$DIR/curl.out" "http://localhost:$PORT/"
  run "$BUILD/statusctl" -c /dev/null probe --private "https://localhost:$PORT"
  [ "$status" -eq 1 ]
  [[ "$output" == *"does not begin with TLS; is its address http://?" ]]
}

@test "probe says what to do about a certificate that is not believed" {
  serve ours status.acme.example 2
  printf '[monitor]\nca_file = %s\n' "$DIR/ours.pem" >"$DIR/status-monitor.conf"
  run statusctl probe --private "https://localhost:$PORT"
  [ "$status" -eq 1 ]
  [[ "$output" == *"is the address right? If so, its owner has to mend that, or ca_file has to name who signed it" ]]
  printf '[monitor]\nca_file = %s\n' "$DIR/none.pem" >"$DIR/status-monitor.conf"
  run statusctl probe --private "https://localhost:$PORT"
  [[ "$output" == *"cannot be read: "*"; see ca_file, SSL_CERT_FILE and SSL_CERT_DIR, which name them" ]]
}
