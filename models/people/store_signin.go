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

// Attempt is an attempt to sign in.
type Attempt struct {
	Email, Password string
	// Address is the client's IP address.
	Address string
	// Devices are the devices in the browser's cookie.
	Devices []Device
}

const noMatch = "Email and password do not match. Check both, or ask an administrator for a new link."

// SignIn checks an email and password. It returns Invalid if they do not match, without saying
// which of the two is wrong, and Unavailable while the account, the device or the address has to
// wait. Both are logged and audited.
func (s *Store) SignIn(ctx context.Context, a Attempt) (User, error) {
	ctx = db.WithActor(ctx, db.Actor{Address: a.Address})
	email := cleanEmail(a.Email)
	u, err := findUser(s.db.Read(ctx), "email = ?", email)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return User{}, err
	}
	cs := countersOf(email, u, a)
	d, err := s.begin(ctx, cs.all()...)
	if err != nil {
		return User{}, err
	}
	if d.wait > 0 {
		s.recordRefused(ctx, actionDelayed, u, "wait for the "+d.by)
		return User{}, d.fault()
	}
	reason, err := checkPassword(u, a.Password)
	if err != nil {
		return User{}, err
	}
	if reason != "" {
		s.recordRefused(ctx, actionFailed, u, reason)
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
		// Update only the hash that was checked, so that a password that was changed in the
		// meantime is not restored.
		if fresh != "" {
			err := tx.Exec("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", fresh, u.ID, checked).Error
			if err != nil {
				return err
			}
		}
		return tx.Audit(db.Entry{Action: "user.signed in", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
}

// checkPassword returns the reason why the password does not match, or "". It takes the same time
// in all cases.
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

// The audit actions of refused attempts.
const (
	actionFailed  = "user.failed to sign in"
	actionDelayed = "user.had to wait to sign in"
	// actionMistaken is the action for a wrong present password of a signed-in person.
	actionMistaken = "user.failed to change the password"
)

// unknownAccount is the label of an attempt for an unknown account. The entered text is not
// recorded, because it may be a password.
const unknownAccount = "unknown account"

// auditTime is the maximum duration of writing an audit row in the background.
const auditTime = 5 * time.Second

// recordRefused logs and audits a refused attempt.
func (s *Store) recordRefused(ctx context.Context, action string, u User, reason string) {
	label := u.Name
	if u.ID == 0 {
		label = unknownAccount
	}
	_, verb, _ := strings.Cut(action, ".")
	slog.WarnContext(ctx, verb, "address", db.ActorOf(ctx).Address, "user", u.ID, "reason", reason)
	// Record it even if the client disconnected.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTime)
	defer cancel()
	err := s.db.AuditRepeated(ctx, db.Entry{Action: action, Entity: "user", EntityID: u.ID, Label: label, Reason: reason})
	if err != nil {
		slog.WarnContext(ctx, "audit row not written", "action", action, "err", err)
	}
}

func (d delay) fault() error {
	return fault.Unavailable("Too many attempts. Wait %s, then try again.", waitText(d.wait))
}

// rehash returns a hash of the present cost for a password with an outdated hash, otherwise "".
func rehash(hash, plain string) (string, error) {
	if !password.NeedsRehash(hash) {
		return "", nil
	}
	return password.Hash(plain)
}

func cleanEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// waitText returns a wait as text, rounded up.
func waitText(d time.Duration) string {
	secs := int((d + time.Second - 1) / time.Second)
	if secs <= 90 {
		return words.Count(secs, "second")
	}
	return words.Count((secs+59)/60, "minute")
}
