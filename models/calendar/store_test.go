package calendar

import (
	"context"
	"slices"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/db/dbtest"
)

func TestEventsBetweenCoversAllZones(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	ctx := db.WithActor(context.Background(), db.System())
	list := []Event{
		whole("2026-12-21", "2027-01-01"), whole("2026-12-01", "2026-12-05"), whole("2026-11-20", "2026-12-24"),
		timed("2026-12-10T22:00:00Z", "2026-12-10T23:00:00Z", "UTC"), timed("2026-12-11T10:00:00Z", "2026-12-11T11:00:00Z", "Pacific/Kiritimati"),
		timed("2026-12-14T10:00:00Z", "2026-12-14T11:00:00Z", "UTC"),
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		for i := range list {
			e := &list[i]
			e.Kind, e.Title, e.Severity, e.Version, e.CreatedAt, e.UpdatedAt = Holiday, "X", Warn, 1, tx.Now, tx.Now
			if err := tx.Create(e).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		first, last string
		want        []int
	}{
		{"2026-12-05", "2026-12-05", []int{2, 1}},
		{"2026-12-06", "2026-12-06", []int{2}},
		{"2026-12-11", "2026-12-11", []int{2, 3, 4}},
		{"2026-12-24", "2026-12-24", []int{2, 0}},
		{"2027-01-02", "2027-01-02", nil},
		{"2026-10-01", "2027-03-01", []int{2, 1, 3, 4, 5, 0}},
	} {
		got, err := EventsBetween(d.Read(ctx), day(c.first), day(c.last))
		if err != nil {
			t.Fatal(err)
		}
		var at []int
		for _, e := range got {
			at = append(at, slices.IndexFunc(list, func(x Event) bool { return x.ID == e.ID }))
		}
		if !slices.Equal(at, c.want) {
			t.Errorf("%s to %s: %v, want %v", c.first, c.last, at, c.want)
		}
	}
	got, err := EventsBetween(d.Read(ctx), civil.New(2026, 12, 14), civil.New(2026, 12, 14))
	if err != nil || len(got) != 2 || got[1].StartAt != list[5].StartAt || got[1].WholeDays() || !got[0].WholeDays() {
		t.Errorf("%+v, %v", got, err)
	}
}
