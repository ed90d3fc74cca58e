package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCalendarMonthShowsEventsInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	b.Viewport(1440, 1000)
	b.Open(s.URL + "/calendar?month=2027-03")
	b.WaitText(".empty", "Nothing in this month")
	b.ClickLoad("role=link Add an event")
	b.Fill("label=Title", "Spring freeze")
	b.Select("#f-kind", "Freeze")
	b.Fill("#f-first_day", "2027-03-22")
	b.Fill("#f-last_day", "2027-03-24")
	b.ClickLoad("role=button Add event")
	b.WaitText("h1", "Spring freeze")
	b.WaitText("main", "No launches")
	b.CheckAxe()

	file := filepath.Join(t.TempDir(), "easter.ics")
	if err := os.WriteFile(file, []byte(icsFile("gf|20270326|Good Friday", "em|20270329|Easter Monday")), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Open(s.URL + "/calendar/import")
	b.Upload("#f-file", file)
	b.Fill("#f-region", "Germany")
	b.ClickLoad("role=button Show what it becomes")
	b.WaitText("main", "Good Friday (Germany)")
	b.CheckAxe()
	b.ClickLoad("role=button Add 2")
	b.WaitText("#flash", "2 events added.")

	b.WaitURL("/calendar?month=2027-03")
	b.WaitText(".month", "Spring freeze")
	b.WaitText(".month", "Good Friday (Germany)")
	if n := b.Count("td.frozen"); n != 3 {
		t.Errorf("%d days are shaded", n)
	}
	b.CheckAxe()
	b.Viewport(390, 844)
	if over := b.Overflow(); over != 0 {
		t.Errorf("the page is %v too wide on a phone", over)
	}
	b.Viewport(1440, 1000)
	b.Select("#f-kind", "Holidays")
	b.WaitGone("td.frozen")
	b.WaitURL("/calendar?month=2027-03&kind=holiday&team=&service=")
	b.Select("#f-kind", "All but on call")
	b.WaitText(".month", "Spring freeze")
	b.ClickLoad("#flash >> role=button Undo")
	b.WaitText("#flash", "The import is undone")
	b.Open(s.URL + "/calendar?month=2027-03&view=list")
	b.WaitText("main", "Spring freeze")
	if strings.Contains(b.Text("main"), "Good Friday") {
		t.Error("what was undone is still there")
	}
}
