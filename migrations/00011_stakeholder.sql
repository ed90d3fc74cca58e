-- +goose Up
-- The people and groups outside the plan who must know about a launch: teams, partners, suppliers,
-- customers. owner_id is the person who informs them.
CREATE TABLE stakeholders (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  function     TEXT NOT NULL,
  organisation TEXT NOT NULL DEFAULT '',
  channel      TEXT NOT NULL,
  contact      TEXT NOT NULL DEFAULT '',
  owner_id     BIGINT REFERENCES users (id),
  note         TEXT NOT NULL DEFAULT '',
  archived_at  BIGINT,
  version      BIGINT NOT NULL DEFAULT 1,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL
);
CREATE INDEX stakeholders_launch ON stakeholders (launch_id, archived_at);
CREATE INDEX stakeholders_owner ON stakeholders (owner_id);

-- Notices to stakeholders and their acknowledgements, each with the T that it was about: the day in
-- the launch's zone of that time, and the instant. by_id is the person who recorded it; NULL is the
-- stakeholder, by a personal link. A notice recorded by mistake is taken back and remains.
CREATE TABLE stakeholder_notices (
  id             {{id}},
  stakeholder_id BIGINT NOT NULL REFERENCES stakeholders (id) ON DELETE CASCADE,
  kind           TEXT NOT NULL CHECK (kind IN ('told', 'acknowledged')),
  launch_on      TEXT NOT NULL,
  launch_at      BIGINT NOT NULL,
  zone           TEXT NOT NULL,
  how            TEXT NOT NULL DEFAULT '',
  by_id          BIGINT REFERENCES users (id),
  at             BIGINT NOT NULL,
  taken_back_at  BIGINT
);
CREATE INDEX stakeholder_notices_of ON stakeholder_notices (stakeholder_id, taken_back_at);

-- Personal links, by the hash of their secret. They do not expire; a new one revokes the previous
-- one.
CREATE TABLE stakeholder_links (
  id             {{id}},
  stakeholder_id BIGINT NOT NULL REFERENCES stakeholders (id) ON DELETE CASCADE,
  token_hash     TEXT NOT NULL UNIQUE,
  made_by        BIGINT REFERENCES users (id),
  made_at        BIGINT NOT NULL,
  revoked_at     BIGINT
);
CREATE UNIQUE INDEX stakeholder_links_open ON stakeholder_links (stakeholder_id) WHERE revoked_at IS NULL;
