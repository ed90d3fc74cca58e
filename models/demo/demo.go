// Package demo fills an empty database with a sample organisation, so that a
// first look shows what a living one looks like. All dates are relative to
// today, so that it never goes stale.
package demo

import (
	"context"
	"strings"

	"tminus/models"
	"tminus/models/db"
)

// domain is where all the sample people have their addresses.
const domain = "@aurora.example"

// Knows tells whether an address is one of the sample people's.
func Knows(email string) bool { return strings.HasSuffix(email, domain) }

// Fill makes the sample organisation as the program itself, in one transaction:
// whenever it is interrupted, there is all of it or nothing.
func Fill(ctx context.Context, d *db.DB) error {
	return d.Together(db.WithActor(ctx, db.System()), func(ctx context.Context) error { return fill(ctx, d) })
}

func fill(ctx context.Context, d *db.DB) error {
	rooms := models.NewStores(d)
	ps := rooms.People
	teams, err := fillTeams(ctx, ps)
	if err != nil {
		return err
	}
	who, err := fillPeople(ctx, ps, teams)
	if err != nil {
		return err
	}
	if err := fillReach(ctx, d, who); err != nil {
		return err
	}
	if err := fillTemplates(ctx, rooms.Templates); err != nil {
		return err
	}
	if err := fillServices(ctx, rooms.Services, who); err != nil {
		return err
	}
	if err := fillCalendar(ctx, rooms.Calendar, ps, who, d.Now()); err != nil {
		return err
	}
	if err := fillLaunches(ctx, rooms, who, d.Now()); err != nil {
		return err
	}
	return fillCollisions(ctx, rooms, who)
}
