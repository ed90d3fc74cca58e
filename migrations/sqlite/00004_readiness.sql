-- +goose Up
-- The technical interview. A question keeps its newest answer; older ones stay
-- as its history. options is what can be answered with one tap (JSON). A dated
-- question is answered with a day, not later than latest_offset days from T.
CREATE TABLE interview_questions (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id     INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key           TEXT NOT NULL,
  ask           TEXT NOT NULL,
  good          TEXT NOT NULL DEFAULT '',
  flag          TEXT NOT NULL DEFAULT '',
  owner_id      INTEGER REFERENCES users (id),
  role_key      TEXT NOT NULL DEFAULT '',
  dated         BOOLEAN NOT NULL,
  latest_offset INTEGER NOT NULL DEFAULT 0,
  options       TEXT NOT NULL DEFAULT '[]',
  answer_id     INTEGER,
  position      INTEGER NOT NULL DEFAULT 0,
  archived_at   INTEGER,
  version       INTEGER NOT NULL DEFAULT 1,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  UNIQUE (launch_id, key)
);
CREATE INDEX interview_questions_owner ON interview_questions (owner_id);

-- An acceptance of the red flag belongs to the answer that raised it, and ends
-- with it.
CREATE TABLE interview_answers (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  question_id   INTEGER NOT NULL REFERENCES interview_questions (id) ON DELETE CASCADE,
  option_key    TEXT NOT NULL DEFAULT '',
  option_label  TEXT NOT NULL DEFAULT '',
  flagged       BOOLEAN NOT NULL,
  answer_on     TEXT,
  note          TEXT NOT NULL DEFAULT '',
  by_id         INTEGER REFERENCES users (id),
  at            INTEGER NOT NULL,
  accepted_by   INTEGER REFERENCES users (id),
  accepted_at   INTEGER,
  accept_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX interview_answers_question ON interview_answers (question_id, id);

CREATE TABLE checklists (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id   INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key         TEXT NOT NULL,
  name        TEXT NOT NULL,
  mode        TEXT NOT NULL CHECK (mode IN ('tick', 'verdict')),
  position    INTEGER NOT NULL DEFAULT 0,
  archived_at INTEGER,
  version     INTEGER NOT NULL DEFAULT 1,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  UNIQUE (launch_id, key)
);

-- note is why an item does not apply, what failed, or what was seen.
CREATE TABLE checklist_items (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id    INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  checklist_id INTEGER NOT NULL REFERENCES checklists (id) ON DELETE CASCADE,
  key          TEXT NOT NULL DEFAULT '',
  title        TEXT NOT NULL,
  part         TEXT NOT NULL DEFAULT '' CHECK (part IN ('', 'before', 'during', 'after')),
  owner_id     INTEGER REFERENCES users (id),
  role_key     TEXT NOT NULL DEFAULT '',
  due_offset   INTEGER,
  state        TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'na')),
  note         TEXT NOT NULL DEFAULT '',
  evidence_url TEXT NOT NULL DEFAULT '',
  closed_by    INTEGER REFERENCES users (id),
  closed_at    INTEGER,
  position     INTEGER NOT NULL DEFAULT 0,
  archived_at  INTEGER,
  version      INTEGER NOT NULL DEFAULT 1,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  CHECK (state <> 'na' OR note <> '')
);
CREATE INDEX checklist_items_launch ON checklist_items (launch_id, checklist_id, position);
CREATE INDEX checklist_items_list ON checklist_items (checklist_id);
CREATE INDEX checklist_items_owner ON checklist_items (owner_id, state);

-- GO criteria and NO-GO conditions. bind_id is the id of what a line is bound
-- to, in the table that bind names; there is no foreign key, so that a line
-- whose thing has gone stays, and says so.
CREATE TABLE criteria (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  launch_id     INTEGER NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key           TEXT NOT NULL DEFAULT '',
  kind          TEXT NOT NULL CHECK (kind IN ('go', 'no_go')),
  title         TEXT NOT NULL,
  owner_id      INTEGER REFERENCES users (id),
  role_key      TEXT NOT NULL DEFAULT '',
  bind          TEXT NOT NULL,
  bind_id       INTEGER,
  bind_rule     TEXT NOT NULL DEFAULT '',
  environment   TEXT NOT NULL DEFAULT '' CHECK (environment IN ('', 'staging', 'production')),
  renew_minutes INTEGER NOT NULL DEFAULT 0,
  evidence      TEXT NOT NULL DEFAULT '',
  sign          TEXT NOT NULL DEFAULT '' CHECK (sign IN ('', 'met', 'not_met')),
  sign_note     TEXT NOT NULL DEFAULT '',
  signed_by     INTEGER REFERENCES users (id),
  signed_at     INTEGER,
  waived_by     INTEGER REFERENCES users (id),
  waived_at     INTEGER,
  waive_reason  TEXT NOT NULL DEFAULT '',
  position      INTEGER NOT NULL DEFAULT 0,
  archived_at   INTEGER,
  version       INTEGER NOT NULL DEFAULT 1,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
);
CREATE INDEX criteria_launch ON criteria (launch_id, kind, position);
CREATE INDEX criteria_owner ON criteria (owner_id);

-- +goose Down
DROP TABLE criteria;
DROP TABLE checklist_items;
DROP TABLE checklists;
DROP TABLE interview_answers;
DROP TABLE interview_questions;
