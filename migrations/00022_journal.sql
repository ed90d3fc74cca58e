-- +goose Up
-- The live log of a launch. What a line says never changes: a correction is a new line. seq counts
-- the lines of a launch. times says how often the same happened within a few minutes.
CREATE TABLE journal_lines (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id),
  seq         BIGINT NOT NULL CHECK (seq > 0),
  happened_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('stage', 'decision', 'rule', 'reading', 'alert', 'task', 'message', 'problem', 'feedback',
    'roster', 'person', 'note')),
  text        TEXT NOT NULL CHECK (text <> ''),
  search_text TEXT NOT NULL DEFAULT '',
  by_id       BIGINT REFERENCES users (id),
  ref_kind    TEXT NOT NULL DEFAULT '',
  ref_id      BIGINT NOT NULL DEFAULT 0,
  audience    TEXT NOT NULL DEFAULT 'team' CHECK (audience IN ('team', 'stakeholders')),
  starred     BOOLEAN NOT NULL DEFAULT FALSE,
  corrects_id BIGINT UNIQUE REFERENCES journal_lines (id),
  times       BIGINT NOT NULL DEFAULT 1 CHECK (times > 0),
  version     BIGINT NOT NULL DEFAULT 1,
  updated_at  BIGINT NOT NULL,
  UNIQUE (launch_id, seq)
);
CREATE INDEX journal_lines_happened ON journal_lines (launch_id, happened_at, seq);
CREATE INDEX journal_lines_by ON journal_lines (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX journal_lines_ref ON journal_lines (launch_id, ref_kind, ref_id, recorded_at) WHERE ref_kind <> '';

{{if sqlite}}
-- +goose StatementBegin
CREATE TRIGGER journal_lines_no_update BEFORE UPDATE OF id, launch_id, seq, happened_at, recorded_at, kind, text, search_text, by_id,
  ref_kind, ref_id, corrects_id ON journal_lines
BEGIN SELECT RAISE(ABORT, 'a line of the log stays as it was written'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_lines_no_delete BEFORE DELETE ON journal_lines
BEGIN SELECT RAISE(ABORT, 'a line of the log stays as it was written'); END;
-- +goose StatementEnd
{{else}}
CREATE TRIGGER journal_lines_no_update BEFORE UPDATE OF id, launch_id, seq, happened_at, recorded_at, kind, text, search_text, by_id,
  ref_kind, ref_id, corrects_id ON journal_lines FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a line of the log stays as it was written');
CREATE TRIGGER journal_lines_no_delete BEFORE DELETE ON journal_lines FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a line of the log stays as it was written');
{{end}}
