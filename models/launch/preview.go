package launch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/people"
	"tminus/models/template"
)

// The kinds of collisions that only an item of a new launch can have.
const (
	HitsStart CollisionKind = "should have begun"
	HitsOwner CollisionKind = "no owner"
	HitsClock CollisionKind = "clock change"
)

// Proposal is a preview of a new launch: everything that Create would create, with its collisions.
type Proposal struct {
	New
	Items []PreviewItem
	// Collisions are the collisions of the launch as a whole.
	Collisions []Collision
	// NeedsMore reports whether the template as it is needs more days than are left.
	NeedsMore bool
	// Today is the day in the launch's zone.
	Today civil.Date
}

// PreviewItem is an item of a draft with its collisions.
type PreviewItem struct {
	DraftItem
	OwnerName  string
	Collisions []Collision
}

// ThreeWeeks is the number of days for which a launch is planned ahead.
const ThreeWeeks = 21

// Left returns the number of days until T.
func (d Proposal) Left() int { return d.Target.On.Sub(d.Today) }

// Count returns the number of items with a collision of the given kind.
func (d Proposal) Count(k CollisionKind) int {
	n := 0
	for _, it := range d.Items {
		if slices.ContainsFunc(it.Collisions, func(c Collision) bool { return c.Kind == k }) {
			n++
		}
	}
	return n
}

// Crew holds the people available for a launch, and their absences.
type Crew struct {
	Users    []people.User
	Teams    []people.Team
	Absences []people.Absence
	// Now is the time at which the crew was loaded.
	Now time.Time
}

// Able returns the people who can own something: active people who may edit.
func (c Crew) Able() []people.User {
	return slices.DeleteFunc(slices.Clone(c.Users), func(u people.User) bool { return !u.Active() || u.Role == people.Viewer })
}

// Preview returns a preview of what Create would create. It returns Invalid with all problems of
// the input.
func Preview(n New, crew Crew) (Proposal, error) {
	in, _, err := n.Clean(civil.Of(crew.Now, time.UTC))
	if err != nil {
		return Proposal{}, err
	}
	n.Input = in
	loc, err := civil.Zone(in.Target.Zone)
	if err != nil {
		return Proposal{}, err
	}
	d := Proposal{Today: civil.Of(crew.Now, loc)}
	d.NeedsMore = n.StartsLate(d.Today)
	n = n.laidOut(d.Today)
	d.New = n
	names := make(map[int64]string, len(crew.Users))
	for _, u := range crew.Users {
		names[u.ID] = u.Name
	}
	away := absencesByPerson(crew.Absences)
	laid := LayOut(n.Template, in.Target, in.LeadID, n.Roles)
	byKey := make(map[string]DraftItem, len(laid))
	for _, it := range laid {
		byKey[it.Key] = it
	}
	for _, it := range laid {
		p := PreviewItem{DraftItem: it, OwnerName: names[it.OwnerID]}
		p.Collisions = p.collisions(d, byKey, away[it.OwnerID])
		d.Items = append(d.Items, p)
	}
	d.Collisions = d.launchCollisions(names[in.LeadID], away[in.LeadID], loc)
	return d, nil
}

// collisions returns the collisions of an item, worst first.
func (p PreviewItem) collisions(d Proposal, byKey map[string]DraftItem, away []people.Absence) []Collision {
	var cs []Collision
	switch {
	case p.DueOn.Before(d.Today):
		cs = append(cs, Collision{HitsPast, "Due before today"})
	case p.StartsOn.Before(d.Today):
		cs = append(cs, Collision{HitsStart, "Should have begun " + p.StartsOn.Short()})
	}
	if p.OwnerID == 0 {
		cs = append(cs, Collision{HitsOwner, "Nobody is " + d.Template.RoleName(p.Role)})
	}
	for _, a := range away {
		if a.Covers(p.DueOn) {
			cs = append(cs, Collision{HitsAbsence, fmt.Sprintf("%s is away %s to %s", p.OwnerName, a.FirstDay.Short(), a.LastDay.Short())})
			break
		}
	}
	if p.DueOn.IsWeekend() {
		cs = append(cs, Collision{HitsWeekend, "Due on a " + p.DueOn.Weekday().String()})
	}
	for _, key := range p.After {
		if dep, ok := byKey[key]; ok && dueBefore(p.Schedule, dep.Schedule) {
			cs = append(cs, Collision{HitsDependency, fmt.Sprintf("Due before “%s” (%s)", dep.Title, dep.DueOn.Short())})
		}
	}
	return cs
}

func (d Proposal) launchCollisions(lead string, away []people.Absence, loc *time.Location) []Collision {
	var cs []Collision
	t := d.Target
	switch left := d.Left(); {
	case left < 0:
		cs = append(cs, Collision{HitsPast, "T is in the past"})
	case d.NeedsMore && d.Late == LateCompresses:
	case left < ThreeWeeks && len(d.Items) > 0:
		cs = append(cs, Collision{HitsStart, "Less than three weeks are left: " + daysText(left) + d.lateText()})
	}
	if t.On.IsWeekend() {
		cs = append(cs, Collision{HitsWeekend, "T is on a " + t.On.Weekday().String()})
	}
	for _, a := range away {
		if a.Covers(t.On) {
			cs = append(cs, Collision{HitsAbsence, fmt.Sprintf("%s, who leads, is away %s to %s", lead, a.FirstDay.Short(), a.LastDay.Short())})
		}
	}
	if at, how := civil.Instant(t.On, t.Time, loc); how == civil.Repeated {
		cs = append(cs, Collision{HitsClock,
			fmt.Sprintf("The clocks go back that day, so %s comes twice; the first one counts (%s)", t.Time, at.In(loc).Format("MST"))})
	}
	if open := d.openRoles(); len(open) > 0 {
		cs = append(cs, Collision{HitsOwner, "Nobody is chosen as " + strings.Join(open, ", ") + "; what they would own begins without an owner"})
	}
	return cs
}

func (d Proposal) lateText() string {
	past, begun := d.Count(HitsPast), d.Count(HitsStart)
	switch {
	case past > 0 && begun > 0:
		return fmt.Sprintf(". %s due before today, and %s have begun", wouldBeText(past), shouldText(begun))
	case past > 0:
		return fmt.Sprintf(". %s due before today", wouldBeText(past))
	case begun > 0:
		return fmt.Sprintf(". %s have begun", shouldText(begun))
	}
	return ". All of this template fits"
}

func daysText(n int) string {
	switch n {
	case 0:
		return "T is today"
	case 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func wouldBeText(n int) string {
	if n == 1 {
		return "1 item would be"
	}
	return fmt.Sprintf("%d items would be", n)
}

func shouldText(n int) string {
	if n == 1 {
		return "1 should"
	}
	return fmt.Sprintf("%d should", n)
}

// openRoles returns the names of the roles that own items and are not filled.
func (d Proposal) openRoles() []string {
	var names []string
	for _, r := range d.Template.Roles {
		owns := slices.ContainsFunc(d.Items, func(it PreviewItem) bool { return it.Role == r.Key && it.OwnerID == 0 })
		if owns {
			names = append(names, r.Name)
		}
	}
	return names
}

// Suggest fills a template's roles by team, title and seniority: a person whose title is the role's
// name, otherwise the most senior member of its team, preferring people without another role. A
// role stays open if its team has nobody.
func Suggest(t template.Template, crew Crew) map[string]int64 {
	team := make(map[int64]string, len(crew.Teams))
	for _, x := range crew.Teams {
		team[x.ID] = x.Key
	}
	assigned := make(map[int64]int)
	roles := make(map[string]int64)
	for _, r := range t.Roles {
		able := slices.DeleteFunc(crew.Able(), func(u people.User) bool {
			return r.Team == "" || u.TeamID == nil || team[*u.TeamID] != r.Team
		})
		if len(able) == 0 {
			continue
		}
		slices.SortStableFunc(able, func(a, b people.User) int {
			return cmp.Or(
				boolToInt(strings.EqualFold(b.Title, r.Name))-boolToInt(strings.EqualFold(a.Title, r.Name)),
				assigned[a.ID]-assigned[b.ID],
				slices.Index(people.Seniorities, b.Seniority)-slices.Index(people.Seniorities, a.Seniority),
				strings.Compare(a.Name, b.Name),
			)
		})
		roles[r.Key] = able[0].ID
		assigned[able[0].ID]++
	}
	return roles
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// SuggestDay returns a default T: the first Tuesday at least three weeks ahead, because early in
// the week people are there on the days after.
func SuggestDay(today civil.Date) civil.Date {
	d := today.AddDays(ThreeWeeks)
	for d.Weekday() != time.Tuesday {
		d = d.AddDays(1)
	}
	return d
}
