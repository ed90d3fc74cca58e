-- +goose Up
-- Files of events that were imported. items is what was done to which event, as
-- JSON, so that it can be undone as one step.
CREATE TABLE calendar_imports (
  id        {{id}},
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  items     TEXT NOT NULL,
  by_id     BIGINT REFERENCES users (id),
  at        BIGINT NOT NULL,
  undone_at BIGINT
);

-- What the whole organisation has to know when it plans. An event has whole days,
-- first_day and last_day, which both belong to it and hold wherever one is; or it
-- has a start and an end, instants of which the end does not belong to it, and
-- the zone in which they were meant. source_uid is what an imported event is
-- known by, so that the same file finds it again, '' for those made by hand;
-- source_key tells the days of a series apart, and source_hash is what the file
-- said of it last.
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

-- Which services an event touches.
CREATE TABLE event_services (
  event_id   BIGINT NOT NULL REFERENCES calendar_events (id) ON DELETE CASCADE,
  service_id BIGINT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, service_id)
);
CREATE INDEX event_services_service ON event_services (service_id);

-- What of a launch meets something of the calendar and was accepted: key names the
-- two, dates says when they were, so that what moves has to be accepted anew.
-- label and text are the words of that time. Nothing is removed: what was taken
-- back has an end.
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
