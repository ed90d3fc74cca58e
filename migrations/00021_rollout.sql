-- +goose Up
-- A rollout turns a launch on in stages. The next one after a rollback has the next number. stage_id is the current stage.
CREATE TABLE rollouts (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  number       BIGINT NOT NULL,
  strategy     TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('ready', 'running', 'paused', 'live', 'rolled back')),
  stage_id     BIGINT,
  started_at   BIGINT,
  ended_at     BIGINT,
  off_at       BIGINT,
  version      BIGINT NOT NULL DEFAULT 1,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  UNIQUE (launch_id, number)
);

-- wanted_bp and actual_bp are shares in basis points. hold_until is a time of day in the zone of the launch.
CREATE TABLE rollout_stages (
  id             {{id}},
  rollout_id     BIGINT NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  position       BIGINT NOT NULL,
  name           TEXT NOT NULL,
  audience       TEXT NOT NULL DEFAULT '',
  wanted_bp      BIGINT NOT NULL CHECK (wanted_bp BETWEEN 1 AND 10000),
  hold_minutes   BIGINT NOT NULL CHECK (hold_minutes >= 0),
  hold_until     TEXT,
  settle_minutes BIGINT NOT NULL DEFAULT 0 CHECK (settle_minutes >= 0),
  instruction    TEXT NOT NULL DEFAULT '',
  state          TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'holding', 'passed', 'rolled back')),
  started_at     BIGINT,
  confirmed_at   BIGINT,
  confirmed_by   BIGINT REFERENCES users (id),
  actual_bp      BIGINT NOT NULL DEFAULT 0,
  passed_at      BIGINT,
  version        BIGINT NOT NULL DEFAULT 1,
  updated_at     BIGINT NOT NULL
);
CREATE INDEX rollout_stages_rollout ON rollout_stages (rollout_id, position);
CREATE INDEX rollout_stages_confirmed_by ON rollout_stages (confirmed_by);

-- What people decided about a rollout, and what they saw (JSON).
CREATE TABLE rollout_decisions (
  id         {{id}},
  rollout_id BIGINT NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  stage_id   BIGINT,
  kind       TEXT NOT NULL CHECK (kind IN
    ('start', 'confirm', 'advance', 'early', 'live', 'pause', 'resume', 'lower', 'roll back', 'off')),
  at         BIGINT NOT NULL,
  by_id      BIGINT REFERENCES users (id),
  reason     TEXT NOT NULL DEFAULT '',
  seen       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX rollout_decisions_rollout ON rollout_decisions (rollout_id, id);
CREATE INDEX rollout_decisions_by ON rollout_decisions (by_id);

-- Nobody and no program may edit a decision. It goes only with its rollout.
{{if sqlite}}
-- +goose StatementBegin
CREATE TRIGGER rollout_decisions_no_update BEFORE UPDATE ON rollout_decisions
BEGIN SELECT RAISE(ABORT, 'a decision about a rollout cannot be changed'); END;
-- +goose StatementEnd
{{else}}
CREATE TRIGGER rollout_decisions_fixed BEFORE UPDATE ON rollout_decisions FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a decision about a rollout cannot be changed');
{{end}}
