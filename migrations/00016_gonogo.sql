-- +goose Up
-- A meeting with an item has that deliverable's day, otherwise its own.
CREATE TABLE meetings (
  id             {{id}},
  launch_id      BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  number         BIGINT NOT NULL,
  item_id        BIGINT REFERENCES deliverables (id),
  held_on        TEXT,
  held_time      TEXT,
  place          TEXT NOT NULL DEFAULT '',
  chair_id       BIGINT REFERENCES users (id),
  state          TEXT NOT NULL CHECK (state IN ('planned', 'recorded', 'cancelled')),
  sheet_by       BIGINT REFERENCES users (id),
  sheet_at       BIGINT,
  outcome        TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'go', 'conditional', 'no_go')),
  outcome_by     BIGINT REFERENCES users (id),
  outcome_reason TEXT NOT NULL DEFAULT '',
  absent_reason  TEXT NOT NULL DEFAULT '',
  recorded_by    BIGINT REFERENCES users (id),
  recorded_at    BIGINT,
  superseded_by  BIGINT REFERENCES meetings (id),
  version        BIGINT NOT NULL DEFAULT 1,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL,
  UNIQUE (launch_id, number),
  CHECK ((state = 'recorded') = (outcome <> ''))
);
CREATE INDEX meetings_item ON meetings (item_id);
CREATE INDEX meetings_chair ON meetings (chair_id, state);

CREATE TABLE meeting_seats (
  id          {{id}},
  meeting_id  BIGINT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  user_id     BIGINT REFERENCES users (id),
  role_key    TEXT NOT NULL DEFAULT '',
  function    TEXT NOT NULL,
  mandatory   BOOLEAN NOT NULL,
  vote        TEXT NOT NULL DEFAULT '' CHECK (vote IN ('', 'go', 'no_go', 'abstain')),
  vote_reason TEXT NOT NULL DEFAULT '',
  voted_at    BIGINT,
  recorded_by BIGINT REFERENCES users (id),
  position    BIGINT NOT NULL DEFAULT 0,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  UNIQUE (meeting_id, user_id)
);
CREATE INDEX meeting_seats_user ON meeting_seats (user_id);

CREATE TABLE meeting_conditions (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  meeting_id BIGINT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  text       TEXT NOT NULL,
  owner_id   BIGINT NOT NULL REFERENCES users (id),
  due_at     BIGINT NOT NULL,
  met_at     BIGINT,
  met_by     BIGINT REFERENCES users (id),
  met_note   TEXT NOT NULL DEFAULT '',
  version    BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX meeting_conditions_meeting ON meeting_conditions (meeting_id);
CREATE INDEX meeting_conditions_launch ON meeting_conditions (launch_id);
CREATE INDEX meeting_conditions_owner ON meeting_conditions (owner_id, met_at);

-- The readiness when an outcome was recorded (JSON).
CREATE TABLE snapshots (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id),
  meeting_id BIGINT NOT NULL UNIQUE REFERENCES meetings (id),
  taken_at   BIGINT NOT NULL,
  content    TEXT NOT NULL
);
CREATE INDEX snapshots_launch ON snapshots (launch_id);

-- Launches without a go in effect. They are never deleted.
CREATE TABLE overrides (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id),
  by_id      BIGINT NOT NULL REFERENCES users (id),
  reason     TEXT NOT NULL,
  missing    TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX overrides_launch ON overrides (launch_id);
CREATE INDEX overrides_by ON overrides (by_id);

-- Nobody and no program may edit a recorded decision.
{{if sqlite}}
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
WHEN OLD.state = 'recorded' AND (NEW.launch_id <> OLD.launch_id OR NEW.number <> OLD.number OR NEW.state <> OLD.state
  OR NEW.outcome <> OLD.outcome
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
-- Whether a condition is met, and who owns it, may change after the decision.
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
-- INSERT OR REPLACE deletes the old row without its triggers for deletion.
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
{{else}}
CREATE TRIGGER snapshots_kept BEFORE UPDATE OR DELETE ON snapshots
  FOR EACH ROW EXECUTE FUNCTION refuse_change('the snapshot of a decision cannot be changed');
CREATE TRIGGER snapshots_no_truncate BEFORE TRUNCATE ON snapshots
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the snapshot of a decision cannot be changed');
CREATE TRIGGER overrides_kept BEFORE UPDATE OR DELETE ON overrides
  FOR EACH ROW EXECUTE FUNCTION refuse_change('an override stays as it was taken');
CREATE TRIGGER overrides_no_truncate BEFORE TRUNCATE ON overrides
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an override stays as it was taken');
CREATE TRIGGER meetings_fixed BEFORE UPDATE ON meetings FOR EACH ROW
  WHEN (OLD.state = 'recorded' AND (
    (NEW.launch_id, NEW.number, NEW.state, NEW.outcome, NEW.outcome_by, NEW.outcome_reason, NEW.recorded_by, NEW.recorded_at,
      NEW.chair_id, NEW.absent_reason, NEW.item_id, NEW.held_on, NEW.held_time, NEW.place, NEW.sheet_by, NEW.sheet_at)
    IS DISTINCT FROM
    (OLD.launch_id, OLD.number, OLD.state, OLD.outcome, OLD.outcome_by, OLD.outcome_reason, OLD.recorded_by, OLD.recorded_at,
      OLD.chair_id, OLD.absent_reason, OLD.item_id, OLD.held_on, OLD.held_time, OLD.place, OLD.sheet_by, OLD.sheet_at)
    OR (OLD.superseded_by IS NOT NULL AND NEW.superseded_by IS DISTINCT FROM OLD.superseded_by)))
  EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings FOR EACH ROW WHEN (OLD.state = 'recorded')
  EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
-- +goose StatementBegin
CREATE FUNCTION refuse_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE meeting BIGINT; target BIGINT;
BEGIN
  IF TG_OP = 'INSERT' THEN meeting := NEW.meeting_id; ELSE meeting := OLD.meeting_id; END IF;
  IF TG_OP = 'UPDATE' THEN target := NEW.meeting_id; ELSE target := meeting; END IF;
  IF EXISTS (SELECT 1 FROM meetings WHERE id IN (meeting, target) AND state = 'recorded') THEN
    RAISE EXCEPTION 'a recorded decision cannot be changed';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER meeting_seats_fixed BEFORE INSERT OR UPDATE OR DELETE ON meeting_seats FOR EACH ROW EXECUTE FUNCTION refuse_recorded();
CREATE TRIGGER meeting_conditions_kept BEFORE INSERT OR DELETE ON meeting_conditions FOR EACH ROW EXECUTE FUNCTION refuse_recorded();
-- Whether a condition is met, and who owns it, may change after the decision.
CREATE TRIGGER meeting_conditions_fixed BEFORE UPDATE ON meeting_conditions FOR EACH ROW
  WHEN ((NEW.launch_id, NEW.meeting_id, NEW.text, NEW.due_at) IS DISTINCT FROM (OLD.launch_id, OLD.meeting_id, OLD.text, OLD.due_at))
  EXECUTE FUNCTION refuse_recorded();
{{end}}

-- A decision in effect may only be superseded by a newer recorded one of the same launch that is in
-- effect, which can only be the one being recorded.
{{if sqlite}}
-- +goose StatementBegin
CREATE TRIGGER meetings_superseded BEFORE UPDATE OF superseded_by ON meetings
WHEN NEW.superseded_by IS NOT NULL AND NEW.superseded_by IS NOT OLD.superseded_by AND (OLD.state <> 'recorded' OR NOT EXISTS (
  SELECT 1 FROM meetings m WHERE m.id = NEW.superseded_by AND m.id <> OLD.id AND m.launch_id = OLD.launch_id
    AND m.state = 'recorded' AND m.superseded_by IS NULL))
BEGIN SELECT RAISE(ABORT, 'a decision is superseded by a newer one alone'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meetings_not_born_superseded BEFORE INSERT ON meetings WHEN NEW.superseded_by IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a decision is superseded by a newer one alone'); END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION refuse_superseding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR OLD.state <> 'recorded' OR NOT EXISTS (
    SELECT 1 FROM meetings m WHERE m.id = NEW.superseded_by AND m.id <> OLD.id AND m.launch_id = OLD.launch_id
      AND m.state = 'recorded' AND m.superseded_by IS NULL) THEN
    RAISE EXCEPTION 'a decision is superseded by a newer one alone';
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER meetings_superseded BEFORE UPDATE ON meetings FOR EACH ROW
  WHEN (NEW.superseded_by IS NOT NULL AND NEW.superseded_by IS DISTINCT FROM OLD.superseded_by) EXECUTE FUNCTION refuse_superseding();
CREATE TRIGGER meetings_not_born_superseded BEFORE INSERT ON meetings FOR EACH ROW
  WHEN (NEW.superseded_by IS NOT NULL) EXECUTE FUNCTION refuse_superseding();
{{end}}
