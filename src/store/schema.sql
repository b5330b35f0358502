-- The tables, as steps: version N is what turns a store of version N-1 into one of
-- version N. A step that was ever released is not edited; a new one is added. Until it restarts,
-- the responder of the version before works with the new tables: a step adds, a new column may be
-- left empty, and what nobody needs any more goes a version later.
-- Times are milliseconds since 1970, UTC; NULL where the provider did not say.

-- version: 1

-- What happened, in the order of the log. AUTOINCREMENT: an id is never used again, whatever
-- was removed.
CREATE TABLE event (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at     INTEGER NOT NULL,
  occurred_at     INTEGER,              -- when the provider posted it
  shown_at        INTEGER,              -- when by its page it was so, where that is another time
  kind            INTEGER NOT NULL,
  channel         INTEGER NOT NULL,
  provider        TEXT NOT NULL,
  provider_name   TEXT NOT NULL,
  page_id         TEXT,
  product         TEXT,
  components      TEXT,                 -- the same as a JSON array
  impact          TEXT,
  status          TEXT,
  previous_status TEXT,
  title           TEXT,
  detail          TEXT,
  incident_id     TEXT,
  update_id       TEXT,
  url             TEXT,
  scheduled_for   INTEGER,
  scheduled_until INTEGER,
  note            TEXT,
  of_event        INTEGER NOT NULL DEFAULT 0 -- a summary: the event that it sums up
) STRICT;

-- Every further channel that reported an event, and when it first did. The first one is
-- in the event itself.
CREATE TABLE sighting (
  event_id INTEGER NOT NULL,
  channel  INTEGER NOT NULL,
  seen_at  INTEGER NOT NULL,
  PRIMARY KEY (event_id, channel)
) STRICT, WITHOUT ROWID;

-- Other texts that an update was given later, under the same id: kept, but no news.
CREATE TABLE revision (
  event_id INTEGER NOT NULL,
  detail   TEXT NOT NULL,
  channel  INTEGER NOT NULL,
  seen_at  INTEGER NOT NULL,
  PRIMARY KEY (event_id, detail)
) STRICT, WITHOUT ROWID;

-- What webhooks and mails said, as it came, for as many of the newest events as there is room.
CREATE TABLE body (
  first_event INTEGER PRIMARY KEY,    -- one report's events have ids in a row
  last_event  INTEGER NOT NULL,
  total       INTEGER NOT NULL,       -- bytes of all bodies up to this one: what is held is a difference
  bytes       BLOB NOT NULL
) STRICT;

-- What a model made, or is to make, of an event. The text that reached the log is an event of its
-- own.
CREATE TABLE summary (
  event_id INTEGER PRIMARY KEY,
  state    INTEGER NOT NULL,          -- enum summary_state; 1: waiting
  tries    INTEGER NOT NULL,          -- requests made
  due_at   INTEGER NOT NULL,          -- not to be asked before
  digest   BLOB,                      -- of the request: the same is not asked again
  model    TEXT,
  text     TEXT,
  made_at  INTEGER
) STRICT;

CREATE INDEX summary_waiting ON summary (event_id) WHERE state = 1;
CREATE INDEX summary_answered ON summary (digest) WHERE text IS NOT NULL;

-- Identity: a key that is here has been seen. event_id 0: known, but never logged
-- (what was already over when we first looked). No expires_at: an id, which does not lapse.
CREATE TABLE dedup (
  key        TEXT NOT NULL PRIMARY KEY,
  event_id   INTEGER NOT NULL,
  expires_at INTEGER
) STRICT, WITHOUT ROWID;

-- Few lapse: those that do are found without a look at all the others.
CREATE INDEX dedup_lapsing ON dedup (expires_at) WHERE expires_at IS NOT NULL;

-- When the newest event of each provider came: one small row, where the events would have to be
-- read, or an index on them be written all over.
CREATE TABLE last_event (
  provider    TEXT NOT NULL PRIMARY KEY,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incident (
  page_id         TEXT NOT NULL,
  id              TEXT NOT NULL,
  provider        TEXT NOT NULL,
  maintenance     INTEGER NOT NULL,
  title           TEXT,
  status          TEXT,
  impact          TEXT,
  product         TEXT,
  product_at      INTEGER,            -- of the newest update that names one
  url             TEXT,
  opened_at       INTEGER,
  updated_at      INTEGER,            -- of the newest update
  scheduled_for   INTEGER,
  scheduled_until INTEGER,
  seen_at         INTEGER NOT NULL,   -- when we first heard of it
  missed          INTEGER NOT NULL,   -- good documents in a row that lack it, or its end; below 0: bad ones
  closed_at       INTEGER,
  PRIMARY KEY (page_id, id)
) STRICT, WITHOUT ROWID;

-- By time, so that new ones stand together: an index by page cost a page a write. Those of a page
-- are found in it without a look into the table, which closed_at is there for.
CREATE INDEX incident_open ON incident (seen_at, closed_at) WHERE closed_at IS NULL;

-- Few, and looked for with each document of a page.
CREATE INDEX incident_lost ON incident (page_id) WHERE status = 'lost';

-- For retention: the longest over first.
CREATE INDEX incident_closed ON incident (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE component (
  page_id    TEXT NOT NULL,
  id         TEXT NOT NULL,
  provider   TEXT NOT NULL,
  name       TEXT,
  status     TEXT NOT NULL,
  changed_at INTEGER,
  event_id   INTEGER NOT NULL,        -- of its last change; 0: it was so when we first looked
  missed     INTEGER NOT NULL,        -- good documents in a row that lack it; -1: none ever had it
  fleeting   INTEGER NOT NULL,        -- the page lists it only while it is not operational
  PRIMARY KEY (page_id, id)
) STRICT, WITHOUT ROWID;

-- What is wrong now, which is little: found without a look at all the others.
CREATE INDEX component_troubled ON component (provider) WHERE lower(status) <> 'operational';

-- What the poller knows of a provider's page.
CREATE TABLE provider (
  key           TEXT NOT NULL PRIMARY KEY,
  page_id       TEXT,               -- of the last good document; NULL: never read
  page_time     INTEGER,            -- the newest "updated_at" of the page itself
  copied_at     INTEGER,            -- when a cache got that document, or we where none had it
  listed        INTEGER NOT NULL,   -- what it listed that does not leave a page, by itself
  indicator     TEXT,               -- what the page says of itself as a whole
  unlisted      INTEGER NOT NULL,   -- components it had before: the next one tells if they are gone
  moved_to      TEXT,               -- the address that it redirects to, on another host
  other_page    TEXT,               -- another page's id, in its place in the last document
  platform      TEXT,
  due_at        INTEGER NOT NULL,
  due_by        TEXT,               -- the address and interval from which that follows; NULL: it is asked no more
  leave_until   INTEGER,            -- the page asked to be left alone so long, and answered
  wanted_at     INTEGER,            -- a mail came then: the page is to be read since
  tried_at      INTEGER,
  answered_at   INTEGER,            -- of the last good answer, 304 included
  first_read_at INTEGER,            -- from then on this page was watched
  failures      INTEGER NOT NULL,   -- in a row
  failure       TEXT,               -- why the last one failed
  gone_since    INTEGER,            -- from then on every try found nothing there
  gone_tries    INTEGER NOT NULL,   -- how many these were
  health        TEXT,               -- the trouble that was last told of
  etag          TEXT,
  last_modified TEXT,
  validated     TEXT,               -- the address of what these two are of
  covered_at    INTEGER,            -- what came and went before that has been seen
  changed_at    INTEGER,            -- the page is another since, and its histories are unread
  moved_at      INTEGER,            -- its newest change: they are to be no older
  own_at        INTEGER             -- since then own documents of incidents have had trouble
) STRICT, WITHOUT ROWID;

-- What a start of the poller looks at, of however many pages.
CREATE INDEX provider_due ON provider (due_at) WHERE due_by IS NOT NULL;

-- Few: what a poller that stays looks at each second.
CREATE INDEX provider_wanted ON provider (key) WHERE wanted_at > tried_at;

-- Where statusctl has registered the webhook's address. Not the address itself: its secret is
-- told from others by a mark.
CREATE TABLE subscription (
  provider    TEXT NOT NULL,
  id          TEXT NOT NULL,        -- what the page calls the subscriber
  page_url    TEXT NOT NULL,        -- where it was made: the provider's page may move
  email       TEXT NOT NULL,
  base_url    TEXT NOT NULL,        -- of the address that was registered
  secret_mark INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,
  PRIMARY KEY (provider, id)
) STRICT, WITHOUT ROWID;

-- Bodies with the right secret that could not be used, whole. They leave from the oldest on, but
-- for those that a person takes out: then the ceilings are reached a little earlier.
CREATE TABLE quarantine (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at INTEGER NOT NULL,
  provider    TEXT,
  kind        INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  digest      BLOB NOT NULL UNIQUE,
  total       INTEGER NOT NULL,       -- bytes of all bodies up to this one: what is held is a difference
  body        BLOB NOT NULL
) STRICT;

-- Spans in which nobody asked a page: what was so then is not known.
CREATE TABLE gap (
  provider TEXT NOT NULL,
  since    INTEGER NOT NULL,
  before   INTEGER NOT NULL,
  PRIMARY KEY (provider, since)
) STRICT, WITHOUT ROWID;

-- How far the event log was written when this row was. It may lag behind the file.
CREATE TABLE log_cursor (
  target   TEXT NOT NULL PRIMARY KEY,
  device   INTEGER NOT NULL,
  inode    INTEGER NOT NULL,
  size     INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  boot     TEXT NOT NULL              -- of the machine's run in which this was stored
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
  name  TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
