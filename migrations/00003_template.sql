-- +goose Up
-- Templates created or copied in the browser; the built-in ones are files in the program.
CREATE TABLE templates (
  id          {{id}},
  key         TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  summary     TEXT NOT NULL DEFAULT '',
  source      TEXT NOT NULL,
  archived_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);
