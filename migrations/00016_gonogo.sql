-- +goose Up
-- A planned meeting with an item has that deliverable's day, otherwise its own. With by_vote, the day and
-- time are when voting closes.
CREATE TABLE meetings (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  number     BIGINT NOT NULL,
  item_id    BIGINT REFERENCES deliverables (id),
  held_on    TEXT,
  held_time  TEXT,
  by_vote    BOOLEAN NOT NULL DEFAULT FALSE,
  place      TEXT NOT NULL DEFAULT '',
  chair_id   BIGINT REFERENCES users (id),
  state      TEXT NOT NULL CHECK (state IN ('planned', 'recorded', 'cancelled')),
  sheet_by   BIGINT REFERENCES users (id),
  sheet_at   BIGINT,
  version    BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (launch_id, number)
);
CREATE INDEX meetings_item ON meetings (item_id);
CREATE INDEX meetings_chair ON meetings (chair_id, state);

-- The questions of a meeting in roll-call order, each with its answer. Who answers is a user, or a guest
-- without an account. repeats_id is the same question at the meeting before.
CREATE TABLE meeting_questions (
  id               {{id}},
  meeting_id       BIGINT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  repeats_id       BIGINT REFERENCES meeting_questions (id) ON DELETE SET NULL,
  position         BIGINT NOT NULL DEFAULT 0,
  topic            TEXT NOT NULL,
  ask              TEXT NOT NULL DEFAULT '',
  role_key         TEXT NOT NULL DEFAULT '',
  user_id          BIGINT REFERENCES users (id),
  guest_name       TEXT NOT NULL DEFAULT '',
  guest_title      TEXT NOT NULL DEFAULT '',
  represented_id   BIGINT REFERENCES users (id),
  represented_name TEXT NOT NULL DEFAULT '',
  others           TEXT NOT NULL DEFAULT '',
  mandatory        BOOLEAN NOT NULL,
  answer           TEXT NOT NULL DEFAULT '' CHECK (answer IN ('', 'go', 'no_go', 'not_needed', 'none')),
  note             TEXT NOT NULL DEFAULT '',
  reading          TEXT NOT NULL DEFAULT '',
  answered_at      BIGINT,
  recorded_by      BIGINT REFERENCES users (id),
  version          BIGINT NOT NULL DEFAULT 1,
  created_at       BIGINT NOT NULL,
  updated_at       BIGINT NOT NULL,
  CHECK (user_id IS NULL OR guest_name = '')
);
CREATE INDEX meeting_questions_meeting ON meeting_questions (meeting_id);
CREATE INDEX meeting_questions_repeats ON meeting_questions (repeats_id);
CREATE INDEX meeting_questions_user ON meeting_questions (user_id);
CREATE INDEX meeting_questions_represented ON meeting_questions (represented_id);

-- The conditions of a conditional go. scope is empty until a decision is recorded with them.
CREATE TABLE meeting_conditions (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  meeting_id BIGINT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  scope      TEXT NOT NULL DEFAULT '' CHECK (scope IN ('', 'launch', 'preview', 'date')),
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

-- The decision log: decisions of meetings (launch, preview, date) and others. A decision is in effect
-- until a newer one of its launch and scope. open_keys are the keys of the open lines at that moment, a
-- line each; overridden are the no-go answers that the decider overrode, a line each.
CREATE TABLE decisions (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  meeting_id  BIGINT REFERENCES meetings (id),
  scope       TEXT NOT NULL CHECK (scope IN ('launch', 'preview', 'date', 'other')),
  text        TEXT NOT NULL DEFAULT '',
  build       TEXT NOT NULL DEFAULT '',
  outcome     TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'go', 'conditional', 'no_go')),
  by_id       BIGINT REFERENCES users (id),
  by_name     TEXT NOT NULL DEFAULT '',
  reason      TEXT NOT NULL DEFAULT '',
  overridden  TEXT NOT NULL DEFAULT '',
  decided_on  TEXT NOT NULL,
  decided_at  BIGINT,
  for_on      TEXT,
  open_keys   TEXT NOT NULL DEFAULT '',
  replaces_id BIGINT REFERENCES decisions (id),
  recorded_by BIGINT REFERENCES users (id),
  recorded_at BIGINT NOT NULL,
  UNIQUE (meeting_id, scope),
  CHECK ((scope = 'other') = (meeting_id IS NULL) AND (scope = 'other') = (outcome = ''))
);
CREATE INDEX decisions_launch ON decisions (launch_id, scope);
CREATE INDEX decisions_replaces ON decisions (replaces_id);

-- A go that the lead confirmed for another launch date than it was recorded for.
CREATE TABLE decision_confirmations (
  id          {{id}},
  decision_id BIGINT NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
  launch_on   TEXT NOT NULL,
  by_id       BIGINT NOT NULL REFERENCES users (id),
  reason      TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  UNIQUE (decision_id, launch_on)
);

-- The readiness when a decision was recorded (JSON).
CREATE TABLE snapshots (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id),
  decision_id BIGINT NOT NULL UNIQUE REFERENCES decisions (id),
  taken_at    BIGINT NOT NULL,
  content     TEXT NOT NULL
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
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_confirmations_no_update BEFORE UPDATE ON decision_confirmations
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_confirmations_no_delete BEFORE DELETE ON decision_confirmations
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_of_recorded BEFORE INSERT ON decisions
WHEN NEW.meeting_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM meetings m
  WHERE m.id = NEW.meeting_id AND m.launch_id = NEW.launch_id AND m.state = 'recorded')
BEGIN SELECT RAISE(ABORT, 'a decision needs a recorded meeting of its launch'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meetings_fixed BEFORE UPDATE ON meetings
WHEN OLD.state = 'recorded' AND (NEW.launch_id <> OLD.launch_id OR NEW.number <> OLD.number OR NEW.state <> OLD.state
  OR NEW.chair_id IS NOT OLD.chair_id OR NEW.item_id IS NOT OLD.item_id OR NEW.held_on IS NOT OLD.held_on
  OR NEW.held_time IS NOT OLD.held_time OR NEW.by_vote <> OLD.by_vote OR NEW.place <> OLD.place
  OR NEW.sheet_by IS NOT OLD.sheet_by OR NEW.sheet_at IS NOT OLD.sheet_at)
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings
WHEN OLD.state = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_questions_fixed BEFORE UPDATE ON meeting_questions
WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN (OLD.meeting_id, NEW.meeting_id) AND state = 'recorded')
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_questions_no_delete BEFORE DELETE ON meeting_questions
WHEN (SELECT state FROM meetings WHERE id = OLD.meeting_id) = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_questions_no_insert BEFORE INSERT ON meeting_questions
WHEN (SELECT state FROM meetings WHERE id = NEW.meeting_id) = 'recorded'
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- Whether a condition is met, and who owns it, may change after the decision.
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_fixed BEFORE UPDATE ON meeting_conditions
WHEN EXISTS (SELECT 1 FROM decisions d WHERE d.meeting_id = OLD.meeting_id AND d.scope = OLD.scope
    OR d.meeting_id = NEW.meeting_id AND d.scope = NEW.scope)
  AND (NEW.launch_id <> OLD.launch_id OR NEW.meeting_id <> OLD.meeting_id OR NEW.scope <> OLD.scope OR NEW.text <> OLD.text
    OR NEW.due_at <> OLD.due_at)
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_no_insert BEFORE INSERT ON meeting_conditions
WHEN EXISTS (SELECT 1 FROM decisions WHERE meeting_id = NEW.meeting_id AND scope = NEW.scope)
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_no_delete BEFORE DELETE ON meeting_conditions
WHEN EXISTS (SELECT 1 FROM decisions WHERE meeting_id = OLD.meeting_id AND scope = OLD.scope)
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- INSERT OR REPLACE deletes the old row without its triggers for deletion.
-- +goose StatementBegin
CREATE TRIGGER snapshots_no_replace BEFORE INSERT ON snapshots
WHEN EXISTS (SELECT 1 FROM snapshots WHERE id = NEW.id OR decision_id = NEW.decision_id)
BEGIN SELECT RAISE(ABORT, 'the snapshot of a decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER overrides_no_replace BEFORE INSERT ON overrides
WHEN EXISTS (SELECT 1 FROM overrides WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an override stays as it was taken'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_no_replace BEFORE INSERT ON decisions
WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id OR (meeting_id = NEW.meeting_id AND scope = NEW.scope))
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_confirmations_no_replace BEFORE INSERT ON decision_confirmations
WHEN EXISTS (SELECT 1 FROM decision_confirmations WHERE id = NEW.id
  OR (decision_id = NEW.decision_id AND launch_on = NEW.launch_on))
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meetings_no_replace BEFORE INSERT ON meetings
WHEN EXISTS (SELECT 1 FROM meetings WHERE state = 'recorded' AND (id = NEW.id OR (launch_id = NEW.launch_id AND number = NEW.number)))
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_questions_no_replace BEFORE INSERT ON meeting_questions
WHEN EXISTS (SELECT 1 FROM meeting_questions s JOIN meetings m ON m.id = s.meeting_id WHERE s.id = NEW.id AND m.state = 'recorded')
BEGIN SELECT RAISE(ABORT, 'a recorded decision cannot be changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_conditions_no_replace BEFORE INSERT ON meeting_conditions
WHEN EXISTS (SELECT 1 FROM meeting_conditions c JOIN decisions d ON d.meeting_id = c.meeting_id AND d.scope = c.scope
  WHERE c.id = NEW.id)
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
CREATE TRIGGER decisions_kept BEFORE UPDATE OR DELETE ON decisions
  FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
CREATE TRIGGER decision_confirmations_kept BEFORE UPDATE OR DELETE ON decision_confirmations
  FOR EACH ROW EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
CREATE TRIGGER decision_confirmations_no_truncate BEFORE TRUNCATE ON decision_confirmations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
CREATE TRIGGER meetings_fixed BEFORE UPDATE ON meetings FOR EACH ROW
  WHEN (OLD.state = 'recorded' AND
    (NEW.launch_id, NEW.number, NEW.state, NEW.chair_id, NEW.item_id, NEW.held_on, NEW.held_time, NEW.by_vote, NEW.place, NEW.sheet_by,
      NEW.sheet_at)
    IS DISTINCT FROM
    (OLD.launch_id, OLD.number, OLD.state, OLD.chair_id, OLD.item_id, OLD.held_on, OLD.held_time, OLD.by_vote, OLD.place, OLD.sheet_by,
      OLD.sheet_at))
  EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
CREATE TRIGGER meetings_no_delete BEFORE DELETE ON meetings FOR EACH ROW WHEN (OLD.state = 'recorded')
  EXECUTE FUNCTION refuse_change('a recorded decision cannot be changed');
-- +goose StatementBegin
CREATE FUNCTION refuse_unrecorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM meetings m WHERE m.id = NEW.meeting_id AND m.launch_id = NEW.launch_id AND m.state = 'recorded') THEN
    RAISE EXCEPTION 'a decision needs a recorded meeting of its launch';
  END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER decisions_of_recorded BEFORE INSERT ON decisions FOR EACH ROW WHEN (NEW.meeting_id IS NOT NULL)
  EXECUTE FUNCTION refuse_unrecorded();
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
CREATE TRIGGER meeting_questions_fixed BEFORE INSERT OR UPDATE OR DELETE ON meeting_questions FOR EACH ROW
  EXECUTE FUNCTION refuse_recorded();
-- +goose StatementBegin
CREATE FUNCTION refuse_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM decisions WHERE meeting_id = OLD.meeting_id AND scope = OLD.scope) THEN
    RAISE EXCEPTION 'a recorded decision cannot be changed';
  END IF;
  IF TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM decisions WHERE meeting_id = NEW.meeting_id AND scope = NEW.scope) THEN
    RAISE EXCEPTION 'a recorded decision cannot be changed';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER meeting_conditions_kept BEFORE INSERT OR DELETE ON meeting_conditions FOR EACH ROW EXECUTE FUNCTION refuse_decided();
-- Whether a condition is met, and who owns it, may change after the decision.
CREATE TRIGGER meeting_conditions_fixed BEFORE UPDATE ON meeting_conditions FOR EACH ROW
  WHEN ((NEW.launch_id, NEW.meeting_id, NEW.scope, NEW.text, NEW.due_at)
    IS DISTINCT FROM (OLD.launch_id, OLD.meeting_id, OLD.scope, OLD.text, OLD.due_at))
  EXECUTE FUNCTION refuse_decided();
{{end}}
