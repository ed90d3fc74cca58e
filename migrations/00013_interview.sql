-- +goose Up
-- The technical interview. A question stores its latest answer; older ones are in its history.
-- options are the answers to choose from (JSON). A dated question is answered with a day, at most
-- latest_offset days from T.
CREATE TABLE interview_questions (
  id            {{id}},
  launch_id     BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key           TEXT NOT NULL,
  ask           TEXT NOT NULL,
  good          TEXT NOT NULL DEFAULT '',
  flag          TEXT NOT NULL DEFAULT '',
  owner_id      BIGINT REFERENCES users (id),
  role_key      TEXT NOT NULL DEFAULT '',
  dated         BOOLEAN NOT NULL,
  latest_offset BIGINT NOT NULL DEFAULT 0,
  options       TEXT NOT NULL DEFAULT '[]',
  answer_id     BIGINT,
  -- The fact from which the program answers, until a person does.
  follow_by     TEXT NOT NULL DEFAULT '',
  follow_id     BIGINT,
  follow_rule   TEXT NOT NULL DEFAULT '',
  position      BIGINT NOT NULL DEFAULT 0,
  archived_at   BIGINT,
  version       BIGINT NOT NULL DEFAULT 1,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  UNIQUE (launch_id, key)
);
CREATE INDEX interview_questions_owner ON interview_questions (owner_id);

-- An acceptance of a red flag belongs to the answer that raised it, and ends with it.
CREATE TABLE interview_answers (
  id            {{id}},
  question_id   BIGINT NOT NULL REFERENCES interview_questions (id) ON DELETE CASCADE,
  option_key    TEXT NOT NULL DEFAULT '',
  option_label  TEXT NOT NULL DEFAULT '',
  flagged       BOOLEAN NOT NULL,
  answer_on     TEXT,
  note          TEXT NOT NULL DEFAULT '',
  by_id         BIGINT REFERENCES users (id),
  at            BIGINT NOT NULL,
  accepted_by   BIGINT REFERENCES users (id),
  accepted_at   BIGINT,
  accept_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX interview_answers_question ON interview_answers (question_id, id);
