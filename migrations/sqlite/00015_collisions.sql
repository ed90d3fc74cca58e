-- +goose Up
-- What of a launch meets something of the calendar and was accepted: key names the
-- two, dates says when they were, so that what moves has to be accepted anew.
-- label and text are the words of that time. Nothing is removed: what was taken
-- back has an end.
CREATE TABLE collision_acceptances (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id  INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key        TEXT NOT NULL,
  dates      TEXT NOT NULL,
  label      TEXT NOT NULL,
  text       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  by_id      INTEGER NOT NULL REFERENCES users (id),
  at         INTEGER NOT NULL,
  ended_at   INTEGER,
  ended_by   INTEGER REFERENCES users (id),
  ended_why  TEXT NOT NULL DEFAULT '',
  version    INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX collision_acceptances_launch ON collision_acceptances (launch_id, id);
CREATE UNIQUE INDEX collision_acceptances_standing ON collision_acceptances (launch_id, key) WHERE ended_at IS NULL;

-- +goose Down
DROP TABLE collision_acceptances;
