package risk

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Of returns the register of a launch, in a constant number of queries.
func (s *Store) Of(ctx context.Context, l launch.Launch, f Filter) (Register, error) {
	return s.register(ctx, map[int64]launch.Launch{l.ID: l}, f, "r.launch_id = ?", l.ID)
}

// Everywhere returns the risks of all active launches, in a constant number of queries.
func (s *Store) Everywhere(ctx context.Context, f Filter) (Register, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Register{}, err
	}
	var list []launch.Launch
	err := s.db.Read(ctx).Select("id, slug, name, zone, launch_on").Where("state NOT IN ?", endedStates).Find(&list).Error
	if err != nil {
		return Register{}, err
	}
	launches := make(map[int64]launch.Launch, len(list))
	for _, l := range list {
		launches[l.ID] = l
	}
	return s.register(ctx, launches, f, "r.launch_id IN (SELECT id FROM launches WHERE state NOT IN ?)", endedStates)
}

// endedStates are the states of launches that are over.
var endedStates = []launch.State{launch.Closed, launch.Cancelled}

func (s *Store) register(ctx context.Context, launches map[int64]launch.Launch, f Filter, where string, args ...any) (Register, error) {
	reg := Register{Now: s.db.Now()}
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return reg, err
	}
	g := s.db.Read(ctx)
	all, err := facts(g, where, args...)
	if err != nil {
		return reg, err
	}
	reg.Known, reg.Owners = len(all), ownersOf(all)
	for _, r := range all {
		if r.Stands(reg.Now) {
			reg.Stand++
		}
	}
	texts, err := matching(g, f.Text, where, args...)
	if err != nil {
		return reg, err
	}
	all = slices.DeleteFunc(all, func(r Fact) bool { return !f.fits(r) || texts != nil && !texts[r.ID] })
	return reg, addRows(g, &reg, reg.applyFilter(all, launches, f), launches)
}

// fits reports whether a risk has the category, response and owner of the filter.
func (f Filter) fits(r Fact) bool {
	return (f.Category == "" || r.Category == f.Category) && (f.Response == "" || r.Response == f.Response) &&
		(f.OwnerID == 0 || r.OwnerID == f.OwnerID || f.OwnerID == Nobody && r.OwnerID == 0)
}

// matching returns the ids of the risks that contain a text, or nil if the text is empty.
func matching(g db.Reader, text, where string, args ...any) (map[int64]bool, error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	var ids []int64
	args = append(slices.Clone(args), db.Like(fold.Text(text)))
	err := g.Raw("SELECT r.id FROM risks r WHERE "+where+` AND r.search_text LIKE ? ESCAPE '\'`, args...).Scan(&ids).Error
	found := make(map[int64]bool, len(ids))
	for _, id := range ids {
		found[id] = true
	}
	return found, err
}

func ownersOf(list []Fact) []people.User {
	seen := map[int64]bool{0: true}
	var out []people.User
	for _, f := range list {
		if !seen[f.OwnerID] {
			seen[f.OwnerID] = true
			out = append(out, people.User{ID: f.OwnerID, Name: f.OwnerName})
		}
	}
	slices.SortFunc(out, func(a, b people.User) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// addRows adds the rows of a page.
func addRows(g db.Reader, reg *Register, page []Fact, launches map[int64]launch.Launch) error {
	ids := make([]int64, len(page))
	for i, f := range page {
		ids[i] = f.ID
	}
	var texts []row
	if err := g.Select("id, trigger_sign, plan_b").Where("id IN ?", ids).Find(&texts).Error; err != nil {
		return err
	}
	byID := make(map[int64]row, len(texts))
	for _, t := range texts {
		byID[t.ID] = t
	}
	for _, f := range page {
		reg.Rows = append(reg.Rows, Row{Fact: f, Trigger: byID[f.ID].TriggerSign, PlanB: byID[f.ID].PlanB, Launch: launches[f.LaunchID]})
	}
	return nil
}

// Detail is a risk with everything that its page shows.
type Detail struct {
	Fact
	Cause, Event, Effect string
	Cost, Trigger, PlanB string
	Steps                []string
	ClosedAt             time.Time
	ClosedReason         string
	By                   []Mitigation
	// Course are its scores, oldest first; Acceptances are newest first.
	Course      []Point
	Acceptances []Acceptance
	Now         time.Time
	// MayEase reports whether the actor may ease it; see people.EaseShowStopper.
	MayEase bool
}

// UnlinkEases reports whether the risk would count as mitigated without a mitigation that is not
// done.
func (d Detail) UnlinkEases(m Mitigation) bool {
	return d.ShowStopper && !m.Done() && d.Mitigations > 1 && d.Done == d.Mitigations-1
}

// LinkEases reports whether the risk would count as mitigated with a deliverable of that status as
// a mitigation.
func (d Detail) LinkEases(s launch.Status) bool {
	return d.ShowStopper && d.Mitigations == 0 && Mitigates(s)
}

// Risk returns a risk of a launch. It returns NotFound for a risk of another launch.
func (s *Store) Risk(ctx context.Context, slug string, id int64) (Detail, error) {
	d := Detail{Now: s.db.Now()}
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return d, err
	}
	g := s.db.Read(ctx)
	r, err := findRisk(g, l, id)
	if err != nil {
		return d, err
	}
	fs, err := facts(g, "r.id = ?", id)
	if err != nil {
		return d, err
	}
	if len(fs) == 0 {
		return d, db.NotFoundAs(gorm.ErrRecordNotFound, "risk in this launch")
	}
	d.Fact = fs[0]
	d.MayEase = mayEase(db.ActorOf(ctx), d.Fact, l.LeadID)
	d.Cause, d.Event, d.Effect, d.Cost, d.Trigger, d.PlanB = r.Cause, r.Event, r.Effect, r.Cost, r.TriggerSign, r.PlanB
	d.ClosedAt, d.ClosedReason = r.ClosedAt.Time, r.ClosedReason
	if d.Steps, err = stepsOf(g, id); err != nil {
		return d, err
	}
	if d.By, err = mitigationsOf(g, id); err != nil {
		return d, err
	}
	if d.Course, err = course(g, id); err != nil {
		return d, err
	}
	d.Acceptances, err = acceptances(g, "r.id = ?", id)
	return d, err
}
