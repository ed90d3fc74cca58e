-- +goose Up
-- The secret address of a person's calendar feeds, by the hash of its secret.
-- One that is made anew revokes the one before.
CREATE TABLE feed_links (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  made_at    INTEGER NOT NULL,
  revoked_at INTEGER
);
CREATE UNIQUE INDEX feed_links_open ON feed_links (user_id) WHERE revoked_at IS NULL;

-- +goose Down
DROP TABLE feed_links;
