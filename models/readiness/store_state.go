package readiness

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/ritual"
)

// stored is the row of a launch, with the present epoch. Changes is 0 if there is none.
type stored struct {
	LaunchID   int64
	Changes    int64
	Epoch      int64
	Now        int64
	ComputedAt db.Instant
	ValidUntil db.Instant
	State      State  `gorm:"embedded"`
	OpenList   string `gorm:"column:open_list"`
}

// storedVersion says which change of a launch a row was stored with, and the epoch of what lies elsewhere.
type storedVersion struct{ changes, epoch int64 }

// storedColumns are the columns of stored without the list.
const storedColumns = `COALESCE(r.launch_id, 0) AS launch_id, COALESCE(r.changes, 0) AS changes, COALESCE(r.epoch, 0) AS epoch, e.n AS now,
	r.computed_at, r.valid_until, COALESCE(r.tone, '') AS tone, COALESCE(r.label, '') AS label, COALESCE(r.open_count, 0) AS open_count,
	COALESCE(r.to_come, 0) AS to_come, r.opened_at`

// valid reports whether the row is right at a time. A clock that was set back makes it invalid.
func (r stored) valid(now time.Time) bool {
	return r.Changes != 0 && r.Epoch == r.Now && now.Before(r.ValidUntil.Time) && !now.Before(r.ComputedAt.Time)
}

// openedAt returns since when lines have been open after a go in a state that was computed now: as stored, or else since the
// time at which the stored list ended, or since now.
func (r stored) openedAt(s State, now time.Time) db.Instant {
	switch {
	case s.Opened == "":
		return db.Instant{}
	case !r.State.OpenedAt.IsZero():
		return r.State.OpenedAt
	case r.Changes != 0 && r.ValidUntil.Before(now):
		return r.ValidUntil
	}
	return db.At(now)
}

// read returns the stored list of a launch if it is valid, or computes it.
func (s *Store) read(g db.Reader, l launch.Launch, now time.Time) (List, error) {
	var row stored
	err := g.Raw("SELECT "+storedColumns+`, COALESCE(r.open_list, '') AS open_list FROM readiness_epoch e
		LEFT JOIN readiness r ON r.launch_id = ?`, l.ID).Scan(&row).Error
	if err != nil {
		return List{}, err
	}
	if !row.valid(now) {
		list, err := s.compute(g, l, now)
		list.State.OpenedAt = row.openedAt(list.State, now)
		return list, err
	}
	out, ok := s.lists.get(l.ID, row.OpenList)
	if !ok {
		if err := json.Unmarshal([]byte(row.OpenList), &out); err != nil {
			return List{}, err
		}
		s.lists.put(l.ID, row.OpenList, out)
	}
	out.Today = civil.Of(now, l.Location())
	return out, nil
}

// States returns the states of launches by their ids: one query for those whose stored state is valid. It returns
// Forbidden.
func (s *Store) States(ctx context.Context, launches ...launch.Launch) (map[int64]State, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	out := make(map[int64]State, len(launches))
	if len(launches) == 0 {
		return out, nil
	}
	ids := make([]int64, len(launches))
	for i, l := range launches {
		ids[i] = l.ID
	}
	g, now := s.db.Read(ctx), s.db.Now()
	var rows []stored
	err := g.Raw("SELECT "+storedColumns+" FROM readiness r JOIN readiness_epoch e ON e.id = 1 WHERE r.launch_id IN ?", ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.valid(now) {
			out[r.LaunchID] = r.State
		}
	}
	for _, l := range launches {
		if _, ok := out[l.ID]; ok {
			continue
		}
		list, err := s.compute(g, l, now)
		if err != nil {
			return nil, err
		}
		out[l.ID] = list.State
	}
	return out, nil
}

// Topic is the hub topic for changes after which the lists of other launches may have to be computed again.
const Topic = "readiness"

// part is a part of the facts that is read by itself.
type part int

const (
	partCriteria part = 1 << iota
	partQuestions
	partRisks
	partStakeholders
	partItems
	partChecks
	partDerived
	partAll part = 1<<iota - 1
)

// checkStates are the actions that only change the state of a check.
var checkStates = []string{"check.open", "check.done", "check.failed", "check.na"}

// partsOf returns the parts that a change concerns.
func partsOf(t db.Touch) part {
	switch {
	case t.Action == "deliverable.status":
		return partItems
	case t.Action == "check.put back":
		return partChecks | partDerived
	case slices.Contains(checkStates, t.Action):
		return partChecks
	case t.Entity == "risk":
		return partRisks | partCriteria | partDerived
	case t.Action == "question.answered" || t.Action == "question.flag accepted":
		return partQuestions
	case t.Entity == "stakeholder":
		return partStakeholders
	case t.Entity == "log line":
		return 0
	}
	return partAll
}

// global reports whether a change can concern other launches, or all.
func global(t db.Touch) bool {
	switch {
	case t.LaunchID != 0:
		return t.Entity == "launch" && t.Action != "launch.updated" || t.Entity == "service use"
	case t.Entity == "user":
		return !strings.HasPrefix(t.Action, "user.signed") && !strings.Contains(t.Action, "password")
	}
	return !slices.Contains([]string{"refusal", "request", "template", "guide_answer", "guide_miss", "job", "channel"}, t.Entity)
}

// refresh stores the lists of the launches that a transaction has changed.
func (s *Store) refresh(tx *db.Tx, touched []db.Touch) error {
	parts := make(map[int64]change)
	var ids []int64
	elsewhere := false
	for _, t := range touched {
		elsewhere = elsewhere || global(t)
		if t.LaunchID == 0 || t.Entity == "page" {
			continue
		}
		if _, ok := parts[t.LaunchID]; !ok {
			ids = append(ids, t.LaunchID)
		}
		c := parts[t.LaunchID]
		c.parts |= partsOf(t)
		c.entities, c.touched = append(c.entities, t.EntityID), append(c.touched, t)
		parts[t.LaunchID] = c
	}
	if elsewhere {
		tx.Publish(Topic, nil)
		if err := tx.Exec("UPDATE readiness_epoch SET n = n + 1").Error; err != nil {
			return err
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := s.store(tx, id, parts[id]); err != nil {
			return err
		}
	}
	return nil
}

// change says which parts of a launch a transaction has changed, with the ids of the records.
type change struct {
	parts    part
	entities []int64
	touched  []db.Touch
}

// store computes the list of a launch of which some parts have changed, and stores it with what derives from the facts.
func (s *Store) store(tx *db.Tx, launchID int64, changed change) error {
	var row struct {
		launch.Launch `gorm:"embedded"`
		Stored        stored `gorm:"embedded;embeddedPrefix:stored_"`
	}
	err := tx.Raw(`SELECT l.*, COALESCE(r.changes, 0) AS stored_changes, COALESCE(r.epoch, 0) AS stored_epoch, e.n AS stored_now,
			r.computed_at AS stored_computed_at, r.valid_until AS stored_valid_until, r.opened_at AS stored_opened_at,
			COALESCE(r.label, '') AS stored_label
		FROM launches l JOIN readiness_epoch e ON e.id = 1 LEFT JOIN readiness r ON r.launch_id = l.id WHERE l.id = ?`, launchID).Scan(&row).Error
	if err != nil || row.ID == 0 {
		return err
	}
	now := tx.Now.Time
	f, ok := facts{}, false
	if changed.parts != partAll && row.Launch.State.Ahead() && row.Stored.valid(now) {
		if f, ok = s.facts.get(launchID, storedVersion{row.Stored.Changes, row.Stored.Epoch}); ok {
			f.launch = row.Launch
			if slices.ContainsFunc(changed.touched, f.followedBy) {
				changed.parts |= partDerived
			}
			f, err = s.update(tx.Reader, row.Launch, f, changed, now)
		}
	}
	if !ok {
		f, err = s.openFacts(tx.Reader, row.Launch, now)
	}
	if err == nil {
		f, err = s.derive(tx, row.Launch, f, now)
	}
	if err != nil {
		return err
	}
	next := storedVersion{row.Stored.Changes + 1, row.Stored.Now}
	tx.After(func() { s.facts.put(launchID, next, f) })
	list := openList(f, now)
	list.State.OpenedAt = row.Stored.openedAt(list.State, now)
	if err := logState(tx, launchID, row.Stored.State, list.State); err != nil {
		return err
	}
	return writeList(tx, list, next)
}

func writeList(tx *db.Tx, list List, v storedVersion) error {
	content, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return tx.Exec(`INSERT INTO readiness (launch_id, changes, epoch, computed_at, valid_until, tone, label, open_count, to_come,
			opened_at, open_list)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (launch_id) DO UPDATE SET changes = excluded.changes, epoch = excluded.epoch, computed_at = excluded.computed_at,
			valid_until = excluded.valid_until, tone = excluded.tone, label = excluded.label, open_count = excluded.open_count,
			to_come = excluded.to_come, opened_at = excluded.opened_at, open_list = excluded.open_list`,
		list.LaunchID, v.changes, v.epoch, tx.Now, list.ValidUntil, list.State.Tone, list.State.Label, list.State.Open, list.State.ToCome,
		list.State.OpenedAt, string(content)).Error
}

// update returns the facts with some parts read again. The facts of the cache are not changed.
func (s *Store) update(g db.Reader, l launch.Launch, f facts, c change, now time.Time) (facts, error) {
	r := newReading(g, []launch.Launch{l}, now)
	fresh, changed := r.of[l.ID], c.parts
	if changed&partItems != 0 {
		if err := readItems(g, l, fresh); err != nil {
			return f, err
		}
		// What is open again can collide with the calendar, and its owner can be away.
		if slices.ContainsFunc(fresh.items, func(it itemFact) bool { return !f.hasItem(it.ID) }) {
			return s.openFacts(g, l, now)
		}
		f.items = fresh.items
		if f.follows(c.entities, launch.BindDeliverable) {
			changed |= partCriteria
		}
		if slices.ContainsFunc(c.entities, func(id int64) bool { return slices.Contains(f.mitigations, id) }) {
			changed |= partRisks
		}
	}
	if changed&partChecks != 0 {
		if err := readChecks(g, l, fresh); err != nil {
			return f, err
		}
		for _, c := range fresh.checks {
			if !slices.ContainsFunc(f.checks, func(old checkFact) bool { return old.ID == c.ID }) {
				return s.openFacts(g, l, now)
			}
		}
		f.checks = fresh.checks
		if f.follows(c.entities, checklist.BindCheck) || f.follows(nil, checklist.BindChecklist) {
			changed |= partCriteria
		}
	}
	if changed&(partCriteria|partDerived) != 0 {
		if err := r.follow(f, changed); err != nil {
			return f, err
		}
		f.criteria, f.derived = fresh.criteria, fresh.derived
	}
	if changed&partRisks != 0 {
		if err := readRisks(g, l, &f); err != nil {
			return f, err
		}
	}
	// A change of a risk may link or unlink a deliverable.
	if c.parts&partRisks != 0 {
		if err := readMitigations(g, l, fresh); err != nil {
			return f, err
		}
		f.mitigations = fresh.mitigations
	}
	if changed&partQuestions != 0 {
		if err := r.questions(); err != nil {
			return f, err
		}
		f.questions = fresh.questions
	}
	if changed&partStakeholders != 0 {
		return f, readStakeholders(g, l, &f)
	}
	return f, nil
}

// follow reads the criteria, what derives its status, or both, with what they follow. The other one is that of the facts.
func (r *reading) follow(f facts, changed part) error {
	fresh := r.of[f.launchID]
	fresh.criteria, fresh.derived = slices.Clone(f.criteria), slices.Clone(f.derived)
	if changed&partCriteria != 0 {
		fresh.criteria = nil
		if err := r.criteria(); err != nil {
			return err
		}
	}
	if changed&partDerived != 0 {
		fresh.derived = nil
		if err := r.derivations(); err != nil {
			return err
		}
	}
	if changed&partChecks == 0 && r.keepTallies(f) {
		return nil
	}
	return r.tallies()
}

// keepTallies copies the counts of unchanged checklists and runs from the facts, and reports whether it had all.
func (r *reading) keepTallies(f facts) bool {
	known := make(map[originKey]tally)
	for _, c := range f.criteria {
		known[originOf(c)] = c.tally
	}
	for _, d := range f.derived {
		known[originOf(d.criterionFact)] = d.tally
	}
	for _, c := range r.followers(checklist.BindChecklist, ritual.BindRun) {
		t, ok := known[originOf(*c)]
		if !ok || c.Bind == ritual.BindRun {
			return false
		}
		c.tally = t
	}
	return true
}

// hasItem reports whether a deliverable is unfinished.
func (f facts) hasItem(id int64) bool {
	return slices.ContainsFunc(f.items, func(it itemFact) bool { return it.ID == id })
}

// follows reports whether a criterion follows one of the records in a way, or any record if ids is nil.
func (f facts) follows(ids []int64, by string) bool {
	return slices.ContainsFunc(f.criteria, func(c criterionFact) bool {
		return c.Bind == by && (ids == nil || slices.Contains(ids, db.IDOf(c.BindID)))
	})
}

// Refresh stores the list of a launch, and the status of what derives from its facts, as they are now. Changes do this by
// themselves at the end of their transaction.
func (s *Store) Refresh(ctx context.Context, launchID int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.store(tx, launchID, change{parts: partAll}) })
}

// RefreshStale stores the lists of open launches that are no longer valid, in short transactions. It is run in the
// background.
func (s *Store) RefreshStale(ctx context.Context) error {
	for {
		var ids []int64
		err := s.db.Read(ctx).Raw(`SELECT l.id FROM launches l JOIN readiness_epoch e ON e.id = 1 LEFT JOIN readiness r ON r.launch_id = l.id
			WHERE `+launch.OpenLaunch+` AND (r.launch_id IS NULL OR r.epoch <> e.n OR r.valid_until <= ?)
			ORDER BY l.launch_at, l.id LIMIT 1`, db.At(s.db.Now())).Scan(&ids).Error
		if err != nil || len(ids) == 0 || ctx.Err() != nil {
			return err
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.store(tx, ids[0], change{parts: partAll}) }); err != nil {
			return err
		}
	}
}

// logState writes a change of the state to the live log.
func logState(tx *db.Tx, launchID int64, before, after State) error {
	was, is := before.name(), after.name()
	if was == "" || was == is {
		return nil
	}
	return journal.Add(tx, journal.Entry{LaunchID: launchID, Kind: journal.Decision, Text: is + ", before: " + was})
}

// name returns the label without what has lines of its own: the number of open lines, and the stages of a rollout.
func (s State) name() string {
	if name, _, _ := strings.Cut(s.Label, " · "); name == "Not ready" || name == "On schedule" {
		return name
	}
	if s.Tone == Blue || strings.HasPrefix(s.Label, "Paused at ") {
		return "Launching" // the rollout writes its own lines
	}
	return s.Label
}
