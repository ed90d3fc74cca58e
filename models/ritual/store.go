package ritual

import (
	"context"
	"slices"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps rituals, their runs, and the comparison of environments.
type Store struct {
	db       *db.DB
	follower Follower
}

// Follower knows which criterion follows the runs of a ritual.
type Follower interface {
	// Follower returns the title of the first criterion that follows something, ""
	// when none does.
	Follower(tx *db.Tx, to launch.BoundTo) (string, error)
}

// NewStore returns a store on d that asks f before a ritual is removed.
func NewStore(d *db.DB, f Follower) *Store { return &Store{db: d, follower: f} }

// ritualIn loads a ritual. Returns NotFound when it was removed or belongs to
// another launch.
func ritualIn(g db.Reader, l launch.Launch, id int64) (Ritual, error) {
	var r Ritual
	err := g.Where("id = ? AND launch_id = ? AND archived_at IS NULL", id, l.ID).Take(&r).Error
	return r, db.NotFoundAs(err, "ritual in this launch")
}

// stepsOf returns the present steps of a ritual.
func stepsOf(g db.Reader, ritualID int64) ([]Step, error) {
	var steps []Step
	err := g.Where("ritual_id = ? AND archived_at IS NULL", ritualID).Order("position, id").Find(&steps).Error
	return steps, err
}

func inputsOf(steps []Step) []StepInput {
	out := make([]StepInput, len(steps))
	for i, s := range steps {
		out[i] = StepInput{ID: s.ID, Title: s.Title, Weight: s.Weight}
	}
	return out
}

// Create adds a ritual with its planned runs to a launch. key makes a form that
// is sent twice add one. Returns Invalid with every mistake.
func (s *Store) Create(ctx context.Context, slug string, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		id, err = tx.Once("ritual "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) { return createRitual(tx, l, in) })
		return err
	})
	return id, err
}

func createRitual(tx *db.Tx, l launch.Launch, in Input) (int64, error) {
	if err := ownSteps(nil, in.Steps); err != nil {
		return 0, err
	}
	names, err := people.OwnerNames(tx, in.OwnerID)
	if err != nil {
		return 0, err
	}
	r := Ritual{LaunchID: l.ID, Name: in.Name, OwnerID: in.OwnerID, FromOffset: in.Cadence.From, ToOffset: in.Cadence.To,
		Peak:    in.Cadence.Peak,
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.Raw("SELECT COALESCE(MAX(position), 0) + 1 FROM rituals WHERE launch_id = ?", l.ID).Scan(&r.Position).Error; err != nil {
		return 0, err
	}
	if err := tx.DB.Create(&r).Error; err != nil {
		return 0, err
	}
	if err := replaceSteps(tx, r.ID, nil, in.Steps); err != nil {
		return 0, err
	}
	if _, _, err := planRuns(tx, l, r, nil); err != nil {
		return 0, err
	}
	return r.ID, auditRitual(tx, l, r, "ritual.added", db.Changed([3]string{"owner", "", names[db.IDOf(in.OwnerID)]},
		[3]string{"cadence", "", in.Cadence.Words()}, [3]string{"steps", "", stepWords(in.Steps)})...)
}

// Update changes a ritual and its steps. Planned runs from today on follow the
// cadence and the owner; runs that were begun stay. Returns how many runs were
// planned and how many were removed. Returns Invalid with every mistake,
// Conflict when the ritual changed meanwhile.
func (s *Store) Update(ctx context.Context, slug string, id int64, in Input, version int) (added, gone int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		r, err := ritualIn(tx.Reader, l, id)
		if err != nil {
			return err
		}
		if r.Version != version {
			return fault.Changed("this ritual")
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		added, gone, err = editRitual(tx, l, r, in)
		return err
	})
	return added, gone, err
}

func editRitual(tx *db.Tx, l launch.Launch, r Ritual, in Input) (added, gone int, err error) {
	names, err := people.OwnerNames(tx, in.OwnerID, r.OwnerID)
	if err != nil {
		return 0, 0, err
	}
	before, err := stepsOf(tx.Reader, r.ID)
	if err != nil {
		return 0, 0, err
	}
	if err := ownSteps(before, in.Steps); err != nil {
		return 0, 0, err
	}
	changes := db.Changed([3]string{"name", r.Name, in.Name}, [3]string{"owner", names[db.IDOf(r.OwnerID)], names[db.IDOf(in.OwnerID)]},
		[3]string{"cadence", r.Cadence().Words(), in.Cadence.Words()}, [3]string{"steps", stepWords(inputsOf(before)), stepWords(in.Steps)})
	if len(changes) == 0 {
		return 0, 0, nil
	}
	_, err = tx.UpdateRow("rituals", r.ID, r.Version, map[string]any{"name": in.Name, "owner_id": in.OwnerID,
		"from_offset": in.Cadence.From, "to_offset": in.Cadence.To, "peak": in.Cadence.Peak})
	if err != nil {
		return 0, 0, err
	}
	if err := replaceSteps(tx, r.ID, before, in.Steps); err != nil {
		return 0, 0, err
	}
	was := r.OwnerID
	r.Name, r.OwnerID, r.FromOffset, r.ToOffset, r.Peak = in.Name, in.OwnerID, in.Cadence.From, in.Cadence.To, in.Cadence.Peak
	if added, gone, err = planRuns(tx, l, r, was); err != nil {
		return 0, 0, err
	}
	return added, gone, auditRitual(tx, l, r, "ritual.updated", changes...)
}

// ownSteps returns Invalid when a step belongs to another ritual.
func ownSteps(have []Step, want []StepInput) error {
	var c fault.Check
	for i, w := range want {
		own := w.ID == 0 || slices.ContainsFunc(have, func(s Step) bool { return s.ID == w.ID })
		c.That(own, "step"+strconv.Itoa(i), "Step %d is not one of this ritual any more. Take it out and add it anew.", i+1)
	}
	return c.Err()
}

// replaceSteps sets the steps of a ritual in their order. It archives the steps
// that are left out, since earlier runs name them.
func replaceSteps(tx *db.Tx, ritualID int64, before []Step, want []StepInput) error {
	for i, w := range want {
		if w.ID == 0 {
			if err := tx.DB.Create(&Step{RitualID: ritualID, Title: w.Title, Weight: w.Weight, Position: i}).Error; err != nil {
				return err
			}
			continue
		}
		err := tx.Table("ritual_steps").Where("id = ? AND ritual_id = ?", w.ID, ritualID).
			Updates(map[string]any{"title": w.Title, "weight": w.Weight, "position": i}).Error
		if err != nil {
			return err
		}
	}
	for _, s := range before {
		if slices.ContainsFunc(want, func(w StepInput) bool { return w.ID == s.ID }) {
			continue
		}
		if err := tx.Exec("UPDATE ritual_steps SET archived_at = ? WHERE id = ?", tx.Now, s.ID).Error; err != nil {
			return err
		}
	}
	return nil
}

// planRuns plans the runs of the cadence from today on and returns how many it
// added and removed. Runs that were begun, finished or dropped count for their
// day. Planned runs of the former owner, was, go to the new one, also late
// ones; those of others stay.
func planRuns(tx *db.Tx, l launch.Launch, r Ritual, was *int64) (added, gone int, err error) {
	today := l.Today(tx.Now.Time).Sub(l.LaunchOn)
	var have []Run
	if err := tx.Where("ritual_id = ? AND due_offset >= ?", r.ID, today).Order("id").Find(&have).Error; err != nil {
		return 0, 0, err
	}
	want := make(map[int]int)
	for _, b := range r.Cadence().Beats() {
		if b.Day >= today {
			want[b.Day] = b.Runs
		}
	}
	// Runs that are more than planned come first, so that they are kept.
	slices.SortStableFunc(have, func(a, b Run) int { return kept(a) - kept(b) })
	var off []int64
	for _, run := range have {
		if want[*run.DueOffset] > 0 {
			want[*run.DueOffset]--
		} else if run.State == RunPlanned {
			off = append(off, run.ID)
		}
	}
	if len(off) > 0 {
		if err := tx.Exec("DELETE FROM runs WHERE id IN ? AND state = 'planned'", off).Error; err != nil {
			return 0, 0, err
		}
	}
	err = tx.Exec(`UPDATE runs SET owner_id = ?, version = version + 1, updated_at = ? WHERE ritual_id = ? AND state = 'planned'
		AND (owner_id = ? OR owner_id IS NULL) AND COALESCE(owner_id, 0) <> ?`, r.OwnerID, tx.Now, r.ID, db.IDOf(was), db.IDOf(r.OwnerID)).Error
	if err != nil {
		return 0, 0, err
	}
	rows := plannedRows(tx, r, want)
	return len(rows), len(off), db.InsertAll(tx, rows)
}

// kept sorts planned runs last.
func kept(r Run) int {
	if r.State == RunPlanned {
		return 1
	}
	return 0
}

func plannedRows(tx *db.Tx, r Ritual, want map[int]int) []Run {
	var rows []Run
	for _, b := range r.Cadence().Beats() {
		for range want[b.Day] {
			rows = append(rows, Run{LaunchID: r.LaunchID, RitualID: r.ID, Environment: EnvironmentOn(b.Day), OwnerID: r.OwnerID, DueOffset: &b.Day,
				State: RunPlanned, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now})
		}
	}
	return rows
}

// Remove removes a ritual; with back it restores it. Its runs stay; planned
// ones are hidden meanwhile. Returns Invalid while a criterion follows its
// runs, Conflict when the ritual changed meanwhile. It returns the new version.
func (s *Store) Remove(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var r Ritual
		if err := tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&r).Error; err != nil {
			return db.NotFoundAs(err, "ritual in this launch")
		}
		if r.ArchivedAt.IsZero() == back {
			return fault.NotFound("ritual in this launch")
		}
		at, action := tx.Now, "ritual.removed"
		if back {
			at, action = db.Instant{}, "ritual.restored"
		} else if err := s.unbound(tx, r); err != nil {
			return err
		}
		if next, err = tx.UpdateRow("rituals", r.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditRitual(tx, l, r, action)
	})
	return next, err
}

// unbound returns Invalid while a criterion follows the runs of the ritual.
func (s *Store) unbound(tx *db.Tx, r Ritual) error {
	title, err := s.follower.Follower(tx, launch.BoundTo{By: BindRun, ID: r.ID})
	if err != nil || title == "" {
		return err
	}
	return fault.Invalid("ritual", "The criterion “%s” is met by a run of this ritual. Change or remove the criterion first.", title)
}

func auditRitual(tx *db.Tx, l launch.Launch, r Ritual, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "ritual", EntityID: r.ID, LaunchID: &l.ID, Label: r.Name, Changes: changes})
}
