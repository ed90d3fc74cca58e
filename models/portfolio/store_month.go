package portfolio

import (
	"context"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// MonthPage holds the launches and decisions of a month or another period.
type MonthPage struct {
	Launches  []launch.Launch
	Decisions []launch.Decision
	// More reports whether there are more than shown.
	More bool
}

// maxMonth limits the entries of a month.
const maxMonth = 300

// Month returns the launches that match the filter with T from f.From to f.To, and the go/no-go
// meetings of those days.
func (s *Store) Month(ctx context.Context, f Filter) (MonthPage, error) {
	var m MonthPage
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return m, err
	}
	g := s.db.Read(ctx)
	near := f
	near.Page, near.Sort = 1, "date"
	// A decision usually takes place some days before T, rarely weeks.
	near.To = f.To.AddDays(60)
	ids, err := s.findIDs(g, near, s.db.Now())
	if err != nil {
		return m, err
	}
	err = g.Table("launches l").Select("l.id, l.slug, l.name, l.launch_on, l.launch_at, l.launch_time, l.zone, l.state").
		Where("l.id IN ? AND l.launch_on BETWEEN ? AND ?", db.OrNone(ids), f.From, f.To).Order("l.launch_at, l.id").Limit(maxMonth + 1).Scan(
		&m.Launches).Error
	if err != nil {
		return m, err
	}
	m.Decisions, err = s.decisions(ctx, " AND d.launch_id IN ? AND d.due_on BETWEEN ? AND ? ORDER BY d.due_on, d.due_time LIMIT ?",
		db.OrNone(ids), f.From, f.To, maxMonth+1)
	if err != nil {
		return m, err
	}
	m.More = len(m.Launches) > maxMonth || len(m.Decisions) > maxMonth || len(ids) > countAhead
	m.Launches, m.Decisions = m.Launches[:min(maxMonth, len(m.Launches))], m.Decisions[:min(maxMonth, len(m.Decisions))]
	shown := make([]*launch.Decision, len(m.Decisions))
	for i := range m.Decisions {
		shown[i] = &m.Decisions[i]
	}
	return m, s.diagnose(ctx, shown)
}
