-- +goose Up
-- A decision that stands ceases to by a newer one of the same launch alone: by
-- another one that is recorded and stands, of which there is none but the one
-- that is just being recorded.
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

-- +goose Down
DROP TRIGGER meetings_not_born_superseded ON meetings;
DROP TRIGGER meetings_superseded ON meetings;
DROP FUNCTION refuse_superseding();
