-- +goose Up
-- What somebody has seen to of what was looked for in vain: it is shown again
-- once it is looked for after seen_at, which is empty when that was undone.
CREATE TABLE guide_misses_seen (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  query      TEXT NOT NULL UNIQUE,
  seen_at    INTEGER,
  seen_by    INTEGER REFERENCES users (id),
  version    INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL
);

-- +goose Down
DROP TABLE guide_misses_seen;
