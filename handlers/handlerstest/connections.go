package handlerstest

import (
	"context"
	"strconv"
	"time"

	"tminus/internal/jobs"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/job"
	"tminus/models/message"
	"tminus/models/people"
)

// Connection returns the id of a webhook that was used, which it adds if there is none.
func (s *Site) Connection() string {
	s.T.Helper()
	if id := s.IDOf("SELECT COALESCE(MIN(id), 0) FROM channels WHERE kind = 'webhook'"); id != "0" {
		return id
	}
	store := models.NewStores(s.DB).Messages
	store.Configure(s.messages)
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

// Deliver sends the messages that are due, as the program does in the background.
func (s *Site) Deliver() {
	s.T.Helper()
	m := models.NewStores(s.DB)
	m.Messages.Configure(s.messages)
	ctx := db.WithActor(context.Background(), db.System())
	js := job.NewStore(s.DB)
	for {
		claimed, err := js.Claim(ctx, jobs.Claim{Kinds: []string{message.JobKind}, Limit: 4, Lease: time.Minute})
		if err != nil {
			s.T.Fatal(err)
		}
		for _, j := range claimed {
			if err := m.Messages.Deliver(ctx, j); err != nil {
				s.T.Fatal(err)
			}
			if err := js.Done(ctx, j, time.Time{}); err != nil {
				s.T.Fatal(err)
			}
		}
		if len(claimed) == 0 {
			return
		}
	}
}

// Paged pages who is on call for a launch, and returns the secret of the link to acknowledge. There is nothing that
// receives the page.
func (s *Site) Paged(slug string) string {
	s.T.Helper()
	store := models.NewStores(s.DB).Messages
	store.Configure(s.messages)
	ctx := db.WithActor(context.Background(), db.System())
	if s.IDOf("SELECT COUNT(*) FROM channels WHERE kind = 'page'") == "0" {
		_, _, err := store.Create(ctx, message.Input{Kind: message.Page, Name: "Pager", Target: "https://pager.example.com/x"}, "")
		if err != nil {
			s.T.Fatal(err)
		}
	}
	id, err := store.PageSomebody(ctx, slug, nil, "The error rate is at 5 %", "")
	if err != nil {
		s.T.Fatal(err)
	}
	// The secret is only in the message; give the step another one.
	secret := people.NewSecret()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec("UPDATE page_calls SET token_hash = ? WHERE page_id = ?", people.HashSecret(secret), id).Error
	})
	if err != nil {
		s.T.Fatal(err)
	}
	return secret
}
