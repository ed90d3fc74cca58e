-- +goose Up
-- A later date asked for past a freeze, which is a deliverable too.
CREATE TABLE exceptions (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id       INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  freeze_id       INTEGER NOT NULL REFERENCES deliverables (id),
  item_id         INTEGER NOT NULL REFERENCES deliverables (id),
  days            INTEGER NOT NULL CHECK (days > 0),
  why             TEXT NOT NULL,
  risk_with       TEXT NOT NULL,
  risk_without    TEXT NOT NULL,
  asked_by        INTEGER NOT NULL REFERENCES users (id),
  state           TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')),
  decided_by      INTEGER REFERENCES users (id),
  decided_at      INTEGER,
  decision_reason TEXT NOT NULL DEFAULT '',
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL,
  CHECK (freeze_id <> item_id)
);
CREATE INDEX exceptions_launch ON exceptions (launch_id, id);
CREATE UNIQUE INDEX exceptions_one ON exceptions (item_id, freeze_id) WHERE state IN ('asked', 'granted');
CREATE INDEX exceptions_freeze ON exceptions (freeze_id);

-- Whom a decided exception concerns, until they have seen it.
CREATE TABLE exception_notices (
  exception_id INTEGER NOT NULL REFERENCES exceptions (id) ON DELETE CASCADE,
  user_id      INTEGER NOT NULL REFERENCES users (id),
  seen_at      INTEGER,
  PRIMARY KEY (exception_id, user_id)
);
CREATE INDEX exception_notices_user ON exception_notices (user_id, seen_at);

-- A meeting that has an item follows that deliverable's day; else its own.
CREATE TABLE meetings (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id      INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  number         INTEGER NOT NULL,
  item_id        INTEGER REFERENCES deliverables (id),
  held_on        TEXT,
  held_time      TEXT,
  place          TEXT NOT NULL DEFAULT '',
  chair_id       INTEGER REFERENCES users (id),
  state          TEXT NOT NULL CHECK (state IN ('planned', 'recorded', 'cancelled')),
  sheet_by       INTEGER REFERENCES users (id),
  sheet_at       INTEGER,
  outcome        TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'go', 'conditional', 'no_go')),
  outcome_by     INTEGER REFERENCES users (id),
  outcome_reason TEXT NOT NULL DEFAULT '',
  absent_reason  TEXT NOT NULL DEFAULT '',
  recorded_by    INTEGER REFERENCES users (id),
  recorded_at    INTEGER,
  superseded_by  INTEGER REFERENCES meetings (id),
  version        INTEGER NOT NULL DEFAULT 1,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  UNIQUE (launch_id, number),
  CHECK ((state = 'recorded') = (outcome <> ''))
);
CREATE INDEX meetings_item ON meetings (item_id);
CREATE INDEX meetings_chair ON meetings (chair_id, state);

CREATE TABLE meeting_seats (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  meeting_id  INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_id     INTEGER REFERENCES users (id),
  role_key    TEXT NOT NULL DEFAULT '',
  function    TEXT NOT NULL,
  mandatory   BOOLEAN NOT NULL,
  vote        TEXT NOT NULL DEFAULT '' CHECK (vote IN ('', 'go', 'no_go', 'abstain')),
  vote_reason TEXT NOT NULL DEFAULT '',
  voted_at    INTEGER,
  recorded_by INTEGER REFERENCES users (id),
  position    INTEGER NOT NULL DEFAULT 0,
  version     INTEGER NOT NULL DEFAULT 1,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  UNIQUE (meeting_id, user_id)
);
CREATE INDEX meeting_seats_user ON meeting_seats (user_id);

CREATE TABLE meeting_conditions (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id  INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  meeting_id INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  text       TEXT NOT NULL,
  owner_id   INTEGER NOT NULL REFERENCES users (id),
  due_at     INTEGER NOT NULL,
  met_at     INTEGER,
  met_by     INTEGER REFERENCES users (id),
  met_note   TEXT NOT NULL DEFAULT '',
  version    INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX meeting_conditions_meeting ON meeting_conditions (meeting_id);
CREATE INDEX meeting_conditions_launch ON meeting_conditions (launch_id);
CREATE INDEX meeting_conditions_owner ON meeting_conditions (owner_id, met_at);

-- The readiness page as it was when an outcome was recorded (JSON).
CREATE TABLE snapshots (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id  INTEGER NOT NULL REFERENCES launches (id),
  meeting_id INTEGER NOT NULL UNIQUE REFERENCES meetings (id),
  taken_at   INTEGER NOT NULL,
  content    TEXT NOT NULL
);
CREATE INDEX snapshots_launch ON snapshots (launch_id);

-- Launching without a standing GO, shown for ever.
CREATE TABLE overrides (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id  INTEGER NOT NULL REFERENCES launches (id),
  by_id      INTEGER NOT NULL REFERENCES users (id),
  reason     TEXT NOT NULL,
  missing    TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX overrides_launch ON overrides (launch_id);
CREATE INDEX overrides_by ON overrides (by_id);

-- The launch-day run sheet. start_minutes are from the time of launch.
CREATE TABLE run_tasks (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id     INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  title         TEXT NOT NULL,
  owner_id      INTEGER REFERENCES users (id),
  fallback_id   INTEGER REFERENCES users (id),
  role_key      TEXT NOT NULL DEFAULT '',
  fallback_key  TEXT NOT NULL DEFAULT '',
  start_minutes INTEGER NOT NULL,
  minutes       INTEGER NOT NULL CHECK (minutes >= 0),
  needs         TEXT NOT NULL DEFAULT '',
  done_at       INTEGER,
  done_by       INTEGER REFERENCES users (id),
  position      INTEGER NOT NULL DEFAULT 0,
  archived_at   INTEGER,
  version       INTEGER NOT NULL DEFAULT 1,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX run_tasks_launch ON run_tasks (launch_id, start_minutes, position);
CREATE INDEX run_tasks_owner ON run_tasks (owner_id);
CREATE INDEX run_tasks_fallback ON run_tasks (fallback_id);

-- What was decided cannot be edited afterwards, by nobody and no program.
-- +goose StatementBegin
CREATE TRIGGER snapshots_no_update BEFORE UPDATE ON snapshots
BEGIN SELECT RAISE(ABORT, 'the snapshot of a decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snapshots_no_delete BEFORE DELETE ON snapshots
BEGIN SELECT RAISE(ABORT, 'the snapshot of a decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER overrides_no_update BEFORE UPDATE ON overrides
BEGIN SELECT RAISE(ABORT, 'an override stays as it was taken'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER overrides_no_delete BEFORE DELETE ON overrides
BEGIN SELECT RAISE(ABORT, 'an override stays as it was taken'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meetings_fixed BEFORE UPDATE ON meetings
WHEN OLD.state = 'recorded' AND (NEW.launch_id <> OLD.launch_id OR NEW.number <> OLD.number OR NEW.state <> OLD.state OR NEW.outcome <> OLD.outcome
  OR NEW.outcome_by IS NOT OLD.outcome_by OR NEW.outcome_reason <> OLD.outcome_reason OR NEW.recorded_by IS NOT OLD.recorded_by
  OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.chair_id IS NOT OLD.chair_id OR NEW.absent_reason <> OLD.absent_reason
  OR NEW.item_id IS NOT OLD.item_id OR NEW.held_on IS NOT OLD.held_on OR NEW.held_time IS NOT OLD.held_time OR NEW.place <> OLD.place
  OR NEW.sheet_by IS NOT OLD.sheet_by OR NEW.sheet_at IS NOT OLD.sheet_at
  OR (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS NOT OLD.superseded_by))
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings WHEN OLD.state = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_seats_fixed BEFORE UPDATE ON meeting_seats
WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id) AND state = 'recorded')
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_seats_no_delete BEFORE DELETE ON meeting_seats
WHEN (SELECT state FROM meetings WHERE id = OLD.meeting_id) = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_seats_no_insert BEFORE INSERT ON meeting_seats
WHEN (SELECT state FROM meetings WHERE id = NEW.meeting_id) = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- Whether a condition was met, and who owns it, is known after the decision only.
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_fixed BEFORE UPDATE ON meeting_conditions
WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id) AND state = 'recorded')
  AND (NEW.launch_id <> OLD.launch_id OR NEW.meeting_id <> OLD.meeting_id OR NEW.text <> OLD.text OR NEW.due_at <> OLD.due_at)
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_no_insert BEFORE INSERT ON meeting_conditions
WHEN (SELECT state FROM meetings WHERE id = NEW.meeting_id) = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_no_delete BEFORE DELETE ON meeting_conditions
WHEN (SELECT state FROM meetings WHERE id = OLD.meeting_id) = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- INSERT OR REPLACE takes the old row away without its triggers for deletion.
-- +goose StatementBegin
CREATE TRIGGER snapshots_no_replace BEFORE INSERT ON snapshots
WHEN EXISTS (SELECT 1 FROM snapshots WHERE id = NEW.id OR meeting_id = NEW.meeting_id)
BEGIN SELECT RAISE(ABORT, 'the snapshot of a decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER overrides_no_replace BEFORE INSERT ON overrides
WHEN EXISTS (SELECT 1 FROM overrides WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an override stays as it was taken'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meetings_no_replace BEFORE INSERT ON meetings
WHEN EXISTS (SELECT 1 FROM meetings WHERE state = 'recorded' AND (id = NEW.id OR (launch_id = NEW.launch_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_seats_no_replace BEFORE INSERT ON meeting_seats
WHEN EXISTS (SELECT 1 FROM meeting_seats s JOIN meetings m ON m.id = s.meeting_id WHERE s.id = NEW.id AND m.state = 'recorded')
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_no_replace BEFORE INSERT ON meeting_conditions
WHEN EXISTS (SELECT 1 FROM meeting_conditions c JOIN meetings m ON m.id = c.meeting_id WHERE c.id = NEW.id AND m.state = 'recorded')
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose Down
DROP TABLE run_tasks;
DROP TABLE overrides;
DROP TABLE snapshots;
DROP TABLE meeting_conditions;
DROP TABLE meeting_seats;
DROP TABLE meetings;
DROP TABLE exception_notices;
DROP TABLE exceptions;
