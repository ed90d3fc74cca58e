-- +goose Up
CREATE TABLE checklists (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key         TEXT NOT NULL,
  name        TEXT NOT NULL,
  mode        TEXT NOT NULL CHECK (mode IN ('tick', 'verdict')),
  position    BIGINT NOT NULL DEFAULT 0,
  archived_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  UNIQUE (launch_id, key)
);

-- note is the reason why an item does not apply, what failed, or what was observed.
CREATE TABLE checklist_items (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  checklist_id BIGINT NOT NULL REFERENCES checklists (id) ON DELETE CASCADE,
  key          TEXT NOT NULL DEFAULT '',
  title        TEXT NOT NULL,
  part         TEXT NOT NULL DEFAULT '' CHECK (part IN ('', 'before', 'during', 'after')),
  owner_id     BIGINT REFERENCES users (id),
  role_key     TEXT NOT NULL DEFAULT '',
  due_offset   BIGINT,
  state        TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed', 'na')),
  note         TEXT NOT NULL DEFAULT '',
  evidence_url TEXT NOT NULL DEFAULT '',
  closed_by    BIGINT REFERENCES users (id),
  closed_at    BIGINT,
  -- The fact from which the state derives, and the reason and the person if it was set by hand instead.
  follow_by    TEXT NOT NULL DEFAULT '',
  follow_id    BIGINT,
  follow_rule  TEXT NOT NULL DEFAULT '',
  hand_reason  TEXT NOT NULL DEFAULT '',
  hand_by      BIGINT REFERENCES users (id),
  position     BIGINT NOT NULL DEFAULT 0,
  archived_at  BIGINT,
  version      BIGINT NOT NULL DEFAULT 1,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  CHECK (state <> 'na' OR note <> '')
);
CREATE INDEX checklist_items_launch ON checklist_items (launch_id, checklist_id, position);
CREATE INDEX checklist_items_list ON checklist_items (checklist_id);
CREATE INDEX checklist_items_owner ON checklist_items (owner_id, state);

-- What a checklist said before its items were opened again, for a build that was made anew (JSON). Its numbers are from 1.
CREATE TABLE checklist_rounds (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  checklist_id BIGINT NOT NULL REFERENCES checklists (id) ON DELETE CASCADE,
  number       BIGINT NOT NULL,
  items        TEXT NOT NULL,
  done         BIGINT NOT NULL,
  total        BIGINT NOT NULL,
  ended_by     BIGINT REFERENCES users (id),
  ended_at     BIGINT NOT NULL,
  UNIQUE (checklist_id, number)
);
CREATE INDEX checklist_rounds_launch ON checklist_rounds (launch_id, checklist_id);

