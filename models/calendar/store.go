package calendar

import (
	"cmp"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
)

// Store reads and writes the organisation's calendar.
type Store struct {
	db *db.DB
	// rota provides the shifts; see WithRota.
	rota Rota
}

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// EventsBetween returns the events that are on one of the days from first to last in any zone,
// except deleted ones. Use Overlaps or OnDay to filter by a zone. It makes two queries. g may be a
// transaction.
func EventsBetween(g db.Reader, first, last civil.Date) ([]Event, error) {
	// No zone differs from UTC by more than 14 hours.
	from, _ := civil.DayBounds(first.AddDays(-1), time.UTC)
	_, to := civil.DayBounds(last.AddDays(1), time.UTC)
	var out []Event
	err := g.Where(`cancelled_at IS NULL AND ((last_day >= ? AND first_day <= ?) OR (end_at > ? AND start_at < ?))`,
		first, last, db.At(from), db.At(to)).
		Order("id").Find(&out).Error
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, compareEvents)
	return out, addServices(g, out)
}

// addServices sets the services of events, in one query.
func addServices(g db.Reader, events []Event) error {
	at := make(map[int64]int, len(events))
	ids := make([]int64, len(events))
	for i, e := range events {
		at[e.ID], ids[i] = i, e.ID
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		EventID, ServiceID int64
		Name               string
	}
	err := g.Raw(`SELECT x.event_id, x.service_id, s.name FROM event_services x JOIN services s ON s.id = x.service_id
		WHERE x.event_id IN ? ORDER BY lower(s.name), s.id`, ids).Scan(&rows).Error
	for _, r := range rows {
		e := &events[at[r.EventID]]
		e.Services = append(e.Services, Touched{r.ServiceID, r.Name})
	}
	return err
}

// compareEvents orders events by their start, whole days before times of the same day.
func compareEvents(a, b Event) int {
	dayA, _ := a.Days(a.Location())
	dayB, _ := b.Days(b.Location())
	return cmp.Or(dayA.Compare(dayB), a.StartAt.Compare(b.StartAt.Time), cmp.Compare(a.ID, b.ID))
}
