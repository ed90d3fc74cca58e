package launch

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// LoadForRead loads a launch for reading by the context's actor. It returns NotFound.
func LoadForRead(ctx context.Context, d *db.DB, slug string) (Launch, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return Launch{}, err
	}
	return db.Remember(ctx, launchKey(slug), func() (Launch, error) { return BySlug(d.Read(ctx), slug) })
}

// LoadForWrite loads a launch in which the transaction's actor may do act. It returns NotFound or
// Forbidden.
func LoadForWrite(tx *db.Tx, slug string, act people.Action) (Launch, error) {
	l, err := BySlug(tx.DB, slug)
	if err != nil {
		return l, err
	}
	return l, people.Allow(tx.Actor, act, l.LeadID)
}
