package people

import (
	"time"

	"tminus/models/db"
)

// Purpose is the purpose of an access link.
type Purpose string

// The purposes.
const (
	Invitation    Purpose = "invitation"
	PasswordReset Purpose = "password reset"
)

// lifetime returns the time for which a link can be used. A person who asks for a reset waits for
// it; an invitation may stay in a mailbox over a holiday.
func (p Purpose) lifetime() time.Duration {
	if p == Invitation {
		return 7 * 24 * time.Hour
	}
	return 24 * time.Hour
}

// LinkState is the state of a link.
type LinkState string

// The states.
const (
	LinkOpen    LinkState = "open"
	LinkUsed    LinkState = "used"
	LinkRevoked LinkState = "revoked"
	LinkExpired LinkState = "expired"
)

// Link lets a person choose a password once. Its secret is only in the URL; the database stores the
// secret's hash.
type Link struct {
	ID        int64
	TokenHash string
	Purpose   Purpose
	UserID    int64
	CreatedBy int64
	CreatedAt db.Instant
	ExpiresAt db.Instant
	UsedAt    db.Instant
	RevokedAt db.Instant
}

// TableName implements GORM's Tabler.
func (Link) TableName() string { return "access_links" }

// State returns the state of the link at now.
func (l Link) State(now time.Time) LinkState {
	switch {
	case !l.UsedAt.IsZero():
		return LinkUsed
	case !l.RevokedAt.IsZero():
		return LinkRevoked
	case !now.Before(l.ExpiresAt.Time):
		return LinkExpired
	}
	return LinkOpen
}

// LinkPurpose returns the purpose of a new link for the person: an invitation if they have never
// chosen a password.
func (u User) LinkPurpose() Purpose {
	if u.PasswordHash == "" {
		return Invitation
	}
	return PasswordReset
}
