package runsheet

import (
	"reflect"
	"slices"
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
		"T+3h\tRead the reports\tAna Kern + Bo Li\t\t\t\tThe go\tReports https://example.org/r\tAll well.\\nThank you.",
		"T+4h\tSay goodbye\tSupport team\t\t\t\tRead the reports",
	}, "\r\n")
	bo := people.User{ID: 8, Name: "Bo Li", TeamID: new(int64(3))}
	cy := people.User{ID: 9, Name: "Cy Ode", TeamID: new(int64(3))}
	got, err := ParsePaste(text, l, []people.User{ana, bo, cy}, []people.Team{{ID: 3, Name: "Support team"}})
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
		{Block: "Launch", Title: "Read the reports", Start: "T+3h", Members: []int64{7, 8}, WaitFor: WaitGo,
			Links: "Reports https://example.org/r",
			Post:  "All well.\nThank you."},
		{Block: "Launch", Title: "Say goodbye", Start: "T+4h", Members: []int64{8, 9}, WaitFor: WaitTask, Wait: "Read the reports"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d tasks: %+v", len(got), got)
	}
	for i, w := range want {
		g := got[i]
		if (g.OwnerID == nil) != (w.OwnerID == nil) {
			t.Errorf("task %d has owner %v", i, g.OwnerID)
		}
		if g.OwnerID, w.OwnerID = nil, nil; !reflect.DeepEqual(g, w) {
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
		_, err := ParsePaste(text, l, nil, nil)
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
	ana, bo := people.User{ID: 1, Name: "Ana Kern"}, people.User{ID: 2, Name: "Bo Li"}
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
			if rapid.Bool().Draw(rt, "a group") {
				k.OwnerID, k.OwnerName, k.Members = nil, "", []Member{{UserID: ana.ID, Name: ana.Name}, {UserID: bo.ID, Name: bo.Name}}
			}
			if rapid.Bool().Draw(rt, "waits for the go") {
				k.WaitFor = WaitGo
			}
			k.Links = rapid.SampledFrom([]string{"", "https://example.org/a",
				"The board https://example.org/a\nhttps://example.org/b"}).Draw(rt, "links")
			k.Post = strings.TrimSpace(rapid.StringMatching(`[a-zäß\\n"#|\n]{0,20}`).Draw(rt, "post"))
			lines = append(lines, k)
		}
		if len(lines) > 1 && rapid.Bool().Draw(rt, "a pair") {
			lines[0].Title, lines[1].Title = "Alerts off", "Alerts on"
			lines[0].BackID = &lines[1].ID
			lines[1].WaitFor, lines[1].WaitID = WaitTask, &lines[0].ID
		}
		sheet := Sheet{Lines: judged(lines, l, nil, false)}
		got, err := ParsePaste(sheet.Text(), other, []people.User{ana, bo}, nil)
		if err != nil || len(got) != len(sheet.Lines) {
			rt.Fatalf("%d tasks, %v, from\n%s", len(got), err, sheet.Text())
		}
		for i, in := range got {
			k := sheet.Lines[i]
			in, start, minutes, err := in.Clean(other)
			if err != nil || in.Title != k.Title || in.Block != k.Block || start != k.StartMinutes || minutes != k.Minutes || in.Needs != k.Needs ||
				(in.OwnerID == nil) != (k.OwnerID == nil) || in.Back != k.Back || !slices.Equal(in.Members, k.MemberIDs()) || in.WaitFor != k.WaitFor ||
				k.WaitFor == WaitTask && in.Wait != k.Wait || in.Links != k.Links || in.Post != k.Post {
				rt.Fatalf("task %d is %+v at %d for %d, %v, want %+v, from\n%s", i, in, start, minutes, err, k.Task, sheet.Text())
			}
		}
	})
}
