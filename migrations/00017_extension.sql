-- +goose Up
-- Requests for a later date past a freeze, which is a deliverable too.
CREATE TABLE exceptions (
  id              {{id}},
  launch_id       BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  freeze_id       BIGINT NOT NULL REFERENCES deliverables (id),
  item_id         BIGINT NOT NULL REFERENCES deliverables (id),
  days            BIGINT NOT NULL CHECK (days > 0),
  why             TEXT NOT NULL,
  risk_with       TEXT NOT NULL,
  risk_without    TEXT NOT NULL,
  asked_by        BIGINT NOT NULL REFERENCES users (id),
  state           TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')),
  decided_by      BIGINT REFERENCES users (id),
  decided_at      BIGINT,
  decision_reason TEXT NOT NULL DEFAULT '',
  version         BIGINT NOT NULL DEFAULT 1,
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  CHECK (freeze_id <> item_id)
);
CREATE INDEX exceptions_launch ON exceptions (launch_id, id);
CREATE UNIQUE INDEX exceptions_one ON exceptions (item_id, freeze_id) WHERE state IN ('asked', 'granted');
CREATE INDEX exceptions_freeze ON exceptions (freeze_id);

-- The people concerned by a decided request, until they have read it.
CREATE TABLE exception_notices (
  exception_id BIGINT NOT NULL REFERENCES exceptions (id) ON DELETE CASCADE,
  user_id      BIGINT NOT NULL REFERENCES users (id),
  seen_at      BIGINT,
  PRIMARY KEY (exception_id, user_id)
);
CREATE INDEX exception_notices_user ON exception_notices (user_id, seen_at);
