package launch

import (
	"context"

	"tminus/models/db"
	"tminus/models/people"
)

// LoadForRead loads a launch for reading by the context's actor. It returns NotFound.
func LoadForRead(ctx context.Context, d *db.DB, slug string) (Launch, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Launch{}, err
	}
	return db.Remember(ctx, launchKey(slug), func() (Launch, error) { return BySlug(d.Read(ctx), slug) })
}

// LoadForWrite loads a launch in which the transaction's actor may do act. It returns NotFound or
// Forbidden. Every write to a launch starts with it.
func LoadForWrite(tx *db.Tx, slug string, act people.Action) (Launch, error) {
	l, err := BySlug(tx.Reader, slug)
	if err != nil {
		return l, err
	}
	return l, people.Require(tx.Actor, act, l.Subject())
}
