package launch

import (
	"testing"
	"time"

	"tminus/internal/civil"
)

func TestDueGroups(t *testing.T) {
	t.Parallel()
	today := civil.New(2026, 11, 20) // a Friday
	for _, c := range []struct {
		due  civil.Date
		want DueGroup
	}{
		{civil.New(2026, 11, 19), DueOverdue},
		{today, DueToday},
		{civil.New(2026, 11, 21), DueWeek},
		{civil.New(2026, 11, 26), DueWeek},
		{civil.New(2026, 11, 27), DueLater},
		{civil.Date{}, NoDate},
	} {
		if got := DueGroupOf(c.due, today); got != c.want {
			t.Errorf("%s: %q, want %q", c.due, got, c.want)
		}
	}
}

// At the same instant it can be tomorrow in Auckland and yesterday in Honolulu, so a date can be
// overdue in one launch and not in another.
func TestDueGroupUsesLaunchZone(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 16, 11, 30, 0, 0, time.UTC)
	due := civil.New(2026, 11, 16)
	for zone, want := range map[string]DueGroup{"Pacific/Auckland": DueOverdue, "UTC": DueToday, "Pacific/Honolulu": DueToday} {
		if got := DueGroupOf(due, Launch{Zone: zone}.Today(now)); got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
	if got := DueGroupOf(due, Launch{Zone: "Pacific/Honolulu"}.Today(now.Add(-2*time.Hour))); got != DueWeek {
		t.Errorf("Honolulu at 23:30 the day before: %q", got)
	}
}
