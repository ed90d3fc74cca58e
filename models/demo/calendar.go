package demo

import (
	"context"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/people"
)

// sampleEvent is a calendar entry of the sample organisation. Days count from today.
type sampleEvent struct {
	kind        calendar.Kind
	title, note string
	from, to    int
	start, end  civil.TimeOfDay
	region      string
	services    []string
	by          string
}

var sampleEvents = []sampleEvent{
	{kind: calendar.Freeze, title: "End-of-quarter freeze", from: 39, to: 51, by: "ana",
		note: "The books are closed in these days: nothing is released that touches orders, payments or the ledger. Repairs of what " +
			"is down are decided by the engineer on call."},
	{kind: calendar.Campaign, title: "Winter campaign", from: 12, to: 26, by: "maria",
		note: "Advertising in all channels; the sign-up pages have **three times** their usual traffic."},
	{kind: calendar.Maintenance, title: "Payment provider: maintenance", from: 5, to: 5, start: civil.At(22, 0), end: civil.At(23, 45),
		by: "marek", services: []string{"Payment gateway"},
		note: "Card payments are queued and made up for afterwards. Status page: https://status.payments.example"},
	{kind: calendar.PartnerRelease, title: "Orbit Push 4.0", from: 16, to: 16, by: "marek", services: []string{"Pushgate"},
		note: "The partner’s new version of the push service; the old interface works for another 90 days."},
	{kind: calendar.Holiday, title: "Founders’ Day", from: 11, to: 11, region: "All sites", by: "ana"},
	{kind: calendar.Holiday, title: "Regional holiday", from: 30, to: 30, region: "Bavaria", by: "ana"},
	{kind: calendar.Holiday, title: "Long weekend", from: -13, to: -12, region: "United States", by: "ana"},
}

// fillCalendar creates the calendar entries in the names of the sample people.
func fillCalendar(ctx context.Context, s *calendar.Store, ps *people.Store, who map[string]int64, now time.Time) error {
	today := civil.Of(now, time.UTC)
	known, err := s.Services(ctx)
	if err != nil {
		return err
	}
	for _, e := range sampleEvents {
		u, err := ps.User(ctx, who[e.by])
		if err != nil {
			return err
		}
		as := db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
		in := calendar.Input{Kind: e.kind, Title: e.title, Note: e.note, FirstDay: today.AddDays(e.from), LastDay: today.AddDays(e.to),
			StartAt: e.start, EndAt: e.end, Zone: "Europe/Berlin", Region: e.region}
		for _, t := range known {
			if slices.Contains(e.services, t.Name) {
				in.Services = append(in.Services, t.ID)
			}
		}
		if _, err := s.Create(as, in, ""); err != nil {
			return err
		}
	}
	return nil
}
