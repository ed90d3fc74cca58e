package people

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"tminus/internal/password"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
)

// Attempt is one attempt to sign in.
type Attempt struct {
	Email, Password string
	// Address is the client's.
	Address string
	// Devices are those that the browser's cookie holds.
	Devices []Device
}

const noMatch = "Email and password do not match. Check both, or ask an administrator for a new link."

// SignIn checks an email and password. It returns Invalid when they do not match,
// without saying which of the two is wrong, and Unavailable while the account,
// the device or the address has to wait. Both are logged and audited.
func (s *Store) SignIn(ctx context.Context, a Attempt) (User, error) {
	ctx = db.WithActor(ctx, db.Actor{Address: a.Address})
	email := cleanEmail(a.Email)
	u, err := find(s.db.Read(ctx), "email = ?", email)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return User{}, err
	}
	cs := countersOf(email, u, a)
	d, err := s.begin(ctx, cs.all()...)
	if err != nil {
		return User{}, err
	}
	if d.wait > 0 {
		s.refused(ctx, actionDelayed, u, "wait for the "+d.by)
		return User{}, d.fault()
	}
	reason, err := checkPassword(u, a.Password)
	if err != nil {
		return User{}, err
	}
	if reason != "" {
		s.refused(ctx, actionFailed, u, reason)
		return User{}, fault.Invalid("email", noMatch)
	}
	fresh, err := rehash(u.PasswordHash, a.Password)
	if err != nil {
		return User{}, err
	}
	ctx = db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role), Address: a.Address})
	checked := u.PasswordHash
	if fresh != "" {
		u.PasswordHash = fresh
	}
	return u, s.db.WriteReadCommitted(ctx, func(tx *db.Tx) error {
		if err := lockAll(tx, cs.all()); err != nil {
			return err
		}
		if err := cs.succeed(tx); err != nil {
			return err
		}
		// Only while the hash is still the one that was checked: a password that
		// was changed meanwhile must not come back.
		if fresh != "" {
			err := tx.Exec("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", fresh, u.ID, checked).Error
			if err != nil {
				return err
			}
		}
		return tx.Audit(db.Entry{Action: "user.signed in", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
}

// checkPassword returns why the password does not let u in, "" when it does. It
// takes the same time in all cases.
func checkPassword(u User, plain string) (reason string, err error) {
	switch {
	case u.ID == 0:
		reason = "no such account"
	case !u.Active():
		reason = "deactivated account"
	case u.PasswordHash == "":
		reason = "no password chosen yet"
	}
	if reason != "" {
		password.Dummy(plain)
		return reason, nil
	}
	match, err := password.Verify(u.PasswordHash, plain)
	if err == nil && !match {
		reason = "wrong password"
	}
	return reason, err
}

// The actions of refused attempts in the audit log.
const (
	actionFailed  = "user.failed to sign in"
	actionDelayed = "user.had to wait to sign in"
	// actionMistaken is a signed-in person's wrong present password.
	actionMistaken = "user.failed to change the password"
)

// unknownAccount is the label of an attempt at no account. What was typed is
// recorded nowhere: it may be a password in the wrong field.
const unknownAccount = "unknown account"

// auditTime bounds the write of an audit row of which nobody waits for the result.
const auditTime = 5 * time.Second

// refused logs and audits an attempt that did not succeed.
func (s *Store) refused(ctx context.Context, action string, u User, reason string) {
	label := u.Name
	if u.ID == 0 {
		label = unknownAccount
	}
	_, verb, _ := strings.Cut(action, ".")
	slog.WarnContext(ctx, verb, "address", db.ActorOf(ctx).Address, "user", u.ID, "reason", reason)
	// A client that hangs up is recorded too.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTime)
	defer cancel()
	err := s.db.AuditRepeated(ctx, db.Entry{Action: action, Entity: "user", EntityID: u.ID, Label: label, Reason: reason})
	if err != nil {
		slog.WarnContext(ctx, "audit row not written", "action", action, "err", err)
	}
}

func (d delay) fault() error {
	return fault.Unavailable("Too many attempts. Wait %s, then try again.", inWords(d.wait))
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

// inWords is a wait as people say it, never shorter than it is.
func inWords(d time.Duration) string {
	secs := int((d + time.Second - 1) / time.Second)
	if secs <= 90 {
		return words.Count(secs, "second")
	}
	return words.Count((secs+59)/60, "minute")
}
