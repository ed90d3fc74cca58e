package handlerstest

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/message"
)

// Connection returns the id of a webhook that was used, which it adds if there is none.
func (s *Site) Connection() string {
	s.T.Helper()
	if id := s.IDOf("SELECT COALESCE(MIN(id), 0) FROM channels WHERE kind = 'webhook'"); id != "0" {
		return id
	}
	store := message.NewStore(s.DB)
	store.Configure(message.Settings{Secret: siteSecret, BaseURL: siteURL})
	ctx := db.WithActor(context.Background(), db.System())
	id, _, err := store.Create(ctx, message.Input{Kind: message.Webhook, Name: "Status page",
		Target: "https://status.example.com/hooks/3f9a2c81d0"}, "")
	if err != nil {
		s.T.Fatal(err)
	}
	for _, q := range []string{"Real-time notifications moved", "Stage 2 started"} {
		err := s.DB.Write(ctx, func(tx *db.Tx) error {
			return store.Enqueue(tx, id, message.Message{Event: "launch.moved", Subject: q})
		})
		if err != nil {
			s.T.Fatal(err)
		}
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec(`UPDATE outbox SET state = 'failed', attempts = 6, last_status = 502,
			last_error = 'The receiver has a problem of its own. (502)',
			last_response = '<html>Bad gateway</html>' WHERE channel_id = ? AND subject LIKE 'Real%'`, id).Error
	})
	if err != nil {
		s.T.Fatal(err)
	}
	return strconv.FormatInt(id, 10)
}
