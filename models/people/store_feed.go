package people

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
)

// FeedLink is the secret link of a person's calendar feeds.
type FeedLink struct {
	ID        int64
	UserID    int64
	TokenHash string
	MadeAt    db.Instant
	RevokedAt db.Instant
}

// TableName implements GORM's Tabler.
func (FeedLink) TableName() string { return "feed_links" }

// NewFeed creates the actor's feed link and returns its secret, which is not stored. It revokes the
// previous link.
func (s *Store) NewFeed(ctx context.Context) (secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findUser(tx.Reader, "id = ?", tx.Actor.ID)
		if err != nil {
			return err
		}
		secret = NewSecret()
		if _, err := revokeFeed(tx, u.ID); err != nil {
			return err
		}
		if err := tx.Create(&FeedLink{UserID: u.ID, TokenHash: HashSecret(secret), MadeAt: tx.Now}).Error; err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.feed made", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
	return secret, err
}

func revokeFeed(tx *db.Tx, userID int64) (bool, error) {
	res := tx.Exec("UPDATE feed_links SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL", tx.Now, userID)
	return res.RowsAffected > 0, res.Error
}

// RevokeFeed revokes the actor's feed link, if there is one.
func (s *Store) RevokeFeed(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := findUser(tx.Reader, "id = ?", tx.Actor.ID)
		if err != nil {
			return err
		}
		if ended, err := revokeFeed(tx, u.ID); err != nil || !ended {
			return err
		}
		return tx.Audit(db.Entry{Action: "user.feed revoked", Entity: "user", EntityID: u.ID, Label: u.Name})
	})
}

// FeedCreatedAt returns the time at which the actor's feed link was created, or zero if there is
// none.
func (s *Store) FeedCreatedAt(ctx context.Context) (time.Time, error) {
	var list []FeedLink
	err := s.db.Read(ctx).Where("user_id = ? AND revoked_at IS NULL", db.ActorOf(ctx).ID).Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return time.Time{}, err
	}
	return list[0].MadeAt.Time, nil
}

// FeedOf returns the owner of the feed link with a secret. It returns NotFound if the link does not
// exist or was revoked, or if the person was deactivated.
func (s *Store) FeedOf(ctx context.Context, secret string) (User, error) {
	var k FeedLink
	g := s.db.Read(ctx)
	if err := g.Where("token_hash = ? AND revoked_at IS NULL", HashSecret(secret)).Take(&k).Error; err != nil {
		return User{}, db.NotFoundAs(err, "calendar")
	}
	u, err := findUser(g, "id = ?", k.UserID)
	if err == nil && !u.Active() {
		return User{}, fault.NotFound("calendar")
	}
	return u, err
}
