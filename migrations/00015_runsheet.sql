-- +goose Up
-- The run sheet of launch day. start_minutes count from the time of launch. block is the heading that tasks stand under,
-- back_id the task that switches on again what a task switches off.
CREATE TABLE run_tasks (
  id            {{id}},
  launch_id     BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  title         TEXT NOT NULL,
  block         TEXT NOT NULL DEFAULT '',
  owner_id      BIGINT REFERENCES users (id),
  fallback_id   BIGINT REFERENCES users (id),
  role_key      TEXT NOT NULL DEFAULT '',
  fallback_key  TEXT NOT NULL DEFAULT '',
  start_minutes BIGINT NOT NULL,
  minutes       BIGINT NOT NULL CHECK (minutes >= 0),
  needs         TEXT NOT NULL DEFAULT '',
  back_id       BIGINT REFERENCES run_tasks (id) ON DELETE SET NULL,
  done_at       BIGINT,
  done_by       BIGINT REFERENCES users (id),
  position      BIGINT NOT NULL DEFAULT 0,
  archived_at   BIGINT,
  version       BIGINT NOT NULL DEFAULT 1,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);
CREATE INDEX run_tasks_launch ON run_tasks (launch_id, start_minutes, position);
CREATE INDEX run_tasks_owner ON run_tasks (owner_id);
CREATE INDEX run_tasks_fallback ON run_tasks (fallback_id);
