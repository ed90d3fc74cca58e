-- +goose Up
-- Where messages are sent. 'server' is the mail server of the settings, for e-mails to one person;
-- it has one row and no target. target and the secrets are sealed with the key of the secret file.
-- After a rotation, old_secret is valid until old_until. state, fail_since and the columns after it
-- are the health of the channel, which deliveries update without raising the version.
CREATE TABLE channels (
  id           {{id}},
  kind         TEXT NOT NULL CHECK (kind IN ('server', 'email', 'chat', 'webhook', 'page')),
  format       TEXT NOT NULL DEFAULT '' CHECK (format IN ('', 'pagerduty', 'opsgenie', 'ntfy')),
  name         TEXT NOT NULL CHECK (name <> ''),
  target       TEXT NOT NULL DEFAULT '',
  secret       TEXT NOT NULL DEFAULT '',
  old_secret   TEXT NOT NULL DEFAULT '',
  old_until    BIGINT,
  owner_id     BIGINT REFERENCES users (id),
  state        TEXT NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'failing', 'off')),
  fail_since   BIGINT,
  last_ok_at   BIGINT,
  last_fail_at BIGINT,
  last_error   TEXT NOT NULL DEFAULT '',
  hold_until   BIGINT,
  archived_at  BIGINT,
  version      BIGINT NOT NULL DEFAULT 1,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX channels_name ON channels (lower(name)) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX channels_server ON channels (kind) WHERE kind = 'server';
INSERT INTO channels (kind, name, created_at, updated_at) VALUES ('server', 'Mail server', 0, 0);

-- Messages to be sent, one row for each receiver. message_key identifies the message, so that it is
-- queued once; delivery_id is what the receiver sees, the same for each attempt. The body is sealed,
-- because it may contain personal links, and removed from e-mails that are done.
CREATE TABLE outbox (
  id            {{id}},
  channel_id    BIGINT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  message_key   TEXT NOT NULL,
  delivery_id   TEXT NOT NULL UNIQUE,
  event         TEXT NOT NULL,
  subject       TEXT NOT NULL DEFAULT '',
  recipient     TEXT NOT NULL DEFAULT '',
  body          TEXT NOT NULL,
  not_before    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  attempts      BIGINT NOT NULL DEFAULT 0,
  next_at       BIGINT NOT NULL,
  state         TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'overtaken', 'off')),
  last_status   BIGINT NOT NULL DEFAULT 0,
  last_error    TEXT NOT NULL DEFAULT '',
  last_response TEXT NOT NULL DEFAULT '',
  created_at    BIGINT NOT NULL,
  sent_at       BIGINT,
  UNIQUE (message_key, channel_id, recipient)
);
CREATE INDEX outbox_due ON outbox (channel_id, next_at) WHERE state = 'waiting';
CREATE INDEX outbox_recent ON outbox (channel_id, id);

-- Pages: somebody on call is alarmed, by the escalation of the launch or of a topic. next_at is when
-- the next step follows if nobody has seen it.
CREATE TABLE pages (
  id         {{id}},
  launch_id  BIGINT NOT NULL REFERENCES launches (id) ON DELETE CASCADE,
  topic_id   BIGINT REFERENCES roster_topics (id) ON DELETE SET NULL,
  text       TEXT NOT NULL CHECK (text <> ''),
  by_id      BIGINT REFERENCES users (id),
  state      TEXT NOT NULL DEFAULT 'paging' CHECK (state IN ('paging', 'seen', 'unanswered')),
  next_at    BIGINT,
  seen_at    BIGINT,
  seen_by    BIGINT REFERENCES users (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX pages_launch ON pages (launch_id, id);

-- The steps of a page that were reached, each with the link by which the people paged acknowledge,
-- by the hash of its secret.
CREATE TABLE page_calls (
  id         {{id}},
  page_id    BIGINT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
  step       BIGINT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  paged_at   BIGINT NOT NULL,
  UNIQUE (page_id, step)
);
CREATE TABLE page_people (
  call_id BIGINT NOT NULL REFERENCES page_calls (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id),
  PRIMARY KEY (call_id, user_id)
);
