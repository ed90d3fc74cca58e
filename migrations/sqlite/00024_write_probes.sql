-- +goose Up
-- Written and emptied in one transaction to see whether the database takes writes.
CREATE TABLE write_probes (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  filler TEXT NOT NULL
);

-- +goose Down
DROP TABLE write_probes;
