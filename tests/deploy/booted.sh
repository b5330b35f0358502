#!/bin/bash
# Run by systemd inside the Debian that package.sh makes: what came of each step goes to
# /root/result, a line each, what was said to /root/said. It starts the system again once, and ends
# with a shutdown.
set -u
exec >>/root/said 2>&1

R=/root/result
trap 'systemctl poweroff' EXIT

# check WHAT COMMAND...
check() {
  local what=$1 rc=0
  shift
  echo "== $what: $*"
  "$@" || rc=$?
  if [ $rc -eq 0 ]; then echo "ok $what"; else echo "not ok $what"; fi >>$R
  return 0
}

# eventually COMMAND...
eventually() {
  for _ in $(seq 200); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  "$@"
}

# manual HEADING: its commands, as they stand there.
manual() {
  sed 's/^apt install/apt-get -y install/' "/root/manual/$1" >/root/way
  cat /root/way
  cd /root && bash -e /root/way </dev/null
}

url=http://localhost:8000

post() {
  curl -sS -d "$1" "$url/webhook/$(statusctl secret show)"
}

incident() {
  printf '{"page":{"id":"kctbh9vrtdwd"},"incident":{"id":"%s","name":"N","status":"investigating","impact":"minor","incident_updates":[{"id":"u","status":"investigating","body":"b","created_at":"%s"}]}}' \
    "$1" "$(date -u +%FT%TZ)"
}

received() { [ "$(post "$(incident "$1")")" = "{\"received\":true,\"incident_id\":\"$1\"}" ]; }
known() { [ "$(post "$(incident "$1")")" = "{\"received\":true,\"incident_id\":\"$1\",\"duplicate\":true}" ]; }
events() { statusctl events --json -n 100000 | wc -l; }

# --- load -------------------------------------------------------------------------------

flow_start() {
  rm -f /root/enough
  secret=$(statusctl secret show)
  (
    n=0
    while [ ! -e /root/enough ]; do
      n=$((n + 1))
      incident "flow-$1-$n" >/root/flow
      curl -sS -o /dev/null -w '%{http_code}\n' --max-time 60 -d @/root/flow -H 'Connection: close' \
        "$url/webhook/$secret?[1-10]" 2>&1
    done >/root/flowed
  ) &
  flow=$!
}

# At least 200 requests, each answered 200.
flow_end() {
  until [ "$(wc -l </root/flowed)" -ge 200 ]; do sleep 0.1; done
  touch /root/enough
  wait "$flow"
  echo "under load: $(sort /root/flowed | uniq -c | tr -s ' \n' ' ')"
  echo "# under load: $(sort /root/flowed | uniq -c | tr -s ' \n' ' ')" >>$R
  [ "$(grep -vc '^200$' /root/flowed)" -eq 0 ]
}

restarts() {
  flow_start restart
  for _ in 1 2 3 4 5; do
    sleep 0.3
    systemctl restart status-monitor.service || return 1
    systemctl reload nginx || return 1
  done
  flow_end
}

# More in a row than systemd's own limits would bear.
crashes() {
  for i in $(seq 20); do
    eventually systemctl is-active -q status-monitor.service
    pid=$(systemctl show -P MainPID status-monitor.service)
    [ "$pid" -gt 0 ] && kill -9 "$pid"
    received "crash$i" || return 1
  done
}

# upgrade VERSION
upgrade() {
  local before
  before=$(systemctl show -P MainPID status-monitor.service)
  flow_start "$1"
  sleep 0.3
  dpkg -i "/root/status-monitor-$1.deb" || return 1
  flow_end && [ "$(systemctl show -P MainPID status-monitor.service)" != "$before" ]
}

store() { sqlite3 /var/lib/status-monitor/state.db "$1"; }

failed_upgrade() {
  local before
  before=$(systemctl show -P MainPID status-monitor.service)
  flow_start failed
  sleep 0.3
  ! dpkg -i /root/status-monitor-0.1.1+fails.deb >/root/dpkg 2>&1 || return 1
  cat /root/dpkg
  grep -q 'status-monitor: the store could not be migrated' /root/dpkg || return 1
  flow_end || return 1
  [ "$(systemctl show -P MainPID status-monitor.service)" = "$before" ] && received after-failure &&
    [ "$(store 'PRAGMA user_version')" = 1 ] && [ "$(store 'SELECT count(*) FROM sqlite_schema WHERE name = "was_begun"')" = 0 ]
}

# The responder of the old version was left alone; the old package brings back the rest.
old_package() {
  ! statusctl list || return 1
  dpkg -i /root/status-monitor-0.1.0+same.deb || return 1
  statusctl list && known after-failure && [ "$(store 'PRAGMA user_version')" = 1 ]
}

migrated() { [ "$(store 'PRAGMA user_version')" = 2 ] && [ "$(events)" -ge "$1" ] && known after-failure; }

# --- what is looked at ------------------------------------------------------------------

confined() {
  journalctl -u status-monitor.service --no-pager | grep -q 'confined by: no new privileges, Landlock (version [0-9]*), seccomp$'
}

scores() {
  for unit in status-monitor status-monitor-poller; do
    systemd-analyze security --no-pager "$unit.service" | tail -n 1 | sed 's/^[^O]*/# /' >>$R
  done
  systemd-analyze security --no-pager --threshold=3 status-monitor.service >/dev/null &&
    systemd-analyze security --no-pager --threshold=12 status-monitor-poller.service >/dev/null
}

socket_is_closed_to_others() {
  [ "$(stat -c '%a %U %G' /run/status-monitor/webhook.sock)" = "660 root www-data" ] &&
    [ "$(stat -c '%a %U' /var/lib/status-monitor)" = "750 status-monitor" ] &&
    [ "$(stat -c '%a %U' /var/lib/status-monitor/webhook-secret)" = "600 status-monitor" ]
}

doctor_poller() {
  runuser -u status-monitor -- statusctl doctor --json | tr '{' '\n' | grep '"poller"' |
    grep 'confined by: no new privileges, Landlock (version [0-9]*), seccomp"'
}

poller_ran() { [ "$(curl -sS $url/health | sed 's/.*"poller_age_seconds":\([^,]*\),.*/\1/')" != null ]; }

# cron begins within the next minute.
cron_fires() {
  systemctl is-active cron || return 1
  rm -f /var/lib/status-monitor/poll.lock
  for _ in $(seq 90); do
    poller_ran && return 0
    sleep 1
  done
  return 1
}

rotated() {
  logrotate -f /etc/logrotate.d/status-monitor || return 1
  [ ! -e /var/lib/status-monitor/events.log ] && received after-rotation &&
    eventually test -s /var/lib/status-monitor/events.log &&
    [ "$(stat -c %U /var/lib/status-monitor/events.log)" = status-monitor ] &&
    cat /var/lib/status-monitor/events.log.1 /var/lib/status-monitor/events.log | cmp - <(statusctl events -n 100000)
}

timer_fires() {
  rm -f /var/lib/status-monitor/poll.lock
  manual THE-POLLER && [ ! -e /etc/cron.d/status-monitor ] || return 1
  for _ in $(seq 90); do
    poller_ran && return 0
    sleep 1
  done
  return 1
}

# What the programs load when they need it, of which no link tells.
libraries() {
  while read -r name; do
    ldconfig -p | grep -F "$name " || return 1
  done </root/loaded
  [ -s /root/loaded ]
}

rebooted() {
  for unit in cron status-monitor.socket nginx; do
    systemctl is-active "$unit" || return 1
  done
  received after-reboot && known one && cron_fires
}

# The configuration stays, and cron and nginx bear with it; the store too, for the next time.
removed() {
  dpkg -r status-monitor || return 1
  ! systemctl is-active status-monitor.socket status-monitor.service status-monitor-poller.timer || return 1
  nginx -t && systemctl reload nginx || return 1
  [ "$(curl -sS -o /dev/null -w '%{http_code}' "$url/health")" = 502 ] || return 1
  sed -n 's/^[* ]* status-monitor //p' /etc/cron.d/status-monitor >/tmp/entry
  [ -s /tmp/entry ] && runuser -u status-monitor -- sh -e /tmp/entry && [ -e /var/lib/status-monitor/state.db ]
}

back_again() {
  dpkg -i /root/status-monitor-0.1.2+works.deb && known one && known after-failure
}

# leftovers: what of ours is still there
leftovers() {
  find / -xdev \( -path /root -o -path /proc -o -path /sys \) -prune -o -name '*status-monitor*' -print
  getent passwd status-monitor
  getent group status-monitor
}

gone() {
  ! leftovers | grep . && ! systemctl is-active -q status-monitor.socket status-monitor.service
}

# memory NAME: resident memory of what runs under that name, and its share of what is shared.
memory() {
  pgrep -x "$1" | while read -r pid; do
    awk -v n="$1" '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 }
      END { printf "# memory %s %d KiB resident, %d its share\n", n, rss, pss }' "/proc/$pid/smaps_rollup"
  done >>$R
}

footprint() {
  # A store of its own, in which the pages are due again soon.
  STATE_DIR=/tmp/waiting POLL_INTERVAL_SECONDS=10 runuser -u status-monitor -- /usr/libexec/status-monitor/status-poller --stay 30 --quiet &
  sleep 5
  memory webhook.fcgi
  memory status-poller
  memory nginx
  wait $!
}

edited_site() { grep -q edited /etc/nginx/sites-available/status-monitor && received upgraded && known two; }

# A person who is root, on a machine where nothing has run yet.
roots_commands() {
  systemctl stop status-monitor.service
  rm -rf /var/lib/status-monitor/*
  statusctl log verify
  statusctl quarantine drop --all
  /usr/libexec/status-monitor/status-poller --once github # its page cannot be reached here
  statusctl log rebuild
  ls -la /var/lib/status-monitor
  [ -e /var/lib/status-monitor/state.db ] && [ -z "$(find /var/lib/status-monitor -user root)" ] && received after-root
}

# Without what systemd would do, and with the web server of the way before.
no_systemd() {
  systemctl disable -q --now status-monitor.socket status-monitor.service
  rm -rf /run/status-monitor /var/lib/status-monitor /etc/cron.d/status-monitor
  userdel -f status-monitor # cron may have begun a pass within the last minute
  manual WITHOUT-SYSTEMD
}

# supervised N: the line N of the manual, as a supervisor would run it.
supervised() {
  local rc=0
  cat "/root/manual/WITHOUT-SYSTEMD-$1"
  if [ "$1" = 1 ]; then
    runuser -u status-monitor -- sh -c "exec $(cat /root/manual/WITHOUT-SYSTEMD-1)" &
  else
    bash "/root/manual/WITHOUT-SYSTEMD-$1" &
  fi
  supervisor=$!
  eventually curl -fsS "$url/health"
  received "supervised-$1" && known "supervised-$1" || rc=1
  [ "$(stat -c '%a %U %G' /run/status-monitor/webhook.sock)" = "660 status-monitor www-data" ] || rc=1
  pkill -TERM -P "$supervisor"
  kill "$supervisor" 2>/dev/null
  wait "$supervisor"
  return $rc
}

# Of the way with lighttpd: as the user that cron would take.
lighttpd_poller() {
  grep ' www-data \[ ! -x /usr/libexec' /etc/cron.d/status-monitor | sed 's/^[* ]* www-data //; s/--stay 59/--once/' >/tmp/entry
  [ -s /tmp/entry ] || return 1
  runuser -u www-data -- sh /tmp/entry # its pages cannot be reached here
  poller_ran && [ "$(stat -c %U /var/lib/status-monitor/poll.lock)" = www-data ]
}

# What systemd does at each boot.
lighttpd_boot() {
  id status-monitor && systemd-tmpfiles --create
  [ "$(stat -c %U /var/lib/status-monitor)" = www-data ] && received four
}

lighttpd_rotated() {
  logrotate -f /etc/logrotate.d/status-monitor && [ ! -e /var/lib/status-monitor/events.log ] && received five &&
    [ "$(stat -c %U /var/lib/status-monitor/events.log)" = www-data ]
}

# The first of these words stands for "make install" here.
source_ready() {
  printf 'install:\n\ttar -C / -xf /root/source.tar\n' >/root/Makefile
}

# --- the steps --------------------------------------------------------------------------

systemctl is-system-running --wait

if [ ! -e /root/rebooted ]; then
  systemctl stop lighttpd
  systemctl start nginx
  cp /root/status-monitor_*.deb /tmp/ 2>/dev/null

  check "the manual's way: the package" manual The-Debian-package
  check "the package brings the libraries along" libraries
  check "curl, for what follows" apt-get -qq -y install curl
  check "socket, store and secret are closed to others" socket_is_closed_to_others
  check "an event is received" received one
  check "it is known the second time" known one
  check "the whole sandbox is in force" confined
  check "exposure at most 0.3 and 1.2" scores
  check "cron reads the pages" cron_fires
  check "doctor tells what confines the poller" doctor_poller
  check "logrotate as shipped" rotated
  footprint
  check "20 crashes in a row" crashes
  check "restarts and reloads under load" restarts
  touch /root/rebooted
  trap - EXIT
  systemctl reboot
  exit
fi

check "all is there after a reboot" rebooted
check "an upgrade under load" upgrade 0.1.0+same
check "a failed migration leaves the old one working" failed_upgrade
check "and the package of the old version can be put back" old_package
n=$(store 'SELECT count(*) FROM event')
check "an upgrade that migrates, under load" upgrade 0.1.2+works
check "the store is migrated and whole" migrated "$n"
check "a removal leaves nothing that fails" removed
check "installed again, it knows what it knew" back_again
check "the manual's timer in place of cron" timer_fires
check "purge" dpkg -P status-monitor
check "purge leaves nothing" gone
check "nginx can be started without it" nginx -t

source_ready
check "the manual's way: from source, with nginx" manual From-source-with-nginx
check "an event is received" received two
sed -i 's/listen 8000;/listen 8000; # edited/' /etc/nginx/sites-available/status-monitor
check "the manual's upgrade from source" manual UPGRADES
check "the site is as it was edited, and an event is received" edited_site
check "what root runs leaves nothing of root's" roots_commands
check "the manual's commands without systemd" no_systemd
check "the responder under a supervisor" supervised 1
check "the responder with spawn-fcgi and multiwatch" supervised 2
systemctl stop nginx
rm -rf /var/lib/status-monitor /run/status-monitor /etc/cron.d/status-monitor /etc/logrotate.d/status-monitor

url=http://localhost
check "the manual's way: from source, with lighttpd" manual From-source-with-lighttpd
lighttpd_answers() { curl -fsS $url/health; }
check "lighttpd answers" eventually lighttpd_answers
check "an event is received" received three
check "cron runs the poller as the user of lighttpd" lighttpd_poller
check "a boot leaves all to the user of lighttpd" lighttpd_boot
check "logrotate, for the user of lighttpd" lighttpd_rotated
echo "the end" >>$R
