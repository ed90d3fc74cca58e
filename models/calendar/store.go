package calendar

import (
	"cmp"
	"slices"
	"time"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/models/db"
)

// Store is what people do with the organisation's calendar.
type Store struct {
	db *db.DB
	// rota says who is on call; see WithRota.
	rota Rota
}

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// BeforeCreate keeps the title as the search compares it. UpdateRow does so for changes.
func (e *Event) BeforeCreate(*gorm.DB) error {
	e.SearchText = fold.Text(e.Title)
	return nil
}

// EventsBetween returns all events that were not deleted and have a moment on
// one of the days from first to last, in whatever zone of the world these are
// counted: ask Overlaps or OnDay of each for the zone that matters. Two
// queries; g may be a transaction.
func EventsBetween(g *gorm.DB, first, last civil.Date) ([]Event, error) {
	// No zone is further than 14 hours from UTC.
	from, _ := civil.DayBounds(first.AddDays(-1), time.UTC)
	_, to := civil.DayBounds(last.AddDays(1), time.UTC)
	var out []Event
	err := g.Where(`cancelled_at IS NULL AND ((last_day >= ? AND first_day <= ?) OR (end_at > ? AND start_at < ?))`,
		first, last, db.At(from), db.At(to)).
		Order("id").Find(&out).Error
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, inOrder)
	return out, addServices(g, out)
}

// addServices says of each event which services it touches: one query.
func addServices(g *gorm.DB, events []Event) error {
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

// inOrder sorts by when events begin, whole days before the times of that day.
func inOrder(a, b Event) int {
	dayA, _ := a.Days(a.Location())
	dayB, _ := b.Days(b.Location())
	return cmp.Or(dayA.Compare(dayB), a.StartAt.Compare(b.StartAt.Time), cmp.Compare(a.ID, b.ID))
}
