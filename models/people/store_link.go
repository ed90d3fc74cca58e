package people

import (
	"context"

	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/fault"
)

// NewLink creates an invitation or a password-reset link and returns its secret, which is not
// stored. If there is a mail server, the link is sent to the person too. It revokes unused links with
// the same purpose. It returns Forbidden, NotFound, or Invalid for a deactivated person.
func (s *Store) NewLink(ctx context.Context, userID int64) (secret string, l Link, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		u, err := findUser(tx.Reader, "id = ?", userID)
		if err != nil {
			return err
		}
		if !u.Active() {
			return fault.Invalid("", "%s has been deactivated. Reactivate them first.", u.Name)
		}
		secret, l, err = s.newLink(tx, u)
		return err
	})
	return secret, l, err
}

func (s *Store) newLink(tx *db.Tx, u User) (secret string, l Link, err error) {
	secret = NewSecret()
	purpose := u.LinkPurpose()
	if err := revokeLinks(tx, u.ID, purpose); err != nil {
		return "", l, err
	}
	l = Link{TokenHash: HashSecret(secret), Purpose: purpose, UserID: u.ID, CreatedBy: creatorID(tx, u.ID),
		CreatedAt: tx.Now, ExpiresAt: db.At(tx.Now.Add(purpose.lifetime()))}
	if err := tx.Create(&l).Error; err != nil {
		return "", l, err
	}
	if s.mailer != nil {
		if err := s.mailer.MailLink(tx, u, secret, l); err != nil {
			return "", l, err
		}
	}
	return secret, l, tx.Audit(db.Entry{Action: "user.link made", Entity: "user", EntityID: u.ID, Label: u.Name,
		Changes: []db.Change{{Field: "link", New: string(purpose)}}})
}

// creatorID returns the actor's id, or the person's for an action of the program.
func creatorID(tx *db.Tx, id int64) int64 {
	if tx.Actor.ID != 0 {
		return tx.Actor.ID
	}
	return id
}

// revokeLinks revokes a person's unused links with a purpose, or all for "".
func revokeLinks(tx *db.Tx, userID int64, only Purpose) error {
	q := tx.Table("access_links").Where("user_id = ? AND used_at IS NULL AND revoked_at IS NULL", userID)
	if only != "" {
		q = q.Where("purpose = ?", only)
	}
	return q.Updates(map[string]any{"revoked_at": tx.Now}).Error
}

// RevokeLinks revokes all unused links of a person.
func (s *Store) RevokeLinks(ctx context.Context, userID int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		u, err := findUser(tx.Reader, "id = ?", userID)
		if err != nil {
			return err
		}
		if err := revokeLinks(tx, userID, ""); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.links revoked", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
}

// OpenLinks returns a person's links that can still be used, for administrators.
func (s *Store) OpenLinks(ctx context.Context, userID int64) ([]Link, error) {
	if err := Require(db.ActorOf(ctx), Administer, Organisation); err != nil {
		return nil, err
	}
	var out []Link
	err := s.db.Read(ctx).Where("user_id = ? AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?", userID, db.At(s.db.Now())).
		Order("created_at DESC, id DESC").Find(&out).Error
	return out, err
}

// LinkDetail is a link with its person and state.
type LinkDetail struct {
	Link
	User  User
	State LinkState
}

// OpenLink returns a link with its state. It does not use the link, so that a mail scanner that
// opens it does no harm. It needs no permission beyond the secret. It returns NotFound for an
// unknown secret.
func (s *Store) OpenLink(ctx context.Context, secret string) (LinkDetail, error) {
	return openLink(s.db.Read(ctx), secret, db.At(s.db.Now()))
}

func openLink(g db.Reader, secret string, now db.Instant) (LinkDetail, error) {
	var o LinkDetail
	if err := g.Where("token_hash = ?", HashSecret(secret)).Take(&o.Link).Error; err != nil {
		return o, db.NotFoundAs(err, "link")
	}
	var err error
	if o.User, err = findUser(g, "id = ?", o.UserID); err != nil {
		return o, err
	}
	o.State = o.Link.State(now.Time)
	if o.State == LinkOpen && !o.User.Active() {
		o.State = LinkRevoked
	}
	return o, nil
}

// UseLink sets a new password and marks the link as used. It ends the person's sessions and revokes
// their links. It returns Invalid for a weak password, NotFound for an unknown link, and Conflict
// for a link that cannot be used.
func (s *Store) UseLink(ctx context.Context, secret, plain string) (User, error) {
	o, err := s.OpenLink(ctx, secret)
	if err != nil {
		return User{}, err
	}
	hash, err := newHash(plain, "password", o.User)
	if err != nil {
		return User{}, err
	}
	who := db.Actor{ID: o.User.ID, Name: o.User.Name, Role: string(o.User.Role), Address: db.ActorOf(ctx).Address}
	err = s.db.Write(db.WithActor(ctx, who), func(tx *db.Tx) error {
		o, err := openLink(tx.Reader, secret, tx.Now)
		if err != nil {
			return err
		}
		if o.State != LinkOpen {
			return fault.Conflict("This link cannot be used any more.")
		}
		if err := tx.Exec("UPDATE access_links SET used_at = ? WHERE id = ?", tx.Now, o.ID).Error; err != nil {
			return err
		}
		if err := tx.Exec("UPDATE users SET password_hash = ? WHERE id = ?", hash, o.UserID).Error; err != nil {
			return err
		}
		if err := endAccess(tx, o.UserID); err != nil {
			return err
		}
		if err := accountCounter(o.User.Email).remove(tx); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.password set", Entity: "user", EntityID: o.UserID, Label: o.User.Name,
			Changes: []db.Change{{Field: "by", New: string(o.Purpose)}}})
	})
	o.User.PasswordHash = hash
	return o.User, err
}

// newHash checks and hashes a new password.
func newHash(plain, field string, u User) (string, error) {
	if msg := password.Check(plain, u.Email, u.Name); msg != "" {
		return "", fault.Invalid(field, "%s", msg)
	}
	return password.Hash(plain)
}

// ChangePassword sets the actor's password. It ends their sessions except the one with keepSecret,
// and revokes their links. It returns Invalid for a wrong present password, with the same delays as
// sign-in, or for a weak new one.
func (s *Store) ChangePassword(ctx context.Context, present, plain, keepSecret string) error {
	u, err := s.User(ctx, db.ActorOf(ctx).ID)
	if err != nil {
		return err
	}
	hash, err := newHash(plain, "new_password", u)
	if err != nil {
		return err
	}
	entered := passwordCounter(u.ID)
	d, err := s.begin(ctx, entered)
	if err != nil {
		return err
	}
	if d.wait > 0 {
		s.recordRefused(ctx, actionMistaken, u, "wait after wrong passwords")
		return d.fault()
	}
	match := false
	if u.PasswordHash != "" {
		if match, err = password.Verify(u.PasswordHash, present); err != nil {
			return err
		}
	}
	if !match {
		s.recordRefused(ctx, actionMistaken, u, "wrong password")
		return fault.Invalid("password", "That is not your present password.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := entered.remove(tx); err != nil {
			return err
		}
		err := db.OneRow(tx.Exec("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", hash, u.ID, u.PasswordHash))
		if err != nil {
			return err
		}
		if err := tx.Exec("DELETE FROM sessions WHERE user_id = ? AND id <> ?", u.ID, HashSecret(keepSecret)).Error; err != nil {
			return err
		}
		if err := revokeLinks(tx, u.ID, ""); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.password changed", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
}
