-- +goose Up
-- Imported calendar files. items is the action on each event (JSON), so that an import can be
-- undone in one step.
CREATE TABLE calendar_imports (
  id        {{id}},
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  items     TEXT NOT NULL,
  by_id     BIGINT REFERENCES users (id),
  at        BIGINT NOT NULL,
  undone_at BIGINT
);

-- Events that the whole organisation must know for planning. An event has either whole days,
-- first_day and last_day, both inclusive and independent of the zone, or a start and an end, which
-- are instants with an exclusive end, and the zone in which they were entered. source_uid
-- identifies an imported event, so that the same file finds it again, and is '' for events entered
-- by hand; source_key distinguishes the days of a series, and source_hash is the hash of the last
-- imported content.
CREATE TABLE calendar_events (
  id           {{id}},
  kind         TEXT NOT NULL CHECK (kind IN ('freeze', 'campaign', 'partner_release', 'maintenance', 'holiday')),
  title        TEXT NOT NULL,
  note         TEXT NOT NULL DEFAULT '',
  first_day    TEXT,
  last_day     TEXT,
  start_at     BIGINT,
  end_at       BIGINT,
  zone         TEXT NOT NULL DEFAULT '',
  region       TEXT NOT NULL DEFAULT '',
  severity     TEXT NOT NULL CHECK (severity IN ('forbid', 'warn')),
  import_id    BIGINT REFERENCES calendar_imports (id),
  source_uid   TEXT NOT NULL DEFAULT '',
  source_key   TEXT NOT NULL DEFAULT '',
  source_hash  TEXT NOT NULL DEFAULT '',
  search_text  TEXT NOT NULL DEFAULT '',
  cancelled_at BIGINT,
  version      BIGINT NOT NULL DEFAULT 1,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
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

-- The services that an event touches.
CREATE TABLE event_services (
  event_id   BIGINT NOT NULL REFERENCES calendar_events (id) ON DELETE CASCADE,
  service_id BIGINT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, service_id)
);
CREATE INDEX event_services_service ON event_services (service_id);

-- Accepted collisions of a launch with the calendar. key identifies the two records, dates holds
-- their dates, so that a record that moves must be accepted again. label and text are the texts at
-- that time. Rows are not deleted: an acceptance that was taken back has an end.
CREATE TABLE collision_acceptances (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key        TEXT NOT NULL,
  dates      TEXT NOT NULL,
  label      TEXT NOT NULL,
  text       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  by_id      BIGINT NOT NULL REFERENCES users (id),
  at         BIGINT NOT NULL,
  ended_at   BIGINT,
  ended_by   BIGINT REFERENCES users (id),
  ended_why  TEXT NOT NULL DEFAULT '',
  version    BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX collision_acceptances_launch ON collision_acceptances (launch_id, id);
CREATE UNIQUE INDEX collision_acceptances_standing ON collision_acceptances (launch_id, key) WHERE ended_at IS NULL;
