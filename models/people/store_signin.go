package people

import (
	"context"
	"net/netip"
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

// try is one subject that a sign-in counts against: an account or an address.
type try struct {
	subject string
	free    int
	// count is how many there are with this one.
	count int
}

func accountTry(email string) try {
	return try{subject: "account:" + clip(email, 254), free: freeTriesAccount}
}

// addressTry counts an IPv6 address by its /64, which is what one household has.
func addressTry(address string) try {
	if a, err := netip.ParseAddr(address); err == nil && a.Is6() && !a.Is4In6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			address = p.String()
		}
	}
	return try{subject: "address:" + address, free: freeTriesAddress}
}

const noMatch = "Email and password do not match. Check both, or ask an administrator for a new link."

// SignIn checks an email and password. Returns Invalid when they do not match,
// which does not say which of the two was wrong, and Unavailable while the
// account or the address has to wait.
func (s *Store) SignIn(ctx context.Context, email, plain, address string) (User, error) {
	email = cleanEmail(email)
	account, from := accountTry(email), addressTry(address)
	if err := s.beginTry(ctx, &account, &from); err != nil {
		return User{}, err
	}
	u, err := find(s.db.Read(ctx), "email = ?", email)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return User{}, err
	}
	if err != nil || !u.Active() || u.PasswordHash == "" {
		password.Dummy(plain)
		return User{}, fault.Invalid("email", noMatch)
	}
	match, err := password.Verify(u.PasswordHash, plain)
	if err != nil {
		return User{}, err
	}
	if !match {
		return User{}, fault.Invalid("email", noMatch)
	}
	fresh, err := rehash(u.PasswordHash, plain)
	if err != nil {
		return User{}, err
	}
	ctx = db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role), Address: address})
	return u, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := endTry(tx, account, from); err != nil {
			return err
		}
		// Only while the hash is still the one that was checked: a password that
		// was changed meanwhile must not come back.
		if fresh != "" {
			err := tx.Exec("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", fresh, u.ID, u.PasswordHash).Error
			if err != nil {
				return err
			}
		}
		return tx.Audit(db.Entry{Action: "user.signed in", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
}

// rehash returns a hash with today's cost for a password whose hash is of an
// older one, else "".
func rehash(hash, plain string) (string, error) {
	if !password.NeedsRehash(hash) {
		return "", nil
	}
	return password.Hash(plain)
}

func cleanEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

type tryRow struct {
	Failures     int
	LastAt       db.Instant
	BlockedUntil db.Instant
}

// beginTry counts a try as failed before the password is looked at, so that
// a thousand tries at once get no further than one after the other. endTry
// takes it back. Returns Unavailable while a subject has to wait, and then
// counts nothing.
func (s *Store) beginTry(ctx context.Context, tries ...*try) error {
	return s.db.Write(db.Aside(ctx), func(tx *db.Tx) error {
		rows := make([]tryRow, len(tries))
		for i, t := range tries {
			row, err := loadTry(tx, *t)
			if err != nil {
				return err
			}
			if tx.Now.Before(row.BlockedUntil.Time) {
				wait := row.BlockedUntil.Sub(tx.Now.Time)
				return fault.Unavailable("Too many tries. Wait %s, then try again.", inWords(wait))
			}
			rows[i] = row
		}
		for i, t := range tries {
			t.count = rows[i].Failures + 1
			until := db.At(tx.Now.Add(waitAfter(t.count, t.free)))
			err := tx.Exec(`INSERT INTO sign_in_attempts (subject, failures, last_at, blocked_until) VALUES (?, ?, ?, ?)
				ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`,
				t.subject, t.count, tx.Now, until).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func loadTry(tx *db.Tx, t try) (tryRow, error) {
	var row tryRow
	err := tx.Raw("SELECT failures, last_at, blocked_until FROM sign_in_attempts WHERE subject = ?", t.subject).Scan(&row).Error
	// A try from far in the future was made before the clock was set back.
	if since := tx.Now.Sub(row.LastAt.Time); since > forgetAfter || since < -forgetAfter {
		row = tryRow{}
	}
	return row, err
}

// endTry forgets what an account failed at, and takes back the one try that
// succeeded from its address. The others there may have been guesses: a wait
// that one of them began meanwhile stays.
func endTry(tx *db.Tx, account, from try) error {
	if err := tx.Exec("DELETE FROM sign_in_attempts WHERE subject = ?", account.subject).Error; err != nil {
		return err
	}
	return tx.Exec(`UPDATE sign_in_attempts SET failures = failures - 1,
			blocked_until = CASE WHEN failures = ? THEN ? ELSE blocked_until END
		WHERE subject = ? AND failures > 0`, from.count, tx.Now, from.subject).Error
}

// inWords is a wait as people say it, never shorter than it is.
func inWords(d time.Duration) string {
	secs := int((d + time.Second - 1) / time.Second)
	if secs <= 90 {
		return plural(secs, "second")
	}
	return plural((secs+59)/60, "minute")
}
