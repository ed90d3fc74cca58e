-- +goose Up
-- Work that is due at an instant and done by one process at a time. A process that runs a job holds
-- its lease: lease_token is not 0, and differs each time. again_at is the time at which the job is
-- due again, requested while it was running.
CREATE TABLE jobs (
  id          {{id}},
  kind        TEXT NOT NULL,
  ref         TEXT NOT NULL DEFAULT '',
  due_at      BIGINT NOT NULL,
  again_at    BIGINT NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,
  lease_token BIGINT NOT NULL DEFAULT 0,
  attempts    BIGINT NOT NULL DEFAULT 0,
  UNIQUE (kind, ref)
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE lease_token = 0;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE lease_token <> 0;
