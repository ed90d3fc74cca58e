package message

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"strings"

	"tminus/models/db"
	"tminus/models/job"
)

// EnqueueMail queues an e-mail to one address, in the caller's transaction. The caller has checked permission. Without
// a mail server nothing is queued.
func (s *Store) EnqueueMail(tx *db.Tx, to string, m Message) error {
	if !s.MailConfigured() {
		return nil
	}
	var r row
	if err := tx.Where("kind = ?", Server).Take(&r).Error; err != nil {
		return err
	}
	return s.enqueue(tx, r, m, to)
}

// Enqueue queues a message for a channel, in the caller's transaction. The caller has checked permission. A message for
// an e-mail list becomes one e-mail to each address. For a channel that is off, nothing is queued.
func (s *Store) Enqueue(tx *db.Tx, channelID int64, m Message) error {
	r, err := findChannel(tx.Reader, channelID)
	if err != nil {
		return err
	}
	return s.enqueueFor(tx, r, m)
}

// EnqueueAll queues a message for all channels of a kind, and returns the number of them.
func (s *Store) EnqueueAll(tx *db.Tx, k Kind, m Message) (int, error) {
	var rows []row
	if err := tx.Where("kind = ? AND archived_at IS NULL AND state <> ?", k, Off).Order("id").Find(&rows).Error; err != nil {
		return 0, err
	}
	m.Key = cmp.Or(m.Key, rand.Text())
	for _, r := range rows {
		if err := s.enqueueFor(tx, r, m); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func (s *Store) enqueueFor(tx *db.Tx, r row, m Message) error {
	switch {
	case r.State == Off, r.Kind.mails() && !s.MailConfigured():
		return nil
	case r.Kind != Email:
		return s.enqueue(tx, r, m, "")
	}
	list, err := s.box.Open(r.Target, placeTarget)
	if err != nil {
		return nil // the list cannot be read with this secret file, which the page of the connections says
	}
	m.Key = cmp.Or(m.Key, rand.Text())
	for _, to := range strings.Fields(list) {
		if err := s.enqueue(tx, r, m, to); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) enqueue(tx *db.Tx, r row, m Message, to string) error {
	body, err := s.seal(tx, m)
	if err != nil {
		return err
	}
	from, until := db.At(m.NotBefore), db.At(m.ExpiresAt)
	if m.NotBefore.Before(tx.Now.Time) {
		from = tx.Now
	}
	if m.ExpiresAt.IsZero() {
		until = db.At(from.Add(lifetime))
	}
	err = tx.Exec(`INSERT INTO outbox (channel_id, message_key, delivery_id, event, subject, recipient, body, not_before, expires_at, next_at,
			state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message_key, channel_id, recipient) DO NOTHING`,
		r.ID, cmp.Or(m.Key, rand.Text()), "msg_"+rand.Text(), m.Event, cutRunes(m.Subject, 200), to, body, from, until, from,
		Waiting, tx.Now).Error
	if err != nil {
		return err
	}
	return job.Enqueue(tx, JobKind, jobRef(r.ID), from.Time)
}

// seal returns the stored body of a message.
func (s *Store) seal(tx *db.Tx, m Message) (string, error) {
	c := content{Subject: m.Subject, Paragraphs: m.Paragraphs, Link: s.absolute(m.Link), Label: m.Label, Why: m.Why, ReplyTo: m.ReplyTo,
		Thread: m.Thread, Unsubscribe: s.absolute(m.Unsubscribe), Data: m.Data, Call: m.Call, At: tx.Now.Time}
	raw, err := json.Marshal(c)
	return s.box.Seal(string(raw), placeBody), err
}

// absolute returns the address of a path on this server.
func (s *Store) absolute(path string) string {
	if path == "" {
		return ""
	}
	return s.set.BaseURL + path
}
