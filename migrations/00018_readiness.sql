-- +goose Up
-- GO criteria and NO-GO conditions. bind_id is the id of the record that a criterion is bound to,
-- in the table that bind names; there is no foreign key, so that a criterion whose record is gone
-- remains and reports that.
CREATE TABLE criteria (
  id            {{id}},
  launch_id     BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  key           TEXT NOT NULL DEFAULT '',
  kind          TEXT NOT NULL CHECK (kind IN ('go', 'no_go')),
  title         TEXT NOT NULL,
  owner_id      BIGINT REFERENCES users (id),
  role_key      TEXT NOT NULL DEFAULT '',
  bind          TEXT NOT NULL,
  bind_id       BIGINT,
  bind_rule     TEXT NOT NULL DEFAULT '',
  environment   TEXT NOT NULL DEFAULT '' CHECK (environment IN ('', 'staging', 'production')),
  renew_minutes BIGINT NOT NULL DEFAULT 0,
  evidence      TEXT NOT NULL DEFAULT '',
  sign          TEXT NOT NULL DEFAULT '' CHECK (sign IN ('', 'met', 'not_met')),
  sign_note     TEXT NOT NULL DEFAULT '',
  signed_by     BIGINT REFERENCES users (id),
  signed_at     BIGINT,
  waived_by     BIGINT REFERENCES users (id),
  waived_at     BIGINT,
  waive_reason  TEXT NOT NULL DEFAULT '',
  position      BIGINT NOT NULL DEFAULT 0,
  archived_at   BIGINT,
  version       BIGINT NOT NULL DEFAULT 1,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);
CREATE INDEX criteria_launch ON criteria (launch_id, kind, position);
CREATE INDEX criteria_owner ON criteria (owner_id);

-- What is still open before a launch can go, as it was computed from the data of one change: open_list is its
-- lines (JSON). It is valid until valid_until, while no other change of the launch (changes) and none elsewhere
-- (epoch) was made. opened_at is since when lines have been open that a go did not know.
CREATE TABLE readiness (
  launch_id   BIGINT PRIMARY KEY REFERENCES launches (id) ON DELETE CASCADE,
  changes     BIGINT NOT NULL,
  epoch       BIGINT NOT NULL,
  computed_at BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  tone        TEXT NOT NULL,
  label       TEXT NOT NULL,
  open_count  BIGINT NOT NULL,
  to_come     BIGINT NOT NULL,
  opened_at   BIGINT,
  open_list   TEXT NOT NULL
);
CREATE INDEX readiness_valid ON readiness (valid_until);

-- The number of changes that concern more than one launch, such as an absence or another launch's T.
CREATE TABLE readiness_epoch (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  n  BIGINT NOT NULL
);
INSERT INTO readiness_epoch (id, n) VALUES (1, 0);
