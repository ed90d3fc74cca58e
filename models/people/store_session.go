package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
)

// Session is a session of a browser. The database stores only the hash of the secret in the cookie,
// so that a stolen copy of the database is useless.
type Session struct {
	ID        string
	UserID    *int64
	Data      string
	Agent     string
	Address   string
	CreatedAt db.Instant
	SeenAt    db.Instant
	ExpiresAt db.Instant
}

// TableName implements GORM's Tabler.
func (Session) TableName() string { return "sessions" }

// NewSecret returns a random secret of 256 bits for a URL.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// HashSecret returns the hash under which a secret is stored. The secrets are long random values,
// so a fast hash is enough.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// SignedIn is a session with its person.
type SignedIn struct {
	Session
	User User
}

// seenEvery is the minimum time between two updates of a session's last use.
const seenEvery = time.Minute

// Session returns the valid session for a secret with its person, in one query. It returns NotFound
// if the session does not exist, expired or was idle for too long, or if the person was
// deactivated.
func (s *Store) Session(ctx context.Context, secret string, lim Limits) (SignedIn, error) {
	var in SignedIn
	now := s.db.Now()
	id := HashSecret(secret)
	var userID *int64
	var name, email, role, zone *string
	var gone db.Instant
	row := s.db.Read(ctx).Raw(`SELECT s.id, s.user_id, s.data, s.created_at, s.seen_at, s.expires_at,
			u.name, u.email, u.role, u.zone, u.deactivated_at
		FROM sessions s LEFT JOIN users u ON u.id = s.user_id WHERE s.id = ?`, id).Row()
	err := row.Scan(&in.ID, &userID, &in.Data, &in.CreatedAt, &in.SeenAt, &in.ExpiresAt, &name, &email, &role, &zone, &gone)
	if err != nil {
		return SignedIn{}, db.NotFoundAs(err, "session")
	}
	if !now.Before(in.ExpiresAt.Time) || now.Sub(in.SeenAt.Time) >= lim.Idle || !gone.IsZero() {
		return SignedIn{}, fault.NotFound("session")
	}
	if userID != nil {
		in.UserID = userID
		in.User = User{ID: *userID, Name: *name, Email: *email, Role: Role(*role), Zone: *zone}
	}
	if now.Sub(in.SeenAt.Time) >= seenEvery {
		// Reading continues to work if the database cannot be written.
		if err := s.touch(ctx, id); err != nil {
			slog.WarnContext(ctx, "session not marked as seen", "err", err)
		}
	}
	return in, nil
}

func (s *Store) touch(ctx context.Context, id string) error {
	return s.db.Write(db.Aside(ctx), func(tx *db.Tx) error {
		return tx.Exec("UPDATE sessions SET seen_at = ? WHERE id = ?", tx.Now, id).Error
	})
}

// SaveSession stores a session under the hash of its secret, and deletes the session of oldSecret
// if the secret was rotated. It returns Unauthenticated if the session was ended in the meantime,
// or if the person was deactivated.
func (s *Store) SaveSession(ctx context.Context, secret, oldSecret string, userID *int64, data, agent, address string, lim Limits) error {
	return s.db.Write(db.Aside(ctx), func(tx *db.Tx) error {
		if secret == oldSecret {
			res := tx.Exec("UPDATE sessions SET data = ?, seen_at = ? WHERE id = ?", data, tx.Now, HashSecret(secret))
			if res.Error == nil && res.RowsAffected == 0 {
				return fault.Unauthenticated()
			}
			return res.Error
		}
		if oldSecret != "" {
			if err := tx.Exec("DELETE FROM sessions WHERE id = ?", HashSecret(oldSecret)).Error; err != nil {
				return err
			}
		}
		if userID != nil {
			if u, err := findUser(tx.Reader, "id = ?", *userID); err != nil || !u.Active() {
				return orUnauthenticated(err)
			}
		}
		return tx.Exec(`INSERT INTO sessions (id, user_id, data, agent, address, created_at, seen_at, expires_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			HashSecret(secret), userID, data, clip(agent, 200), address, tx.Now, tx.Now,
			db.At(tx.Now.Add(lim.Absolute))).Error
	})
}

func orUnauthenticated(err error) error {
	if err == nil || fault.Is(err, fault.KindNotFound) {
		return fault.Unauthenticated()
	}
	return err
}

// Sessions returns the actor's valid sessions, last used first.
func (s *Store) Sessions(ctx context.Context, lim Limits) ([]Session, error) {
	a := db.ActorOf(ctx)
	if err := Require(a, Read, Organisation); err != nil {
		return nil, err
	}
	now := db.At(s.db.Now())
	var out []Session
	err := s.db.Read(ctx).Select("id, user_id, agent, address, created_at, seen_at, expires_at").
		Where("user_id = ? AND expires_at > ? AND seen_at > ?", a.ID, now, db.At(now.Add(-lim.Idle))).
		Order("seen_at DESC, id").Find(&out).Error
	return out, err
}

// EndSession ends a session of the actor by its hash. It returns NotFound if it is another person's
// or has ended.
func (s *Store) EndSession(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Read, Organisation); err != nil {
			return err
		}
		res := tx.Exec("DELETE FROM sessions WHERE id = ? AND user_id = ?", id, tx.Actor.ID)
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return fault.NotFound("session")
		}
		return tx.Audit(db.Entry{Action: "user.session ended", Entity: "user", EntityID: tx.Actor.ID, Label: tx.Actor.Name})
	})
}

// DeleteSession deletes a session.
func (s *Store) DeleteSession(ctx context.Context, secret string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec("DELETE FROM sessions WHERE id = ?", HashSecret(secret)).Error
	})
}

// SignOutEverywhere ends all sessions of the actor and returns their number.
func (s *Store) SignOutEverywhere(ctx context.Context) (int, error) {
	var n int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Read, Organisation); err != nil {
			return err
		}
		res := tx.Exec("DELETE FROM sessions WHERE user_id = ?", tx.Actor.ID)
		n = res.RowsAffected
		if res.Error != nil {
			return res.Error
		}
		return tx.Audit(db.Entry{Action: "user.signed out everywhere", Entity: "user", EntityID: tx.Actor.ID, Label: tx.Actor.Name})
	})
	return int(n), err
}

// PurgeSessions deletes expired sessions, old idempotency keys and old attempts to sign in. The job
// "purge" runs it every hour.
func (s *Store) PurgeSessions(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Exec("DELETE FROM sessions WHERE expires_at < ?", tx.Now).Error; err != nil {
			return err
		}
		if err := tx.PurgeOnce(); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM sign_in_attempts WHERE last_at < ?", db.At(tx.Now.Add(-forgetAfter))).Error
	})
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
