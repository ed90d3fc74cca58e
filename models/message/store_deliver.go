package message

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"tminus/internal/jobs"
	"tminus/internal/mail"
	"tminus/internal/outbound"
	"tminus/models/db"
	"tminus/models/job"
)

const (
	// concurrent is the number of messages of one channel that are sent at once.
	concurrent = 4
	// turnsOfAJob is the number of turns after which a job ends and is due again, so that other channels get a worker.
	turnsOfAJob = 5
	// maxStored is the number of characters of a response that are stored.
	maxStored = 2000
)

// Deliver is the job that sends what is due in a channel. It ends when nothing more is due, and asks for itself at the
// next due time.
func (s *Store) Deliver(ctx context.Context, j jobs.Job) error {
	id, err := strconv.ParseInt(j.Ref, 10, 64)
	if err != nil {
		return err
	}
	for range turnsOfAJob {
		if more, err := s.turn(ctx, id); err != nil || !more {
			return err
		}
	}
	return s.db.WriteReadCommitted(ctx, func(tx *db.Tx) error { return s.again(tx, id, tx.Now.Time) })
}

func (s *Store) again(tx *db.Tx, channelID int64, at time.Time) error {
	return job.Enqueue(tx, JobKind, jobRef(channelID), at)
}

// letter is a message that is due.
type letter struct {
	ID         int64
	DeliveryID string
	Event      string
	Recipient  string
	Body       string
	Attempts   int
	ExpiresAt  db.Instant
}

// turn sends the next messages of a channel, and reports whether the next turn may follow at once.
func (s *Store) turn(ctx context.Context, id int64) (more bool, err error) {
	c, due, err := s.due(ctx, id)
	if err != nil || len(due) == 0 {
		return false, err
	}
	var wg sync.WaitGroup
	next := make(chan letter)
	errs := make([]error, concurrent)
	for i := range concurrent {
		wg.Go(func() {
			for l := range next {
				if err := s.attempt(ctx, c, l); err != nil {
					errs[i] = err
				}
			}
		})
	}
	for _, l := range due {
		if ctx.Err() != nil {
			break
		}
		next <- l
	}
	close(next)
	wg.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return false, err
	}
	return c.Kind.pace().wait == 0, nil
}

// due returns a channel and its messages to be sent now. If there are none, it makes the job due at the right time.
// It ends messages that have expired, and starts the wait until the next turn.
func (s *Store) due(ctx context.Context, id int64) (c row, due []letter, err error) {
	err = s.db.WriteReadCommitted(ctx, func(tx *db.Tx) error {
		c, due = row{}, nil
		err := tx.Where("id = ?", id).Take(&c).Error
		if err != nil {
			return db.NotFoundAs(err, "connection")
		}
		if !c.ArchivedAt.IsZero() || c.State == Off {
			return stopWaiting(tx, id)
		}
		if err := tx.Exec("UPDATE outbox SET state = ? WHERE channel_id = ? AND state = ? AND expires_at <= ?",
			Overtaken, id, Waiting, tx.Now).Error; err != nil {
			return err
		}
		if c.HoldUntil.After(tx.Now.Time) {
			return s.again(tx, id, c.HoldUntil.Time)
		}
		p := c.Kind.pace()
		err = tx.Raw(`SELECT id, delivery_id, event, recipient, body, attempts, expires_at FROM outbox
			WHERE channel_id = ? AND state = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?`, id, Waiting, tx.Now, p.turn).Scan(&due).Error
		if err != nil {
			return err
		}
		if len(due) == 0 {
			var at db.Instant
			err := tx.Raw("SELECT MIN(next_at) FROM outbox WHERE channel_id = ? AND state = ?", id, Waiting).Row().Scan(&at)
			if err != nil || at.IsZero() {
				return err
			}
			return s.again(tx, id, at.Time)
		}
		if p.wait > 0 {
			until := tx.Now.Add(p.wait)
			if err := tx.Exec("UPDATE channels SET hold_until = ? WHERE id = ?", db.At(until), id).Error; err != nil {
				return err
			}
			return s.again(tx, id, until)
		}
		return nil
	})
	return c, due, err
}

// attempt sends a message and records the outcome. A process that is killed in between sends it again.
func (s *Store) attempt(ctx context.Context, c row, l letter) error {
	now := s.db.Now()
	left := l.ExpiresAt.Sub(now)
	if left <= 0 {
		return s.record(ctx, c, l, result{}, true)
	}
	r, err := s.send(ctx, c, l.DeliveryID, l.Event, l.Recipient, l.Body, left)
	if err != nil {
		return err
	}
	return s.record(ctx, c, l, r, false)
}

// send sends a message once. It returns an error only if ctx ended, in which case nothing is known.
func (s *Store) send(ctx context.Context, c row, deliveryID, event, to, sealed string, left time.Duration) (result, error) {
	var body content
	raw, err := s.box.Open(sealed, placeBody)
	if err == nil {
		err = json.Unmarshal([]byte(raw), &body)
	}
	target, terr := s.box.Open(c.Target, placeTarget)
	secret, serr := s.box.Open(c.Secret, placeSecret)
	if err := errors.Join(err, terr, serr); err != nil {
		return result{final: true, reason: "What is stored cannot be read with this secret file. Enter the connection again."}, nil
	}
	limited, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	var r result
	if c.Kind.mails() {
		r = s.sendMail(limited, deliveryID, to, body)
	} else {
		r = s.post(limited, c, deliveryID, event, target, secret, body)
	}
	return r, ctx.Err()
}

func (s *Store) sendMail(ctx context.Context, deliveryID, to string, b content) result {
	if !s.MailConfigured() {
		return result{reason: "There is no mail server in the settings."}
	}
	err := s.set.Mail.Send(ctx, mail.Message{ID: deliveryID, To: to, Subject: b.Subject, Paragraphs: b.Paragraphs, Link: b.Link,
		Label: b.Label, Why: b.Why, ReplyTo: b.ReplyTo, Thread: b.Thread, Unsubscribe: b.Unsubscribe, Date: b.At})
	var p mail.Permanent
	if err != nil {
		return result{final: errors.As(err, &p), reason: err.Error()}
	}
	return result{ok: true}
}

func (s *Store) post(ctx context.Context, c row, deliveryID, event, target, secret string, b content) result {
	now := s.db.Now()
	header := map[string]string{}
	var body []byte
	var err error
	switch {
	case c.Kind == Chat:
		body, err = chatBody(b)
	case signs(c.Kind, c.Format):
		if b.Call != nil {
			b.Data = b.Call.data()
		}
		if body, err = webhookBody(event, b); err == nil {
			header, err = webhookHeader(deliveryID, now, body, s.secrets(c, secret, now))
		}
	default:
		target, header, body, err = pageRequest(c.Format, target, secret, b)
	}
	if err != nil {
		return result{final: true, reason: "The message cannot be written: " + err.Error()}
	}
	header["Content-Type"] = "application/json"
	res, err := s.set.Outbound.Post(ctx, target, header, body, now)
	if err != nil {
		return result{reason: err.Error()}
	}
	return fromResponse(res)
}

func fromResponse(res outbound.Response) result {
	r := answered(res.Status, res.RetryAfter)
	r.response = cutRunes(printable(res.Body), maxStored)
	if !r.ok && r.reason != "" {
		r.reason += fmt.Sprintf(" (%d)", res.Status)
	}
	return r
}

// secrets returns the valid secrets of a channel.
func (s *Store) secrets(c row, secret string, now time.Time) []string {
	out := []string{secret}
	if old, err := s.box.Open(c.OldSecret, placeSecret); err == nil && old != "" && now.Before(c.OldUntil.Time) {
		out = append(out, old)
	}
	return out
}

// record stores the outcome of an attempt, and what it says about the channel.
func (s *Store) record(ctx context.Context, c row, l letter, r result, expired bool) error {
	return s.db.WriteReadCommitted(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if expired {
			return tx.Exec("UPDATE outbox SET state = ? WHERE id = ? AND state = ?", Overtaken, l.ID, Waiting).Error
		}
		counted := l.Attempts + 1
		if r.busy {
			counted = l.Attempts // a receiver that asks to wait uses up no attempt
		}
		state, next := r.next(counted, tx.Now.Time, l.ExpiresAt.Time)
		columns := map[string]any{"state": state, "attempts": l.Attempts + 1, "last_status": r.status, "last_error": r.reason,
			"last_response": r.response}
		switch {
		case state == Waiting:
			columns["next_at"] = db.At(next)
			if r.busy {
				columns["attempts"] = l.Attempts
			}
		case state == Sent:
			columns["sent_at"] = tx.Now
		}
		if state != Waiting && c.Kind.mails() {
			columns["body"] = ""
		}
		// Only a message that still waits: the channel may have been removed while it was sent.
		if err := tx.Table("outbox").Where("id = ? AND state = ?", l.ID, Waiting).Updates(columns).Error; err != nil {
			return err
		}
		if state == Waiting {
			if err := s.again(tx, c.ID, next); err != nil {
				return err
			}
		}
		return s.recordHealth(tx, c, r)
	})
}

// recordHealth updates the health of a channel after an attempt, and turns it off after days of failures.
func (s *Store) recordHealth(tx *db.Tx, c row, r result) error {
	if r.ok {
		return tx.Exec("UPDATE channels SET state = ?, fail_since = NULL, last_ok_at = ?, last_error = '' WHERE id = ?", OK, tx.Now, c.ID).Error
	}
	if r.busy {
		return tx.Exec("UPDATE channels SET hold_until = ? WHERE id = ?", db.At(tx.Now.Add(r.wait)), c.ID).Error
	}
	if r.final && c.Kind.mails() {
		// One address was refused; the server works.
		return tx.Exec("UPDATE channels SET last_fail_at = ?, last_error = ? WHERE id = ?", tx.Now, r.reason, c.ID).Error
	}
	err := tx.Exec(`UPDATE channels SET state = CASE WHEN state = 'off' THEN state ELSE 'failing' END,
			fail_since = COALESCE(fail_since, ?), last_fail_at = ?, last_error = ? WHERE id = ?`, tx.Now, tx.Now, r.reason, c.ID).Error
	if err != nil || c.Kind == Server {
		return err
	}
	var now row
	if err := tx.Where("id = ?", c.ID).Take(&now).Error; err != nil {
		return err
	}
	if now.State == Off || !now.ArchivedAt.IsZero() || tx.Now.Sub(now.FailSince.Time) < giveUp {
		return nil
	}
	return s.turnOff(tx.AsProgram(), now)
}

// turnOff turns a channel off and tells its owner by e-mail.
func (s *Store) turnOff(tx *db.Tx, c row) error {
	if err := tx.Exec("UPDATE channels SET state = ? WHERE id = ?", Off, c.ID).Error; err != nil {
		return err
	}
	if err := stopWaiting(tx, c.ID); err != nil {
		return err
	}
	if err := c.audit(tx, "turned off", db.Change{Field: "reason", New: c.LastError}); err != nil {
		return err
	}
	var to []string
	err := tx.Raw("SELECT email FROM users WHERE id = ? AND deactivated_at IS NULL", c.OwnerID).Scan(&to).Error
	if err != nil || len(to) == 0 {
		return err
	}
	return s.EnqueueMail(tx, to[0], Message{Event: "channel.off", Subject: c.Name + " is off",
		Paragraphs: []string{"Nothing has reached " + c.Name + " for five days, so T-Minus has stopped sending to it.",
			"Last error: " + c.LastError},
		Link: "/settings/connections", Label: "Open connections", Why: "You own this connection."})
}
