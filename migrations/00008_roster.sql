-- +goose Up
-- The coverage that a launch requires: from how long before T until how long after it, and which
-- roles (a JSON list) must be filled all that time. Roles in covers (a JSON list) count as primary
-- cover.
CREATE TABLE rosters (
  id             {{id}},
  launch_id      BIGINT NOT NULL UNIQUE REFERENCES launches (id) ON DELETE CASCADE,
  before_minutes BIGINT NOT NULL CHECK (before_minutes >= 0),
  after_minutes  BIGINT NOT NULL CHECK (after_minutes >= 0),
  needs          TEXT NOT NULL,
  covers         TEXT NOT NULL DEFAULT '[]',
  version        BIGINT NOT NULL DEFAULT 1,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL
);

-- Shifts, and the overrides on top of them in the order of their ids. user_id is the person who
-- joins, out_id the one who leaves. The end is exclusive. planned_for is the T for which the entry
-- was made.
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

-- Changes of many entries, so that they can be undone together.
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

-- Requests of a person to swap a shift with another person, possibly for one of theirs.
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

-- Periods with a rule about whom to call. One without an end lasts until its decider ends it.
CREATE TABLE roster_periods (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  rule       TEXT NOT NULL CHECK (rule <> ''),
  call_id    BIGINT REFERENCES users (id),
  from_at    BIGINT NOT NULL,
  to_at      BIGINT,
  decider_id BIGINT REFERENCES users (id),
  version    BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  CHECK (to_at IS NULL OR from_at < to_at),
  CHECK (to_at IS NOT NULL OR decider_id IS NOT NULL)
);
CREATE INDEX roster_periods_launch ON roster_periods (launch_id, from_at);
CREATE INDEX roster_periods_call ON roster_periods (call_id);
CREATE INDEX roster_periods_decider ON roster_periods (decider_id);

-- Topics with an escalation of their own, such as personal data.
CREATE TABLE roster_topics (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  name       TEXT NOT NULL CHECK (name <> ''),
  hint       TEXT NOT NULL DEFAULT '',
  version    BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX roster_topics_launch ON roster_topics (launch_id, id);

-- The steps of the escalation, in order: the holders of a role, or a person. Steps without a topic
-- are for anything else.
CREATE TABLE escalation_steps (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  topic_id     BIGINT REFERENCES roster_topics (id) ON DELETE CASCADE,
  position     BIGINT NOT NULL,
  role         TEXT NOT NULL DEFAULT '',
  user_id      BIGINT REFERENCES users (id),
  wait_minutes BIGINT NOT NULL CHECK (wait_minutes > 0)
);
CREATE INDEX escalation_steps_launch ON escalation_steps (launch_id, position);
CREATE INDEX escalation_steps_user ON escalation_steps (user_id);
CREATE INDEX escalation_steps_topic ON escalation_steps (topic_id);

-- Notes of the outgoing person for the incoming one, who accepts them.
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
