package calendar

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/models/template"
)

// Side is the part of a launch that collides.
type Side string

// The sides.
const (
	OfT        Side = "t"
	OfLaunches Side = "launches"
	OfItems    Side = "deliverables"
	OfShifts   Side = "shifts"
)

// Sides lists the sides in the order in which they are shown.
var Sides = []Side{OfT, OfLaunches, OfItems, OfShifts}

// What a launch can collide with, besides an event of some Kind.
const (
	AgainstAbsence = "absence"
	AgainstLaunch  = "launch"
)

// Watch is the time after T in which an event collides with T if it begins then: a release is
// watched for 24 hours.
const Watch = 24 * time.Hour

// defaultWatchedDays is the last day after T on which a launch is watched, if its template does not
// set one.
const defaultWatchedDays = 7

// Collision is an item of a launch that collides with an entry of the calendar.
type Collision struct {
	Side Side
	// Against is a Kind, AgainstAbsence or AgainstLaunch.
	Against string
	// Key identifies the two sides. It does not depend on their names and times.
	Key string
	// Dates has the times of both sides and whether they stop the launch. An acceptance applies to
	// these dates only.
	Dates string
	// What names the colliding item. ItemID or EntryID is set if it is a deliverable or a roster
	// entry.
	What string
	// With names the other side, and Text describes the collision.
	With  string
	Text  string
	Stops bool
	// On is the day of the collision.
	On              civil.Date
	ItemID, EntryID int64
	EventID         int64
	// Slug is that of the other launch.
	Slug string
	// Decides has the names of the people who can resolve the collision.
	Decides []string
}

// Due is a deliverable with its due date.
type Due struct {
	ID      int64
	Title   string
	Kind    template.Kind
	OwnerID int64
	On      civil.Date
	At      civil.TimeOfDay
}

// Shift is a period in which a person is on call, after all overrides.
type Shift struct {
	// Entry is the roster entry that put the person on call.
	Entry, Person int64
	Role          string
	From, To      time.Time
}

// Person is a person with their absences.
type Person struct {
	Name string
	Zone string
	Away []people.Absence
}

// Other is another launch with the critical services that it shares with this one.
type Other struct {
	launch.Launch
	Shared []service.Touch `gorm:"-"`
}

// Facts has a launch and everything that it can collide with.
type Facts struct {
	Launch launch.Launch
	Now    time.Time
	Dues   []Due
	Shifts []Shift
	Events []Event
	Others []Other
	People map[int64]Person
	// Touches are the services that the launch depends on.
	Touches []service.Touch
}

// Collide returns the collisions of a launch that can still be avoided: those that stop it first,
// then by side and day. It ignores dates before today.
func Collide(f Facts) []Collision {
	c := collider{Facts: f, loc: f.Launch.Location()}
	c.today = civil.Of(f.Now, c.loc)
	c.Events = slices.DeleteFunc(slices.Clone(f.Events), func(e Event) bool { return !f.concerns(e) })
	if f.Launch.State.Ahead() && !f.Launch.LaunchOn.Before(c.today) {
		c.checkT()
		c.checkOthers()
	}
	if f.Launch.State.Open() {
		c.checkDues()
		c.checkShifts()
	}
	slices.SortStableFunc(c.found, func(a, b Collision) int {
		return cmp.Or(rank(a.Stops)-rank(b.Stops), slices.Index(Sides, a.Side)-slices.Index(Sides, b.Side), a.On.Compare(b.On),
			cmp.Compare(a.Key, b.Key))
	})
	return c.found
}

// concerns reports whether an event affects the launch. An event of certain services affects only
// launches that depend on one of them or have no services entered.
func (f Facts) concerns(e Event) bool {
	if len(e.Services) == 0 || len(f.Touches) == 0 {
		return true
	}
	return slices.ContainsFunc(e.Services, func(t Touched) bool {
		return slices.ContainsFunc(f.Touches, func(d service.Touch) bool { return d.ServiceID == t.ID })
	})
}

// collider collects the collisions of a launch.
type collider struct {
	Facts
	loc   *time.Location
	today civil.Date
	found []Collision
}

// add completes and adds a collision. who and whoDates identify the item of the launch, with and
// withDates the other side.
func (c *collider) add(x Collision, who, whoDates, with, withDates string) {
	x.Key = who + "/" + x.Against + ":" + with
	x.Dates = whoDates + " " + withDates
	if x.Stops {
		x.Dates += " stops"
	}
	// Overrides can divide a shift into parts that collide with the same event.
	if i := slices.IndexFunc(c.found, func(o Collision) bool { return o.Key == x.Key }); i >= 0 {
		c.found[i].Dates += " " + x.Dates
		return
	}
	c.found = append(c.found, x)
}

func (c *collider) lead() string { return c.People[c.Launch.LeadID].Name }

// checkT finds collisions of T and of the hours after it in which the launch is watched.
func (c *collider) checkT() {
	l := c.Launch
	at, dates := l.LaunchAt.Time, stamp(l.LaunchAt.Time)
	x := Collision{Side: OfT, What: "T, " + l.When(), On: l.LaunchOn, Decides: distinctNames(c.lead())}
	for _, e := range c.Events {
		x.Against, x.EventID, x.Stops = string(e.Kind), e.ID, false
		switch {
		case e.Overlaps(at, at, c.loc):
			x.Stops, x.Text = e.Forbids(), "T is "+during(e)
			if x.Stops {
				x.Text += ", in which nothing is launched"
			}
			c.add(x, "t", dates, number(e.ID), e.dates())
		case e.Overlaps(at, at.Add(Watch), c.loc) && e.Kind != Campaign:
			x.Text = upperFirst(e.phrase()) + " begins within 24 hours after T, while the launch is watched"
			c.add(x, "watch", dates, number(e.ID), e.dates())
		}
	}
	x.Against, x.EventID, x.Stops = AgainstAbsence, 0, false
	for _, a := range c.People[l.LeadID].Away {
		if a.Covers(l.LaunchOn) {
			x.Text = c.lead() + ", who leads, is away " + daysText(a.FirstDay, a.LastDay)
			c.add(x, "t", dates, number(a.ID), absenceDates(a))
		}
	}
}

// checkOthers finds launches on the same critical services, on the same day or while one of the two
// is watched.
func (c *collider) checkOthers() {
	l := c.Launch
	for _, o := range c.Others {
		if o.ID == l.ID || len(o.Shared) == 0 || !o.competes(c.Now) {
			continue
		}
		days := o.LaunchOn.Sub(l.LaunchOn)
		same := sameDay(l, o.Launch)
		if !same && !(days > 0 && days <= watchedDays(l)) && !(days < 0 && -days <= watchedDays(o.Launch)) {
			continue
		}
		x := Collision{Side: OfLaunches, Against: AgainstLaunch, What: o.Name, On: o.LaunchOn, Slug: o.Slug, Stops: same,
			Decides: distinctNames(c.lead(), o.LeadName)}
		x.With, x.Text = o.summary(days, same), o.description(l, days, same)
		c.add(x, "t", stamp(l.LaunchAt.Time), number(o.ID), stamp(o.LaunchAt.Time)+" "+o.serviceIDs())
	}
}

// competes reports whether the other launch is still to come or is being watched. A launch whose
// planned day has passed does not compete.
func (o Other) competes(now time.Time) bool {
	switch o.State {
	case launch.Planning, launch.Go:
		return !o.LaunchOn.Before(o.Today(now))
	case launch.Launching, launch.Live:
		return true
	}
	return false
}

// sameDay reports whether both launches are on the same day in the zone of either.
func sameDay(a, b launch.Launch) bool {
	return a.LaunchOn == b.LaunchOn || civil.Of(a.LaunchAt.Time, b.Location()) == b.LaunchOn ||
		civil.Of(b.LaunchAt.Time, a.Location()) == a.LaunchOn
}

// watchedDays returns the last day after T on which a launch is watched.
func watchedDays(l launch.Launch) int {
	for _, p := range l.Frame.Phases {
		if p.Key == template.PhaseMonitor {
			return p.To
		}
	}
	return defaultWatchedDays
}

// checkDues finds collisions of deliverables on their due dates.
func (c *collider) checkDues() {
	for _, d := range c.Dues {
		if d.On.IsZero() || d.On.Before(c.today) {
			continue
		}
		owner := c.People[d.OwnerID]
		x := Collision{Side: OfItems, What: d.Title, On: d.On, ItemID: d.ID, Decides: distinctNames(c.lead(), owner.Name)}
		who, dates := "item:"+number(d.ID), d.dates()
		for _, e := range c.Events {
			if d.affectedBy(e.Kind) && d.dueIn(e, c.loc) {
				x.Against, x.EventID = string(e.Kind), e.ID
				x.With, x.Text = e.Kind.Label()+" “"+e.Name()+"”", "Due "+d.On.Short()+", "+during(e)
				c.add(x, who, dates, number(e.ID), e.dates())
			}
		}
		x.Against, x.EventID = AgainstAbsence, 0
		for _, a := range owner.Away {
			if a.Covers(d.On) {
				x.Text = "Due " + d.On.Short() + ", but " + owner.Name + " is away " + daysText(a.FirstDay, a.LastDay)
				c.add(x, who, dates, number(a.ID), absenceDates(a))
			}
		}
	}
}

// affectedBy reports whether an event of a kind matters to a deliverable. Nothing is finished on a
// holiday, nothing reaches production in a freeze, and customers hear of other things during a
// campaign.
func (d Due) affectedBy(k Kind) bool {
	switch k {
	case Holiday:
		return true
	case Freeze:
		return d.Kind == template.KindEngineering
	case Campaign:
		return d.Kind == template.KindAnnouncement || d.Kind == template.KindCustomerNotice
	}
	return false
}

// dueIn reports whether a deliverable is due during an event: at its time if it has one, or at any
// time of its day.
func (d Due) dueIn(e Event, loc *time.Location) bool {
	if d.At.IsZero() {
		return e.OnDay(d.On, loc)
	}
	at, _ := civil.Instant(d.On, d.At, loc)
	return e.Overlaps(at, at, loc)
}

// checkShifts finds people who are on call during an absence or on a holiday.
func (c *collider) checkShifts() {
	for _, s := range c.Shifts {
		if !s.To.After(c.Now) {
			continue
		}
		p := c.People[s.Person]
		when := spanText(s.From, s.To, c.loc)
		x := Collision{Side: OfShifts, What: s.Role + ": " + p.Name, EntryID: s.Entry, On: civil.Of(s.From, c.loc),
			Decides: distinctNames(c.lead(), p.Name)}
		who, dates := "shift:"+number(s.Entry)+":"+number(s.Person), stamp(s.From)+"/"+stamp(s.To)
		for _, e := range c.Events {
			if e.Kind == Holiday && e.Overlaps(s.From, s.To, c.loc) {
				x.Against, x.EventID, x.Text = string(e.Kind), e.ID, "On call "+when+", "+during(e)
				c.add(x, who, dates, number(e.ID), e.dates())
			}
		}
		x.Against, x.EventID = AgainstAbsence, 0
		for _, a := range p.Away {
			if from, to := p.bounds(a); from.Before(s.To) && s.From.Before(to) {
				x.Text = "On call " + when + ", but away " + daysText(a.FirstDay, a.LastDay)
				c.add(x, who, dates, number(a.ID), absenceDates(a))
			}
		}
	}
}

// bounds returns the start and end of an absence in the person's zone.
func (p Person) bounds(a people.Absence) (from, to time.Time) {
	loc, err := civil.Zone(p.Zone)
	if err != nil {
		loc = time.UTC
	}
	from, _ = civil.DayBounds(a.FirstDay, loc)
	_, to = civil.DayBounds(a.LastDay, loc)
	return from, to
}

// Moved returns the facts after a move of T. Shifts stay, because the people on call move them.
func (f Facts) Moved(m launch.MovePreview) Facts {
	f.Launch.LaunchOn, f.Launch.LaunchTime, f.Launch.Zone = m.To.On, m.To.Time, m.To.Zone
	f.Launch.LaunchAt.Time = m.At
	at := make(map[int64]launch.Schedule, len(m.Rows))
	for _, r := range m.Rows {
		at[r.ID] = r.New
	}
	f.Dues = slices.Clone(f.Dues)
	for i, d := range f.Dues {
		if s, ok := at[d.ID]; ok {
			f.Dues[i].On, f.Dues[i].At = s.DueOn, s.DueTime
		}
	}
	return f
}

// Change compares the collisions of a launch before and after a move.
type Change struct{ New, Gone, Stay []Collision }

// Compare compares collisions by key.
func Compare(before, after []Collision) Change {
	var ch Change
	was := make(map[string]bool, len(before))
	is := make(map[string]bool, len(after))
	for _, c := range before {
		was[c.Key] = true
	}
	for _, c := range after {
		is[c.Key] = true
		if was[c.Key] {
			ch.Stay = append(ch.Stay, c)
		} else {
			ch.New = append(ch.New, c)
		}
	}
	for _, c := range before {
		if !is[c.Key] {
			ch.Gone = append(ch.Gone, c)
		}
	}
	return ch
}

// Days returns the first and the last day of the items of the launch, to find the events of those
// days.
func (f Facts) Days() (first, last civil.Date) {
	first, last = f.Launch.LaunchOn, f.Launch.LaunchOn.AddDays(1)
	include := func(from, to civil.Date) {
		if from.Before(first) {
			first = from
		}
		if to.After(last) {
			last = to
		}
	}
	for _, d := range f.Dues {
		include(d.On, d.On)
	}
	for _, s := range f.Shifts {
		include(civil.Of(s.From, time.UTC), civil.Of(s.To, time.UTC))
	}
	return first, last
}

func rank(b bool) int {
	if b {
		return 0
	}
	return 1
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

// distinctNames returns the names that are not empty, without duplicates.
func distinctNames(list ...string) []string {
	var out []string
	for _, n := range list {
		if n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func (o Other) serviceIDs() string {
	ids := make([]int64, len(o.Shared))
	for i, t := range o.Shared {
		ids[i] = t.ServiceID
	}
	slices.Sort(ids)
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = number(id)
	}
	return "services " + strings.Join(words, ",")
}
