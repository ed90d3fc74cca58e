-- +goose Up
-- What a launch asks of its on-call roster: from how long before T until how
-- long after it, and which roles (a JSON list) somebody must have all that time.
CREATE TABLE rosters (
  id             {{id}},
  launch_id      BIGINT NOT NULL UNIQUE REFERENCES launches (id) ON DELETE CASCADE,
  before_minutes BIGINT NOT NULL CHECK (before_minutes >= 0),
  after_minutes  BIGINT NOT NULL CHECK (after_minutes >= 0),
  needs          TEXT NOT NULL,
  version        BIGINT NOT NULL DEFAULT 1,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL
);

-- Shifts, and the overrides that are laid over them in the order of their ids.
-- user_id is who comes, out_id who goes. The end does not belong to an entry.
-- planned_for is the T for which it was made.
CREATE TABLE roster_entries (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('shift', 'add', 'replace', 'remove')),
  role        TEXT NOT NULL,
  user_id     BIGINT REFERENCES users (id),
  out_id      BIGINT REFERENCES users (id),
  from_at     BIGINT NOT NULL,
  to_at       BIGINT NOT NULL,
  planned_for BIGINT NOT NULL,
  note        TEXT NOT NULL DEFAULT '',
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL,
  CHECK (from_at < to_at),
  CHECK ((user_id IS NULL) = (kind = 'remove')),
  CHECK ((out_id IS NULL) = (kind IN ('shift', 'add')))
);
CREATE INDEX roster_entries_launch ON roster_entries (launch_id, from_at);
CREATE INDEX roster_entries_user ON roster_entries (user_id, to_at);
CREATE INDEX roster_entries_out ON roster_entries (out_id);

-- What was done to many entries at once, so that it can be undone as one.
CREATE TABLE roster_batches (
  id        {{id}},
  launch_id BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL CHECK (kind IN ('added', 'moved')),
  items     TEXT NOT NULL,
  by_id     BIGINT REFERENCES users (id),
  at        BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE INDEX roster_batches_launch ON roster_batches (launch_id, id);

-- One who has a shift asks another to take it, perhaps for a shift of theirs.
CREATE TABLE roster_swaps (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  shift_id    BIGINT NOT NULL REFERENCES roster_entries (id) ON DELETE CASCADE,
  return_id   BIGINT REFERENCES roster_entries (id) ON DELETE CASCADE,
  from_id     BIGINT NOT NULL REFERENCES users (id),
  to_id       BIGINT NOT NULL REFERENCES users (id),
  note        TEXT NOT NULL DEFAULT '',
  state       TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn')),
  answered_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);
CREATE INDEX roster_swaps_launch ON roster_swaps (launch_id, id);
CREATE INDEX roster_swaps_shift ON roster_swaps (shift_id);
CREATE INDEX roster_swaps_return ON roster_swaps (return_id);

-- Who is paged, in order: whoever has a role, or one person.
CREATE TABLE escalation_steps (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  position     BIGINT NOT NULL,
  role         TEXT NOT NULL DEFAULT '',
  user_id      BIGINT REFERENCES users (id),
  wait_minutes BIGINT NOT NULL CHECK (wait_minutes > 0)
);
CREATE INDEX escalation_steps_launch ON escalation_steps (launch_id, position);
CREATE INDEX escalation_steps_user ON escalation_steps (user_id);

-- What the outgoing person tells the incoming one, who accepts it.
CREATE TABLE handover_notes (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  from_id      BIGINT NOT NULL REFERENCES users (id),
  to_id        BIGINT NOT NULL REFERENCES users (id),
  open_matters TEXT NOT NULL DEFAULT '',
  flags        TEXT NOT NULL DEFAULT '',
  stage        TEXT NOT NULL DEFAULT '',
  accepted_at  BIGINT,
  version      BIGINT NOT NULL DEFAULT 1,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL
);
CREATE INDEX handover_notes_launch ON handover_notes (launch_id, id);
