-- +goose Up
-- Files of events that were imported. items is what was done to which event, as
-- JSON, so that it can be undone as one step.
CREATE TABLE calendar_imports (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  items     TEXT NOT NULL,
  by_id     INTEGER REFERENCES users (id),
  at        INTEGER NOT NULL,
  undone_at INTEGER
);

-- What the whole organisation has to know when it plans. An event has whole days,
-- first_day and last_day, which both belong to it and hold wherever one is; or it
-- has a start and an end, instants of which the end does not belong to it, and
-- the zone in which they were meant. source_uid is what an imported event is
-- known by, so that the same file finds it again, '' for those made by hand;
-- source_key tells the days of a series apart, and source_hash is what the file
-- said of it last.
CREATE TABLE calendar_events (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  kind         TEXT NOT NULL CHECK (kind IN ('freeze', 'campaign', 'partner_release', 'maintenance', 'holiday')),
  title        TEXT NOT NULL,
  note         TEXT NOT NULL DEFAULT '',
  first_day    TEXT,
  last_day     TEXT,
  start_at     INTEGER,
  end_at       INTEGER,
  zone         TEXT NOT NULL DEFAULT '',
  region       TEXT NOT NULL DEFAULT '',
  severity     TEXT NOT NULL CHECK (severity IN ('forbid', 'warn')),
  import_id    INTEGER REFERENCES calendar_imports (id),
  source_uid   TEXT NOT NULL DEFAULT '',
  source_key   TEXT NOT NULL DEFAULT '',
  source_hash  TEXT NOT NULL DEFAULT '',
  search_text  TEXT NOT NULL DEFAULT '',
  cancelled_at INTEGER,
  version      INTEGER NOT NULL DEFAULT 1,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK ((first_day IS NULL) = (last_day IS NULL)),
  CHECK ((start_at IS NULL) = (end_at IS NULL)),
  CHECK ((first_day IS NULL) <> (start_at IS NULL)),
  CHECK (first_day <= last_day),
  CHECK (start_at < end_at)
);
CREATE INDEX calendar_events_days ON calendar_events (last_day, first_day);
CREATE INDEX calendar_events_times ON calendar_events (end_at, start_at);
CREATE INDEX calendar_events_import ON calendar_events (import_id);
CREATE UNIQUE INDEX calendar_events_source ON calendar_events (source_uid, source_key) WHERE source_uid <> '';

-- Which services an event touches.
CREATE TABLE event_services (
  event_id   INTEGER NOT NULL REFERENCES calendar_events (id) ON DELETE CASCADE,
  service_id INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, service_id)
);
CREATE INDEX event_services_service ON event_services (service_id);

-- +goose Down
DROP TABLE event_services;
DROP TABLE calendar_events;
DROP TABLE calendar_imports;
