-- +goose Up
-- Instants are Unix milliseconds (UTC); civil dates are YYYY-MM-DD text.
CREATE TABLE teams (
  id          {{id}},
  key         TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  position    BIGINT NOT NULL DEFAULT 0,
  archived_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);

CREATE TABLE users (
  id             {{id}},
  email          TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  password_hash  TEXT NOT NULL DEFAULT '',
  role           TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'viewer')),
  title          TEXT NOT NULL DEFAULT '',
  team_id        BIGINT REFERENCES teams (id),
  seniority      TEXT NOT NULL DEFAULT 'mid' CHECK (seniority IN ('junior', 'mid', 'senior')),
  zone           TEXT NOT NULL DEFAULT 'UTC',
  deactivated_at BIGINT,
  version        BIGINT NOT NULL DEFAULT 1,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL
);
CREATE INDEX users_team ON users (team_id);

CREATE TABLE contact_methods (
  id       {{id}},
  user_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind     TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'chat')),
  value    TEXT NOT NULL,
  position BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX contact_methods_user ON contact_methods (user_id);

-- Both days are included.
CREATE TABLE absences (
  id         {{id}},
  user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  first_day  TEXT NOT NULL,
  last_day   TEXT NOT NULL,
  note       TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  CHECK (first_day <= last_day)
);
CREATE INDEX absences_user ON absences (user_id, last_day);

-- The id is the hash of the secret in the cookie.
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  user_id    BIGINT REFERENCES users (id) ON DELETE CASCADE,
  data       TEXT NOT NULL DEFAULT '',
  agent      TEXT NOT NULL DEFAULT '',
  address    TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Invitations and password resets: single use, with an expiry.
CREATE TABLE access_links (
  id         {{id}},
  token_hash TEXT NOT NULL UNIQUE,
  purpose    TEXT NOT NULL CHECK (purpose IN ('invitation', 'password reset')),
  user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_by BIGINT NOT NULL REFERENCES users (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  revoked_at BIGINT
);
CREATE INDEX access_links_user ON access_links (user_id);

-- Counters of failed attempts to sign in, one row per account, device and address.
CREATE TABLE sign_in_attempts (
  subject       TEXT PRIMARY KEY,
  failures      BIGINT NOT NULL,
  last_at       BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL
);

-- The secret link of a person's calendar feeds, by the hash of its secret. A new link revokes the
-- previous one.
CREATE TABLE feed_links (
  id         {{id}},
  user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  made_at    BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX feed_links_open ON feed_links (user_id) WHERE revoked_at IS NULL;

-- The events of each feed when it was last fetched, so that the sequence of an event increases with
-- each change, and removed events are sent as cancelled for a while. event is the event as JSON.
CREATE TABLE feed_told (
  id           {{id}},
  user_id      BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  feed         TEXT NOT NULL,
  uid          TEXT NOT NULL,
  sequence     BIGINT NOT NULL,
  modified_at  BIGINT NOT NULL,
  event        TEXT NOT NULL,
  gone_at      BIGINT,
  UNIQUE (user_id, feed, uid)
);
