# A private instance: nginx and webhook.fcgi in a folder of their own, as shipped but for
# the port and the socket's path. Sourced by run.sh, the demo, the benchmark and the
# end-to-end tests.
#
# Expects: BUILD, the build folder, and DIR, the instance's folder. Sets: NGINX_PID,
# RESPONDER_PID, URL.

# shellcheck shell=sh
SOURCE=${SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}

# instance_server NAME PORT SOCKET: the server block as shipped, but for these. NAME is that of
# the upstream.
instance_server() {
  (cd "$SOURCE/nginx" && exec awk -v dir="$DIR" -v name="$1" -v port="$2" -v socket="$3" '
    FNR == 1 { to = FILENAME; sub("status-monitor", name, to); sub("sites-available", "sites-enabled", to) }
    { gsub("status_monitor", name); sub("snippets/status-monitor", "snippets/" name) }
    { sub("listen 8000;", "listen 127.0.0.1:" port ";"); sub("unix:/run/[^;]*;", "unix:" socket ";") }
    { print >(dir "/" to) }' \
    conf.d/status-monitor.conf snippets/status-monitor.conf sites-available/status-monitor)
}

# instance_prepare PORT: the folder with nginx's configuration.
instance_prepare() {
  PORT=$1
  URL=http://127.0.0.1:$PORT
  mkdir -p "$DIR/tmp" "$DIR/state" "$DIR/conf.d" "$DIR/snippets" "$DIR/sites-enabled"
  SOCKET=$DIR/webhook.sock
  if [ "${#SOCKET}" -gt 100 ]; then # a socket's path has 107 characters at most
    SOCKET=$(mktemp -d)/webhook.sock
  fi
  # Started as root, nginx would make its workers somebody who may not use the socket.
  user=""
  if [ "$(id -u)" -eq 0 ]; then user="user root;"; fi
  { echo "$user"; sed "s|@DIR@|$DIR|g" "$SOURCE/nginx/private.conf.in"; } >"$DIR/nginx.conf"
  instance_server status_monitor "$PORT" "$SOCKET"
  STATUS_MONITOR_CONF=${STATUS_MONITOR_CONF:-$DIR/status-monitor.conf}
  STATE_DIR=${STATE_DIR:-$DIR/state}
  WEBHOOK_BASE_URL=${WEBHOOK_BASE_URL:-$URL}
  export STATUS_MONITOR_CONF STATE_DIR WEBHOOK_BASE_URL
}

responder_start() {
  "$BUILD/webhook.fcgi" --listen "$SOCKET" </dev/null 2>>"$DIR/responder.log" &
  RESPONDER_PID=$!
}

nginx_start() {
  PATH=$PATH:/usr/sbin nginx -e stderr -p "$DIR/" -c "$DIR/nginx.conf" </dev/null 2>>"$DIR/nginx.log" &
  NGINX_PID=$!
}

instance_start() {
  responder_start
  nginx_start
  instance_wait
}

instance_answers() {
  curl -fsS -o /dev/null "$URL/health" 2>/dev/null
}

# Until /health answers; a program that ended instead is shown with its last words.
instance_wait() {
  tries=0
  until instance_answers; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ] || ! kill -0 "$RESPONDER_PID" 2>/dev/null || ! kill -0 "$NGINX_PID" 2>/dev/null; then
      echo "the instance in $DIR does not answer at $URL:" >&2
      tail -n 5 "$DIR/responder.log" "$DIR/nginx.log" >&2
      return 1
    fi
    sleep 0.05
  done
}

# pid_stop PID: ends a program of ours and waits for it.
pid_stop() {
  [ -n "${1:-}" ] || return 0
  kill -TERM "$1" 2>/dev/null || return 0
  wait "$1" 2>/dev/null || true
}

instance_stop() {
  pid_stop "${NGINX_PID:-}"
  pid_stop "${RESPONDER_PID:-}"
  NGINX_PID=""
  RESPONDER_PID=""
  rm -f "${SOCKET:-}"
}
