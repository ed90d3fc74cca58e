-- +goose Up
-- Services that launches depend on. name_key is the folded name, which is unique among active
-- services. degrades reports whether the rest works without it, failure describes how, or what
-- fails with it.
CREATE TABLE services (
  id          {{id}},
  name        TEXT NOT NULL,
  name_key    TEXT NOT NULL,
  summary     TEXT NOT NULL DEFAULT '',
  tier        TEXT NOT NULL CHECK (tier IN ('critical', 'important', 'nice_to_have')),
  degrades    BOOLEAN NOT NULL,
  failure     TEXT NOT NULL DEFAULT '',
  owner_id    BIGINT REFERENCES users (id),
  diagnosis   TEXT NOT NULL DEFAULT '',
  search_text TEXT NOT NULL DEFAULT '',
  archived_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX services_name ON services (name_key) WHERE archived_at IS NULL;
CREATE INDEX services_owner ON services (owner_id);

-- The people who know a service.
CREATE TABLE service_knowers (
  service_id BIGINT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  user_id    BIGINT NOT NULL REFERENCES users (id),
  PRIMARY KEY (service_id, user_id)
);
CREATE INDEX service_knowers_user ON service_knowers (user_id);

-- Links to monitoring, logs and diagnosis. A removed link stays for its checks; adding the same URL
-- again restores it.
CREATE TABLE service_links (
  id         {{id}},
  service_id BIGINT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('monitoring', 'logs', 'diagnosis', 'other')),
  label      TEXT NOT NULL DEFAULT '',
  url        TEXT NOT NULL,
  position   BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE UNIQUE INDEX service_links_url ON service_links (service_id, url);

-- Checks of who could open a link. Rows are not changed: the latest that was not taken back counts.
CREATE TABLE service_checks (
  id            {{id}},
  link_id       BIGINT NOT NULL REFERENCES service_links (id) ON DELETE CASCADE,
  person_id     BIGINT NOT NULL REFERENCES users (id),
  reachable     BOOLEAN NOT NULL,
  note          TEXT NOT NULL DEFAULT '',
  at            BIGINT NOT NULL,
  taken_back_at BIGINT
);
CREATE INDEX service_checks_of ON service_checks (link_id, person_id, taken_back_at);
CREATE INDEX service_checks_person ON service_checks (person_id);

-- The services that a launch depends on, and what it touches of them.
CREATE TABLE launch_services (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  service_id BIGINT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  touches    TEXT NOT NULL DEFAULT '',
  removed_at BIGINT,
  version    BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX launch_services_once ON launch_services (launch_id, service_id);
CREATE INDEX launch_services_service ON launch_services (service_id, removed_at);
