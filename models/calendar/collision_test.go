package calendar_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/models/template"
)

func day(text string) civil.Date {
	d, err := civil.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func moment(text string) time.Time {
	t, err := time.Parse("2006-01-02T15:04Z07:00", text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// on returns a launch with T at 10:00 on a day in a zone.
func on(id int64, d, zone string) launch.Launch {
	l := launch.Launch{ID: id, Slug: "launch", Name: "Launch", LaunchOn: day(d), LaunchTime: civil.At(10, 0), Zone: zone, LeadID: 1,
		State: launch.Planning}
	at, _ := civil.Instant(l.LaunchOn, l.LaunchTime, l.Location())
	l.LaunchAt = db.At(at)
	return l
}

func days(id int64, k calendar.Kind, first, last string) calendar.Event {
	return calendar.Event{ID: id, Kind: k, Title: "Event", FirstDay: day(first), LastDay: day(last), Severity: k.Usual()}
}

func timed(id int64, k calendar.Kind, from, to string) calendar.Event {
	return calendar.Event{ID: id, Kind: k, Title: "Event", StartAt: db.At(moment(from)), EndAt: db.At(moment(to)), Zone: "Europe/Berlin",
		Severity: k.Usual()}
}

func away(id, who int64, first, last string) people.Absence {
	return people.Absence{ID: id, UserID: who, FirstDay: day(first), LastDay: day(last)}
}

// keys returns the keys of the collisions, with "!" after those that stop the launch.
func keys(cs []calendar.Collision) string {
	var out []string
	for _, c := range cs {
		k := c.Key
		if c.Stops {
			k += "!"
		}
		out = append(out, k)
	}
	return strings.Join(out, " ")
}

// now is a Monday three weeks before T, which is Tue 12 May 2026 10:00 CEST.
var now = moment("2026-04-20T09:00Z")

const berlin = "Europe/Berlin"

func TestCollideT(t *testing.T) {
	forbidden := days(1, calendar.Campaign, "2026-05-12", "2026-05-12")
	forbidden.Severity = calendar.Forbid
	gone := days(1, calendar.Freeze, "2026-05-12", "2026-05-12")
	gone.CancelledAt = db.At(now)
	for name, c := range map[string]struct {
		event calendar.Event
		want  string
	}{
		"in a freeze":                 {days(1, calendar.Freeze, "2026-05-11", "2026-05-15"), "t/freeze:1!"},
		"on the last day of a freeze": {days(1, calendar.Freeze, "2026-05-01", "2026-05-12"), "t/freeze:1!"},
		"the day after a freeze":      {days(1, calendar.Freeze, "2026-05-01", "2026-05-11"), ""},
		"in a freeze that is only warned of": {func() calendar.Event {
			e := days(1, calendar.Freeze, "2026-05-12", "2026-05-12")
			e.Severity = calendar.Warn
			return e
		}(), "t/freeze:1"},
		"in a freeze that was deleted":        {gone, ""},
		"on a holiday":                        {days(1, calendar.Holiday, "2026-05-12", "2026-05-12"), "t/holiday:1"},
		"in a campaign":                       {days(1, calendar.Campaign, "2026-05-04", "2026-05-29"), "t/campaign:1"},
		"in a campaign that forbids launches": {forbidden, "t/campaign:1!"},
		"in a partner's release": {timed(1, calendar.PartnerRelease, "2026-05-12T06:00Z", "2026-05-12T09:00Z"),
			"t/partner_release:1"},
		"in maintenance": {timed(1, calendar.Maintenance, "2026-05-12T07:30Z", "2026-05-12T08:30Z"),
			"t/maintenance:1"},
		"when maintenance begins": {timed(1, calendar.Maintenance, "2026-05-12T08:00Z", "2026-05-12T08:30Z"),
			"t/maintenance:1"},
		"when maintenance has just ended": {timed(1, calendar.Maintenance, "2026-05-12T07:00Z", "2026-05-12T08:00Z"), ""},
		"an hour before maintenance": {timed(1, calendar.Maintenance, "2026-05-12T09:00Z", "2026-05-12T10:00Z"),
			"watch/maintenance:1"},
		"maintenance in the 24th hour after T": {timed(1, calendar.Maintenance, "2026-05-13T07:59Z", "2026-05-13T10:00Z"),
			"watch/maintenance:1"},
		"maintenance after the 24 hours":             {timed(1, calendar.Maintenance, "2026-05-13T08:00Z", "2026-05-13T10:00Z"), ""},
		"the day before a freeze":                    {days(1, calendar.Freeze, "2026-05-13", "2026-05-15"), "watch/freeze:1"},
		"the day before a campaign":                  {days(1, calendar.Campaign, "2026-05-13", "2026-05-15"), ""},
		"two days before a freeze, after 24 hours":   {days(1, calendar.Freeze, "2026-05-14", "2026-05-15"), ""},
		"a freeze that has times, over T":            {timed(1, calendar.Freeze, "2026-05-11T22:00Z", "2026-05-12T22:00Z"), "t/freeze:1!"},
		"a freeze that ended a moment before T here": {timed(1, calendar.Freeze, "2026-05-11T22:00Z", "2026-05-12T07:59Z"), ""},
	} {
		f := calendar.Facts{Launch: on(7, "2026-05-12", berlin), Now: now, Events: []calendar.Event{c.event}}
		if got := keys(calendar.Collide(f)); got != c.want {
			t.Errorf("T %s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestCollideUsesZoneOfLaunch(t *testing.T) {
	freeze := days(1, calendar.Freeze, "2026-05-13", "2026-05-13")
	l := on(7, "2026-05-12", "America/Los_Angeles")
	l.LaunchTime = civil.At(20, 0) // the 13th in Berlin
	at, _ := civil.Instant(l.LaunchOn, l.LaunchTime, l.Location())
	l.LaunchAt = db.At(at)
	f := calendar.Facts{Launch: l, Now: now, Events: []calendar.Event{freeze}}
	if got := keys(calendar.Collide(f)); got != "watch/freeze:1" {
		t.Errorf("the evening before, in Los Angeles: %q", got)
	}
	f.Launch.Zone, f.Launch.LaunchOn = berlin, day("2026-05-13")
	if got := keys(calendar.Collide(f)); got != "t/freeze:1!" {
		t.Errorf("the same moment, in Berlin: %q", got)
	}
}

func TestCollideOnDaysWithClockChange(t *testing.T) {
	// Berlin: 29 March 2026 has 23 hours, 25 October 25.
	for _, d := range []string{"2026-03-29", "2026-10-25"} {
		e := days(1, calendar.Freeze, d, d)
		for _, c := range []struct {
			at   civil.TimeOfDay
			on   civil.Date
			want string
		}{{civil.At(0, 0), day(d), "t/freeze:1!"}, {civil.At(23, 59), day(d), "t/freeze:1!"}, {civil.At(0, 0), day(d).AddDays(1), ""},
			{civil.At(23, 59), day(d).AddDays(-1), "watch/freeze:1"}} {
			l := on(7, d, berlin)
			l.LaunchOn, l.LaunchTime = c.on, c.at
			at, _ := civil.Instant(c.on, c.at, l.Location())
			l.LaunchAt = db.At(at)
			got := keys(calendar.Collide(calendar.Facts{Launch: l, Now: moment("2026-01-05T09:00Z"), Events: []calendar.Event{e}}))
			if got != c.want {
				t.Errorf("T on %s %s: got %q, want %q", c.on, c.at, got, c.want)
			}
		}
	}
}

func TestCollideDeliverable(t *testing.T) {
	holiday, freeze := days(1, calendar.Holiday, "2026-05-08", "2026-05-08"), days(2, calendar.Freeze, "2026-05-08", "2026-05-08")
	campaign, maintenance := days(3, calendar.Campaign, "2026-05-08", "2026-05-08"), days(4, calendar.Maintenance, "2026-05-08", "2026-05-08")
	short := timed(5, calendar.Campaign, "2026-05-08T10:00Z", "2026-05-08T11:00Z")
	owner := calendar.Person{Name: "Robin", Zone: "UTC", Away: []people.Absence{away(9, 2, "2026-05-08", "2026-05-10")}}
	for name, c := range map[string]struct {
		due  calendar.Due
		want string
	}{
		"engineering": {calendar.Due{ID: 5, Kind: template.KindEngineering, On: day("2026-05-08")},
			"item:5/freeze:2 item:5/holiday:1"},
		"an announcement": {calendar.Due{ID: 5, Kind: template.KindAnnouncement, On: day("2026-05-08")},
			"item:5/campaign:3 item:5/campaign:5 item:5/holiday:1"},
		"an announcement at an hour": {calendar.Due{ID: 5, Kind: template.KindAnnouncement, On: day("2026-05-08"), At: civil.At(13, 0)},
			"item:5/campaign:3 item:5/holiday:1"},
		"a message to customers": {calendar.Due{ID: 5, Kind: template.KindCustomerNotice, On: day("2026-05-08"), At: civil.At(12, 0)},
			"item:5/campaign:3 item:5/campaign:5 item:5/holiday:1"},
		"a talk for sales":              {calendar.Due{ID: 5, Kind: template.KindSalesEnablement, On: day("2026-05-08")}, "item:5/holiday:1"},
		"the day after":                 {calendar.Due{ID: 5, Kind: template.KindEngineering, On: day("2026-05-11")}, ""},
		"without a date":                {calendar.Due{ID: 5, Kind: template.KindEngineering}, ""},
		"before today":                  {calendar.Due{ID: 5, Kind: template.KindEngineering, On: day("2026-04-19")}, ""},
		"its owner away":                {calendar.Due{ID: 5, OwnerID: 2, On: day("2026-05-10")}, "item:5/absence:9"},
		"its owner back on the day due": {calendar.Due{ID: 5, OwnerID: 2, On: day("2026-05-11")}, ""},
		"somebody else's, away":         {calendar.Due{ID: 5, OwnerID: 3, On: day("2026-05-10")}, ""},
	} {
		f := calendar.Facts{Launch: on(7, "2026-06-12", berlin), Now: now, Dues: []calendar.Due{c.due},
			Events: []calendar.Event{holiday, freeze, campaign, maintenance, short}, People: map[int64]calendar.Person{2: owner}}
		if got := keys(calendar.Collide(f)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestCollideShift(t *testing.T) {
	tokyo := calendar.Person{Name: "Yuki", Zone: "Asia/Tokyo", Away: []people.Absence{away(9, 2, "2026-05-13", "2026-05-13")}}
	for name, c := range map[string]struct {
		from, to string
		want     string
	}{
		// The 13th in Tokyo is 12 May 15:00Z to 13 May 15:00Z.
		"ends when the day off begins": {"2026-05-12T06:00Z", "2026-05-12T15:00Z", ""},
		"a minute into the day off":    {"2026-05-12T06:00Z", "2026-05-12T15:01Z", "shift:4:2/absence:9"},
		"begins when the day off ends": {"2026-05-13T15:00Z", "2026-05-13T20:00Z", ""},
		"on a holiday":                 {"2026-05-14T06:00Z", "2026-05-14T18:00Z", "shift:4:2/holiday:1"},
		"over already":                 {"2026-04-19T06:00Z", "2026-04-20T09:00Z", ""},
	} {
		f := calendar.Facts{Launch: on(7, "2026-06-12", berlin), Now: now, People: map[int64]calendar.Person{2: tokyo},
			Shifts: []calendar.Shift{{Entry: 4, Person: 2, Role: "Primary", From: moment(c.from), To: moment(c.to)}},
			Events: []calendar.Event{days(1, calendar.Holiday, "2026-05-14", "2026-05-14"), days(2, calendar.Freeze, "2026-05-01", "2026-05-31")}}
		if got := keys(calendar.Collide(f)); got != c.want {
			t.Errorf("a shift that %s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestDividedShiftCollidesOnce(t *testing.T) {
	f := calendar.Facts{Launch: on(7, "2026-06-12", berlin), Now: now,
		Events: []calendar.Event{days(1, calendar.Holiday, "2026-05-14", "2026-05-14")},
		Shifts: []calendar.Shift{{Entry: 4, Person: 2, From: moment("2026-05-14T06:00Z"), To: moment("2026-05-14T08:00Z")},
			{Entry: 4, Person: 2, From: moment("2026-05-14T09:00Z"), To: moment("2026-05-14T12:00Z")}}}
	if got := keys(calendar.Collide(f)); got != "shift:4:2/holiday:1" {
		t.Errorf("got %q", got)
	}
}

func TestCollideLaunchesOnSameServices(t *testing.T) {
	payments := []service.Touch{{ServiceID: 3, ServiceName: "Payments", Tier: service.Critical}}
	for name, c := range map[string]struct {
		on, zone string
		state    launch.State
		shared   []service.Touch
		want     string
	}{
		"on the same day":                         {"2026-05-12", berlin, launch.Planning, payments, "t/launch:8!"},
		"on the same day, with nothing in common": {"2026-05-12", berlin, launch.Planning, nil, ""},
		"on the next day by its own clock":        {"2026-05-13", "Pacific/Kiritimati", launch.Planning, payments, "t/launch:8!"},
		"while this one is watched":               {"2026-05-19", berlin, launch.Go, payments, "t/launch:8"},
		"when this one is watched no more":        {"2026-05-20", berlin, launch.Go, payments, ""},
		"and is watched at T":                     {"2026-05-05", berlin, launch.Planning, payments, "t/launch:8"},
		"and is watched no more at T":             {"2026-05-04", berlin, launch.Planning, payments, ""},
		"and was cancelled":                       {"2026-05-12", berlin, launch.Cancelled, payments, ""},
		"and was closed":                          {"2026-05-05", berlin, launch.Closed, payments, ""},
		"and is live":                             {"2026-05-05", berlin, launch.Live, payments, "t/launch:8"},
		"was planned for a day that has passed":   {"2026-04-19", berlin, launch.Planning, payments, ""},
	} {
		o := on(8, c.on, c.zone)
		o.State, o.Name = c.state, "Pay v2"
		f := calendar.Facts{Launch: on(7, "2026-05-12", berlin), Now: now, Others: []calendar.Other{{Launch: o, Shared: c.shared}}}
		cs := calendar.Collide(f)
		if got := keys(cs); got != c.want {
			t.Errorf("another launch %s: got %q, want %q", name, got, c.want)
		}
		for _, x := range cs {
			if !strings.Contains(x.Text, "Payments") {
				t.Errorf("%s: the service is not named in %q", name, x.Text)
			}
		}
	}
}

func TestWatchedDaysOfTemplate(t *testing.T) {
	l := on(7, "2026-05-12", berlin)
	l.Frame.Phases = []template.PhaseSpan{{Key: template.PhaseMonitor, From: 1, To: 3}}
	o := calendar.Other{Launch: on(8, "2026-05-16", berlin), Shared: []service.Touch{{ServiceID: 3}}}
	if cs := calendar.Collide(calendar.Facts{Launch: l, Now: now, Others: []calendar.Other{o}}); len(cs) != 0 {
		t.Errorf("on T+4 of three watched days: %s", keys(cs))
	}
}

func TestEndedLaunchHasNoCollisions(t *testing.T) {
	e := days(1, calendar.Freeze, "2026-01-01", "2026-12-31")
	for _, s := range launch.States {
		l := on(7, "2026-05-12", berlin)
		l.State = s
		got := len(calendar.Collide(calendar.Facts{Launch: l, Now: now, Events: []calendar.Event{e}})) > 0
		if got != s.Ahead() {
			t.Errorf("a launch that is %s collides: %t", s, got)
		}
	}
	l := on(7, "2026-04-19", berlin)
	if cs := calendar.Collide(calendar.Facts{Launch: l, Now: now, Events: []calendar.Event{e}}); len(cs) > 0 {
		t.Errorf("a T of yesterday: %s", keys(cs))
	}
}

func TestCollideAbsenceOfLead(t *testing.T) {
	f := calendar.Facts{Launch: on(7, "2026-05-12", berlin), Now: now,
		People: map[int64]calendar.Person{1: {Name: "Ana", Away: []people.Absence{away(9, 1, "2026-05-12", "2026-05-13")}}}}
	cs := calendar.Collide(f)
	if keys(cs) != "t/absence:9" || !slices.Equal(cs[0].Decides, []string{"Ana"}) {
		t.Errorf("got %+v", cs)
	}
}

func TestCollideOrdersStoppingFirst(t *testing.T) {
	f := calendar.Facts{Launch: on(7, "2026-05-12", berlin), Now: now, Dues: []calendar.Due{{ID: 5, On: day("2026-05-08")}},
		Events: []calendar.Event{days(1, calendar.Holiday, "2026-05-01", "2026-05-31"), days(2, calendar.Freeze, "2026-05-12", "2026-05-12")}}
	if got := keys(calendar.Collide(f)); got != "t/freeze:2! t/holiday:1 item:5/holiday:1" {
		t.Errorf("got %q", got)
	}
}

func TestEventOfServicesAffectsDependentLaunches(t *testing.T) {
	e := days(1, calendar.Maintenance, "2026-05-12", "2026-05-12")
	e.Services = []calendar.Touched{{ID: 3, Name: "Payments"}, {ID: 4, Name: "Search"}}
	for name, c := range map[string]struct {
		touches []service.Touch
		want    string
	}{
		"depends on one":       {[]service.Touch{{ServiceID: 9}, {ServiceID: 4, Tier: service.NiceToHave}}, "t/maintenance:1"},
		"depends on others":    {[]service.Touch{{ServiceID: 9}}, ""},
		"has not said on what": {nil, "t/maintenance:1"},
	} {
		f := calendar.Facts{Launch: on(7, "2026-05-12", berlin), Now: now, Events: []calendar.Event{e}, Touches: c.touches}
		if got := keys(calendar.Collide(f)); got != c.want {
			t.Errorf("a launch that %s: got %q, want %q", name, got, c.want)
		}
	}
}
