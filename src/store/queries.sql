-- Every statement of the program, run by the name after "-- name:" and prepared when it is
-- first used. A test prepares them all. "@ID" stands for what follows "-- define: ID": the columns
-- in the order in which C binds and reads them.

-- define: EVENT_COLUMNS
received_at, occurred_at, shown_at, kind, channel, provider, provider_name, page_id, product,
components, impact, status, previous_status, title, detail, incident_id, update_id, url,
scheduled_for, scheduled_until, note, of_event

-- define: INCIDENT_COLUMNS
page_id, id, provider, maintenance, title, status, impact, product, product_at, url, opened_at,
updated_at, scheduled_for, scheduled_until, seen_at, missed, closed_at

-- define: COMPONENT_COLUMNS
page_id, id, provider, name, status, changed_at, event_id, missed, fleeting

-- define: PROVIDER_COLUMNS
key, page_id, page_time, copied_at, listed, indicator, unlisted, moved_to, other_page, platform,
due_at, due_by, leave_until, tried_at, answered_at, first_read_at, failures, failure, gone_since, gone_tries,
health, etag, last_modified, validated, covered_at, changed_at, moved_at, own_at

-- name: BEGIN
BEGIN IMMEDIATE

-- name: COMMIT
COMMIT

-- name: ROLLBACK
ROLLBACK

-- name: EVENT_APPEND
INSERT INTO event (@EVENT_COLUMNS)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)

-- name: EVENT_FIND
SELECT id, @EVENT_COLUMNS FROM event WHERE id = ?1

-- name: EVENTS_AFTER
SELECT id, @EVENT_COLUMNS FROM event WHERE id > ?1 ORDER BY id LIMIT ?2

-- name: EVENTS_RECENT
-- Of the newest ?3 events, those of a page since a time, newest first. A summary is none of them.
SELECT id, @EVENT_COLUMNS FROM event WHERE id > (SELECT max(id) FROM event) - ?3 AND page_id = ?1 AND received_at > ?2
  AND of_event = 0
ORDER BY id DESC

-- name: EVENTS_OF_INCIDENT
-- Of the newest ?3 events, those of an incident, newest first.
SELECT id, @EVENT_COLUMNS FROM event WHERE id > (SELECT max(id) FROM event) - ?3 AND page_id = ?1 AND incident_id = ?2
  AND of_event = 0
ORDER BY id DESC

-- name: SIGHTINGS
SELECT channel, received_at FROM event WHERE id = ?1
UNION ALL
SELECT channel, seen_at FROM sighting WHERE event_id = ?1

-- name: EVENT_BEFORE_LAST
SELECT id FROM event ORDER BY id DESC LIMIT 1 OFFSET ?1

-- name: EVENT_COUNT
-- Ids have no gaps: a transaction that fails gives its ids back, and retention removes the oldest.
SELECT coalesce(max(id) - min(id) + 1, 0) FROM event

-- name: LAST_EVENT_PUT
INSERT INTO last_event (provider, received_at) VALUES (?1, ?2)
ON CONFLICT (provider) DO UPDATE SET received_at = excluded.received_at

-- name: LAST_EVENTS
SELECT provider, received_at FROM last_event

-- name: LAST_EVENT_PRUNE
DELETE FROM last_event WHERE received_at < ?1

-- name: EVENTS_FORTH
-- Of the events with an id over ?1 up to ?2 those of a provider or page, of kinds and of channels (a
-- bit each; NULL: all), received from ?7 on and before ?8.
SELECT id, @EVENT_COLUMNS FROM event WHERE id > ?1 AND id <= ?2
  AND (coalesce(?3, ?4) IS NULL OR provider = ?3 OR page_id = ?4)
  AND (?5 IS NULL OR (?5 >> kind) & 1) AND (?6 IS NULL OR (?6 >> channel) & 1)
  AND received_at >= ?7 AND received_at < ?8
ORDER BY id LIMIT ?9

-- name: EVENTS_BACK
-- The same, the newest first.
SELECT id, @EVENT_COLUMNS FROM event WHERE id > ?1 AND id <= ?2
  AND (coalesce(?3, ?4) IS NULL OR provider = ?3 OR page_id = ?4)
  AND (?5 IS NULL OR (?5 >> kind) & 1) AND (?6 IS NULL OR (?6 >> channel) & 1)
  AND received_at >= ?7 AND received_at < ?8
ORDER BY id DESC LIMIT ?9

-- name: EVENT_RECEIVED_AT
SELECT received_at FROM event WHERE id >= ?1 ORDER BY id LIMIT 1

-- name: EVENT_NEWEST
SELECT coalesce(max(id), 0) FROM event

-- name: SIGHTINGS_WITHIN
-- Every channel that told of the events with an id over ?1 up to ?2, and when; what tells of pages
-- themselves is not told by anybody, and a summary neither.
SELECT channel, received_at, occurred_at, shown_at, 1, provider, received_at FROM event
WHERE id > ?1 AND id <= ?2 AND (coalesce(?3, ?4) IS NULL OR provider = ?3 OR page_id = ?4)
  AND received_at >= ?5 AND kind NOT IN (5, 6)
UNION ALL
SELECT s.channel, s.seen_at, e.occurred_at, e.shown_at, 0, e.provider, e.received_at
FROM sighting s JOIN event e ON e.id = s.event_id
WHERE s.event_id > ?1 AND s.event_id <= ?2
  AND (coalesce(?3, ?4) IS NULL OR e.provider = ?3 OR e.page_id = ?4) AND e.received_at >= ?5

-- name: UPDATES_WITHIN
-- The incident of each update among the events with an id over ?1 up to ?2; of a page, or of all.
SELECT page_id, incident_id FROM event
WHERE id > ?1 AND id <= ?2 AND (?3 IS NULL OR page_id = ?3) AND kind IN (1, 3) AND received_at >= ?4
  AND page_id IS NOT NULL AND incident_id IS NOT NULL

-- name: EVENT_IS_FOLLOWED
-- Whether something came after event ?1 of the same kind, page and incident; without an id, title.
SELECT 1 FROM event WHERE id > ?1 AND kind = ?2 AND page_id IS ?3
  AND (incident_id = ?4 OR ((incident_id IS NULL OR ?4 IS NULL) AND title IS ?5)) LIMIT 1

-- name: EVENT_OLDEST
SELECT coalesce(min(id), 0) FROM event

-- name: EVENT_PRUNE
-- Of the oldest ?3, those before the first that is still young: ids stay without gaps
-- also when the clock has been moved. The newest stays, so that the greatest id never goes back.
DELETE FROM event WHERE id <= ?2 AND id IN (SELECT id FROM event ORDER BY id LIMIT ?3)
  AND id < coalesce(
    (SELECT min(id) FROM (SELECT id, received_at FROM event ORDER BY id LIMIT ?3) WHERE received_at >= ?1),
    (SELECT max(id) FROM event))

-- name: SIGHTING_PRUNE
DELETE FROM sighting WHERE (event_id, channel) IN (
  SELECT event_id, channel FROM sighting WHERE event_id < (SELECT min(id) FROM event) LIMIT ?1)

-- name: EVENT_REPEATED
-- Of a report of the event by channel ?2 with the text ?3: whether the channel is another
-- than the event's, and the text, under ids, another than the one that was logged; or the first.
-- Then also the logged one, when a mail told it: its layout is not the page's.
SELECT channel <> ?2, other, iif(other AND channel = 2, detail, NULL)
FROM (SELECT channel, detail,
  (update_id IS NOT NULL OR detail IS NULL) AND ?3 IS NOT NULL AND detail IS NOT ?3 AS other
  FROM event WHERE id = ?1)

-- name: SIGHTING_PUT
INSERT INTO sighting (event_id, channel, seen_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING

-- name: REVISION_PUT
INSERT INTO revision (event_id, detail, channel, seen_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO NOTHING

-- name: REVISIONS
SELECT detail, channel, seen_at FROM revision WHERE event_id = ?1 ORDER BY seen_at

-- name: REVISION_PRUNE
-- One, found by its whole key: for a list of them SQLite would read all of their events.
DELETE FROM revision WHERE (event_id, detail) = (
  SELECT event_id, detail FROM revision WHERE event_id < (SELECT min(id) FROM event)
  ORDER BY event_id, detail LIMIT 1)

-- name: BODY_PUT
INSERT INTO body (first_event, last_event, total, bytes)
VALUES (?1, ?2, length(?3) + coalesce((SELECT total FROM body ORDER BY first_event DESC LIMIT 1), 0), ?3)

-- name: BODY_FIND
SELECT bytes FROM body WHERE last_event >= ?1 AND first_event = (
  SELECT max(first_event) FROM body WHERE first_event <= ?1)

-- name: BODIES_TRIM
-- All before the first from which on there are at most ?1 bytes: only what goes is looked at.
DELETE FROM body WHERE first_event < (
  SELECT first_event FROM body
  WHERE (SELECT total FROM body ORDER BY first_event DESC LIMIT 1) - total + length(bytes) <= ?1
  ORDER BY first_event LIMIT 1)

-- name: BODIES_PRUNE
DELETE FROM body WHERE first_event IN (
  SELECT first_event FROM body WHERE first_event < (SELECT min(id) FROM event) LIMIT ?1)

-- name: SUMMARY_WANT
INSERT INTO summary (event_id, state, tries, due_at) VALUES (?1, ?2, 0, 0) ON CONFLICT DO NOTHING

-- name: SUMMARY_NEXT
-- That of the oldest event, of those that are due at ?1.
SELECT event_id, state, tries, model, text, made_at
FROM summary INDEXED BY summary_waiting WHERE state = 1 AND due_at <= ?1 ORDER BY event_id LIMIT 1

-- name: SUMMARY_FIND
SELECT event_id, state, tries, model, text, made_at FROM summary WHERE event_id = ?1

-- name: SUMMARY_SAME
-- What was answered when the same was asked before.
SELECT event_id, state, tries, model, text, made_at
FROM summary INDEXED BY summary_answered WHERE digest = ?1 AND text IS NOT NULL LIMIT 1

-- name: SUMMARY_ASKED
UPDATE summary SET tries = tries + 1, digest = ?2, due_at = ?3 WHERE event_id = ?1

-- name: SUMMARY_DELAY
UPDATE summary SET due_at = ?2 WHERE event_id = ?1

-- name: SUMMARY_SETTLE
UPDATE summary SET state = ?2, model = ?3, text = ?4, made_at = ?5 WHERE event_id = ?1

-- name: SUMMARY_PRUNE
DELETE FROM summary WHERE event_id IN (
  SELECT event_id FROM summary WHERE event_id < (SELECT min(id) FROM event) LIMIT ?1)

-- name: DEDUP_FIND
SELECT event_id FROM dedup WHERE key = ?1 AND (expires_at IS NULL OR expires_at > ?2)

-- name: DEDUP_ANY
SELECT 1 FROM dedup WHERE key >= ?1 AND key < ?2 LIMIT 1

-- name: DEDUP_EVENTS
SELECT event_id FROM dedup WHERE key >= ?1 AND key < ?2 AND (expires_at IS NULL OR expires_at > ?3)
ORDER BY key LIMIT ?4

-- name: DEDUP_PUT
INSERT INTO dedup (key, event_id, expires_at) VALUES (?1, ?2, ?3)
ON CONFLICT (key) DO UPDATE SET event_id = excluded.event_id, expires_at = excluded.expires_at

-- name: DEDUP_COUNT
SELECT count(*) FROM (SELECT 1 FROM dedup WHERE expires_at IS NULL OR expires_at > ?1 LIMIT ?2)

-- name: DEDUP_PRUNE
DELETE FROM dedup WHERE key IN (SELECT key FROM dedup WHERE expires_at <= ?1 LIMIT ?2)

-- name: DEDUP_FORGET
DELETE FROM dedup WHERE key IN (SELECT key FROM dedup WHERE key >= ?1 AND key < ?2 LIMIT ?3)

-- name: DEDUP_ADOPT
-- From those that begin with ?1, up to ?2, to those that begin with ?3.
UPDATE OR IGNORE dedup SET key = ?3 || substr(key, length(?1) + 1) WHERE key >= ?1 AND key < ?2

-- name: INCIDENT_FIND
SELECT @INCIDENT_COLUMNS FROM incident WHERE page_id = ?1 AND id = ?2

-- name: INCIDENT_BY_URL
-- The newest with that address behind its "https://".
SELECT id FROM incident WHERE page_id = ?1 AND (url = 'https://' || ?2 OR url = 'http://' || ?2)
ORDER BY seen_at DESC LIMIT 1

-- name: INCIDENTS_OPEN
SELECT @INCIDENT_COLUMNS FROM incident INDEXED BY incident_open WHERE closed_at IS NULL ORDER BY page_id, opened_at

-- name: INCIDENTS_OPEN_OF
SELECT @INCIDENT_COLUMNS FROM incident WHERE (page_id, id) IN (
  SELECT page_id, id FROM incident INDEXED BY incident_open WHERE closed_at IS NULL AND page_id = ?1)
ORDER BY opened_at

-- name: INCIDENTS_LOST
-- A page may have a status of its own that is called so: such an incident is open.
SELECT @INCIDENT_COLUMNS FROM incident INDEXED BY incident_lost
WHERE status = 'lost' AND closed_at IS NOT NULL AND page_id = ?1 AND missed < ?2

-- name: INCIDENTS_BEYOND
-- The next ?3 after this page and id, in the order of the primary key.
SELECT @INCIDENT_COLUMNS FROM incident WHERE (page_id, id) > (?1, ?2) ORDER BY page_id, id LIMIT ?3

-- name: INCIDENT_PUT
INSERT INTO incident (@INCIDENT_COLUMNS)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
ON CONFLICT (page_id, id) DO UPDATE SET
  provider = excluded.provider, maintenance = excluded.maintenance, title = excluded.title,
  status = excluded.status, impact = excluded.impact, product = excluded.product,
  product_at = excluded.product_at, url = coalesce(excluded.url, url),
  opened_at = excluded.opened_at, updated_at = excluded.updated_at,
  scheduled_for = excluded.scheduled_for, scheduled_until = excluded.scheduled_until,
  missed = excluded.missed, closed_at = excluded.closed_at

-- name: INCIDENTS_LAPSED
-- Over before ?1; or still open, of a provider that has not answered since ?2, without a word
-- since ?1, and not planned for later than that.
SELECT page_id, id FROM incident INDEXED BY incident_closed WHERE closed_at < ?1
UNION ALL
SELECT page_id, id FROM incident INDEXED BY incident_open
WHERE closed_at IS NULL AND seen_at < ?1 AND coalesce(updated_at, 0) < ?1
  AND coalesce(scheduled_until, scheduled_for, 0) < ?1 AND NOT EXISTS (
  SELECT 1 FROM provider WHERE key = incident.provider AND coalesce(answered_at, 0) >= ?2)
LIMIT ?3

-- name: INCIDENT_IS_LAPSED
-- Whether it is still one of those.
SELECT closed_at < ?1 OR (
  closed_at IS NULL AND seen_at < ?1 AND coalesce(updated_at, 0) < ?1
    AND coalesce(scheduled_until, scheduled_for, 0) < ?1 AND NOT EXISTS (
    SELECT 1 FROM provider WHERE key = incident.provider AND coalesce(answered_at, 0) >= ?2))
FROM incident WHERE page_id = ?3 AND id = ?4

-- name: INCIDENTS_ADOPT
UPDATE OR IGNORE incident SET page_id = ?2 WHERE page_id = ?1

-- name: INCIDENT_REMOVE
DELETE FROM incident WHERE page_id = ?1 AND id = ?2

-- name: COMPONENT_FIND
SELECT @COMPONENT_COLUMNS FROM component WHERE page_id = ?1 AND id = ?2

-- name: COMPONENTS_OF
SELECT @COMPONENT_COLUMNS FROM component WHERE page_id = ?1 ORDER BY id

-- name: COMPONENTS_TROUBLED
SELECT @COMPONENT_COLUMNS FROM component INDEXED BY component_troubled WHERE lower(status) <> 'operational' ORDER BY provider, name

-- name: COMPONENT_PUT
INSERT INTO component (@COMPONENT_COLUMNS)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (page_id, id) DO UPDATE SET
  provider = excluded.provider, name = coalesce(excluded.name, name), status = excluded.status,
  changed_at = excluded.changed_at, event_id = excluded.event_id, missed = excluded.missed,
  fleeting = excluded.fleeting

-- name: COMPONENTS_ADOPT
UPDATE OR IGNORE component SET page_id = ?2 WHERE page_id = ?1

-- name: COMPONENT_REMOVE
DELETE FROM component WHERE page_id = ?1 AND id = ?2

-- name: COMPONENT_PAGES_LAPSED
-- Pages that no provider has now, without a change since ?1: from page to page by the
-- primary key, not through all their components.
WITH RECURSIVE page (id) AS (
  SELECT min(page_id) FROM component
  UNION ALL
  SELECT (SELECT min(page_id) FROM component WHERE page_id > page.id) FROM page WHERE page.id IS NOT NULL)
SELECT id FROM page WHERE id IS NOT NULL
  AND id NOT IN (SELECT page_id FROM provider WHERE page_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM component WHERE page_id = page.id AND changed_at >= ?1)
LIMIT ?2

-- name: COMPONENT_PRUNE
-- Up to ?3 of such a page, if it still is one.
DELETE FROM component WHERE page_id = ?1 AND id IN (
    SELECT id FROM component WHERE page_id = ?1 AND coalesce(changed_at, 0) < ?2 LIMIT ?3)
  AND NOT EXISTS (SELECT 1 FROM provider WHERE page_id = ?1)

-- name: PROVIDER_FIND
SELECT @PROVIDER_COLUMNS FROM provider WHERE key = ?1

-- name: PROVIDERS
SELECT @PROVIDER_COLUMNS FROM provider

-- name: PROVIDER_TIMES
SELECT key, due_at, due_by, tried_at FROM provider

-- name: PROVIDER_NEXT
SELECT key, due_at, due_by, tried_at FROM provider INDEXED BY provider_due
WHERE due_by IS NOT NULL ORDER BY due_at LIMIT 1

-- name: PROVIDER_RETIRE
UPDATE provider SET due_by = NULL, wanted_at = NULL WHERE key = ?1

-- name: PROVIDER_WANT
UPDATE provider SET wanted_at = max(?2, coalesce(wanted_at, 0)) WHERE key = ?1

-- name: PROVIDERS_WANTED
-- A page in trouble keeps its time: it is left alone. So does one that asked for that. What is
-- wanted from a time to come was noted by a clock that was wrong.
SELECT key, due_at, due_by, tried_at FROM provider INDEXED BY provider_wanted
WHERE wanted_at > tried_at AND wanted_at <= ?1 AND failures = 0 AND coalesce(leave_until, 0) <= ?1

-- name: PROVIDER_MARK
UPDATE provider SET validated = ?2, covered_at = ?3, changed_at = ?4, moved_at = ?5, own_at = ?6
WHERE key = ?1

-- name: PROVIDER_DEFER
UPDATE provider SET due_at = max(due_at, ?2), leave_until = ?2 WHERE key = ?1

-- name: PROVIDER_DOUBT
UPDATE provider SET validated = NULL WHERE key = ?1 AND validated IS NOT NULL

-- name: PROVIDER_PUT
-- A doubt that came while the page was asked stays, unless it sent another document.
INSERT INTO provider (@PROVIDER_COLUMNS)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
  ?23, ?24, ?25, ?26, ?27, ?28)
ON CONFLICT (key) DO UPDATE SET
  page_id = excluded.page_id, page_time = excluded.page_time, copied_at = excluded.copied_at,
  listed = excluded.listed, indicator = excluded.indicator, unlisted = excluded.unlisted, moved_to = excluded.moved_to,
  other_page = excluded.other_page, platform = excluded.platform, due_at = excluded.due_at, due_by = excluded.due_by,
  leave_until = excluded.leave_until, tried_at = excluded.tried_at, answered_at = excluded.answered_at,
  first_read_at = excluded.first_read_at, failures = excluded.failures, failure = excluded.failure,
  gone_since = excluded.gone_since, gone_tries = excluded.gone_tries, health = excluded.health,
  etag = excluded.etag, last_modified = excluded.last_modified,
  validated = iif(validated IS NULL AND copied_at IS excluded.copied_at, NULL, excluded.validated),
  covered_at = excluded.covered_at, changed_at = excluded.changed_at, moved_at = excluded.moved_at,
  own_at = excluded.own_at

-- name: PROVIDERS_SILENT
SELECT key FROM provider WHERE coalesce(answered_at, 0) < ?1

-- name: PROVIDER_REMOVE
DELETE FROM provider WHERE key = ?1 AND coalesce(answered_at, 0) < ?2

-- name: QUARANTINE_PUT
INSERT INTO quarantine (received_at, provider, kind, reason, digest, total, body)
SELECT ?1, ?2, ?6, ?3, ?4,
  length(?5) + coalesce((SELECT total FROM quarantine ORDER BY id DESC LIMIT 1), 0), ?5
WHERE NOT EXISTS (SELECT 1 FROM quarantine WHERE digest = ?4)

-- name: QUARANTINE_TRIM
-- All before the first from which on there are at most ?1 bodies and ?2 bytes: only what
-- goes is looked at.
DELETE FROM quarantine WHERE id < (
  SELECT id FROM quarantine WHERE id > (SELECT max(id) FROM quarantine) - ?1 AND
    (SELECT total FROM quarantine ORDER BY id DESC LIMIT 1) - total + length(body) <= ?2
  ORDER BY id LIMIT 1)

-- name: QUARANTINE_PRUNE
-- Of the oldest ?2, those before the first that is still young.
DELETE FROM quarantine WHERE id IN (SELECT id FROM quarantine ORDER BY id LIMIT ?2)
  AND id < coalesce(
    (SELECT min(id) FROM (SELECT id, received_at FROM quarantine ORDER BY id LIMIT ?2)
     WHERE received_at >= ?1),
    9223372036854775807)

-- name: QUARANTINE_LIST
SELECT id, received_at, provider, kind, reason, length(body) FROM quarantine ORDER BY id

-- name: QUARANTINE_FIND
SELECT id, received_at, provider, kind, reason, length(body), body FROM quarantine WHERE id = ?1

-- name: QUARANTINE_REMOVE
DELETE FROM quarantine WHERE id = ?1

-- name: QUARANTINE_COUNT
SELECT count(*) FROM quarantine

-- name: SUBSCRIPTION_PUT
INSERT INTO subscription (provider, id, page_url, email, base_url, secret_mark, made_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (provider, id) DO UPDATE SET page_url = excluded.page_url, email = excluded.email,
  base_url = excluded.base_url, secret_mark = excluded.secret_mark, made_at = excluded.made_at

-- name: SUBSCRIPTION_REMOVE
DELETE FROM subscription WHERE provider = ?1 AND id = ?2

-- name: SUBSCRIPTIONS
SELECT provider, id, page_url, email, base_url, secret_mark, made_at FROM subscription
WHERE ?1 IS NULL OR provider = ?1 ORDER BY provider, made_at, id

-- name: HEARD_LAST
-- When an event of a provider or page was last told by channel ?3, as the first one or later.
SELECT max(at) FROM (
  SELECT max(received_at) AS at FROM event WHERE (provider = ?1 OR page_id = ?2) AND channel = ?3
  UNION ALL
  SELECT max(seen_at) FROM sighting JOIN event ON event.id = event_id
  WHERE (provider = ?1 OR page_id = ?2) AND sighting.channel = ?3)

-- name: UNHEARD
-- Updates that channel ?6 told of after ?3 and before ?4, and channel ?5 never: how many, and of
-- how many incidents.
SELECT count(*), count(DISTINCT incident_id) FROM event
WHERE (provider = ?1 OR page_id = ?2) AND received_at > ?3 AND received_at < ?4 AND channel = ?6
  AND update_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM sighting WHERE event_id = event.id AND channel = ?5)

-- name: LOG_CURSOR_FIND
SELECT device, inode, size, event_id, boot FROM log_cursor WHERE target = ?1

-- name: LOG_CURSOR_PUT
-- A process that has slept since knows less than the one that stored this row.
INSERT INTO log_cursor (target, device, inode, size, event_id, boot) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (target) DO UPDATE SET device = excluded.device, inode = excluded.inode,
  size = excluded.size, event_id = excluded.event_id, boot = excluded.boot
WHERE excluded.event_id >= event_id

-- name: GAP_PUT
INSERT INTO gap (provider, since, before) VALUES (?1, ?2, ?3)
ON CONFLICT (provider, since) DO UPDATE SET before = excluded.before

-- name: GAPS
SELECT provider, since, before FROM gap WHERE before > ?1 ORDER BY provider, since

-- name: GAP_PRUNE
DELETE FROM gap WHERE provider = ?1 AND before < ?2

-- name: GAP_FORGET
-- Those of a provider that is not there any more.
DELETE FROM gap WHERE provider = ?1 AND NOT EXISTS (SELECT 1 FROM provider WHERE key = ?1)

-- name: FACT_FIND
SELECT value FROM fact WHERE name = ?1

-- name: FACT_PUT
INSERT INTO fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: INTEGRITY
PRAGMA integrity_check(1)

-- name: PAGE_COUNT
PRAGMA page_count

-- name: PAGE_SIZE
PRAGMA page_size

-- name: FREE_PAGES
PRAGMA freelist_count

-- name: VACUUM
VACUUM

-- name: EVENT_NEWEST_AT
SELECT received_at FROM event ORDER BY id DESC LIMIT 1
