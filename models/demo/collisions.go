package demo

import (
	"context"

	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/db"
)

// accepted is by whom, in which launch, and why a campaign was accepted.
var accepted = struct{ by, slug, reason string }{
	"hugo", "new-plans-and-prices", "The campaign was planned around the new prices: it advertises them from launch day on.",
}

// fillCollisions accepts what a launch meets in a campaign. What else collides is
// left for somebody to decide.
func fillCollisions(ctx context.Context, rooms models.Stores, who map[string]int64) error {
	u, err := rooms.People.User(ctx, who[accepted.by])
	if err != nil {
		return err
	}
	ctx = db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
	l, err := rooms.Launches.Launch(ctx, accepted.slug)
	if err != nil {
		return err
	}
	all, err := rooms.Calendar.Of(ctx, l)
	if err != nil {
		return err
	}
	for _, r := range all.Of(calendar.OfT) {
		if r.Against == string(calendar.Campaign) {
			_, err := rooms.Calendar.Accept(ctx, l.Slug, r.Key, r.Dates, accepted.reason, "")
			return err
		}
	}
	return nil
}
