package message

import (
	"context"
	"crypto/rand"

	"tminus/internal/outbound"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// SendTest sends a test message at once, to the actor's own address if it goes through the mail server, and records
// it. A channel that is off is on again when the test succeeds. It returns the reason of a failure as Invalid.
func (s *Store) SendTest(ctx context.Context, id int64) (name string, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Administer, people.Organisation); err != nil {
		return "", err
	}
	g := s.db.Read(ctx)
	c, err := findChannel(g, id)
	if err != nil {
		return "", err
	}
	actor := db.ActorOf(ctx)
	to := ""
	if c.Kind.mails() {
		if !s.MailConfigured() {
			return "", fault.Invalid("", "There is no mail server in the settings (TMINUS_SMTP_ADDR).")
		}
		if err := g.Raw("SELECT email FROM users WHERE id = ?", actor.ID).Scan(&to).Error; err != nil {
			return "", err
		}
	}
	m := Message{Event: "test", Subject: "Test from T-Minus", Paragraphs: []string{"This is a test of the connection “" + c.Name + "”. " +
		"If you can read it, T-Minus can send messages here.", "Sent by " + actor.Name + "."}, Link: "/settings/connections",
		Label: "Open connections", Why: "An administrator pressed Send a test.", Data: map[string]any{"text": "Test from T-Minus"}}
	deliveryID := "msg_" + rand.Text()
	var body string
	if err := s.db.Write(ctx, func(tx *db.Tx) (err error) { body, err = s.seal(tx, m); return err }); err != nil {
		return "", err
	}
	r, err := s.send(ctx, c, deliveryID, m.Event, to, body, 2*outbound.Timeout)
	if err != nil {
		return "", err
	}
	if err := s.recordTest(ctx, c, m, deliveryID, to, r); err != nil {
		return "", err
	}
	if !r.ok {
		return c.Name, fault.Invalid("", "The test did not reach %s. %s", c.Name, r.reason)
	}
	return c.Name, nil
}

func (s *Store) recordTest(ctx context.Context, c row, m Message, deliveryID, to string, r result) error {
	return s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Administer, people.Organisation); err != nil {
			return err
		}
		state, sentAt := Failed, db.Instant{}
		if r.ok {
			state, sentAt = Sent, tx.Now
		}
		err := tx.Exec(`INSERT INTO outbox (channel_id, message_key, delivery_id, event, subject, recipient, body, not_before,
				expires_at, next_at, state, attempts, last_status, last_error, last_response, created_at, sent_at)
			VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)`, c.ID, rand.Text(), deliveryID, m.Event, m.Subject, to, tx.Now, tx.Now,
			tx.Now, state, r.status, r.reason, r.response, tx.Now, sentAt).Error
		if err != nil {
			return err
		}
		if err := s.recordHealth(tx, c, r); err != nil {
			return err
		}
		return c.audit(tx, "tested", db.Change{Field: "result", New: state})
	})
}
