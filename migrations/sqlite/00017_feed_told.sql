-- +goose Up
-- What a feed has said of each event the last time it was fetched, so that the
-- sequence of an event grows whatever has changed in it, and what is in the feed
-- no more is told as cancelled for a while. event is the event as JSON.
CREATE TABLE feed_told (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  feed         TEXT NOT NULL,
  uid          TEXT NOT NULL,
  sequence     INTEGER NOT NULL,
  modified_at  INTEGER NOT NULL,
  event        TEXT NOT NULL,
  gone_at      INTEGER,
  UNIQUE (user_id, feed, uid)
);

-- +goose Down
DROP TABLE feed_told;
