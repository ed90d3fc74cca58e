-- +goose Up
-- The audit log: who, when, what, before, after. It is also the history of each record.
CREATE TABLE audit_log (
  id         {{id}},
  at         BIGINT NOT NULL,
  actor_id   BIGINT REFERENCES users (id),
  actor_name TEXT NOT NULL,
  action     TEXT NOT NULL,
  entity     TEXT NOT NULL,
  entity_id  BIGINT NOT NULL,
  launch_id  BIGINT,
  label      TEXT NOT NULL DEFAULT '',
  changes    TEXT NOT NULL DEFAULT '[]',
  reason     TEXT NOT NULL DEFAULT '',
  batch      TEXT NOT NULL,
  address    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_entity ON audit_log (entity, entity_id, id);
CREATE INDEX audit_log_launch ON audit_log (launch_id, id);
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
CREATE INDEX audit_log_at ON audit_log (at);

-- Idempotency keys: a form that creates something has a key, so that sending it twice creates one
-- record.
CREATE TABLE idempotency_keys (
  key        TEXT PRIMARY KEY,
  user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  entity_id  BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Written and deleted in one transaction to test whether the database accepts writes.
CREATE TABLE write_probes (
  id     {{id}},
  filler TEXT NOT NULL
);

{{if postgres}}
-- For triggers on rows that may not change: the argument is the error message.
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;
-- +goose StatementEnd
{{end}}
