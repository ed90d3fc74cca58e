package runsheet

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/people"
)

func TestPasteReadsListsAndTables(t *testing.T) {
	t.Parallel()
	l := launchAt(t, "2026-12-10", "10:00", "Europe/Berlin")
	ana := people.User{ID: 7, Name: "Ana Kern", Email: "ana@aurora.example"}
	text := strings.Join([]string{
		"# 2026-12-09", "## 18:00 The evening before", "- Freeze the branch @ana kern", "- 18:30 Announce the freeze @SRE team", "",
		"# 2026-12-10", "Preparation:", "08:00 Check the dashboards", "T-1h30m Warm the cache",
		"# T Launch", "* Turn the flag on",
		"start\ttask\towner\tminutes\tneeds", "T+1h\tWatch the errors\tana@aurora.example\t60\tThe flag is on",
		"| 12:00 | Lunch | | 30 |", "|---|---|",
	}, "\r\n")
	got, err := ParsePaste(text, l, []people.User{ana})
	if err != nil {
		t.Fatal(err)
	}
	want := []TaskInput{
		{Block: "The evening before", Title: "Freeze the branch", Start: "2026-12-09 18:00", OwnerID: &ana.ID},
		{Block: "The evening before", Title: "Announce the freeze (SRE team)", Start: "2026-12-09 18:30"},
		{Block: "Preparation", Title: "Check the dashboards", Start: "2026-12-10 08:00"},
		{Block: "Preparation", Title: "Warm the cache", Start: "T-1h30m"},
		{Block: "Launch", Title: "Turn the flag on", Start: "T"},
		{Block: "Launch", Title: "Watch the errors", Start: "T+1h", OwnerID: &ana.ID, Minutes: "60", Needs: "The flag is on"},
		{Block: "Launch", Title: "Lunch", Start: "2026-12-10 12:00", Minutes: "30"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d tasks: %+v", len(got), got)
	}
	for i, w := range want {
		g := got[i]
		if (g.OwnerID == nil) != (w.OwnerID == nil) {
			t.Errorf("task %d has owner %v", i, g.OwnerID)
		}
		if g.OwnerID, w.OwnerID = nil, nil; g != w {
			t.Errorf("task %d is %+v, want %+v", i, g, w)
		}
	}
}

func TestPasteNamesLinesWithoutTime(t *testing.T) {
	t.Parallel()
	l := launchAt(t, "2026-12-10", "10:00", "Europe/Berlin")
	for name, text := range map[string]string{
		"no time": "08:00 Yes\nNo time here", "no time in a table": "\tA task\tAna", "a word as time": "soon\tA task", "nothing": " \n#\n",
		"minutes in words": "T\tA task\t\ta while", "no title": "08:00", "too many": strings.Repeat("T One more\n", maxPasted+1),
	} {
		_, err := ParsePaste(text, l, nil)
		faulttest.WantInvalid(t, err, "tasks")
		if name == "no time" && !strings.Contains(fault.FieldsOf(err)[0].Message, "Line 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The export of a sheet, pasted into another launch, gives the same tasks.
func TestExportIsPastedUnchanged(t *testing.T) {
	t.Parallel()
	l := launchAt(t, "2026-12-10", "10:00", "Europe/Berlin")
	other := launchAt(t, "2027-03-20", "14:30", "America/New_York")
	ana := people.User{ID: 1, Name: "Ana Kern"}
	words := rapid.StringMatching(`[A-Za-zäß#@|:*()-]{1,6}( [A-Za-z0-9:#|]{1,8}){0,3}`)
	rapid.Check(t, func(rt *rapid.T) {
		var lines []Line
		for i := range rapid.IntRange(1, 12).Draw(rt, "tasks") {
			k := line(int64(i+1), 1, rapid.IntRange(-9999, 9999).Draw(rt, "start"), rapid.IntRange(0, 600).Draw(rt, "minutes"))
			k.Title, k.OwnerName, k.FallbackID, k.FallbackName = words.Draw(rt, "title"), ana.Name, nil, ""
			k.Block = rapid.OneOf(rapid.Just(""), words).Draw(rt, "block")
			if rapid.Bool().Draw(rt, "needs something") {
				k.Needs = words.Draw(rt, "needs")
			}
			lines = append(lines, k)
		}
		if len(lines) > 1 && rapid.Bool().Draw(rt, "a pair") {
			lines[0].Title, lines[1].Title = "Alerts off", "Alerts on"
			lines[0].BackID = &lines[1].ID
		}
		sheet := Sheet{Lines: judged(lines, l, nil)}
		got, err := ParsePaste(sheet.Text(), other, []people.User{ana})
		if err != nil || len(got) != len(sheet.Lines) {
			rt.Fatalf("%d tasks, %v, from\n%s", len(got), err, sheet.Text())
		}
		for i, in := range got {
			k := sheet.Lines[i]
			in, start, minutes, err := in.Clean(other)
			if err != nil || in.Title != k.Title || in.Block != k.Block || start != k.StartMinutes || minutes != k.Minutes || in.Needs != k.Needs ||
				in.OwnerID == nil || in.Back != k.Back {
				rt.Fatalf("task %d is %+v at %d for %d, %v, want %+v, from\n%s", i, in, start, minutes, err, k.Task, sheet.Text())
			}
		}
	})
}
