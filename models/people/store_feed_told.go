package people

import (
	"context"

	"tminus/internal/ics"
	"tminus/models/db"
)

// TellFeed returns the events of one of the actor's feeds as they are to be sent:
// with sequences that grow whatever has changed since the feed was fetched before,
// and with what was in it then and is not any more, as cancelled. Comparing with
// what was told catches each way in which an event can change or leave a feed:
// a handover, an override of somebody else's, a launch that is called off.
//
// Reading a feed in which nothing changed writes nothing.
func (s *Store) TellFeed(ctx context.Context, feed string, events []ics.Event) ([]ics.Event, error) {
	me := db.ActorOf(ctx).ID
	before, err := toldBy(s.db.Read(ctx), me, feed)
	if err != nil {
		return nil, err
	}
	n, err := compare(before, events, s.db.Now())
	if err != nil || len(n.write)+len(n.forget) == 0 {
		return n.events, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// Another program may fetch the same feed at the same time.
		if before, err = toldBy(tx.Reader, me, feed); err != nil {
			return err
		}
		if n, err = compare(before, events, tx.Now.Time); err != nil {
			return err
		}
		return n.save(tx, me, feed)
	})
	return n.events, err
}

func toldBy(g db.Reader, userID int64, feed string) ([]Told, error) {
	var out []Told
	return out, g.Where("user_id = ? AND feed = ?", userID, feed).Order("id").Find(&out).Error
}

func (n news) save(tx *db.Tx, userID int64, feed string) error {
	var made []Told
	for _, t := range n.write {
		if t.ID == 0 {
			t.UserID, t.Feed = userID, feed
			made = append(made, t)
			continue
		}
		err := tx.Exec("UPDATE feed_told SET sequence = ?, modified_at = ?, event = ?, gone_at = ? WHERE id = ?", t.Sequence, t.ModifiedAt, t.Event, t.GoneAt, t.ID).Error
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
