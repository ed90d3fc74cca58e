package demo

import (
	"context"
	"fmt"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/people"
)

// sampleAbsences are relative to today: one is over, one has begun, and one is on the day of the
// first launch.
var sampleAbsences = []struct {
	who         string
	first, last int
	note        string
}{
	{"lukasz", -14, -10, "Conference"},
	{"soren", -1, 4, "Parental leave"},
	{"maria", 8, 12, "Holiday"},
	{"zoe", 20, 27, "Holiday"},
}

// fillReach creates the contacts and absences of people, each in their own name.
func fillReach(ctx context.Context, d *db.DB, who map[string]int64) error {
	s := people.NewStore(d)
	as := func(key string) context.Context {
		for _, p := range samplePeople {
			if p.key == key {
				return db.WithActor(ctx, db.Actor{ID: who[key], Name: p.name, Role: string(p.role)})
			}
		}
		return ctx
	}
	for i, p := range samplePeople {
		if err := s.AddContact(as(p.key), people.Contact{Kind: people.ByChat, Value: "@" + p.key}, ""); err != nil {
			return err
		}
		// Support agents, engineers and leads have a phone number.
		if p.seniority == people.Senior || p.team == "engineering" {
			if err := s.AddContact(as(p.key), people.Contact{Kind: people.ByPhone, Value: fmt.Sprintf("+49 30 5550 %04d", 1100+7*i)},
				""); err != nil {
				return err
			}
		}
	}
	today := civil.Of(d.Now(), d.Now().Location())
	for _, a := range sampleAbsences {
		err := s.AddAbsence(as(a.who), people.Absence{FirstDay: today.AddDays(a.first), LastDay: today.AddDays(a.last), Note: a.note}, "")
		if err != nil {
			return err
		}
	}
	return nil
}
