// Package demo fills an empty database with a sample organisation, as an example of a database in
// use. All dates are relative to today, so that it never becomes outdated.
package demo

import (
	"context"
	"strings"

	"tminus/models"
	"tminus/models/db"
)

// domain is the email domain of all sample people.
const domain = "@aurora.example"

// Knows reports whether an email address belongs to a sample person.
func Knows(email string) bool { return strings.HasSuffix(email, domain) }

// Fill creates the sample organisation as the program, in one transaction, so that an interruption
// leaves nothing behind.
func Fill(ctx context.Context, d *db.DB) error {
	return d.Together(db.WithActor(ctx, db.System()), func(ctx context.Context) error { return fill(ctx, d) })
}

func fill(ctx context.Context, d *db.DB) error {
	stores := models.NewStores(d)
	ps := stores.People
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
	if err := fillTemplates(ctx, stores.Templates); err != nil {
		return err
	}
	if err := fillServices(ctx, stores.Services, who); err != nil {
		return err
	}
	if err := fillCalendar(ctx, stores.Calendar, ps, who, d.Now()); err != nil {
		return err
	}
	if err := fillLaunches(ctx, d, stores, who); err != nil {
		return err
	}
	return fillCollisions(ctx, stores, who)
}
