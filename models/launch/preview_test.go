package launch

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault/faulttest"
	"tminus/models/people"
	"tminus/models/template"
)

// testCrew returns a crew with one person per team, on Mon 16 November 2026.
func testCrew() Crew {
	c := Crew{Now: time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)}
	for i, key := range []string{"product", "engineering", "design", "qa", "marketing", "sales", "support"} {
		id := int64(i + 1)
		c.Teams = append(c.Teams, people.Team{ID: id, Key: key, Name: key})
		c.Users = append(c.Users, people.User{ID: id, Name: "P " + key, TeamID: &id, Role: people.Member, Seniority: people.Mid})
	}
	return c
}

func testNew(t testing.TB, template string, on civil.Date) New {
	t.Helper()
	tpl, err := shippedNamed(template)
	if err != nil {
		t.Fatal(err)
	}
	return New{Template: tpl, Roles: Suggest(tpl, testCrew()),
		Input: Input{Name: "X", LeadID: 1, Target: Target{On: on, Time: civil.At(10, 0), Zone: "Europe/Berlin"}}}
}

func TestPreviewListsCollisions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		on     civil.Date
		change func(*New, *Crew)
		want   CollisionKind
		says   string
	}{
		"plenty of time": {on: civil.New(2026, 12, 15)},
		"a few days":     {on: civil.New(2026, 11, 26), want: HitsStart, says: "10 days"},
		"today":          {on: civil.New(2026, 11, 16), want: HitsPast, says: "T is today"},
		"in the past":    {on: civil.New(2026, 11, 10), want: HitsPast, says: "T is in the past"},
		"on a Saturday":  {on: civil.New(2026, 12, 12), want: HitsWeekend, says: "T is on a Saturday"},
		"owner away":     {on: civil.New(2026, 12, 15), want: HitsAbsence, change: away(2, civil.New(2026, 12, 15))},
		"lead away on T": {on: civil.New(2026, 12, 15), want: HitsAbsence, says: "who leads, is away",
			change: away(1, civil.New(2026, 12, 15))},
		"a role left open": {on: civil.New(2026, 12, 15), want: HitsOwner, says: "Nobody is chosen as QA lead", change: func(n *New, _ *Crew) {
			delete(n.Roles, "qa_lead")
		}},
		"the hour repeats": {on: civil.New(2027, 10, 31), says: "comes twice", change: func(n *New, _ *Crew) {
			n.Target.Time = civil.At(2, 30)
		}},
		"nothing to be made": {on: civil.New(2026, 11, 18), change: func(n *New, c *Crew) { n.Template = template.Blank(c.Teams) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, crew := testNew(t, "standard", c.on), testCrew()
			if c.change != nil {
				c.change(&n, &crew)
			}
			p, err := Preview(n, crew)
			if err != nil {
				t.Fatal(err)
			}
			if c.want != "" && p.Count(c.want) == 0 {
				t.Errorf("no item hits %q", c.want)
			}
			var texts []string
			for _, x := range p.Collisions {
				texts = append(texts, x.Text)
			}
			if all := strings.Join(texts, "\n"); !strings.Contains(all, c.says) {
				t.Errorf("it says %q, not %q", all, c.says)
			}
			if c.want == "" && c.says == "" && len(texts) > 0 {
				t.Errorf("it says %q", texts)
			}
		})
	}
}

func away(id int64, on civil.Date) func(*New, *Crew) {
	return func(_ *New, c *Crew) {
		c.Absences = append(c.Absences, people.Absence{UserID: id, FirstDay: on.AddDays(-1), LastDay: on.AddDays(1)})
	}
}

func TestPreviewSkippedHourIsInvalid(t *testing.T) {
	t.Parallel()
	n := testNew(t, "small", civil.New(2027, 3, 28))
	n.Target.Time = civil.At(2, 30)
	_, err := Preview(n, testCrew())
	faulttest.WantInvalid(t, err, "launch_time")
}

// The preview equals what is created: each item of the template once, in its lane, with the same
// dates and owner.
func TestPreviewEqualsCreatedLaunch(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		tpl := rapid.SampledFrom(template.PlanOnly.Shipped()).Draw(r, "template")
		zone := rapid.SampledFrom([]string{"UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"}).Draw(r, "zone")
		on := civil.New(2026, 11, 1).AddDays(rapid.IntRange(0, 500).Draw(r, "day"))
		in := New{Template: tpl, Roles: map[string]int64{}, Input: Input{Name: "X", LeadID: b.lead.ID,
			Target: Target{On: on, Time: civil.At(rapid.IntRange(4, 23).Draw(r, "hour"), 0), Zone: zone}}}
		for _, role := range tpl.Roles {
			if rapid.Bool().Draw(r, role.Key) {
				in.Roles[role.Key] = b.member.ID
			}
		}
		crew, err := b.store.Crew(b.as(b.lead))
		if err != nil {
			r.Fatal(err)
		}
		p, err := Preview(in, crew)
		if err != nil {
			r.Fatal(err)
		}
		if n++; n > 25 { // the database is not under test here
			checkOnce(r, tpl, p)
			return
		}
		l, err := b.store.Create(b.as(b.lead), in)
		if err != nil {
			r.Fatal(err)
		}
		made, err := b.store.Plan(b.as(b.lead), l.Slug)
		if err != nil {
			r.Fatal(err)
		}
		checkOnce(r, tpl, p)
		checkMade(r, p, made)
	})
}

func checkOnce(r *rapid.T, tpl template.Template, p Proposal) {
	seen := map[string]int{}
	for _, it := range p.Items {
		seen[it.Key]++
		if it.StartsOn.After(it.DueOn) {
			r.Errorf("%s is due before it starts", it.Key)
		}
	}
	for _, it := range tpl.Deliverables {
		if seen[it.Key] != 1 {
			r.Errorf("%s is in the preview %d times", it.Key, seen[it.Key])
		}
	}
}

func checkMade(r *rapid.T, p Proposal, made *Plan) {
	if len(made.Items) != len(p.Items) {
		r.Fatalf("%d made, %d previewed", len(made.Items), len(p.Items))
	}
	byTitle := map[string]Item{}
	for _, it := range made.Items {
		byTitle[it.Title] = it
	}
	for _, want := range p.Items {
		got := byTitle[want.Title]
		if got.Schedule != want.Schedule || got.OwnerID != want.OwnerID || made.Lane(got.LaneID).Key != want.Lane {
			r.Errorf("%s: made %+v for %d, previewed %+v for %d", want.Key, got.Schedule, got.OwnerID, want.Schedule, want.OwnerID)
		}
	}
}

func TestSuggestUsesTeamTitleAndSeniority(t *testing.T) {
	t.Parallel()
	tpl, _ := shippedNamed("major")
	crew := testCrew()
	eng := int64(2)
	crew.Users = append(crew.Users,
		people.User{ID: 20, Name: "A junior", TeamID: &eng, Role: people.Member, Seniority: people.Junior},
		people.User{ID: 21, Name: "B senior", TeamID: &eng, Role: people.Member, Seniority: people.Senior},
		people.User{ID: 22, Name: "C titled", TeamID: &eng, Role: people.Member, Seniority: people.Mid, Title: "engineering LEAD"},
		people.User{ID: 23, Name: "D viewer", TeamID: &eng, Role: people.Viewer, Seniority: people.Senior, Title: "Engineering lead"},
		people.User{ID: 24, Name: "E gone", TeamID: &eng, Role: people.Member, Seniority: people.Senior, Title: "Engineering lead",
			DeactivatedAt: db.At(crew.Now)},
	)
	roles := Suggest(tpl, crew)
	if roles["engineering_lead"] != 22 || roles["release_manager"] != 21 {
		t.Errorf("engineering lead %d, release manager %d; want 22 and 21", roles["engineering_lead"], roles["release_manager"])
	}
	if _, ok := roles["customer_success_lead"]; ok {
		t.Error("a role whose team has nobody was filled")
	}
}
