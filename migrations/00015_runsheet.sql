-- +goose Up
-- The run sheet of launch day. start_minutes count from the time of launch. block is the heading that tasks stand under,
-- back_id the task that switches on again what a task switches off. A task waits for the task wait_id, or for a go ('go').
-- links has a link on each line, post is a text that is published with the task.
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
  wait_for      TEXT NOT NULL DEFAULT '' CHECK (wait_for IN ('', 'task', 'go')),
  wait_id       BIGINT REFERENCES run_tasks (id) ON DELETE SET NULL,
  links         TEXT NOT NULL DEFAULT '',
  post          TEXT NOT NULL DEFAULT '',
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

-- The members of a group that does a task together, each with a tick. user_id is NULL for one who left without a successor.
CREATE TABLE run_task_members (
  id         {{id}},
  task_id    BIGINT NOT NULL REFERENCES run_tasks (id) ON DELETE CASCADE,
  user_id    BIGINT REFERENCES users (id),
  done_at    BIGINT,
  done_by    BIGINT REFERENCES users (id),
  version    BIGINT NOT NULL DEFAULT 1,
  updated_at BIGINT NOT NULL,
  UNIQUE (task_id, user_id)
);
CREATE INDEX run_task_members_user ON run_task_members (user_id);

-- What holds for the whole run sheet of a launch: backup_id does a task when its owner cannot and it has no fallback.
CREATE TABLE run_sheets (
  id         {{id}},
  launch_id  BIGINT NOT NULL UNIQUE REFERENCES launches (id) ON DELETE CASCADE,
  backup_id  BIGINT REFERENCES users (id),
  version    BIGINT NOT NULL DEFAULT 1,
  updated_at BIGINT NOT NULL
);
CREATE INDEX run_sheets_backup ON run_sheets (backup_id);
