package launch

import (
	"testing"

	"tminus/internal/civil"
)

func TestNextDecisionIsTheFirstUpcoming(t *testing.T) {
	t.Parallel()
	now := civil.New(2026, 11, 16)
	at := func(name, zone string, on civil.Date, clock civil.TimeOfDay) Decision {
		return Decision{WorkItem{LaunchName: name, Zone: zone, Item: Item{Schedule: Schedule{DueOn: on, DueTime: clock}}}}
	}
	instant, _ := civil.Instant(now, civil.At(9, 0), location("UTC"))
	for _, c := range []struct {
		want string
		ds   []Decision
	}{
		{"", nil},
		{"", []Decision{at("past", "UTC", now, civil.At(8, 59))}},
		{"Auckland", []Decision{at("Honolulu", "Pacific/Honolulu", now, civil.At(8, 0)),
			at("Auckland", "Pacific/Auckland", now.AddDays(1), civil.At(1, 0))}},
		{"without a time it lasts all day",
			[]Decision{at("tomorrow", "UTC", now.AddDays(1), civil.At(9, 0)), at("without a time it lasts all day", "UTC", now, civil.TimeOfDay{})}},
	} {
		got := ""
		if d := Soonest(c.ds, instant); d != nil {
			got = d.LaunchName
		}
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestNextPhase(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	l, on := b.plan().Launch, b.launch.LaunchOn
	for days, want := range map[int]string{-9: "Verify begins in 2 days", -8: "Verify begins tomorrow", -2: "Launch in 2 days",
		-1: "Launch tomorrow",
		0:  "Monitor begins tomorrow", 5: "Learn begins in 5 days", 10: ""} {
		if got := l.NextPhase(on.AddDays(days)); got != want {
			t.Errorf("T%+d: %q, want %q", days, got, want)
		}
	}
	l.State = Cancelled
	if got := l.NextPhase(on.AddDays(-9)); got != "" {
		t.Errorf("a cancelled launch: %q", got)
	}
}
