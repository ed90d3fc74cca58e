package people_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/people"
)

func inputOf(u people.User) people.Input {
	return people.Input{Name: u.Name, Email: u.Email, Role: u.Role, Title: u.Title, TeamID: u.TeamID, Seniority: u.Seniority, Zone: u.Zone}
}

func TestLastAdministratorCannotBeDemoted(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	ana, bo := addPerson(t, s, "Ana", people.Administrator), addPerson(t, s, "Bo", people.Administrator)
	demoted := func(u people.User) people.Input {
		in := inputOf(u)
		in.Role = people.Member
		return in
	}
	if _, err := s.Update(as(ana), bo.ID, demoted(bo), bo.Version); err != nil {
		t.Fatal(err)
	}
	_, err := s.Update(as(ana), ana.ID, demoted(ana), ana.Version)
	if !fault.Is(err, fault.KindInvalid) || fault.FieldsOf(err)[0].Name != "role" {
		t.Errorf("the last one was demoted: %v", err)
	}
	if _, err := s.Deactivate(system(), ana.ID, people.Handover{Seen: people.Fingerprint(nil), Version: 1}); !fault.Is(err,
		fault.KindInvalid) {
		t.Errorf("the last one was deactivated: %v", err)
	}
	if _, err := s.Deactivate(as(ana), ana.ID, people.Handover{Seen: people.Fingerprint(nil), Version: 1}); !fault.Is(err,
		fault.KindForbidden) {
		t.Errorf("one deactivated oneself: %v", err)
	}
}

func TestConcurrentDemotionsKeepOneAdministrator(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	ana, bo := addPerson(t, s, "Ana", people.Administrator), addPerson(t, s, "Bo", people.Administrator)
	var wg sync.WaitGroup
	for _, p := range [][2]people.User{{ana, bo}, {bo, ana}} {
		wg.Go(func() {
			in := inputOf(p[1])
			in.Role = people.Member
			_, _ = s.Update(as(p[0]), p[1].ID, in, p[1].Version)
		})
	}
	wg.Wait()
	l, err := s.List(system(), people.Filter{Role: people.Administrator})
	if err != nil || l.Total != 1 {
		t.Errorf("%d administrators are left, %v", l.Total, err)
	}
}

func TestUpdateConflictsWithEarlierEdit(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	boss, u := addPerson(t, s, "Boss", people.Administrator), addPerson(t, s, "Ana", people.Member)
	in := inputOf(u)
	in.Title = "First"
	if _, err := s.Update(as(boss), u.ID, in, u.Version); err != nil {
		t.Fatal(err)
	}
	in.Title = "Second"
	if _, err := s.Update(as(boss), u.ID, in, u.Version); !fault.Is(err, fault.KindConflict) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Update(as(u), u.ID, in, u.Version+1); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a member edits: %v", err)
	}
	in.Email = boss.Email
	if _, err := s.Update(as(boss), u.ID, in, u.Version+1); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a taken address: %v", err)
	}
}

func TestCreateFirstSucceedsOnce(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	var wg sync.WaitGroup
	errs := make(chan error, 8)
	for i := range 8 {
		wg.Go(func() {
			_, err := s.CreateFirst(context.Background(), people.Input{Name: "A", Email: fmt.Sprintf("a%d@example.com", i)}, hashOf())
			errs <- err
		})
	}
	wg.Wait()
	close(errs)
	won := 0
	for err := range errs {
		if err == nil {
			won++
		} else if !fault.Is(err, fault.KindForbidden) {
			t.Errorf("a loser is told %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d won", won)
	}
}

func TestAbsencesMayNotOverlap(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Viewer)
	day := func(n int) civil.Date { return civil.New(2026, 12, n) }
	for _, tc := range []struct {
		first, last int
		ok          bool
	}{{10, 12, true}, {12, 14, false}, {8, 10, false}, {11, 11, false}, {9, 13, false}, {13, 13, true}, {9, 9, true}, {20, 19, false}} {
		err := s.AddAbsence(as(u), people.Absence{FirstDay: day(tc.first), LastDay: day(tc.last)}, "")
		if (err == nil) != tc.ok {
			t.Errorf("%d–%d: %v", tc.first, tc.last, err)
		}
		if err != nil && !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%d–%d: %v", tc.first, tc.last, err)
		}
	}
	p, err := s.Profile(as(u), u.ID)
	if err != nil || len(p.Absences) != 3 {
		t.Fatalf("%d absences, %v", len(p.Absences), err)
	}
	other := addPerson(t, s, "Bo", people.Administrator)
	if _, err := s.RemoveAbsence(as(other), 0, p.Absences[0].ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("somebody else removes it: %v", err)
	}
}

func TestContactsAreValidatedAndOrdered(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		kind  people.ContactKind
		value string
		ok    bool
	}{
		{people.ByPhone, "+49 30 1234567", true}, {people.ByPhone, "(030) 12345", false}, {people.ByPhone, "call me", false},
		{people.ByMail, "Ana@Example.com", true}, {people.ByMail, "ana@", false}, {people.ByChat, "@ana", true}, {people.ByChat, " ", false},
		{"pigeon", "x", false},
	} {
		if _, err := (people.Contact{Kind: tc.kind, Value: tc.value}).Clean(); (err == nil) != tc.ok {
			t.Errorf("%s %q: %v", tc.kind, tc.value, err)
		}
	}
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Member)
	for _, v := range []string{"@a", "@b", "@c"} {
		if err := s.AddContact(as(u), people.Contact{Kind: people.ByChat, Value: v}, ""); err != nil {
			t.Fatal(err)
		}
	}
	p, err := s.Profile(as(u), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PreferContact(as(u), 0, p.Contacts[2].ID); err != nil {
		t.Fatal(err)
	}
	p, _ = s.Profile(as(u), u.ID)
	var got []string
	for _, c := range p.Contacts {
		got = append(got, c.Value)
	}
	if strings.Join(got, " ") != "@a @c @b" {
		t.Errorf("the order is %v", got)
	}
	if err := s.AddContact(as(u), people.Contact{Kind: people.ByChat, Value: "@a"}, ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("the same twice: %v", err)
	}
}

func TestTeamWithPeopleCannotBeArchived(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	team, err := s.CreateTeam(system(), people.TeamKey("customer  Success"), "Customer success", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := people.TeamKey(" customer success "); got != "customer_success" {
		t.Errorf("the templates would not find the key %q", got)
	}
	if _, err := s.CreateTeam(system(), "other", "CUSTOMER SUCCESS", ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("the same name twice: %v", err)
	}
	u := addPerson(t, s, "Ana", people.Member)
	in := inputOf(u)
	in.TeamID = &team.ID
	if u, err = s.Update(system(), u.ID, in, u.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ArchiveTeam(system(), team.ID, team.Version, false); !fault.Is(err, fault.KindInvalid) ||
		!strings.Contains(fmt.Sprint(err), "Ana") {
		t.Errorf("got %v", err)
	}
	in.TeamID = nil
	if _, err := s.Update(system(), u.ID, in, u.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ArchiveTeam(system(), team.ID, team.Version, false); err != nil {
		t.Fatal(err)
	}
	in.TeamID = &team.ID
	if _, err := s.Update(system(), u.ID, in, u.Version+1); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("somebody joined an archived team: %v", err)
	}
	if _, err := s.ArchiveTeam(as(u), team.ID, team.Version+1, true); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a member: %v", err)
	}
}

func TestListFilterSortAndPages(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	for i := range people.PageSize + 5 {
		addPerson(t, s, fmt.Sprintf("Person%03d", i), people.Member)
	}
	zoe := addPerson(t, s, "Zoe", people.Viewer)
	today := civil.Of(clock.Now(), clock.Now().Location())
	if err := s.AddAbsence(as(zoe), people.Absence{FirstDay: today, LastDay: today}, ""); err != nil {
		t.Fatal(err)
	}
	list := func(q string) people.Listing {
		t.Helper()
		v, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		l, err := s.List(system(), people.FilterOf(v))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if l := list(""); l.Total != 56 || l.Pages != 2 || len(l.Rows) != 50 || l.Rows[0].Name != "Person000" {
		t.Errorf("the first page: %d of %d, %d pages", len(l.Rows), l.Total, l.Pages)
	}
	if l := list("page=99"); len(l.Rows) != 6 || l.Filter.Page != 2 {
		t.Errorf("past the end: page %d with %d", l.Filter.Page, len(l.Rows))
	}
	if l := list("desc=1"); l.Rows[0].Name != "Zoe" || !l.Rows[0].AwayToday {
		t.Errorf("the other way round: %+v", l.Rows[0])
	}
	if l := list("q=zO+example.com&role=viewer&sort=team"); l.Total != 1 {
		t.Errorf("filtered: %d", l.Total)
	}
	if l := list("q=%25"); l.Total != 0 {
		t.Errorf("a wildcard finds %d", l.Total)
	}
	for _, key := range []string{"name", "team", "role", "seniority", "zone", "open", "leads", "nonsense'; --"} {
		for _, desc := range []string{"", "&desc=1"} {
			list("state=all&sort=" + url.QueryEscape(key) + desc)
		}
	}
}

func TestListQueriesAreConstant(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	queries := func() int64 {
		var n atomic.Int64
		if _, err := s.List(db.WithQueryCount(system(), &n), people.Filter{}); err != nil {
			t.Fatal(err)
		}
		return n.Load()
	}
	add := func(i int) {
		u := addPerson(t, s, fmt.Sprintf("P%d", i), people.Member)
		day := civil.Of(clock.Now(), clock.Now().Location())
		if err := s.AddAbsence(as(u), people.Absence{FirstDay: day, LastDay: day}, ""); err != nil {
			t.Fatal(err)
		}
	}
	add(0)
	few := queries()
	for i := range 30 {
		add(i + 1)
	}
	if many := queries(); many != few || few == 0 {
		t.Errorf("%d queries for one person, %d for many", few, many)
	}
}
