package people

import (
	"context"
	"strings"
	"time"

	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/fault"
)

// Guessing is slowed down per account and per address: after a few free tries
// each failure doubles the wait.
const (
	freeTriesAccount = 5
	freeTriesAddress = 20
	longestWait      = 15 * time.Minute
	// forgetAfter is how long without a try makes the count start anew.
	forgetAfter = time.Hour
)

// waitAfter returns how long nobody may try again after so many failures.
func waitAfter(failures, free int) time.Duration {
	over := failures - free
	if over < 0 {
		return 0
	}
	if over > 10 {
		return longestWait
	}
	return min(time.Second<<over, longestWait)
}

// SignIn checks an email and password. Returns Invalid when they do not match,
// which does not say which of the two was wrong, and Unavailable while the
// account or the address has to wait.
func (s *Store) SignIn(ctx context.Context, email, plain, address string) (User, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	subjects := map[string]int{"account:" + email: freeTriesAccount, "address:" + address: freeTriesAddress}
	if err := s.mustWait(ctx, subjects); err != nil {
		return User{}, err
	}
	u, err := find(s.db.Read(ctx), "email = ?", email)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return User{}, err
	}
	ok := err == nil && u.Active() && u.PasswordHash != ""
	match := false
	if ok {
		if match, err = password.Verify(u.PasswordHash, plain); err != nil {
			return User{}, err
		}
	} else {
		password.Dummy(plain)
	}
	if !match {
		if err := s.noteFailure(ctx, subjects); err != nil {
			return User{}, err
		}
		return User{}, fault.Invalid("email", "Email and password do not match. Check both, or ask an administrator for a new link.")
	}
	ctx = db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role), Address: address})
	return u, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Exec("DELETE FROM sign_in_attempts WHERE subject = ?", "account:"+email).Error; err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.signed in", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
}

func (s *Store) mustWait(ctx context.Context, subjects map[string]int) error {
	for subject := range subjects {
		var until []db.Instant
		err := s.db.Read(ctx).Raw("SELECT blocked_until FROM sign_in_attempts WHERE subject = ? AND blocked_until > ?",
			subject, db.At(s.db.Now())).Scan(&until).Error
		if err != nil {
			return err
		}
		if len(until) > 0 {
			wait := until[0].Sub(s.db.Now()).Round(time.Second)
			return fault.Unavailable("Too many tries. Wait %s, then try again.", max(wait, time.Second))
		}
	}
	return nil
}

func (s *Store) noteFailure(ctx context.Context, subjects map[string]int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for subject, free := range subjects {
			var row struct {
				Failures int
				LastAt   db.Instant
			}
			if err := tx.Raw("SELECT failures, last_at FROM sign_in_attempts WHERE subject = ?", subject).Scan(&row).Error; err != nil {
				return err
			}
			if tx.Now.Sub(row.LastAt.Time) > forgetAfter {
				row.Failures = 0
			}
			row.Failures++
			until := db.At(tx.Now.Add(waitAfter(row.Failures, free)))
			err := tx.Exec(`INSERT INTO sign_in_attempts (subject, failures, last_at, blocked_until) VALUES (?, ?, ?, ?)
				ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`,
				subject, row.Failures, tx.Now, until).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}
