-- +goose Up
-- Support guides. title and summary are those that readers see: of the published
-- revision, or of the newest one while none is published. state is that of the
-- newest revision. What was checked last of the published revision stands in the
-- columns checked_*: who, when, whether for support, and how the launch's scope
-- and date were then; a later difference makes the guide stale.
CREATE TABLE guides (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  slug                TEXT NOT NULL UNIQUE,
  title               TEXT NOT NULL,
  summary             TEXT NOT NULL DEFAULT '',
  search_text         TEXT NOT NULL DEFAULT '',
  state               TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'in_review', 'published')),
  owner_id            INTEGER REFERENCES users (id),
  reviewer_id         INTEGER REFERENCES users (id),
  review_on           TEXT,
  launch_id           INTEGER REFERENCES launches (id) ON DELETE SET NULL,
  deliverable_id      INTEGER REFERENCES deliverables (id) ON DELETE SET NULL,
  head                INTEGER NOT NULL DEFAULT 1,
  published           INTEGER NOT NULL DEFAULT 0,
  published_at        INTEGER,
  checked_at          INTEGER,
  checked_by          INTEGER REFERENCES users (id),
  checked_for_support BOOLEAN NOT NULL DEFAULT FALSE,
  checked_scope       TEXT NOT NULL DEFAULT '',
  public              TEXT NOT NULL DEFAULT 'off' CHECK (public IN ('off', 'link', 'open')),
  public_token        TEXT NOT NULL DEFAULT '',
  archived_at         INTEGER,
  version             INTEGER NOT NULL DEFAULT 1,
  created_at          INTEGER NOT NULL,
  updated_at          INTEGER NOT NULL
);
CREATE INDEX guides_launch ON guides (launch_id);
CREATE INDEX guides_owner ON guides (owner_id);
CREATE INDEX guides_reviewer ON guides (reviewer_id);
CREATE UNIQUE INDEX guides_token ON guides (public_token) WHERE public_token <> '';

-- Every save is a row that stays as it is: the whole content as JSON.
CREATE TABLE guide_revisions (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  guide_id   INTEGER NOT NULL REFERENCES guides (id),
  number     INTEGER NOT NULL,
  content    TEXT NOT NULL,
  message    TEXT NOT NULL DEFAULT '',
  author_id  INTEGER REFERENCES users (id),
  created_at INTEGER NOT NULL,
  UNIQUE (guide_id, number)
);

-- What happened to a revision: somebody was asked to review it, approved it,
-- sent it back, said that it still holds, published it or took it back.
CREATE TABLE guide_reviews (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  guide_id    INTEGER NOT NULL REFERENCES guides (id),
  number      INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('asked', 'approved', 'returned', 'renewed', 'published', 'withdrawn')),
  by_id       INTEGER REFERENCES users (id),
  whom_id     INTEGER REFERENCES users (id),
  note        TEXT NOT NULL DEFAULT '',
  for_support BOOLEAN NOT NULL DEFAULT FALSE,
  scope       TEXT NOT NULL DEFAULT '',
  at          INTEGER NOT NULL
);
CREATE INDEX guide_reviews_of ON guide_reviews (guide_id, number);

-- +goose StatementBegin
CREATE TRIGGER guide_revisions_no_update BEFORE UPDATE ON guide_revisions
BEGIN SELECT RAISE(ABORT, 'a revision of a guide stays as it was saved'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER guide_revisions_no_delete BEFORE DELETE ON guide_revisions
BEGIN SELECT RAISE(ABORT, 'a revision of a guide stays as it was saved'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER guide_revisions_no_replace BEFORE INSERT ON guide_revisions
WHEN EXISTS (SELECT 1 FROM guide_revisions WHERE id = NEW.id OR (guide_id = NEW.guide_id AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'a revision of a guide stays as it was saved'); END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE guide_reviews;
DROP TABLE guide_revisions;
DROP TABLE guides;
