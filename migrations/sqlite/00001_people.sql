-- +goose Up
-- Instants are Unix milliseconds (UTC); civil dates are YYYY-MM-DD text.
CREATE TABLE teams (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  key         TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  position    INTEGER NOT NULL DEFAULT 0,
  archived_at INTEGER,
  version     INTEGER NOT NULL DEFAULT 1,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
);

CREATE TABLE users (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  email          TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  password_hash  TEXT NOT NULL DEFAULT '',
  role           TEXT NOT NULL CHECK (role IN ('administrator', 'member', 'viewer')),
  title          TEXT NOT NULL DEFAULT '',
  team_id        INTEGER REFERENCES teams (id),
  seniority      TEXT NOT NULL DEFAULT 'mid' CHECK (seniority IN ('junior', 'mid', 'senior')),
  zone           TEXT NOT NULL DEFAULT 'UTC',
  deactivated_at INTEGER,
  version        INTEGER NOT NULL DEFAULT 1,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
);
CREATE INDEX users_team ON users (team_id);

CREATE TABLE contact_methods (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind     TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'chat')),
  value    TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX contact_methods_user ON contact_methods (user_id);

-- Both days are part of the absence.
CREATE TABLE absences (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  first_day  TEXT NOT NULL,
  last_day   TEXT NOT NULL,
  note       TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  CHECK (first_day <= last_day)
);
CREATE INDEX absences_user ON absences (user_id, last_day);

-- The id is the hash of the secret in the cookie.
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  user_id    INTEGER REFERENCES users (id) ON DELETE CASCADE,
  data       TEXT NOT NULL DEFAULT '',
  agent      TEXT NOT NULL DEFAULT '',
  address    TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- An invitation or a password reset: single use, and it expires.
CREATE TABLE access_links (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash TEXT NOT NULL UNIQUE,
  purpose    TEXT NOT NULL CHECK (purpose IN ('invitation', 'password reset')),
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_by INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER,
  revoked_at INTEGER
);
CREATE INDEX access_links_user ON access_links (user_id);

-- One row an account and one an address that signs in, to slow guessing down.
CREATE TABLE sign_in_attempts (
  subject       TEXT PRIMARY KEY,
  failures      INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
);

-- Who, when, what, before, after. It serves the history of a thing too.
CREATE TABLE audit_log (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  actor_id   INTEGER REFERENCES users (id),
  actor_name TEXT NOT NULL,
  action     TEXT NOT NULL,
  entity     TEXT NOT NULL,
  entity_id  INTEGER NOT NULL,
  launch_id  INTEGER,
  label      TEXT NOT NULL DEFAULT '',
  changes    TEXT NOT NULL DEFAULT '[]',
  reason     TEXT NOT NULL DEFAULT '',
  batch      TEXT NOT NULL,
  address    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_log_entity ON audit_log (entity, entity_id, id);
CREATE INDEX audit_log_launch ON audit_log (launch_id, id);
CREATE INDEX audit_log_actor ON audit_log (actor_id, id);
CREATE INDEX audit_log_at ON audit_log (at);

-- A form that creates something carries a key; sending it twice makes one thing.
CREATE TABLE idempotency_keys (
  key        TEXT PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  entity_id  INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);

-- +goose Down
DROP TABLE idempotency_keys;
DROP TABLE audit_log;
DROP TABLE sign_in_attempts;
DROP TABLE access_links;
DROP TABLE sessions;
DROP TABLE absences;
DROP TABLE contact_methods;
DROP TABLE users;
DROP TABLE teams;
