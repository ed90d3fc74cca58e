-- +goose Up
-- Support guides. title and summary are those that readers see: of the published revision, or of
-- the latest one if none is published. state is that of the latest revision. The columns checked_*
-- hold the last review of the published revision: who, when, whether for support, and the launch's
-- scope and date at that time; a later difference makes the guide outdated.
CREATE TABLE guides (
  id                  {{id}},
  slug                TEXT NOT NULL UNIQUE,
  title               TEXT NOT NULL,
  summary             TEXT NOT NULL DEFAULT '',
  search_text         TEXT NOT NULL DEFAULT '',
  state               TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'in_review', 'published')),
  owner_id            BIGINT REFERENCES users (id),
  reviewer_id         BIGINT REFERENCES users (id),
  review_on           TEXT,
  launch_id           BIGINT REFERENCES launches (id) ON DELETE SET NULL,
  deliverable_id      BIGINT REFERENCES deliverables (id) ON DELETE SET NULL,
  head                BIGINT NOT NULL DEFAULT 1,
  published           BIGINT NOT NULL DEFAULT 0,
  published_at        BIGINT,
  checked_at          BIGINT,
  checked_by          BIGINT REFERENCES users (id),
  checked_for_support BOOLEAN NOT NULL DEFAULT FALSE,
  checked_scope       TEXT NOT NULL DEFAULT '',
  public              TEXT NOT NULL DEFAULT 'off' CHECK (public IN ('off', 'link', 'open')),
  public_token        TEXT NOT NULL DEFAULT '',
  archived_at         BIGINT,
  version             BIGINT NOT NULL DEFAULT 1,
  created_at          BIGINT NOT NULL,
  updated_at          BIGINT NOT NULL
);
CREATE INDEX guides_launch ON guides (launch_id);
CREATE INDEX guides_owner ON guides (owner_id);
CREATE INDEX guides_reviewer ON guides (reviewer_id);
CREATE UNIQUE INDEX guides_token ON guides (public_token) WHERE public_token <> '';

-- Each save is a row that does not change: the whole content as JSON.
CREATE TABLE guide_revisions (
  id         {{id}},
  guide_id   BIGINT NOT NULL REFERENCES guides (id),
  number     BIGINT NOT NULL,
  content    TEXT NOT NULL,
  message    TEXT NOT NULL DEFAULT '',
  author_id  BIGINT REFERENCES users (id),
  created_at BIGINT NOT NULL,
  UNIQUE (guide_id, number)
);

-- The history of a revision: a review was requested, the revision was approved, returned,
-- confirmed, published or archived.
CREATE TABLE guide_reviews (
  id          {{id}},
  guide_id    BIGINT NOT NULL REFERENCES guides (id),
  number      BIGINT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('asked', 'approved', 'returned', 'renewed', 'published', 'withdrawn')),
  by_id       BIGINT REFERENCES users (id),
  whom_id     BIGINT REFERENCES users (id),
  note        TEXT NOT NULL DEFAULT '',
  for_support BOOLEAN NOT NULL DEFAULT FALSE,
  scope       TEXT NOT NULL DEFAULT '',
  at          BIGINT NOT NULL
);
CREATE INDEX guide_reviews_of ON guide_reviews (guide_id, number);

-- Whether a guide helped: one answer per person, place and revision; another one replaces it.
-- anchor is the place in the guide, '' for the whole.
CREATE TABLE guide_answers (
  id         {{id}},
  guide_id   BIGINT NOT NULL REFERENCES guides (id),
  number     BIGINT NOT NULL,
  anchor     TEXT NOT NULL DEFAULT '',
  place      TEXT NOT NULL DEFAULT '',
  helped     BOOLEAN NOT NULL,
  missing    TEXT NOT NULL DEFAULT '',
  by_id      BIGINT NOT NULL REFERENCES users (id),
  at         BIGINT NOT NULL,
  settled_at BIGINT,
  settled_by BIGINT REFERENCES users (id),
  version    BIGINT NOT NULL DEFAULT 1,
  updated_at BIGINT NOT NULL,
  UNIQUE (guide_id, number, anchor, by_id)
);
CREATE INDEX guide_answers_open ON guide_answers (guide_id, helped);

-- Searches without a result, folded, with one row per day.
CREATE TABLE guide_misses (
  query   TEXT NOT NULL,
  day     TEXT NOT NULL,
  count   BIGINT NOT NULL DEFAULT 1,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (query, day)
);
CREATE INDEX guide_misses_day ON guide_misses (day);

-- Resolved searches without a result: a search is listed again if it occurs after seen_at, which is
-- empty if that was undone.
CREATE TABLE guide_misses_seen (
  id         {{id}},
  query      TEXT NOT NULL UNIQUE,
  seen_at    BIGINT,
  seen_by    BIGINT REFERENCES users (id),
  version    BIGINT NOT NULL DEFAULT 1,
  updated_at BIGINT NOT NULL
);

-- The services that a guide is about.
CREATE TABLE guide_services (
  guide_id   BIGINT NOT NULL REFERENCES guides (id),
  service_id BIGINT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  PRIMARY KEY (guide_id, service_id)
);
CREATE INDEX guide_services_of ON guide_services (service_id);

-- A revision of a guide cannot be edited.
{{if sqlite}}
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
{{else}}
CREATE TRIGGER guide_revisions_fixed BEFORE UPDATE OR DELETE ON guide_revisions FOR EACH ROW
  EXECUTE FUNCTION refuse_change('a revision of a guide stays as it was saved');
{{end}}
