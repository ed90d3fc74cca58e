package people

import (
	"context"

	"tminus/internal/ics"
	"tminus/models/db"
)

// UpdateFeed returns the events to send in one of the actor's feeds. Sequences increase with each
// change since the feed was last fetched, and events that were removed since are included as
// cancelled. Comparing with the last state covers every way in which an event can change or
// disappear: a handover, another person's substitution, a cancelled launch.
//
// It writes nothing if the feed did not change.
func (s *Store) UpdateFeed(ctx context.Context, feed string, events []ics.Event) ([]ics.Event, error) {
	me := db.ActorOf(ctx).ID
	before, err := loadFeedEvents(s.db.Read(ctx), me, feed)
	if err != nil {
		return nil, err
	}
	n, err := compare(before, events, s.db.Now())
	if err != nil || len(n.write)+len(n.forget) == 0 {
		return n.events, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// Another program may fetch the same feed at the same time.
		if before, err = loadFeedEvents(tx.Reader, me, feed); err != nil {
			return err
		}
		if n, err = compare(before, events, tx.Now.Time); err != nil {
			return err
		}
		return n.save(tx, me, feed)
	})
	return n.events, err
}

func loadFeedEvents(g db.Reader, userID int64, feed string) ([]FeedEvent, error) {
	var out []FeedEvent
	return out, g.Where("user_id = ? AND feed = ?", userID, feed).Order("id").Find(&out).Error
}

func (n feedUpdate) save(tx *db.Tx, userID int64, feed string) error {
	var made []FeedEvent
	for _, t := range n.write {
		if t.ID == 0 {
			t.UserID, t.Feed = userID, feed
			made = append(made, t)
			continue
		}
		err := tx.Exec("UPDATE feed_told SET sequence = ?, modified_at = ?, event = ?, gone_at = ? WHERE id = ?", t.Sequence, t.ModifiedAt,
			t.Event, t.GoneAt, t.ID).Error
		if err != nil {
			return err
		}
	}
	if len(made) > 0 {
		if err := tx.CreateInBatches(&made, 100).Error; err != nil {
			return err
		}
	}
	if len(n.forget) == 0 {
		return nil
	}
	return tx.Exec("DELETE FROM feed_told WHERE id IN ?", n.forget).Error
}
