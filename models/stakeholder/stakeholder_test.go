package stakeholder_test

import (
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/stakeholder"
)

func day(on civil.Date, hour int) stakeholder.Day {
	return stakeholder.Day{On: on, At: time.Date(on.Year(), on.Month(), on.Day(), hour, 0, 0, 0, time.UTC), Zone: "UTC"}
}

func TestFactState(t *testing.T) {
	present, old := day(civil.New(2026, 5, 14), 9), day(civil.New(2026, 5, 12), 9)
	notice := func(d stakeholder.Day) stakeholder.Notice { return stakeholder.Notice{ID: 1, Day: d} }
	for _, c := range []struct {
		name  string
		fact  stakeholder.Fact
		state stakeholder.State
	}{
		{"nobody spoke to them", stakeholder.Fact{}, stakeholder.Untold},
		{"told of the old date alone", stakeholder.Fact{ToldOf: notice(old)}, stakeholder.Untold},
		{"told of the present one", stakeholder.Fact{ToldOf: notice(present)}, stakeholder.Waiting},
		{"acknowledged it", stakeholder.Fact{ToldOf: notice(present), Acknowledge: notice(present)}, stakeholder.Aware},
		{"acknowledged it without being told", stakeholder.Fact{Acknowledge: notice(present)}, stakeholder.Aware},
		{"acknowledged the old one", stakeholder.Fact{ToldOf: notice(old), Acknowledge: notice(old)}, stakeholder.Outdated},
		{"acknowledged the old one and was told of the new", stakeholder.Fact{ToldOf: notice(present), Acknowledge: notice(old)},
			stakeholder.Outdated},
		{"acknowledged another hour of the same day", stakeholder.Fact{Acknowledge: notice(day(present.On, 15))}, stakeholder.Outdated},
	} {
		if got := c.fact.State(present); got != c.state {
			t.Errorf("%s: %q, want %q", c.name, got, c.state)
		}
	}
	if got := old.Words(present); got != "Tue 12 May" {
		t.Errorf("they believe %q", got)
	}
	if got := day(present.On, 15).Words(present); got != "15:00 UTC" {
		t.Errorf("they believe %q", got)
	}
	berlin := stakeholder.Day{On: present.On, At: present.At, Zone: "Europe/Berlin"}
	if !berlin.Same(present) {
		t.Error("the same moment under another name of its zone is asked for again")
	}
}

func TestAssess(t *testing.T) {
	present, old := day(civil.New(2026, 5, 14), 9), day(civil.New(2026, 5, 12), 9)
	fs := []stakeholder.Fact{{ID: 1, Acknowledge: stakeholder.Notice{ID: 1, Day: present}},
		{ID: 2, Acknowledge: stakeholder.Notice{ID: 2, Day: old}}, {ID: 3}}
	a := stakeholder.Assess(fs, present)
	if a.Total != 3 || a.Aware != 1 || len(a.Outdated) != 1 || len(a.Open) != 2 || a.All() {
		t.Errorf("%+v", a)
	}
	if n := stakeholder.AskedAgain(fs, present, old); n != 1 {
		t.Errorf("%d are asked again by moving back, want 1", n)
	}
	if stakeholder.Assess(nil, present).All() {
		t.Error("a launch without stakeholders counts as known to all")
	}
}

func TestPaste(t *testing.T) {
	got, err := stakeholder.Paste(
		"Nordwind GmbH, partner, ops@nordwind.example\nFinance,Team,#finance\n\"Kim, Lee\",Auditor,+49 30 1234\nBoard\tx",
		nil)
	if err == nil {
		t.Fatalf("a line of another shape was taken: %+v", got)
	}
	got, err = stakeholder.Paste("Name,Function,Email\nNordwind GmbH, partner, ops@nordwind.example\nFinance,Team,#finance\n\"Kim, "+
		"Lee\",Auditor,+49 30 1234\n", nil)
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	want := []stakeholder.Input{
		{Name: "Nordwind GmbH", Function: "Partner", Channel: stakeholder.ByEmail, Contact: "ops@nordwind.example"},
		{Name: "Finance", Function: "Team", Channel: stakeholder.ByChat, Contact: "#finance"},
		{Name: "Kim, Lee", Function: "Auditor", Channel: stakeholder.ByCall, Contact: "+49 30 1234"},
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d: %+v, want %+v", i+1, got[i], want[i])
		}
	}
	for name, lines := range map[string]string{
		"nothing": " \n", "a header alone": "Name,Function\n", "no function": "Kim\n",
		"a name that is too long": strings.Repeat("x", 121) + ",Team\n", "too many": strings.Repeat("A,Team\n", stakeholder.MaxPasted+1),
	} {
		if _, err := stakeholder.Paste(lines, nil); len(fault.FieldsOf(err)) == 0 || fault.FieldsOf(err)[0].Name != "lines" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
