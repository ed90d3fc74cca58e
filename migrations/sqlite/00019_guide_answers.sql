-- +goose Up
-- Whether a guide helped: one answer a person, place and revision; a second one
-- replaces the first. anchor is the place within the guide, '' the whole.
CREATE TABLE guide_answers (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  guide_id   INTEGER NOT NULL REFERENCES guides (id),
  number     INTEGER NOT NULL,
  anchor     TEXT NOT NULL DEFAULT '',
  place      TEXT NOT NULL DEFAULT '',
  helped     BOOLEAN NOT NULL,
  missing    TEXT NOT NULL DEFAULT '',
  by_id      INTEGER NOT NULL REFERENCES users (id),
  at         INTEGER NOT NULL,
  settled_at INTEGER,
  settled_by INTEGER REFERENCES users (id),
  version    INTEGER NOT NULL DEFAULT 1,
  updated_at INTEGER NOT NULL,
  UNIQUE (guide_id, number, anchor, by_id)
);
CREATE INDEX guide_answers_open ON guide_answers (guide_id, helped);

-- What was looked for in vain, folded, a row a day.
CREATE TABLE guide_misses (
  query   TEXT NOT NULL,
  day     TEXT NOT NULL,
  count   INTEGER NOT NULL DEFAULT 1,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (query, day)
);
CREATE INDEX guide_misses_day ON guide_misses (day);

-- +goose Down
DROP TABLE guide_misses;
DROP TABLE guide_answers;
