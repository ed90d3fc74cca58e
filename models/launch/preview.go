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

// What an item of a new launch can run into, besides what a move can.
const (
	HitsStart CollisionKind = "should have begun"
	HitsOwner CollisionKind = "no owner"
	HitsClock CollisionKind = "clock change"
)

// Proposal is a launch before it is made: all that Create would make, with what
// will not fit.
type Proposal struct {
	New
	Items []PreviewItem
	// Collisions are those of the launch as a whole.
	Collisions []Collision
	// Today is the day in the launch's zone.
	Today civil.Date
}

// PreviewItem is an item of a draft with what it runs into.
type PreviewItem struct {
	DraftItem
	OwnerName  string
	Collisions []Collision
}

// ThreeWeeks is how long a launch is planned ahead, in days.
const ThreeWeeks = 21

// Left is how many days there are until T.
func (d Proposal) Left() int { return d.Target.On.Sub(d.Today) }

// Count counts the items that run into something of the given kind.
func (d Proposal) Count(k CollisionKind) int {
	n := 0
	for _, it := range d.Items {
		if slices.ContainsFunc(it.Collisions, func(c Collision) bool { return c.Kind == k }) {
			n++
		}
	}
	return n
}

// Crew are the people whom a launch can have, and when they are away.
type Crew struct {
	Users    []people.User
	Teams    []people.Team
	Absences []people.Absence
	// Now is the instant of reading.
	Now time.Time
}

// Able are those who can own something: who are here and may change things.
func (c Crew) Able() []people.User {
	return slices.DeleteFunc(slices.Clone(c.Users), func(u people.User) bool { return !u.Active() || u.Role == people.Viewer })
}

// Preview works out what Create would make. Returns Invalid with every problem
// of the input.
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
	d := Proposal{New: n, Today: civil.Of(crew.Now, loc)}
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
	d.Collisions = d.ofLaunch(names[in.LeadID], away[in.LeadID], loc)
	return d, nil
}

// collisions names what an item runs into, worst first.
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

func (d Proposal) ofLaunch(lead string, away []people.Absence, loc *time.Location) []Collision {
	var cs []Collision
	t := d.Target
	switch left := d.Left(); {
	case left < 0:
		cs = append(cs, Collision{HitsPast, "T is in the past"})
	case left < ThreeWeeks && len(d.Items) > 0:
		cs = append(cs, Collision{HitsStart, "Less than three weeks are left: " + days(left) + d.tooLate()})
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
		cs = append(cs, Collision{HitsClock, fmt.Sprintf("The clocks go back that day, so %s comes twice; the first one counts (%s)", t.Time, at.In(loc).Format("MST"))})
	}
	if open := d.open(); len(open) > 0 {
		cs = append(cs, Collision{HitsOwner, "Nobody is chosen as " + strings.Join(open, ", ") + "; what they would own begins without an owner"})
	}
	return cs
}

func (d Proposal) tooLate() string {
	past, begun := d.Count(HitsPast), d.Count(HitsStart)
	switch {
	case past > 0 && begun > 0:
		return fmt.Sprintf(". %s due before today, and %s have begun", were(past), should(begun))
	case past > 0:
		return fmt.Sprintf(". %s due before today", were(past))
	case begun > 0:
		return fmt.Sprintf(". %s have begun", should(begun))
	}
	return ". All of this template fits"
}

func days(n int) string {
	switch n {
	case 0:
		return "T is today"
	case 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func were(n int) string {
	if n == 1 {
		return "1 item would be"
	}
	return fmt.Sprintf("%d items would be", n)
}

func should(n int) string {
	if n == 1 {
		return "1 should"
	}
	return fmt.Sprintf("%d should", n)
}

// open are the names of the roles that own something and have nobody.
func (d Proposal) open() []string {
	var names []string
	for _, r := range d.Template.Roles {
		owns := slices.ContainsFunc(d.Items, func(it PreviewItem) bool { return it.Role == r.Key && it.OwnerID == 0 })
		if owns {
			names = append(names, r.Name)
		}
	}
	return names
}

// Suggest fills a template's roles by team, title and seniority: whoever has
// the role's name for a title, else the most senior of its team, and somebody
// who has no other role before one who has. A role whose team has nobody stays open.
func Suggest(t template.Template, crew Crew) map[string]int64 {
	team := make(map[int64]string, len(crew.Teams))
	for _, x := range crew.Teams {
		team[x.ID] = x.Key
	}
	taken := make(map[int64]int)
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
				yes(strings.EqualFold(b.Title, r.Name))-yes(strings.EqualFold(a.Title, r.Name)),
				taken[a.ID]-taken[b.ID],
				slices.Index(people.Seniorities, b.Seniority)-slices.Index(people.Seniorities, a.Seniority),
				strings.Compare(a.Name, b.Name),
			)
		})
		roles[r.Key] = able[0].ID
		taken[able[0].ID]++
	}
	return roles
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

// SuggestDay is a T for who has none in mind: the first Tuesday that leaves
// three weeks, since early in the week people are there on the days after.
func SuggestDay(today civil.Date) civil.Date {
	d := today.AddDays(ThreeWeeks)
	for d.Weekday() != time.Tuesday {
		d = d.AddDays(1)
	}
	return d
}
