-- +goose Up
-- The risks of a launch. Scores are likelihood and impact from 1 to 5: inherent before any
-- treatment, current now, residual after the mitigations (NULL if not given). plan_b describes the
-- alternative plan; its steps are in risk_steps. search_text holds the texts, folded by
-- internal/fold.
CREATE TABLE risks (
  id                  {{id}},
  launch_id           BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  title               TEXT NOT NULL,
  category            TEXT NOT NULL,
  cause               TEXT NOT NULL DEFAULT '',
  event               TEXT NOT NULL DEFAULT '',
  effect              TEXT NOT NULL DEFAULT '',
  search_text         TEXT NOT NULL,
  inherent_likelihood BIGINT NOT NULL CHECK (inherent_likelihood BETWEEN 1 AND 5),
  inherent_impact     BIGINT NOT NULL CHECK (inherent_impact BETWEEN 1 AND 5),
  current_likelihood  BIGINT NOT NULL CHECK (current_likelihood BETWEEN 1 AND 5),
  current_impact      BIGINT NOT NULL CHECK (current_impact BETWEEN 1 AND 5),
  residual_likelihood BIGINT CHECK (residual_likelihood BETWEEN 1 AND 5),
  residual_impact     BIGINT CHECK (residual_impact BETWEEN 1 AND 5),
  owner_id            BIGINT REFERENCES users (id),
  role_key            TEXT NOT NULL DEFAULT '',
  response            TEXT NOT NULL CHECK (response IN ('mitigate', 'accept', 'avoid', 'transfer', 'plan_b')),
  cost                TEXT NOT NULL DEFAULT '',
  trigger_sign        TEXT NOT NULL DEFAULT '',
  plan_b              TEXT NOT NULL DEFAULT '',
  review_on           TEXT,
  show_stopper        BOOLEAN NOT NULL DEFAULT FALSE,
  closed_at           BIGINT,
  closed_reason       TEXT NOT NULL DEFAULT '',
  version             BIGINT NOT NULL DEFAULT 1,
  created_at          BIGINT NOT NULL,
  updated_at          BIGINT NOT NULL,
  CHECK ((residual_likelihood IS NULL) = (residual_impact IS NULL))
);
CREATE INDEX risks_launch ON risks (launch_id, closed_at);
CREATE INDEX risks_owner ON risks (owner_id);

-- The deliverables that mitigate a risk when they are done.
CREATE TABLE risk_mitigations (
  risk_id        BIGINT NOT NULL REFERENCES risks (id) ON DELETE CASCADE,
  deliverable_id BIGINT NOT NULL REFERENCES deliverables (id) ON DELETE CASCADE,
  PRIMARY KEY (risk_id, deliverable_id)
);
CREATE INDEX risk_mitigations_deliverable ON risk_mitigations (deliverable_id);

-- The steps of plan B, in order.
CREATE TABLE risk_steps (
  risk_id  BIGINT NOT NULL REFERENCES risks (id) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  text     TEXT NOT NULL,
  PRIMARY KEY (risk_id, position)
);

-- The course of a risk: all its scores after each change.
CREATE TABLE risk_scores (
  id                  {{id}},
  risk_id             BIGINT NOT NULL REFERENCES risks (id) ON DELETE CASCADE,
  at                  BIGINT NOT NULL,
  by_id               BIGINT REFERENCES users (id),
  inherent_likelihood BIGINT NOT NULL CHECK (inherent_likelihood BETWEEN 1 AND 5),
  inherent_impact     BIGINT NOT NULL CHECK (inherent_impact BETWEEN 1 AND 5),
  current_likelihood  BIGINT NOT NULL CHECK (current_likelihood BETWEEN 1 AND 5),
  current_impact      BIGINT NOT NULL CHECK (current_impact BETWEEN 1 AND 5),
  residual_likelihood BIGINT CHECK (residual_likelihood BETWEEN 1 AND 5),
  residual_impact     BIGINT CHECK (residual_impact BETWEEN 1 AND 5)
);
CREATE INDEX risk_scores_risk ON risk_scores (risk_id, id);

-- Who accepted a risk, at which score, and until when (an exclusive instant). An ended acceptance
-- has the reason.
CREATE TABLE risk_acceptances (
  id          {{id}},
  risk_id     BIGINT NOT NULL REFERENCES risks (id) ON DELETE CASCADE,
  approver_id BIGINT NOT NULL REFERENCES users (id),
  likelihood  BIGINT NOT NULL CHECK (likelihood BETWEEN 1 AND 5),
  impact      BIGINT NOT NULL CHECK (impact BETWEEN 1 AND 5),
  reason      TEXT NOT NULL,
  until       BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  ended_at    BIGINT,
  ended_why   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX risk_acceptances_risk ON risk_acceptances (risk_id, id);
CREATE UNIQUE INDEX risk_acceptances_standing ON risk_acceptances (risk_id) WHERE ended_at IS NULL;
