package launch

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
	"tminus/models/people"
)

// Portfolio is a page of launches.
type Portfolio struct {
	Rows []Summary
	Now  time.Time
	// Found is how many there are, counted to at most some pages on; More says
	// that there are more than that.
	Found int
	More  bool
	// Next is the next decision of all open launches, nil when none is planned.
	Next *Decision
	// Any tells whether there is a launch at all.
	Any bool
}

// countAhead bounds the counting, so that a page costs the same however many
// launches there are.
const countAhead = 20 * PerPage

// isOpen must read like the condition of the index launches_open.
const isOpen = "l.state NOT IN ('closed', 'cancelled')"

// Portfolio returns a page of the launches that the filter leaves, with what
// stands in their way, in a constant number of queries.
func (s *Store) Portfolio(ctx context.Context, f Filter) (Portfolio, error) {
	p := Portfolio{Now: s.db.Now()}
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return p, err
	}
	g := s.db.Read(ctx)
	skip := (max(f.Page, 1) - 1) * PerPage
	ids, err := s.found(g, f, p.Now)
	if err != nil {
		return p, err
	}
	p.Found = len(ids)
	if limit := skip + countAhead; p.Found > limit {
		p.Found, p.More = limit, true
	}
	page := ids[min(skip, len(ids)):min(skip+PerPage, len(ids))]
	if p.Rows, err = summaries(g, page, p.Now); err != nil {
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
	return p, s.decisionsFor(g, &p)
}

// found returns the ids of the launches that the filter leaves, in order: all
// up to the page and those counted ahead of it.
func (s *Store) found(g *gorm.DB, f Filter, now time.Time) ([]int64, error) {
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
		q = q.Where(isOpen)
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

// inPhase sifts by the phase, which follows from each launch's own phases and
// zone and is therefore in no column.
func inPhase(q *gorm.DB, f Filter, now time.Time) ([]int64, error) {
	var all []struct {
		ID       int64
		LaunchOn civil.Date
		Zone     string
		// Phases is the frame as it is kept: few are different, so that each is
		// read once.
		Phases string
	}
	if err := q.Select("l.id, l.launch_on, l.zone, l.frame AS phases").Scan(&all).Error; err != nil {
		return nil, err
	}
	frames, days := make(map[string]Frame), make(map[string]civil.Date)
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
			days[l.Zone] = civil.Of(now, location(l.Zone))
		}
		if frame.PhaseAt(days[l.Zone].Sub(l.LaunchOn)) == f.Phase {
			ids = append(ids, l.ID)
		}
	}
	return ids, nil
}

// summaries loads launches with their figures, in the order of ids.
func summaries(g *gorm.DB, ids []int64, now time.Time) ([]Summary, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []Summary
	err := g.Table("launches l").Select("l.*, u.name AS lead_name").Joins("JOIN users u ON u.id = l.lead_id").
		Where("l.id IN ?", ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]Summary, len(rows))
	for _, r := range rows {
		r.Today = r.Launch.Today(now)
		byID[r.ID] = r
	}
	if err := addCounts(g, byID); err != nil {
		return nil, err
	}
	out := make([]Summary, 0, len(ids))
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// flags is what diagnose finds, said in SQL for many launches at once; a test
// holds the two together. An open item is late, has nobody, is out of order or
// its owner is away.
const flags = `SELECT d.launch_id,
	CASE WHEN d.status IN ('done', 'skipped', 'scheduled', 'published') THEN 0 ELSE 1 END AS undone,
	CASE WHEN d.status = 'blocked' THEN 1 ELSE 0 END AS stuck,
	CASE WHEN d.status = 'not_started' THEN 0 ELSE 1 END AS begun,
	CASE WHEN d.due_on < t.today THEN 1 ELSE 0 END AS late,
	CASE WHEN d.owner_id IS NULL THEN 1 ELSE 0 END AS nobody,
	CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END AS gone,
	CASE WHEN EXISTS (SELECT 1 FROM dependencies x JOIN deliverables e ON e.id = x.depends_on_id
		WHERE x.deliverable_id = d.id AND e.archived_at IS NULL AND e.status <> 'skipped'
		AND (e.due_on > d.due_on OR (e.due_on = d.due_on AND e.due_time > d.due_time))) THEN 1 ELSE 0 END AS early,
	CASE WHEN d.due_on >= t.today AND EXISTS (SELECT 1 FROM absences a
		WHERE a.user_id = d.owner_id AND d.due_on BETWEEN a.first_day AND a.last_day) THEN 1 ELSE 0 END AS away
	FROM deliverables d LEFT JOIN users o ON o.id = d.owner_id JOIN `

// addCounts counts the items of all rows in one query. "Today" differs from
// launch to launch with its zone, by a day at most, so that few values do.
func addCounts(g *gorm.DB, rows map[int64]Summary) error {
	days := make(map[civil.Date][]int64)
	for id, r := range rows {
		days[r.Today] = append(days[r.Today], id)
	}
	todays, args := "", []any{}
	for day, ids := range days {
		if todays != "" {
			todays += " UNION ALL "
		}
		todays += "SELECT id, CAST(? AS TEXT) AS today FROM launches WHERE id IN ?"
		args = append(args, day.String(), ids)
	}
	var counts []struct {
		LaunchID                                                                                            int64
		Total, Finished, Blocked, AtRisk, Doing, Overdue, NoOwner, OwnerGone, BeforeDependency, OwnerAbsent int
	}
	err := g.Raw(`SELECT f.launch_id, COUNT(*) AS total, SUM(1 - undone) AS finished, SUM(stuck) AS blocked,
		SUM(CASE WHEN undone = 1 AND stuck = 0 AND late + nobody + gone + early + away > 0 THEN 1 ELSE 0 END) AS at_risk,
		SUM(CASE WHEN undone = 1 AND stuck = 0 AND late + nobody + gone + early + away = 0 THEN begun ELSE 0 END) AS doing,
		SUM(undone * late) AS overdue, SUM(undone * nobody) AS no_owner, SUM(undone * gone) AS owner_gone,
		SUM(undone * early) AS before_dependency, SUM(undone * away) AS owner_absent
		FROM (`+flags+`(`+todays+`) t ON t.id = d.launch_id WHERE d.archived_at IS NULL) f GROUP BY f.launch_id`, args...).Scan(&counts).Error
	for _, c := range counts {
		r := rows[c.LaunchID]
		r.Count = Count{Progress: Progress{Total: c.Total, Finished: c.Finished, Blocked: c.Blocked, AtRisk: c.AtRisk, Doing: c.Doing},
			Overdue: c.Overdue, NoOwner: c.NoOwner, OwnerGone: c.OwnerGone, BeforeDependency: c.BeforeDependency, OwnerAbsent: c.OwnerAbsent}
		rows[c.LaunchID] = r
	}
	return err
}

// decisionQuery reads decisions; the kind is said in so many words to meet the
// condition of the index deliverables_meetings.
const decisionQuery = "SELECT l.slug, l.name, l.launch_on, l.zone, " + itemColumns + itemFrom + `JOIN launches l ON l.id = d.launch_id
	WHERE d.kind = 'meeting' AND d.archived_at IS NULL AND d.search_text LIKE '%` + decisionText + `%'
	AND d.status NOT IN ('done', 'skipped') AND ` + isOpen

func decisions(g *gorm.DB, now time.Time, more string, args ...any) ([]Decision, error) {
	rows, err := g.Raw(decisionQuery+more, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Decision
	for rows.Next() {
		var d Decision
		var gone int
		if err := rows.Scan(append([]any{&d.LaunchSlug, &d.LaunchName, &d.LaunchOn, &d.Zone}, d.columns(&gone)...)...); err != nil {
			return nil, err
		}
		d.OwnerGone, d.Today = gone != 0, civil.Of(now, location(d.Zone))
		out = append(out, d)
	}
	return out, rows.Err()
}

// diagnoseDecisions finds their problems, so that their marks are those of the
// launch's own pages: two queries, however many there are.
func diagnoseDecisions(g *gorm.DB, ds []*Decision) error {
	work := make([]WorkItem, len(ds))
	for i, d := range ds {
		work[i] = d.WorkItem
	}
	err := diagnoseWork(g, work)
	for i, d := range ds {
		d.WorkItem = work[i]
	}
	return err
}

// someDecisions is how many meetings are read to find the next one: more than
// are held on two days, within which zones can change the order.
const someDecisions = 60

func (s *Store) decisionsFor(g *gorm.DB, p *Portfolio) error {
	yesterday := civil.Of(p.Now, time.UTC).AddDays(-1)
	soon, err := decisions(g, p.Now, " AND d.due_on >= ? ORDER BY d.due_on, d.due_time LIMIT ?", yesterday, someDecisions)
	if err != nil {
		return err
	}
	var shown []*Decision
	if p.Next = Soonest(soon, p.Now); p.Next != nil {
		shown = append(shown, p.Next)
	}
	if len(p.Rows) > 0 {
		own, err := s.decisionsOf(g, p)
		if err != nil {
			return err
		}
		shown = append(shown, own...)
	}
	return diagnoseDecisions(g, shown)
}

// decisionsOf gives each row its next decision.
func (s *Store) decisionsOf(g *gorm.DB, p *Portfolio) ([]*Decision, error) {
	ids := make([]int64, len(p.Rows))
	for i, r := range p.Rows {
		ids[i] = r.ID
	}
	yesterday := civil.Of(p.Now, time.UTC).AddDays(-1)
	all, err := decisions(g, p.Now, " AND d.launch_id IN ? AND d.due_on >= ? ORDER BY d.due_on", ids, yesterday)
	if err != nil {
		return nil, err
	}
	of := make(map[int64][]Decision)
	for _, d := range all {
		of[d.LaunchID] = append(of[d.LaunchID], d)
	}
	var shown []*Decision
	for i := range p.Rows {
		r := &p.Rows[i]
		if r.Decision = Soonest(of[r.ID], p.Now); r.Decision != nil {
			shown = append(shown, r.Decision)
		}
	}
	return shown, nil
}

// Leads returns the people who lead a launch, by name.
func (s *Store) Leads(ctx context.Context) ([]people.User, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	var us []people.User
	return us, s.db.Read(ctx).Raw(`SELECT u.id, u.name FROM users u
		WHERE EXISTS (SELECT 1 FROM launches l WHERE l.lead_id = u.id) ORDER BY u.name, u.id`).Scan(&us).Error
}

// ahead tells whether T is still to come, so that something can be done about a clash.
func (r Summary) ahead() bool { return r.State.contends() && !r.LaunchOn.Before(r.Today) }

// mostOthers bounds how many launches are looked at for clashes.
const mostOthers = 2000

// addClashes finds who competes for the days of the page's launches.
func addClashes(g *gorm.DB, rows []Summary) error {
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
	err := g.Raw("SELECT l.id, l.slug, l.name, l.launch_on, l.lead_id, l.state FROM launches l WHERE "+isOpen+
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

// A MonthPage is what happens in a month, or in another stretch of days.
type MonthPage struct {
	Launches  []Launch
	Decisions []Decision
	// More says that there is more than is shown.
	More bool
}

// maxMonth bounds what a month shows.
const maxMonth = 300

// Month returns the launches that the filter leaves with T from f.From to
// f.To, and the go/no-go meetings of those days.
func (s *Store) Month(ctx context.Context, f Filter) (MonthPage, error) {
	var m MonthPage
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return m, err
	}
	g := s.db.Read(ctx)
	near := f
	near.Page, near.Sort = 1, "date"
	// A decision is taken some days before T, seldom weeks.
	near.To = f.To.AddDays(60)
	ids, err := s.found(g, near, s.db.Now())
	if err != nil {
		return m, err
	}
	err = g.Table("launches l").Select("l.id, l.slug, l.name, l.launch_on, l.launch_at, l.launch_time, l.zone, l.state").
		Where("l.id IN ? AND l.launch_on BETWEEN ? AND ?", orNone(ids), f.From, f.To).Order("l.launch_at, l.id").Limit(maxMonth + 1).Scan(&m.Launches).Error
	if err != nil {
		return m, err
	}
	m.Decisions, err = decisions(g, s.db.Now(), " AND d.launch_id IN ? AND d.due_on BETWEEN ? AND ? ORDER BY d.due_on, d.due_time LIMIT ?",
		orNone(ids), f.From, f.To, maxMonth+1)
	if err != nil {
		return m, err
	}
	m.More = len(m.Launches) > maxMonth || len(m.Decisions) > maxMonth || len(ids) > countAhead
	m.Launches, m.Decisions = m.Launches[:min(maxMonth, len(m.Launches))], m.Decisions[:min(maxMonth, len(m.Decisions))]
	shown := make([]*Decision, len(m.Decisions))
	for i := range m.Decisions {
		shown[i] = &m.Decisions[i]
	}
	return m, diagnoseDecisions(g, shown)
}
