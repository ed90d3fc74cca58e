-- +goose Up
-- The beta users of a launch. shared is a group that uses one link; otherwise it is a person with a
-- link.
CREATE TABLE beta_testers (
  id          {{id}},
  launch_id   BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  contact     TEXT NOT NULL DEFAULT '',
  shared      BOOLEAN NOT NULL DEFAULT FALSE,
  archived_at BIGINT,
  version     BIGINT NOT NULL DEFAULT 1,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);
CREATE INDEX beta_testers_launch ON beta_testers (launch_id, archived_at);

-- Their links, by the hash of the secret. A new link revokes the previous one.
CREATE TABLE beta_links (
  id         {{id}},
  tester_id  BIGINT NOT NULL REFERENCES beta_testers (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  made_by    BIGINT REFERENCES users (id),
  made_at    BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX beta_links_open ON beta_links (tester_id) WHERE revoked_at IS NULL;

-- Departures from the beta: who is the name that was given. A departure is handled when the access
-- was removed. let_in reports that the person returned after that, and must get access again.
CREATE TABLE beta_departures (
  id          {{id}},
  tester_id   BIGINT NOT NULL REFERENCES beta_testers (id) ON DELETE CASCADE,
  who         TEXT NOT NULL,
  reason      TEXT NOT NULL DEFAULT '',
  at          BIGINT NOT NULL,
  let_in      BOOLEAN NOT NULL DEFAULT FALSE,
  returned_at BIGINT,
  handled_at  BIGINT,
  handled_by  BIGINT REFERENCES users (id),
  version     BIGINT NOT NULL DEFAULT 1,
  updated_at  BIGINT NOT NULL
);
CREATE INDEX beta_departures_of ON beta_departures (tester_id);

-- Reports from outside and their outcomes. at is the time of the report, times the number of times.
-- sent_key is the hash of a public form, so that sending it twice creates one report.
CREATE TABLE feedback_reports (
  id           {{id}},
  launch_id    BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  channel      TEXT NOT NULL CHECK (channel IN ('beta', 'support', 'social', 'conversation')),
  title        TEXT NOT NULL,
  doing        TEXT NOT NULL DEFAULT '',
  wrong        TEXT NOT NULL,
  expected     TEXT NOT NULL DEFAULT '',
  search_text  TEXT NOT NULL DEFAULT '',
  times        BIGINT NOT NULL DEFAULT 1 CHECK (times BETWEEN 1 AND 10000),
  reporter     TEXT NOT NULL DEFAULT '',
  contact      TEXT NOT NULL DEFAULT '',
  source       TEXT NOT NULL DEFAULT '',
  tester_id    BIGINT REFERENCES beta_testers (id) ON DELETE SET NULL,
  entered_by   BIGINT REFERENCES users (id),
  owner_id     BIGINT REFERENCES users (id),
  symptom      TEXT NOT NULL DEFAULT '',
  outcome      TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'help_text', 'roadmap', 'quick_fix', 'workaround', 'nothing')),
  note         TEXT NOT NULL DEFAULT '',
  duplicate_of BIGINT REFERENCES feedback_reports (id) ON DELETE SET NULL CHECK (duplicate_of <> id),
  sent_key     TEXT UNIQUE,
  at           BIGINT NOT NULL,
  closed_at    BIGINT,
  archived_at  BIGINT,
  version      BIGINT NOT NULL DEFAULT 1,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL
);
CREATE INDEX feedback_reports_launch ON feedback_reports (launch_id, archived_at, at);
CREATE INDEX feedback_reports_owner ON feedback_reports (owner_id) WHERE closed_at IS NULL AND archived_at IS NULL;
CREATE INDEX feedback_reports_original ON feedback_reports (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX feedback_reports_tester ON feedback_reports (tester_id) WHERE tester_id IS NOT NULL;

-- The records created from a report. anchor is the issue in a guide.
CREATE TABLE feedback_links (
  id        {{id}},
  report_id BIGINT NOT NULL REFERENCES feedback_reports (id) ON DELETE CASCADE,
  kind      TEXT NOT NULL CHECK (kind IN ('deliverable', 'guide', 'risk')),
  target_id BIGINT NOT NULL,
  anchor    TEXT NOT NULL DEFAULT '',
  made_by   BIGINT REFERENCES users (id),
  made_at   BIGINT NOT NULL,
  UNIQUE (report_id, kind, target_id, anchor)
);
CREATE INDEX feedback_links_target ON feedback_links (kind, target_id);

-- The playbook of a launch: its template's as JSON, or the edited one.
CREATE TABLE playbooks (
  id         {{id}},
  launch_id  BIGINT NOT NULL UNIQUE REFERENCES launches (id) ON DELETE CASCADE,
  content    TEXT NOT NULL,
  version    BIGINT NOT NULL DEFAULT 1,
  updated_at BIGINT NOT NULL
);
