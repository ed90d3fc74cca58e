package comms_test

import (
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/comms"
	"tminus/models/fault"
)

func day(on civil.Date, hour int) comms.Day {
	return comms.Day{On: on, At: time.Date(on.Year(), on.Month(), on.Day(), hour, 0, 0, 0, time.UTC), Zone: "UTC"}
}

func TestFactState(t *testing.T) {
	present, old := day(civil.New(2026, 5, 14), 9), day(civil.New(2026, 5, 12), 9)
	notice := func(d comms.Day) comms.Notice { return comms.Notice{ID: 1, Day: d} }
	for _, c := range []struct {
		name  string
		fact  comms.Fact
		state comms.State
	}{
		{"nobody spoke to them", comms.Fact{}, comms.Untold},
		{"told of the old date alone", comms.Fact{ToldOf: notice(old)}, comms.Untold},
		{"told of the present one", comms.Fact{ToldOf: notice(present)}, comms.Waiting},
		{"acknowledged it", comms.Fact{ToldOf: notice(present), Acknowledge: notice(present)}, comms.Aware},
		{"acknowledged it without being told", comms.Fact{Acknowledge: notice(present)}, comms.Aware},
		{"acknowledged the old one", comms.Fact{ToldOf: notice(old), Acknowledge: notice(old)}, comms.Outdated},
		{"acknowledged the old one and was told of the new", comms.Fact{ToldOf: notice(present), Acknowledge: notice(old)}, comms.Outdated},
		{"acknowledged another hour of the same day", comms.Fact{Acknowledge: notice(day(present.On, 15))}, comms.Outdated},
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
	berlin := comms.Day{On: present.On, At: present.At, Zone: "Europe/Berlin"}
	if !berlin.Same(present) {
		t.Error("the same moment under another name of its zone is asked for again")
	}
}

func TestAssess(t *testing.T) {
	present, old := day(civil.New(2026, 5, 14), 9), day(civil.New(2026, 5, 12), 9)
	fs := []comms.Fact{{ID: 1, Acknowledge: comms.Notice{ID: 1, Day: present}}, {ID: 2, Acknowledge: comms.Notice{ID: 2, Day: old}}, {ID: 3}}
	a := comms.Assess(fs, present)
	if a.Total != 3 || a.Aware != 1 || len(a.Outdated) != 1 || len(a.Open) != 2 || a.All() {
		t.Errorf("%+v", a)
	}
	if n := comms.AskedAgain(fs, present, old); n != 1 {
		t.Errorf("%d are asked again by moving back, want 1", n)
	}
	if comms.Assess(nil, present).All() {
		t.Error("a launch without stakeholders counts as known to all")
	}
}

func TestPaste(t *testing.T) {
	got, err := comms.Paste("Nordwind GmbH, partner, ops@nordwind.example\nFinance,Team,#finance\n\"Kim, Lee\",Auditor,+49 30 1234\nBoard\tx",
		nil)
	if err == nil {
		t.Fatalf("a line of another shape was taken: %+v", got)
	}
	got, err = comms.Paste("Name,Function,Email\nNordwind GmbH, partner, ops@nordwind.example\nFinance,Team,#finance\n\"Kim, "+
		"Lee\",Auditor,+49 30 1234\n", nil)
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	want := []comms.Input{
		{Name: "Nordwind GmbH", Function: "Partner", Channel: comms.ByEmail, Contact: "ops@nordwind.example"},
		{Name: "Finance", Function: "Team", Channel: comms.ByChat, Contact: "#finance"},
		{Name: "Kim, Lee", Function: "Auditor", Channel: comms.ByCall, Contact: "+49 30 1234"},
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d: %+v, want %+v", i+1, got[i], want[i])
		}
	}
	for name, lines := range map[string]string{
		"nothing": " \n", "a header alone": "Name,Function\n", "no function": "Kim\n",
		"a name that is too long": strings.Repeat("x", 121) + ",Team\n", "too many": strings.Repeat("A,Team\n", comms.MaxPasted+1),
	} {
		if _, err := comms.Paste(lines, nil); len(fault.FieldsOf(err)) == 0 || fault.FieldsOf(err)[0].Name != "lines" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
