-- +goose Up
-- launch_at is launch_on, launch_time and zone as an instant, for sorting across zones. frame holds
-- the template's phases and week labels at the time of creation (JSON). search_text is the name,
-- folded by internal/fold because the databases fold differently. Decisions before rolled_back_at
-- do not allow another launch.
CREATE TABLE launches (
  id            {{id}},
  slug          TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  summary       TEXT NOT NULL DEFAULT '',
  launch_on     TEXT NOT NULL,
  launch_time   TEXT NOT NULL,
  zone          TEXT NOT NULL,
  launch_at     BIGINT NOT NULL,
  lead_id       BIGINT NOT NULL REFERENCES users (id),
  template_key  TEXT NOT NULL DEFAULT '',
  template_name TEXT NOT NULL DEFAULT '',
  frame         TEXT NOT NULL DEFAULT '{}',
  search_text   TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('planning', 'go', 'launching', 'live', 'closed', 'cancelled', 'rolled back')),
  rolled_back_at BIGINT,
  created_by    BIGINT NOT NULL REFERENCES users (id),
  version       BIGINT NOT NULL DEFAULT 1,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);
CREATE INDEX launches_date ON launches (launch_on);
CREATE INDEX launches_lead ON launches (lead_id);
CREATE INDEX launches_state ON launches (state, launch_on);
CREATE INDEX launches_open ON launches (launch_at, id) WHERE state NOT IN ('closed', 'cancelled');
CREATE INDEX launches_at ON launches (launch_at, id);
CREATE INDEX launches_search ON launches (search_text);

-- The people who fill the owner roles of the template.
CREATE TABLE launch_roles (
  launch_id BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key       TEXT NOT NULL,
  name      TEXT NOT NULL,
  user_id   BIGINT REFERENCES users (id),
  position  BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (launch_id, key)
);
CREATE INDEX launch_roles_user ON launch_roles (user_id);

CREATE TABLE lanes (
  id        {{id}},
  launch_id BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key       TEXT NOT NULL,
  name      TEXT NOT NULL,
  team_id   BIGINT REFERENCES teams (id),
  position  BIGINT NOT NULL DEFAULT 0,
  UNIQUE (launch_id, key)
);

-- An item that follows T stores offsets, from which its dates are computed; a pinned one stores its
-- dates. role_key is the owner role in the template, which may be filled later. search_text is the
-- folded title and body_text the folded description. A follow_up was created from a report or a
-- playbook and does not count as part of the launch's scope, so that it does not make guides
-- outdated.
CREATE TABLE deliverables (
  id             {{id}},
  launch_id      BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  lane_id        BIGINT NOT NULL REFERENCES lanes (id),
  kind           TEXT NOT NULL,
  title          TEXT NOT NULL,
  search_text    TEXT NOT NULL,
  description    TEXT NOT NULL DEFAULT '',
  body_text      TEXT NOT NULL DEFAULT '',
  owner_id       BIGINT REFERENCES users (id),
  reviewer_id    BIGINT REFERENCES users (id),
  role_key       TEXT NOT NULL DEFAULT '',
  anchor         TEXT NOT NULL CHECK (anchor IN ('follows', 'pinned', 'previous_workday', 'next_workday')),
  start_offset   BIGINT NOT NULL DEFAULT 0,
  due_offset     BIGINT NOT NULL DEFAULT 0,
  starts_on      TEXT,
  due_on         TEXT,
  due_time       TEXT,
  status         TEXT NOT NULL CHECK (status IN
    ('not_started', 'in_progress', 'in_review', 'done', 'blocked', 'skipped', 'draft', 'final', 'scheduled', 'published')),
  blocked_reason TEXT NOT NULL DEFAULT '',
  unblocker_id   BIGINT REFERENCES users (id),
  skip_reason    TEXT NOT NULL DEFAULT '',
  position       BIGINT NOT NULL DEFAULT 0,
  follow_up      BOOLEAN NOT NULL DEFAULT FALSE,
  -- The fact from which the status derives, and the reason and the person if it was set by hand instead.
  follow_by      TEXT NOT NULL DEFAULT '',
  follow_id      BIGINT,
  follow_rule    TEXT NOT NULL DEFAULT '',
  hand_reason    TEXT NOT NULL DEFAULT '',
  hand_by        BIGINT REFERENCES users (id),
  done_at        BIGINT,
  archived_at    BIGINT,
  version        BIGINT NOT NULL DEFAULT 1,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL,
  CHECK (starts_on IS NULL OR due_on IS NULL OR starts_on <= due_on)
);
CREATE INDEX deliverables_launch ON deliverables (launch_id, lane_id, position);
CREATE INDEX deliverables_owner ON deliverables (owner_id, due_on);
CREATE INDEX deliverables_reviewer ON deliverables (reviewer_id, status);
CREATE INDEX deliverables_unblocker ON deliverables (unblocker_id, status);
CREATE INDEX deliverables_lane ON deliverables (lane_id);
CREATE INDEX deliverables_search ON deliverables (search_text, status) WHERE archived_at IS NULL;
CREATE INDEX deliverables_meetings ON deliverables (due_on, due_time) WHERE kind = 'meeting' AND archived_at IS NULL;

CREATE TABLE deliverable_helpers (
  deliverable_id BIGINT NOT NULL REFERENCES deliverables (id) ON DELETE CASCADE,
  user_id        BIGINT NOT NULL REFERENCES users (id),
  PRIMARY KEY (deliverable_id, user_id)
);
CREATE INDEX deliverable_helpers_user ON deliverable_helpers (user_id);

CREATE TABLE deliverable_links (
  id             {{id}},
  deliverable_id BIGINT NOT NULL REFERENCES deliverables (id) ON DELETE CASCADE,
  label          TEXT NOT NULL DEFAULT '',
  url            TEXT NOT NULL,
  position       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX deliverable_links_deliverable ON deliverable_links (deliverable_id);

CREATE TABLE dependencies (
  deliverable_id BIGINT NOT NULL REFERENCES deliverables (id) ON DELETE CASCADE,
  depends_on_id  BIGINT NOT NULL REFERENCES deliverables (id) ON DELETE CASCADE,
  PRIMARY KEY (deliverable_id, depends_on_id),
  CHECK (deliverable_id <> depends_on_id)
);
CREATE INDEX dependencies_reverse ON dependencies (depends_on_id);

CREATE TABLE comments (
  id             {{id}},
  deliverable_id BIGINT NOT NULL REFERENCES deliverables (id) ON DELETE CASCADE,
  author_id      BIGINT NOT NULL REFERENCES users (id),
  body           TEXT NOT NULL,
  search_text    TEXT NOT NULL DEFAULT '',
  edited_at      BIGINT,
  deleted_at     BIGINT,
  version        BIGINT NOT NULL DEFAULT 1,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL
);
CREATE INDEX comments_deliverable ON comments (deliverable_id, id);

CREATE TABLE mentions (
  comment_id BIGINT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
  user_id    BIGINT NOT NULL REFERENCES users (id),
  seen_at    BIGINT,
  PRIMARY KEY (comment_id, user_id)
);
CREATE INDEX mentions_user ON mentions (user_id, seen_at);

-- The moves of T, with the dates of each item before and after (JSON), so that a move can be undone
-- in one step.
CREATE TABLE date_moves (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  old_on     TEXT NOT NULL,
  old_time   TEXT NOT NULL,
  old_zone   TEXT NOT NULL,
  new_on     TEXT NOT NULL,
  new_time   TEXT NOT NULL,
  new_zone   TEXT NOT NULL,
  reason     TEXT NOT NULL,
  items      TEXT NOT NULL,
  moved_by   BIGINT NOT NULL REFERENCES users (id),
  moved_at   BIGINT NOT NULL,
  undone_by  BIGINT REFERENCES users (id),
  undone_at  BIGINT
);
CREATE INDEX date_moves_launch ON date_moves (launch_id, id);
