package feedback

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// perPage is the number of reports on a page of the list.
const perPage = 50

// Any is the state of a filter that matches all states.
const Any State = "any"

// Filter selects reports of a launch. The zero value selects those that are not closed.
type Filter struct {
	State   State
	Channel Channel
	OwnerID int64
	Nobody  bool // reports without an owner
	Symptom string
	// TesterID selects the reports of a tester; 0 selects all.
	TesterID int64
	Text     string
	// Often sorts by number of occurrences, Oldest by age. The default is newest first.
	Often, Oldest bool
	Page          int
}

// stateConditions has the SQL conditions of the states; see Report.State.
var stateConditions = map[State]string{
	"":        "r.duplicate_of IS NULL AND r.closed_at IS NULL",
	Open:      "r.duplicate_of IS NULL AND r.closed_at IS NULL AND r.outcome = ''",
	Decided:   "r.duplicate_of IS NULL AND r.closed_at IS NULL AND r.outcome <> ''",
	Done:      "r.duplicate_of IS NULL AND r.closed_at IS NOT NULL",
	Duplicate: "r.duplicate_of IS NOT NULL",
	Any:       "1 = 1",
}

// unowned is a condition for reports without an active owner.
const unowned = "(r.owner_id IS NULL OR o.deactivated_at IS NOT NULL)"

func (f Filter) where(launchID int64) (string, []any) {
	is, ok := stateConditions[f.State]
	if !ok {
		is = stateConditions[""]
	}
	where, args := []string{"r.launch_id = ? AND r.archived_at IS NULL", is}, []any{launchID}
	add := func(cond string, arg any) { where, args = append(where, cond), append(args, arg) }
	if f.Channel != "" {
		add("r.channel = ?", f.Channel)
	}
	if f.OwnerID != 0 {
		add("r.owner_id = ?", f.OwnerID)
	}
	if f.Nobody {
		where = append(where, unowned)
	}
	if f.Symptom != "" {
		add("r.symptom = ?", f.Symptom)
	}
	if f.TesterID != 0 {
		add("r.tester_id = ?", f.TesterID)
	}
	for _, w := range fold.Words(f.Text) {
		add(`r.search_text LIKE ? ESCAPE '\'`, db.Like(w))
	}
	return strings.Join(where, " AND "), args
}

func (f Filter) order() string {
	switch {
	case f.Often:
		return totalTimes + " DESC, r.at DESC, r.id DESC"
	case f.Oldest:
		return "r.at, r.id"
	}
	return "r.at DESC, r.id DESC"
}

// Register is a page of a launch's reports, with figures for all of them.
type Register struct {
	Rows        []Report
	Page, Pages int
	// Known is the number of all reports, Found the number that match the filter.
	Known, Found int
	Counts       map[State]int
	// Unowned is the number of reports that need an owner.
	Unowned  int
	Owners   []people.User
	Playbook Playbook
}

// Of returns a page of a launch's reports, in a constant number of queries.
func (s *Store) Of(ctx context.Context, l launch.Launch, f Filter) (reg Register, err error) {
	if reg.Playbook, err = s.Playbook(ctx, l); err != nil {
		return reg, err
	}
	g := s.db.Read(ctx)
	if err := reg.count(g, l.ID); err != nil {
		return reg, err
	}
	where, args := f.where(l.ID)
	if err := g.Raw("SELECT COUNT(*) FROM feedback_reports r LEFT JOIN users o ON o.id = r.owner_id WHERE "+where, args...).Scan(
		&reg.Found).Error; err != nil {
		return reg, err
	}
	reg.Pages = max(1, (reg.Found+perPage-1)/perPage)
	reg.Page = min(max(1, f.Page), reg.Pages)
	if reg.Rows, err = reports(g, where, f.order(), perPage, (reg.Page-1)*perPage, args...); err != nil {
		return reg, err
	}
	err = g.Raw(
		`SELECT u.id, u.name FROM users u WHERE u.id IN (SELECT owner_id FROM feedback_reports WHERE launch_id = ? AND archived_at IS NULL)
		ORDER BY lower(u.name), u.id`, l.ID).Scan(&reg.Owners).Error
	return reg, err
}

// Brief summarizes the feedback on a launch for its overview.
type Brief struct {
	// Known is the number of all reports, Open that of undecided ones, Unowned that of those that
	// need an owner.
	Known, Open, Unowned int
	// Offered are the plays whose symptom shows.
	Offered []Showing
}

// Brief returns the summary of a launch, in three queries.
func (s *Store) Brief(ctx context.Context, l launch.Launch) (Brief, error) {
	pb, err := s.Playbook(ctx, l)
	if err != nil {
		return Brief{}, err
	}
	var reg Register
	err = reg.count(s.db.Read(ctx), l.ID)
	return Brief{Known: reg.Known, Open: reg.Counts[Open], Unowned: reg.Unowned, Offered: pb.Offered()}, err
}

func (reg *Register) count(g db.Reader, launchID int64) error {
	rows, err := g.Raw(`SELECT CASE WHEN `+stateConditions[Duplicate]+` THEN 'duplicate' WHEN `+stateConditions[Done]+
		` THEN 'done' WHEN r.outcome <> '' THEN 'decided' ELSE 'open' END AS state,
			CASE WHEN `+unowned+` THEN 1 ELSE 0 END AS free, COUNT(*)
		FROM feedback_reports r LEFT JOIN users o ON o.id = r.owner_id WHERE r.launch_id = ? AND r.archived_at IS NULL GROUP BY state, free`,
		launchID).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	reg.Counts = map[State]int{}
	for rows.Next() {
		var state State
		var free, n int
		if err := rows.Scan(&state, &free, &n); err != nil {
			return err
		}
		reg.Known += n
		reg.Counts[state] += n
		if free != 0 && (state == Open || state == Decided) {
			reg.Unowned += n
		}
	}
	return rows.Err()
}

// totalTimes is the number of occurrences of a report including its duplicates.
const totalTimes = "(r.times + (SELECT COALESCE(CAST(SUM(x.times) AS BIGINT), 0) FROM feedback_reports x WHERE x.duplicate_of " +
	"= r.id AND x.archived_at IS NULL))"

const reportColumns = `r.id, r.launch_id, l.slug, l.name, r.channel, r.title, r.doing, r.wrong, r.expected, r.times, r.reporter,
	r.contact, r.source, COALESCE(r.tester_id, 0),
	COALESCE(e.id, 0), COALESCE(e.name, ''), COALESCE(r.owner_id, 0), COALESCE(o.name, ''),
	CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END,
	r.symptom, r.outcome, r.note, COALESCE(r.duplicate_of, 0), COALESCE(d.title, ''),
	` + totalTimes + ` AS said,
	r.at, r.closed_at, r.archived_at, r.version`

const reportFrom = ` FROM feedback_reports r JOIN launches l ON l.id = r.launch_id LEFT JOIN users o ON o.id = r.owner_id
	LEFT JOIN users e ON e.id = r.entered_by
	LEFT JOIN feedback_reports d ON d.id = r.duplicate_of WHERE `

// reports returns the reports that match a condition on r with their links, in two queries.
func reports(g db.Reader, where, order string, most, skip int, args ...any) ([]Report, error) {
	rows, err := g.Raw("SELECT "+reportColumns+reportFrom+where+" ORDER BY "+order+" LIMIT ? OFFSET ?",
		append(slices.Clone(args), most, skip)...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Report
	for rows.Next() {
		r, err := scanReport(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return list, addLinks(g, list)
}

func scanReport(rows *sql.Rows) (r Report, err error) {
	var entered int64
	var gone, total int
	var at, closed, archived db.Instant
	err = rows.Scan(&r.ID, &r.LaunchID, &r.LaunchSlug, &r.LaunchName, &r.Channel, &r.Title, &r.Doing, &r.Wrong, &r.Expected, &r.Times,
		&r.Reporter, &r.Contact, &r.Source, &r.TesterID,
		&entered, &r.EnteredBy, &r.OwnerID, &r.OwnerName, &gone, &r.Symptom, &r.Outcome, &r.Note, &r.Original, &r.OriginalTitle, &total, &at,
		&closed, &archived, &r.Version)
	r.ByLink, r.OwnerGone, r.Same = entered == 0, gone != 0, total-r.Times
	r.At, r.ClosedAt, r.Archived = at.Time, closed.Time, !archived.IsZero()
	return r, err
}

// Detail is a report with the data of its page.
type Detail struct {
	Report
	// Duplicates are the duplicates of the report. Candidates may be, most recent first.
	Duplicates, Candidates []Report
	Plays                  []Play
	// Tester is the name of the tester whose link was used, or "".
	Tester string
}

// maxCandidates is the maximum number of candidates for duplicates.
const maxCandidates = 300

// Report returns a report of a launch. It returns NotFound if the report belongs to another launch.
func (s *Store) Report(ctx context.Context, l launch.Launch, id int64) (d Detail, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return d, err
	}
	g := s.db.Read(ctx)
	list, err := reports(g, "r.id = ? AND r.launch_id = ?", "r.id", 1, 0, id, l.ID)
	if err != nil {
		return d, err
	}
	if len(list) == 0 {
		return d, fault.NotFound("report in this launch")
	}
	d.Report = list[0]
	if d.Plays, _, err = playsOf(g, l.ID); err != nil {
		return d, err
	}
	if d.Duplicates, err = reports(g, "r.duplicate_of = ? AND r.archived_at IS NULL", "r.at DESC, r.id DESC", maxCandidates, 0,
		id); err != nil {
		return d, err
	}
	if d.TesterID != 0 {
		if err := g.Raw("SELECT name FROM beta_testers WHERE id = ?", d.TesterID).Scan(&d.Tester).Error; err != nil {
			return d, err
		}
	}
	d.Candidates, err = reports(g, "r.launch_id = ? AND r.archived_at IS NULL AND r.duplicate_of IS NULL AND r.id <> ?",
		"r.at DESC, r.id DESC", maxCandidates, 0, l.ID, id)
	return d, err
}

// Hours returns the number of reports in each of the hours up to now.
func (s *Store) Hours(ctx context.Context, l launch.Launch, hours int) ([]Hour, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	now := s.db.Now()
	// The offsets of all zones are multiples of a quarter of an hour.
	ticks, err := loadTicks(s.db.Read(ctx), l.ID, now.Add(-time.Duration(hours)*time.Hour), 15*time.Minute)
	return ByHour(ticks, now, hours, l.Location()), err
}
