package people

import (
	"time"

	"tminus/models/db"
)

// Purpose is what an access link is for.
type Purpose string

// The purposes.
const (
	Invitation    Purpose = "invitation"
	PasswordReset Purpose = "password reset"
)

// lasts is how long a link may be used. A reset is asked for by somebody who
// waits for it; an invitation may lie in a mailbox over a holiday.
func (p Purpose) lasts() time.Duration {
	if p == Invitation {
		return 7 * 24 * time.Hour
	}
	return 24 * time.Hour
}

// LinkState is whether a link still lets somebody in.
type LinkState string

// The states.
const (
	LinkOpen    LinkState = "open"
	LinkUsed    LinkState = "used"
	LinkRevoked LinkState = "revoked"
	LinkExpired LinkState = "expired"
)

// Link lets one person choose a password, once. Its secret is in the address
// alone; the database knows the secret's hash.
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

// State tells whether the link can be used at now.
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

// LinkPurpose is what a new link for this person is for: who has never chosen
// a password is invited.
func (u User) LinkPurpose() Purpose {
	if u.PasswordHash == "" {
		return Invitation
	}
	return PasswordReset
}
