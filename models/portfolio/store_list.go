package portfolio

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store reads data of all launches.
type Store struct {
	db       *db.DB
	launches *launch.Store
}

// NewStore returns a store on d.
func NewStore(d *db.DB, launches *launch.Store) *Store { return &Store{db: d, launches: launches} }

// Page is a page of launches.
type Page struct {
	Rows []Summary
	Now  time.Time
	// Found is the number of launches found, counted up to a limit; More reports whether there are
	// more.
	Found int
	More  bool
	// Next is the next decision of all open launches, or nil.
	Next *launch.Decision
	// Any reports whether there is any launch.
	Any bool
}

// countAhead limits the counting, so that a page costs the same for any number of launches.
const countAhead = 20 * PerPage

// List returns a page of launches with their problems, in a constant number of queries.
func (s *Store) List(ctx context.Context, f Filter) (Page, error) {
	p := Page{Now: s.db.Now()}
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return p, err
	}
	g := s.db.Read(ctx)
	skip := (max(f.Page, 1) - 1) * PerPage
	ids, err := s.findIDs(g, f, p.Now)
	if err != nil {
		return p, err
	}
	p.Found = len(ids)
	if limit := skip + countAhead; p.Found > limit {
		p.Found, p.More = limit, true
	}
	page := ids[min(skip, len(ids)):min(skip+PerPage, len(ids))]
	if p.Rows, err = s.summaries(ctx, page, p.Now); err != nil {
		return p, err
	}
	if err := addClashes(g, p.Rows); err != nil {
		return p, err
	}
	p.Any = len(ids) > 0
	if !p.Any {
		err := g.Raw("SELECT EXISTS (SELECT 1 FROM launches)").Scan(&p.Any).Error
		if err != nil {
			return p, err
		}
	}
	return p, s.decisionsFor(ctx, &p)
}

// findIDs returns the ids of the launches that match the filter, in order, up to the page and the
// launches counted ahead.
func (s *Store) findIDs(g db.Reader, f Filter, now time.Time) ([]int64, error) {
	q := g.Table("launches l").Select("l.id")
	q = where(q, f)
	by, down := f.sort()
	q = q.Order(order(by, down))
	if by == "lead" {
		q = q.Joins("JOIN users u ON u.id = l.lead_id")
	}
	if f.Phase != "" {
		return inPhase(q, f, now)
	}
	var ids []int64
	return ids, q.Limit(max(f.Page, 1)*PerPage + countAhead + 1).Scan(&ids).Error
}

func where(q *gorm.DB, f Filter) *gorm.DB {
	switch f.State {
	case "", "open":
		q = q.Where(launch.OpenLaunch)
	case "all":
	default:
		q = q.Where("l.state = ?", f.State)
	}
	for _, w := range fold.Words(f.Text) {
		q = q.Where(`l.search_text LIKE ? ESCAPE '\'`, db.Like(w))
	}
	if f.Lead != 0 {
		q = q.Where("l.lead_id = ?", f.Lead)
	}
	if f.Team != 0 {
		q = q.Where(`EXISTS (SELECT 1 FROM lanes x JOIN deliverables d ON d.lane_id = x.id AND d.archived_at IS NULL
			WHERE x.launch_id = l.id AND x.team_id = ?)`, f.Team)
	}
	if !f.From.IsZero() {
		q = q.Where("l.launch_on >= ?", f.From)
	}
	if !f.To.IsZero() {
		q = q.Where("l.launch_on <= ?", f.To)
	}
	return q
}

func order(by string, down bool) string {
	column := map[string]string{"date": "l.launch_at", "name": "l.search_text", "lead": "u.name"}[by]
	if down {
		return column + " DESC, l.id DESC"
	}
	return column + ", l.id"
}

// inPhase filters by phase, which is in no column, because it follows from each launch's phases and
// zone.
func inPhase(q *gorm.DB, f Filter, now time.Time) ([]int64, error) {
	var all []struct {
		ID       int64
		LaunchOn civil.Date
		Zone     string
		// Phases is the stored frame. There are few different ones, so each is parsed once.
		Phases string
	}
	if err := q.Select("l.id, l.launch_on, l.zone, l.frame AS phases").Scan(&all).Error; err != nil {
		return nil, err
	}
	frames, days := make(map[string]launch.Frame), make(map[string]civil.Date)
	var ids []int64
	for _, l := range all {
		frame, known := frames[l.Phases]
		if !known {
			if err := json.Unmarshal([]byte(l.Phases), &frame); err != nil {
				return nil, fmt.Errorf("frame of launch %d: %w", l.ID, err)
			}
			frames[l.Phases] = frame
		}
		if _, known := days[l.Zone]; !known {
			days[l.Zone] = launch.Launch{Zone: l.Zone}.Today(now)
		}
		if frame.PhaseAt(days[l.Zone].Sub(l.LaunchOn)) == f.Phase {
			ids = append(ids, l.ID)
		}
	}
	return ids, nil
}

// summaries loads launches with their counts, in the order of ids.
func (s *Store) summaries(ctx context.Context, ids []int64, now time.Time) ([]Summary, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []Summary
	err := s.db.Read(ctx).Table("launches l").Select("l.*, u.name AS lead_name").Joins("JOIN users u ON u.id = l.lead_id").
		Where("l.id IN ?", ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]Summary, len(rows))
	for _, r := range rows {
		r.Today = r.Launch.Today(now)
		byID[r.ID] = r
	}
	counts, err := s.launches.Counts(ctx, ids...)
	if err != nil {
		return nil, err
	}
	out := make([]Summary, 0, len(ids))
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			r.Count = counts[id]
			out = append(out, r)
		}
	}
	return out, nil
}

// Leads returns the people who lead a launch, by name.
func (s *Store) Leads(ctx context.Context) ([]people.User, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var us []people.User
	return us, s.db.Read(ctx).Raw(`SELECT u.id, u.name FROM users u
		WHERE EXISTS (SELECT 1 FROM launches l WHERE l.lead_id = u.id) ORDER BY u.name, u.id`).Scan(&us).Error
}

// ahead reports whether T is in the future, so that a clash can still be resolved.
func (r Summary) ahead() bool { return contends(r.State) && !r.LaunchOn.Before(r.Today) }

// mostOthers limits the number of launches that are examined for clashes.
const mostOthers = 2000

// addClashes adds the clashes of the page's launches.
func addClashes(g db.Reader, rows []Summary) error {
	var days []civil.Date
	for _, r := range rows {
		for _, d := range []civil.Date{r.LaunchOn.AddDays(-1), r.LaunchOn, r.LaunchOn.AddDays(1)} {
			if r.ahead() && !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
	}
	if len(days) == 0 {
		return nil
	}
	var others []Contender
	err := g.Raw("SELECT l.id, l.slug, l.name, l.launch_on, l.lead_id, l.state FROM launches l WHERE "+launch.OpenLaunch+
		" AND l.launch_on IN ? ORDER BY l.launch_on, l.id LIMIT ?", days, mostOthers).Scan(&others).Error
	for i := range rows {
		r := &rows[i]
		if !r.ahead() {
			continue
		}
		r.Clashes = ClashesOf(Contender{ID: r.ID, LaunchOn: r.LaunchOn, LeadID: r.LeadID, State: r.State}, others)
	}
	return err
}
