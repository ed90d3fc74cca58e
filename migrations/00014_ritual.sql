-- +goose Up
-- An ordered list of checks, run unchanged on staging and production. The number of runs per day
-- rises linearly from from_offset to peak at T and falls to to_offset.
CREATE TABLE rituals (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key         TEXT NOT NULL DEFAULT '',
  name        TEXT NOT NULL,
  owner_id    BIGINT REFERENCES users (id),
  role_key    TEXT NOT NULL DEFAULT '',
  from_offset BIGINT NOT NULL,
  to_offset   BIGINT NOT NULL,
  peak        BIGINT NOT NULL,
  position    BIGINT NOT NULL DEFAULT 0,
  archived_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  CHECK (from_offset <= 0 AND to_offset >= 0)
);
CREATE INDEX rituals_launch ON rituals (launch_id, position);
CREATE INDEX rituals_owner ON rituals (owner_id);

-- weight is the share of users, in per cent, who perform the step.
CREATE TABLE ritual_steps (
  id          {{id}},
  ritual_id   BIGINT NOT NULL REFERENCES rituals (id) ON DELETE CASCADE,
  title       TEXT NOT NULL,
  weight      BIGINT NOT NULL CHECK (weight BETWEEN 0 AND 100),
  position    BIGINT NOT NULL DEFAULT 0,
  archived_at BIGINT
);
CREATE INDEX ritual_steps_ritual ON ritual_steps (ritual_id, position);

-- A planned run has a day relative to T; an unplanned one has none. result is the result of its
-- steps when it was finished.
CREATE TABLE runs (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  ritual_id   BIGINT NOT NULL REFERENCES rituals (id) ON DELETE CASCADE,
  environment TEXT NOT NULL CHECK (environment IN ('staging', 'production')),
  owner_id    BIGINT REFERENCES users (id),
  due_offset  BIGINT,
  state       TEXT NOT NULL CHECK (state IN ('planned', 'running', 'finished', 'dropped')),
  dry_run     BOOLEAN NOT NULL,
  findings    TEXT NOT NULL DEFAULT '',
  drop_reason TEXT NOT NULL DEFAULT '',
  result      TEXT NOT NULL DEFAULT '' CHECK (result IN ('', 'passed', 'failed', 'incomplete')),
  started_at  BIGINT,
  finished_at BIGINT,
  finished_by BIGINT REFERENCES users (id),
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  CHECK ((state = 'finished') = (result <> '')),
  CHECK (state <> 'dropped' OR drop_reason <> '')
);
CREATE INDEX runs_launch ON runs (launch_id, ritual_id, environment, finished_at);
CREATE INDEX runs_ritual ON runs (ritual_id);
CREATE INDEX runs_owner ON runs (owner_id, state);

-- A run copies the steps when it starts: later changes of the ritual do not affect it. An outcome
-- of '' is a step that was not tried yet.
CREATE TABLE run_results (
  run_id   BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  step_id  BIGINT NOT NULL REFERENCES ritual_steps (id) ON DELETE CASCADE,
  title    TEXT NOT NULL,
  weight   BIGINT NOT NULL CHECK (weight BETWEEN 0 AND 100),
  position BIGINT NOT NULL DEFAULT 0,
  outcome  TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'pass', 'fail', 'skipped')),
  note     TEXT NOT NULL DEFAULT '',
  by_id    BIGINT REFERENCES users (id),
  at       BIGINT,
  version  BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (run_id, step_id)
);
CREATE INDEX run_results_step ON run_results (step_id);

-- What staging and production have, and whether a difference matters.
CREATE TABLE parity_rows (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  aspect      TEXT NOT NULL,
  staging     TEXT NOT NULL DEFAULT '',
  production  TEXT NOT NULL DEFAULT '',
  matters     TEXT NOT NULL DEFAULT '' CHECK (matters IN ('', 'same', 'no', 'yes')),
  note        TEXT NOT NULL DEFAULT '',
  position    BIGINT NOT NULL DEFAULT 0,
  archived_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);
CREATE INDEX parity_rows_launch ON parity_rows (launch_id, position);
