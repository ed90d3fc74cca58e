package demo

import (
	"context"

	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/db"
)

// accepted is the accepted campaign: by whom, in which launch, and why.
var accepted = struct{ by, slug, reason string }{
	"hugo", "new-plans-and-prices", "The campaign was planned around the new prices: it advertises them from launch day on.",
}

// fillCollisions accepts a launch's collision with a campaign. Other collisions stay open.
func fillCollisions(ctx context.Context, stores models.Stores, who map[string]int64) error {
	u, err := stores.People.User(ctx, who[accepted.by])
	if err != nil {
		return err
	}
	ctx = db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
	l, err := stores.Launches.Launch(ctx, accepted.slug)
	if err != nil {
		return err
	}
	all, err := stores.Calendar.Of(ctx, l)
	if err != nil {
		return err
	}
	for _, r := range all.Of(calendar.OfT) {
		if r.Against == string(calendar.Campaign) {
			_, err := stores.Calendar.Accept(ctx, l.Slug, r.Key, r.Dates, accepted.reason, "")
			return err
		}
	}
	return nil
}
