-- +goose Up
-- A decision that stands ceases to by a newer one of the same launch alone: by
-- another one that is recorded and stands, of which there is none but the one
-- that is just being recorded.
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

-- +goose Down
DROP TRIGGER meetings_not_born_superseded;
DROP TRIGGER meetings_superseded;
