#!/bin/sh
# ./dev bench ctl: what statusctl costs over a store of 10^6 events and 1000 providers, of which
# some hundred have an incident open, a component in trouble or a page that fails. CPU is that of the
# program alone, user and system, the median of ROUNDS runs, with the store in the page cache.
# EVENTS, PROVIDERS, COMPONENTS (a provider) and ROUNDS can be set.
#
# Where it goes, of the 40 million instructions of "status", by callgrind: the table 37 %; what is
# read of the store 25; the configuration, which has 1000 sections, 20; the dynamic linker 6. Nothing
# of it grows with the events. "version" is what a start costs.
set -eu

BUILD=$1
DIR=$(mktemp -d)
EVENTS=${EVENTS:-1000000}
PROVIDERS=${PROVIDERS:-1000}
COMPONENTS=${COMPONENTS:-100}
ROUNDS=${ROUNDS:-7}
trap 'rm -rf "$DIR"' EXIT
trap 'exit 130' INT TERM HUP

# --- the store ---------------------------------------------------------------------------

configure() {
  seq "$PROVIDERS" | awk -v state="$DIR/state" '
    BEGIN { printf "[monitor]\nstate_dir = %s\nwebhook_secret = bench-secret\n", state }
    { printf "[provider p%d]\nname = Provider %d\nurl = https://p%d.example\npage_id = page%d\n", $1, $1, $1, $1 }' \
    >"$DIR/status-monitor.conf"
}

# The program makes its own tables; one body that nobody understands is enough for that.
make_store() {
  mkdir "$DIR/state"
  printf '{}' | REQUEST_METHOD=POST REQUEST_URI=/webhook/bench-secret CONTENT_LENGTH=2 \
    "$BUILD/webhook.fcgi" >/dev/null
}

# 90 days of events: of four one is a component's, in pairs of a fall and a return.
fill_store() {
  sqlite3 -bail "$DIR/state/state.db" >/dev/null <<SQL
PRAGMA synchronous = OFF;
BEGIN;
CREATE TEMP TABLE t AS SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $EVENTS)
INSERT INTO event (received_at, occurred_at, kind, channel, provider, provider_name, page_id, product,
  components, impact, status, previous_status, title, detail, incident_id, update_id)
SELECT now - ($EVENTS - i) * (7776000000 / $EVENTS), now - ($EVENTS - i) * (7776000000 / $EVENTS) - 5000,
  CASE WHEN i % 4 = 0 THEN 2 ELSE 1 END, 1 + i % 3, 'p' || (1 + i % $PROVIDERS),
  'Provider ' || (1 + i % $PROVIDERS), 'page' || (1 + i % $PROVIDERS), 'API', '["API"]',
  CASE WHEN i % 4 <> 0 THEN 'minor' END,
  CASE WHEN i % 8 = 0 THEN 'operational' WHEN i % 4 = 0 THEN 'degraded_performance' ELSE 'investigating' END,
  CASE WHEN i % 8 = 0 THEN 'degraded_performance' WHEN i % 4 = 0 THEN 'operational' END,
  CASE WHEN i % 4 <> 0 THEN 'An incident with a title of the usual length' END,
  CASE WHEN i % 4 <> 0 THEN 'We are investigating elevated error rates, and will tell more when we know it.' || hex(randomblob(60)) END,
  CASE WHEN i % 4 = 0 THEN 'c' || (i % 7) ELSE 'i' || (i / 3) END, CASE WHEN i % 4 <> 0 THEN 'u' || i END
FROM n, t;
INSERT OR REPLACE INTO last_event SELECT provider, max(received_at) FROM event GROUP BY provider;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $PROVIDERS)
INSERT INTO provider (key, page_id, listed, indicator, unlisted, platform, due_at, tried_at, answered_at,
  first_read_at, failures, failure, gone_tries, health)
SELECT 'p' || i, 'page' || i, $COMPONENTS, 'none', 0, 'statuspage', now, now, now + 3600000, now - 9000000000,
  CASE WHEN i % 20 = 0 THEN 5 ELSE 0 END, CASE WHEN i % 20 = 0 THEN 'the page answered HTTP 503' END, 0,
  CASE WHEN i % 20 = 0 THEN 'failing' END
FROM n, t;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $PROVIDERS * $COMPONENTS)
INSERT INTO component (page_id, id, provider, name, status, changed_at, event_id, missed, fleeting)
SELECT 'page' || (1 + i % $PROVIDERS), 'c' || (i / $PROVIDERS), 'p' || (1 + i % $PROVIDERS), 'Component ' || (i / $PROVIDERS),
  CASE WHEN i % 1000 = 7 THEN 'degraded_performance' ELSE 'operational' END, now - i, 0, 0, 0
FROM n, t;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $EVENTS / 30)
INSERT INTO incident (page_id, id, provider, maintenance, title, status, impact, opened_at, updated_at, seen_at,
  missed, closed_at)
SELECT 'page' || (1 + i % $PROVIDERS), 'i' || i, 'p' || (1 + i % $PROVIDERS), 0, 'An incident', 'resolved', 'minor',
  now - i * span, now - i * span, now - i * span, 0, CASE WHEN i > 100 THEN now - i * span + 500 END
FROM n, t, (SELECT 7776000000 / ($EVENTS / 30) AS span);
UPDATE incident SET status = 'identified' WHERE closed_at IS NULL;
COMMIT;
SQL
}

# --- the commands ------------------------------------------------------------------------

# median FILE COLUMN: of that column.
median() {
  cut -d' ' -f"$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# measure COMMAND...: a row of the table.
measure() {
  rm -f "$DIR/cost"
  for _ in $(seq "$ROUNDS"); do
    "$BUILD/tests/bench/cost" "$DIR/cost" "$BUILD/statusctl" "$@" >"$DIR/out" 2>"$DIR/err" || true
    [ ! -s "$DIR/err" ] || { cat "$DIR/err" >&2; exit 1; }
  done
  printf '%-44s %9s %9s %9s %9s\n' "statusctl $*" "$(median "$DIR/cost" 1)" "$(median "$DIR/cost" 2)" \
    "$(median "$DIR/cost" 3)" "$(wc -l <"$DIR/out")"
}

export STATUS_MONITOR_CONF="$DIR/status-monitor.conf" PAGER=cat
unset STATE_DIR WEBHOOK_SECRET
configure
make_store
fill_store
printf '%s events, %s providers, %s components; medians of %s runs\n' "$EVENTS" "$PROVIDERS" \
  $((PROVIDERS * COMPONENTS)) "$ROUNDS"
printf '%-44s %9s %9s %9s %9s\n' command ms "CPU ms" "peak KiB" lines
measure version
measure status
cpu=$(median "$DIR/cost" 2)
measure list
measure check
measure events
measure events p7 -n 100
measure events --grep 'no such text' -n 1
measure event 500000
measure incidents --open
measure incidents
measure incidents p7
measure uptime p7
measure uptime
measure lag --since 1d
measure lag --since 90d
printf '\n%-44s %9s %9s  %s\n' target is "at most" ""
printf '%-44s %9s %9s  %s\n' "statusctl status, ms of CPU" "$cpu" 50 \
  "$(awk -v v="$cpu" 'BEGIN { print v <= 50 ? "met" : "missed" }')"
