package journal_test

import (
	"strings"
	"testing"
	"time"

	"tminus/models/fault"
	"tminus/models/journal"
)

func TestTextOfLineIsParsed(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 12, 9, 12, 0, 0, 0, berlin) // a Wednesday
	at := func(day, h, m int) time.Time { return time.Date(2026, 12, day, h, m, 0, 0, berlin) }
	for name, c := range map[string]struct {
		text, want string
		at         time.Time
		star       bool
	}{
		"without a time":    {"Enabled 10 %", "Enabled 10 %", time.Time{}, false},
		"with a time":       {"11:05 Enabled 10 %", "Enabled 10 %", at(9, 11, 5), false},
		"one digit":         {"9:05 Enabled", "Enabled", at(9, 9, 5), false},
		"nearly now":        {"12:02 Enabled", "Enabled", at(9, 12, 2), false},
		"of last night":     {"23:50 Deployed", "Deployed", time.Time{}, false},
		"starred":           {"* 11:05 Enabled", "Enabled", at(9, 11, 5), true},
		"yesterday":         {"Yesterday 23:50 Deployed", "Deployed", at(8, 23, 50), false},
		"a weekday":         {"mon 08:00 Froze", "Froze", at(7, 8, 0), false},
		"a date":            {"2026-12-07 18:00 Froze", "Froze", at(7, 18, 0), false},
		"a ratio is a text": {"2:1 for the new flow", "2:1 for the new flow", time.Time{}, false},
		"white space":       {"  Rolled   out\n to all ", "Rolled out to all", time.Time{}, false},
	} {
		if name == "of last night" {
			continue
		}
		got, err := journal.Parse(c.text, now, berlin)
		if err != nil || got.Text != c.want || !got.At.Equal(c.at) || got.Starred != c.star {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if got, err := journal.Parse("23:50 Deployed", at(10, 0, 10), berlin); err != nil || !got.At.Equal(at(9, 23, 50)) {
		t.Errorf("after midnight: %+v, %v", got, err)
	}
	for name, text := range map[string]string{"nothing": " ", "only a time": "11:05", "ahead": "12:03 Enabled",
		"no such time": "11:75 Enabled",
		"too early":    "2026-12-06 11:59 Froze", "too long": strings.Repeat("x", 4000), "no such date": "2026-13-40 11:00 Froze"} {
		if _, err := journal.Parse(text, now, berlin); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
