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

// Side is which part of a launch collides.
type Side string

// The sides, in the order in which they are shown.
const (
	OfT        Side = "t"
	OfLaunches Side = "launches"
	OfItems    Side = "deliverables"
	OfShifts   Side = "shifts"
)

// Sides in their order.
var Sides = []Side{OfT, OfLaunches, OfItems, OfShifts}

// What a launch can collide with besides an event of some Kind.
const (
	AgainstAbsence = "absence"
	AgainstLaunch  = "launch"
)

// Watch is for how long after T something that begins is said to fall into the
// launch: a release is watched for 24 hours before anybody turns to other things.
const Watch = 24 * time.Hour

// watchedDays is up to which day after T a launch is watched where its own
// template does not say.
const watchedDays = 7

// Collision is one thing of a launch that meets one of the calendar.
type Collision struct {
	Side Side
	// Against is a Kind, AgainstAbsence or AgainstLaunch.
	Against string
	// Key names the two that meet: it stays the same whatever they are called and
	// whenever they are.
	Key string
	// Dates says when the two are, and whether they stop the launch. What was
	// accepted was accepted for these.
	Dates string
	// What collides, in words; its place is ItemID or EntryID where it has one.
	What string
	// With is the other side's name, Text the collision in words.
	With  string
	Text  string
	Stops bool
	// On is the day on which they meet.
	On              civil.Date
	ItemID, EntryID int64
	EventID         int64
	// Slug is the other launch's.
	Slug string
	// Decides are the names of who can do something about it.
	Decides []string
}

// Due is a deliverable by when it is due.
type Due struct {
	ID      int64
	Title   string
	Kind    template.Kind
	OwnerID int64
	On      civil.Date
	At      civil.TimeOfDay
}

// Shift is a stretch in which somebody is on call, all overrides counted.
type Shift struct {
	// Entry is what put the person there.
	Entry, Person int64
	Role          string
	From, To      time.Time
}

// Person is somebody as far as the calendar is concerned.
type Person struct {
	Name string
	Zone string
	Away []people.Absence
}

// Other is another launch, with which critical services it shares with this one.
type Other struct {
	launch.Launch
	LeadName string
	Shared   []service.Touch `gorm:"-"`
}

// Facts are a launch and all that it can collide with.
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

// Collide returns all collisions of a launch that can still be kept from
// happening: those that stop it first, then by side and day. What lies before
// today is past praying for.
func Collide(f Facts) []Collision {
	c := collider{Facts: f, loc: f.Launch.Location()}
	c.today = civil.Of(f.Now, c.loc)
	c.Events = slices.DeleteFunc(slices.Clone(f.Events), func(e Event) bool { return !f.concerns(e) })
	if f.Launch.State.Ahead() && !f.Launch.LaunchOn.Before(c.today) {
		c.t()
		c.others()
	}
	if f.Launch.State.Open() {
		c.dues()
		c.shifts()
	}
	slices.SortStableFunc(c.found, func(a, b Collision) int {
		return cmp.Or(no(a.Stops)-no(b.Stops), slices.Index(Sides, a.Side)-slices.Index(Sides, b.Side), a.On.Compare(b.On), cmp.Compare(a.Key, b.Key))
	})
	return c.found
}

// concerns tells whether an event has to do with the launch: one that touches
// some services only does so for launches that depend on one of these, or of
// which nobody has said yet on what they depend.
func (f Facts) concerns(e Event) bool {
	if len(e.Services) == 0 || len(f.Touches) == 0 {
		return true
	}
	return slices.ContainsFunc(e.Services, func(t Touched) bool {
		return slices.ContainsFunc(f.Touches, func(d service.Touch) bool { return d.ServiceID == t.ID })
	})
}

type collider struct {
	Facts
	loc   *time.Location
	today civil.Date
	found []Collision
}

// add completes a collision of what, known by who and its dates, with another
// side, known by with and its dates.
func (c *collider) add(x Collision, who, whoDates, with, withDates string) {
	x.Key = who + "/" + x.Against + ":" + with
	x.Dates = whoDates + " " + withDates
	if x.Stops {
		x.Dates += " stops"
	}
	// Overrides can cut a shift in pieces that meet the same thing.
	if i := slices.IndexFunc(c.found, func(o Collision) bool { return o.Key == x.Key }); i >= 0 {
		c.found[i].Dates += " " + x.Dates
		return
	}
	c.found = append(c.found, x)
}

func (c *collider) lead() string { return c.People[c.Launch.LeadID].Name }

// t is T itself, and the hours after it in which the launch is watched.
func (c *collider) t() {
	l := c.Launch
	at, dates := l.LaunchAt.Time, stamp(l.LaunchAt.Time)
	x := Collision{Side: OfT, What: "T, " + l.When(), On: l.LaunchOn, Decides: names(c.lead())}
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
			x.Text = upper(e.named()) + " begins within 24 hours after T, while the launch is watched"
			c.add(x, "watch", dates, number(e.ID), e.dates())
		}
	}
	x.Against, x.EventID, x.Stops = AgainstAbsence, 0, false
	for _, a := range c.People[l.LeadID].Away {
		if a.Covers(l.LaunchOn) {
			x.Text = c.lead() + ", who leads, is away " + daysWords(a.FirstDay, a.LastDay)
			c.add(x, "t", dates, number(a.ID), absenceDates(a))
		}
	}
}

// others are launches on the same critical services: on the same day, or while
// one of the two is still watched.
func (c *collider) others() {
	l := c.Launch
	for _, o := range c.Others {
		if o.ID == l.ID || len(o.Shared) == 0 || !o.counts(c.Now) {
			continue
		}
		days := o.LaunchOn.Sub(l.LaunchOn)
		same := sameDay(l, o.Launch)
		if !same && !(days > 0 && days <= watched(l)) && !(days < 0 && -days <= watched(o.Launch)) {
			continue
		}
		x := Collision{Side: OfLaunches, Against: AgainstLaunch, What: o.Name, On: o.LaunchOn, Slug: o.Slug, Stops: same, Decides: names(c.lead(), o.LeadName)}
		x.With, x.Text = o.brief(days, same), o.words(l, days, same)
		c.add(x, "t", stamp(l.LaunchAt.Time), number(o.ID), stamp(o.LaunchAt.Time)+" "+o.serviceIDs())
	}
}

// counts tells whether another launch still competes: it is on its way, or out
// and being watched. One that was planned for a day that has passed does not.
func (o Other) counts(now time.Time) bool {
	switch o.State {
	case launch.Planning, launch.Go:
		return !o.LaunchOn.Before(o.Today(now))
	case launch.Launching, launch.Live:
		return true
	}
	return false
}

// sameDay tells whether both launch on one day, by the clocks of either.
func sameDay(a, b launch.Launch) bool {
	return a.LaunchOn == b.LaunchOn || civil.Of(a.LaunchAt.Time, b.Location()) == b.LaunchOn || civil.Of(b.LaunchAt.Time, a.Location()) == a.LaunchOn
}

// watched is up to which day after T a launch is watched.
func watched(l launch.Launch) int {
	for _, p := range l.Frame.Phases {
		if p.Key == template.PhaseMonitor {
			return p.To
		}
	}
	return watchedDays
}

// dues are the deliverables on the days on which they are due.
func (c *collider) dues() {
	for _, d := range c.Dues {
		if d.On.IsZero() || d.On.Before(c.today) {
			continue
		}
		owner := c.People[d.OwnerID]
		x := Collision{Side: OfItems, What: d.Title, On: d.On, ItemID: d.ID, Decides: names(c.lead(), owner.Name)}
		who, dates := "item:"+number(d.ID), d.dates()
		for _, e := range c.Events {
			if d.minds(e.Kind) && d.meets(e, c.loc) {
				x.Against, x.EventID = string(e.Kind), e.ID
				x.With, x.Text = e.Kind.Label()+" “"+e.Name()+"”", "Due "+d.On.Short()+", "+during(e)
				c.add(x, who, dates, number(e.ID), e.dates())
			}
		}
		x.Against, x.EventID = AgainstAbsence, 0
		for _, a := range owner.Away {
			if a.Covers(d.On) {
				x.Text = "Due " + d.On.Short() + ", but " + owner.Name + " is away " + daysWords(a.FirstDay, a.LastDay)
				c.add(x, who, dates, number(a.ID), absenceDates(a))
			}
		}
	}
}

// minds tells whether an event of the kind matters to a deliverable. On a
// holiday nobody finishes anything; in a freeze nothing reaches production; and
// in somebody's campaign customers hear of that.
func (d Due) minds(k Kind) bool {
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

// meets tells whether a deliverable is due in an event: at its time where it has
// one, else at any moment of its day.
func (d Due) meets(e Event, loc *time.Location) bool {
	if d.At.IsZero() {
		return e.OnDay(d.On, loc)
	}
	at, _ := civil.Instant(d.On, d.At, loc)
	return e.Overlaps(at, at, loc)
}

// shifts are those who are on call while they are away, or on a holiday.
func (c *collider) shifts() {
	for _, s := range c.Shifts {
		if !s.To.After(c.Now) {
			continue
		}
		p := c.People[s.Person]
		when := stretch(s.From, s.To, c.loc)
		x := Collision{Side: OfShifts, What: s.Role + ": " + p.Name, EntryID: s.Entry, On: civil.Of(s.From, c.loc), Decides: names(c.lead(), p.Name)}
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
				x.Text = "On call " + when + ", but away " + daysWords(a.FirstDay, a.LastDay)
				c.add(x, who, dates, number(a.ID), absenceDates(a))
			}
		}
	}
}

// bounds is when an absence begins and ends where the person is.
func (p Person) bounds(a people.Absence) (from, to time.Time) {
	loc, err := civil.Zone(p.Zone)
	if err != nil {
		loc = time.UTC
	}
	from, _ = civil.DayBounds(a.FirstDay, loc)
	_, to = civil.DayBounds(a.LastDay, loc)
	return from, to
}

// Moved are the facts with T and all that follows it at another place. Shifts
// stay: they are moved along by those who have them.
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

// Change is what becomes of a launch's collisions when it moves.
type Change struct{ New, Gone, Stay []Collision }

// Compare tells the collisions before and after apart, each by its key.
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

// Days are the first and the last day on which anything of the launch is, for
// asking what is on in the calendar then.
func (f Facts) Days() (first, last civil.Date) {
	first, last = f.Launch.LaunchOn, f.Launch.LaunchOn.AddDays(1)
	see := func(from, to civil.Date) {
		if from.Before(first) {
			first = from
		}
		if to.After(last) {
			last = to
		}
	}
	for _, d := range f.Dues {
		see(d.On, d.On)
	}
	for _, s := range f.Shifts {
		see(civil.Of(s.From, time.UTC), civil.Of(s.To, time.UTC))
	}
	return first, last
}

func no(b bool) int {
	if b {
		return 0
	}
	return 1
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

// names are those that are known, each once.
func names(list ...string) []string {
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
