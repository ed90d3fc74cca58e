package portfolio

import (
	"context"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
)

// decisionQuery selects decisions. The kind is a literal, to match the condition of the index
// deliverables_meetings.
const decisionQuery = "WHERE d.kind = 'meeting' AND d.archived_at IS NULL AND d.search_text LIKE '%" + launch.DecisionText + `%'
	AND d.status NOT IN ('done', 'skipped') AND ` + launch.OpenLaunch

func (s *Store) decisions(ctx context.Context, more string, args ...any) ([]launch.Decision, error) {
	work, err := s.launches.WorkItems(ctx, decisionQuery+more, args...)
	out := make([]launch.Decision, len(work))
	for i, w := range work {
		out[i] = launch.Decision{WorkItem: w}
	}
	return out, err
}

// diagnose sets the problems of decisions, so that their marks match those on the launch's pages.
func (s *Store) diagnose(ctx context.Context, ds []*launch.Decision) error {
	work := make([]*launch.WorkItem, len(ds))
	for i, d := range ds {
		work[i] = &d.WorkItem
	}
	return s.launches.Diagnose(ctx, work)
}

// someDecisions is the number of meetings that are loaded to find the next one: more than take
// place in two days, within which zones can change the order.
const someDecisions = 60

func (s *Store) decisionsFor(ctx context.Context, p *Page) error {
	yesterday := civil.Of(p.Now, time.UTC).AddDays(-1)
	soon, err := s.decisions(ctx, " AND d.due_on >= ? ORDER BY d.due_on, d.due_time LIMIT ?", yesterday, someDecisions)
	if err != nil {
		return err
	}
	var shown []*launch.Decision
	if p.Next = launch.Soonest(soon, p.Now); p.Next != nil {
		shown = append(shown, p.Next)
	}
	if len(p.Rows) > 0 {
		own, err := s.decisionsOf(ctx, p)
		if err != nil {
			return err
		}
		shown = append(shown, own...)
	}
	return s.diagnose(ctx, shown)
}

// decisionsOf sets the next decision of each row.
func (s *Store) decisionsOf(ctx context.Context, p *Page) ([]*launch.Decision, error) {
	ids := make([]int64, len(p.Rows))
	for i, r := range p.Rows {
		ids[i] = r.ID
	}
	yesterday := civil.Of(p.Now, time.UTC).AddDays(-1)
	all, err := s.decisions(ctx, " AND d.launch_id IN ? AND d.due_on >= ? ORDER BY d.due_on", ids, yesterday)
	if err != nil {
		return nil, err
	}
	of := make(map[int64][]launch.Decision)
	for _, d := range all {
		of[d.LaunchID] = append(of[d.LaunchID], d)
	}
	var shown []*launch.Decision
	for i := range p.Rows {
		r := &p.Rows[i]
		if r.Decision = launch.Soonest(of[r.ID], p.Now); r.Decision != nil {
			shown = append(shown, r.Decision)
		}
	}
	return shown, nil
}
