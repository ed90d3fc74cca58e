package ritual

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Card is a ritual as the list shows it.
type Card struct {
	Ritual
	OwnerName string
	OwnerGone bool
	Steps     int
	// Next is the first open run, nil when there is none.
	Next *RunLine `gorm:"-"`
	// Newest is the newest finished run of each environment, without dry runs.
	Newest map[Environment]RunLine `gorm:"-"`
	// Late is how many planned runs are past their day.
	Late int `gorm:"-"`
	// Beats are the days of the cadence.
	Beats []Beat `gorm:"-"`
}

// Overview is the list of rituals of a launch.
type Overview struct {
	Rituals []Card
	Removed []Ritual
	// Differences is how many rows of the comparison matter, Unknown how many
	// need attention.
	Differences, Unknown int
	Today                civil.Date
}

// List returns the rituals of a launch with their state, in a constant number
// of queries. Returns NotFound.
func (s *Store) List(ctx context.Context, slug string) (Overview, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Overview{}, err
	}
	g := s.db.Read(ctx)
	v := Overview{Today: l.Today(s.db.Now())}
	if v.Rituals, v.Removed, err = cards(g, l); err != nil {
		return v, err
	}
	lines, err := runLines(g, l, "n.launch_id = ?", l.ID)
	if err != nil {
		return v, err
	}
	for i := range v.Rituals {
		v.Rituals[i].stand(lines, v.Today)
	}
	rows, _, err := parityOf(g, l)
	for _, r := range rows {
		if r.Open() {
			v.Unknown++
		} else if r.Matters == MatterYes {
			v.Differences++
		}
	}
	return v, err
}

func cards(g db.Reader, l launch.Launch) (out []Card, removed []Ritual, err error) {
	err = g.Raw(`SELECT r.*, COALESCE(u.name, '') AS owner_name, (u.deactivated_at IS NOT NULL) AS owner_gone,
			(SELECT COUNT(*) FROM ritual_steps s WHERE s.ritual_id = r.id AND s.archived_at IS NULL) AS steps
		FROM rituals r LEFT JOIN users u ON u.id = r.owner_id WHERE r.launch_id = ? AND r.archived_at IS NULL ORDER BY r.position, r.id`,
		l.ID).Scan(&out).Error
	if err == nil {
		err = g.Where("launch_id = ? AND archived_at IS NOT NULL", l.ID).Order("position, id").Find(&removed).Error
	}
	return out, removed, err
}

// runLines returns runs with their tallies, those of the cadence by their day,
// others by when they began.
func runLines(g db.Reader, l launch.Launch, where string, args ...any) ([]RunLine, error) {
	var lines []RunLine
	err := g.Raw(`SELECT n.*, COALESCE(u.name, '') AS owner_name, (u.deactivated_at IS NOT NULL) AS owner_gone, COALESCE(f.name, '') AS done_by
		FROM runs n LEFT JOIN users u ON u.id = n.owner_id LEFT JOIN users f ON f.id = n.finished_by WHERE `+where+" ORDER BY n.id",
		args...).Scan(&lines).Error
	if err != nil {
		return nil, err
	}
	var rs []StepResult
	err = g.Raw("SELECT x.run_id, x.weight, x.outcome, x.note FROM run_results x JOIN runs n ON n.id = x.run_id WHERE "+where,
		args...).Scan(&rs).Error
	if err != nil {
		return nil, err
	}
	of := make(map[int64][]StepResult)
	for _, r := range rs {
		of[r.RunID] = append(of[r.RunID], r)
	}
	for i := range lines {
		lines[i].LaunchOn, lines[i].Tally = l.LaunchOn, TallyOf(of[lines[i].ID])
	}
	slices.SortStableFunc(lines, func(a, b RunLine) int { return a.sortDay(l).Compare(b.sortDay(l)) })
	return lines, nil
}

// sortDay returns the day by which a run is sorted: its own, or that on which
// it was made.
func (r RunLine) sortDay(l launch.Launch) civil.Date {
	if day := r.Day(); !day.IsZero() {
		return day
	}
	return l.Today(r.CreatedAt.Time)
}

// stand fills in the state of a ritual from the runs of its launch.
func (c *Card) stand(lines []RunLine, today civil.Date) {
	c.Newest, c.Beats = make(map[Environment]RunLine), c.Cadence().Beats()
	for i, n := range lines {
		switch {
		case n.RitualID != c.ID:
		case n.Open():
			if c.Next == nil {
				c.Next = &lines[i]
			}
			if n.State == RunPlanned && n.Day().Before(today) {
				c.Late++
			}
		case n.Counts() && newer(n.Run, c.Newest[n.Environment].Run):
			c.Newest[n.Environment] = n
		}
	}
}

// newer reports whether a was finished after b.
func newer(a, b Run) bool {
	if a.FinishedAt.Equal(b.FinishedAt.Time) {
		return a.ID > b.ID
	}
	return a.FinishedAt.After(b.FinishedAt.Time)
}

// Detail is a ritual with its steps and runs.
type Detail struct {
	Card
	List  []Step
	Runs  []RunLine
	Today civil.Date
}

// Get returns one ritual. Returns NotFound when it was removed or belongs to
// another launch.
func (s *Store) Get(ctx context.Context, slug string, id int64) (Detail, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Detail{}, err
	}
	g := s.db.Read(ctx)
	v := Detail{Today: l.Today(s.db.Now())}
	if v.Card, err = card(g, l, id); err != nil {
		return v, err
	}
	if v.List, err = stepsOf(g, id); err != nil {
		return v, err
	}
	v.Steps = len(v.List)
	if v.Runs, err = runLines(g, l, "n.ritual_id = ?", id); err != nil {
		return v, err
	}
	v.stand(v.Runs, v.Today)
	return v, nil
}

func card(g db.Reader, l launch.Launch, id int64) (Card, error) {
	r, err := ritualIn(g, l, id)
	if err != nil {
		return Card{}, err
	}
	c := Card{Ritual: r}
	var u people.User
	if r.OwnerID != nil {
		if err := g.Where("id = ?", *r.OwnerID).Take(&u).Error; err != nil {
			return c, err
		}
		c.OwnerName, c.OwnerGone = u.Name, !u.Active()
	}
	return c, nil
}

// RunDetail is a run with its steps.
type RunDetail struct {
	RunLine
	Ritual  Ritual
	Results []StepResult
	// By are the names of the people who noted something, by id.
	By    map[int64]string
	Today civil.Date
}

// Run returns one run. Before it begins, its steps are those of the ritual.
// Returns NotFound for a run of another launch.
func (s *Store) Run(ctx context.Context, slug string, id int64) (RunDetail, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return RunDetail{}, err
	}
	g := s.db.Read(ctx)
	v := RunDetail{Today: l.Today(s.db.Now()), By: make(map[int64]string)}
	lines, err := runLines(g, l, "n.id = ? AND n.launch_id = ?", id, l.ID)
	if err != nil {
		return v, err
	}
	if len(lines) == 0 {
		return v, db.NotFoundAs(gorm.ErrRecordNotFound, "run in this launch")
	}
	v.RunLine = lines[0]
	if err := g.Where("id = ?", v.RitualID).Take(&v.Ritual).Error; err != nil {
		return v, err
	}
	if v.Results, err = resultsOf(g, id); err != nil {
		return v, err
	}
	if len(v.Results) == 0 && v.State == RunPlanned {
		return v, v.expect(g)
	}
	return v, v.names(g)
}

// expect fills in the steps with which a run would begin.
func (v *RunDetail) expect(g db.Reader) error {
	steps, err := stepsOf(g, v.RitualID)
	for i, st := range steps {
		v.Results = append(v.Results, StepResult{RunID: v.ID, StepID: st.ID, Title: st.Title, Weight: st.Weight, Position: i})
	}
	return err
}

func (v *RunDetail) names(g db.Reader) error {
	var us []people.User
	err := g.Raw("SELECT id, name FROM users WHERE id IN (SELECT by_id FROM run_results WHERE run_id = ?)", v.ID).Scan(&us).Error
	for _, u := range us {
		v.By[u.ID] = u.Name
	}
	return err
}

// Comparison is two runs of a ritual side by side.
type Comparison struct {
	Ritual Card
	// Choices are the runs that can be compared, newest first.
	Choices []RunLine
	A, B    *RunLine
	Pairs   []Pair
}

// Compare compares two runs of a ritual; 0 stands for the newest finished run
// on staging (a) and on production (b). A run of another ritual, or one that
// has not begun, counts as none. Returns NotFound.
func (s *Store) Compare(ctx context.Context, slug string, id, a, b int64) (Comparison, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Comparison{}, err
	}
	g := s.db.Read(ctx)
	var v Comparison
	if v.Ritual, err = card(g, l, id); err != nil {
		return v, err
	}
	if v.Choices, err = runLines(g, l, "n.ritual_id = ? AND n.started_at IS NOT NULL", id); err != nil {
		return v, err
	}
	slices.SortStableFunc(v.Choices, func(x, y RunLine) int { return y.StartedAt.Compare(x.StartedAt.Time) })
	v.A, v.B = v.choose(a, Staging), v.choose(b, Production)
	if v.A == nil || v.B == nil {
		return v, nil
	}
	left, err := resultsOf(g, v.A.ID)
	if err != nil {
		return v, err
	}
	right, err := resultsOf(g, v.B.ID)
	v.Pairs = Compare(left, right)
	return v, err
}

func (v *Comparison) choose(id int64, env Environment) *RunLine {
	var newest *RunLine
	for i := range v.Choices {
		n := &v.Choices[i]
		if id != 0 && n.ID == id {
			return n
		}
		if id == 0 && n.Environment == env && n.Counts() && (newest == nil || newer(n.Run, newest.Run)) {
			newest = n
		}
	}
	return newest
}
