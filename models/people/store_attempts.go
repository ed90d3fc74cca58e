package people

import (
	"context"
	"strconv"
	"time"

	"tminus/internal/pace"
	"tminus/models/db"
)

// Guessing a password is slowed down: after the free failures, each one doubles the wait. There are
// counters per account for unknown devices, per known device, and per address. An address has many
// free failures, because a whole office may share it, and gets back the failures of each person who
// signs in.
const (
	freeFailures        = 5
	freeFailuresAddress = 200
	longestWait         = 15 * time.Minute
	// forgetAfter is the time without an attempt after which a counter is reset. A counter in use
	// loses its free failures once in this time.
	forgetAfter = time.Hour
)

// waitAfter returns how long further attempts must wait after a number of failures.
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

// counter counts the failed attempts of a subject.
type counter struct {
	// kind is the name of the subject in the log.
	kind, subject string
	// free is the number of failures without a wait, or 0 for a counter without waits.
	free int
	// failures and since are loaded from the database.
	failures int
	since    db.Instant
}

// counterOf returns a counter. Subjects are hashed, because a person may have entered a password as the email.
func counterOf(kind, key string, free int) *counter {
	return &counter{kind: kind, subject: kind + ":" + HashSecret(key)[:32], free: free}
}

// counters are the counters of an attempt to sign in.
type counters struct {
	own *counter
	// address and share are nil for a known device. share is the part of the address's failures
	// caused by this account.
	address, share *counter
}

// countersOf returns the counters of an attempt for an account. A known device only has its own, so
// that failures of the account or the address do not delay it.
func countersOf(email string, u User, a Attempt) counters {
	for _, d := range a.Devices {
		if d.Knows(u) {
			return counters{own: counterOf("device", d.ID, freeFailures)}
		}
	}
	// Count an IPv6 address by its /64, which is what one customer has.
	from := pace.AddressKey(a.Address)
	return counters{
		own:     accountCounter(email),
		address: counterOf("address", from, freeFailuresAddress),
		share:   counterOf("share", from+" "+email, 0),
	}
}

func accountCounter(email string) *counter { return counterOf("account", email, freeFailures) }

// passwordCounter is for a signed-in person who enters their present password. It is separate from
// the account's, which outsiders can fill.
func passwordCounter(userID int64) *counter {
	return counterOf("password", strconv.FormatInt(userID, 10), freeFailures)
}

func (c counters) all() []*counter {
	if c.address == nil {
		return []*counter{c.own}
	}
	return []*counter{c.own, c.address, c.share}
}

// delay is the required wait for an attempt, and the counter that requires it.
type delay struct {
	wait time.Duration
	by   string
}

// begin counts an attempt as failed before the password is checked, so that concurrent attempts
// have no advantage over sequential ones. A success takes it back. While a counter requires a wait,
// begin counts nothing and returns the delay.
func (s *Store) begin(ctx context.Context, cs ...*counter) (delay, error) {
	var d delay
	err := s.db.WriteReadCommitted(db.Aside(ctx), func(tx *db.Tx) error {
		d = delay{}
		if err := lockAll(tx, cs); err != nil {
			return err
		}
		for _, c := range cs {
			until, err := c.load(tx)
			if err != nil {
				return err
			}
			if wait := until.Sub(tx.Now.Time); wait > d.wait {
				d = delay{wait: wait, by: c.kind}
			}
		}
		if d.wait > 0 {
			return nil
		}
		for _, c := range cs {
			c.failures++
			wait := time.Duration(0)
			if c.free > 0 {
				wait = waitAfter(c.failures, c.free)
			}
			if err := c.save(tx, db.At(tx.Now.Add(wait))); err != nil {
				return err
			}
		}
		return nil
	})
	return d, err
}

// lockAll serializes attempts that share a counter. A whole office shares an address; without
// locks, serializable transactions would fail each other. Callers pass the counters in the order of
// counters.all.
func lockAll(tx *db.Tx, cs []*counter) error {
	for _, c := range cs {
		if err := tx.Lock("sign-in " + c.subject); err != nil {
			return err
		}
	}
	return nil
}

// load loads the counter and returns the time until which it blocks.
func (c *counter) load(tx *db.Tx) (until db.Instant, err error) {
	var row struct {
		Failures     int
		LastAt       db.Instant
		BlockedUntil db.Instant
	}
	err = tx.Raw("SELECT failures, last_at, blocked_until FROM sign_in_attempts WHERE subject = ?", c.subject).Scan(&row).Error
	past := tx.Now.Sub(row.LastAt.Time)
	// A time far in the future was written before the clock was set back.
	if err != nil || past > forgetAfter || past < -forgetAfter {
		c.failures, c.since = 0, tx.Now
		return db.Instant{}, err
	}
	c.failures, c.since = row.Failures, row.LastAt
	if c.free > 0 {
		// Without this, an address with constant attempts would fill up eventually.
		each := forgetAfter / time.Duration(c.free)
		if n := int(past / each); n > 0 {
			c.failures, c.since = max(0, c.failures-n), db.At(c.since.Add(time.Duration(n)*each))
		}
	}
	if c.failures == 0 || c.free == 0 {
		c.since = tx.Now
	}
	return row.BlockedUntil, nil
}

func (c *counter) save(tx *db.Tx, until db.Instant) error {
	return tx.Exec(`INSERT INTO sign_in_attempts (subject, failures, last_at, blocked_until) VALUES (?, ?, ?, ?)
		ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until`,
		c.subject, c.failures, c.since, until).Error
}

func (c *counter) remove(tx *db.Tx) error {
	return tx.Exec("DELETE FROM sign_in_attempts WHERE subject = ?", c.subject).Error
}

// succeed resets the account's or device's counter, and subtracts the account's share from the
// address's. A wait caused by attempts for other accounts remains while the address has more than
// its free failures.
func (c counters) succeed(tx *db.Tx) error {
	if err := c.own.remove(tx); err != nil || c.address == nil {
		return err
	}
	counted := c.address.failures
	until, err := c.address.load(tx)
	if err != nil {
		return err
	}
	if _, err := c.share.load(tx); err != nil {
		return err
	}
	// Without another attempt since, the wait was caused by the account that succeeds now.
	last := c.address.failures == counted
	c.address.failures = max(0, c.address.failures-c.share.failures)
	if last || c.address.failures < c.address.free {
		until = tx.Now
	}
	if err := c.address.save(tx, until); err != nil {
		return err
	}
	return c.share.remove(tx)
}
