package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"tminus/internal/browser"
)

// A sheet of 50 tasks in 8 blocks is pasted, ticked, exported, and pasted into another launch unchanged.
func TestRunSheetIsPastedAndCopied(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := browser.New(t)
	open(s, b, "ana")
	from, _ := s.Planned("Paste from")
	to, _ := s.Planned("Paste to")
	var text strings.Builder
	for block := range 8 {
		fmt.Fprintf(&text, "# T%+dh Block %d\n", block*4-12, block+1)
		if block == 0 {
			text.WriteString("T-12h\tAlerts off\tMarek Solberg\t\t\tTask 8 of block 8\n")
		}
		for task := range 6 + block/7*2 - (7-block)/7 {
			fmt.Fprintf(&text, "- Task %d of block %d @Marek Solberg\n", task+1, block+1)
		}
	}
	b.Open(s.URL + "/launches/" + from + "/runsheet")
	b.ClickLoad("role=link Paste tasks")
	b.Fill("label=Tasks", "A line without a time")
	b.ClickLoad("role=button Add tasks")
	b.WaitText(".summary", "Line 1")
	b.Fill("label=Tasks", text.String())
	b.ClickLoad("role=button Add tasks")
	b.WaitText("#flash", "Added 50 tasks")
	b.CheckAxe()
	headings := func() int {
		return browser.Eval[int](b,
			`[...document.querySelectorAll(".run-sheet .group-row")].filter(e => e.textContent.startsWith("Block")).length`)
	}
	if n := headings(); n != 8 {
		t.Errorf("%d blocks", n)
	}
	if n := browser.Eval[int](b, `document.querySelectorAll(".run-sheet .overdue").length`); n != 0 {
		t.Errorf("%d tasks show a problem", n)
	}
	// What was switched off stays "still off", also on the next day, until its twin is done.
	b.Click("role=button ~Not done: Alerts off")
	b.WaitText("#flash", "Done")
	s.Clock.Advance(24 * time.Hour)
	open(s, b, "ana") // the session has ended
	b.Open(s.URL + "/launches/" + from + "/runsheet")
	b.WaitText(".run-sheet", "Still off, until “Task 8 of block 8” is done")
	b.Click("role=button ~Not done: Task 8 of block 8")
	b.WaitText("#flash", "Done")
	if n := b.Count(".run-sheet .tag.risk"); n != 0 {
		t.Errorf("%d tasks are still off", n)
	}
	get, err := s.As("ana").HTTP.Get(s.URL + "/launches/" + from + "/runsheet/export.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer get.Body.Close()
	exported, err := io.ReadAll(get.Body)
	if err != nil || get.StatusCode != http.StatusOK {
		t.Fatal(get.Status, err)
	}
	b.Open(s.URL + "/launches/" + to + "/runsheet/paste")
	b.Fill("label=Tasks", string(exported))
	b.ClickLoad("role=button Add tasks")
	const rows = `SELECT t.title || '|' || t.block || '|' || t.start_minutes || '|' || t.owner_id || '|' || t.minutes
		FROM run_tasks t JOIN launches l ON l.id = t.launch_id WHERE t.archived_at IS NULL AND l.slug = ? ORDER BY t.position`
	before, after := scan[[]string](s, rows, from), scan[[]string](s, rows, to)
	if strings.Join(before, "\n") != strings.Join(after, "\n") || len(before) != 50 {
		t.Errorf("%d tasks were copied as\n%s", len(before), strings.Join(after, "\n"))
	}
	b.ClickLoad("#flash >> role=button Undo")
	if n := len(scan[[]string](s, rows, to)); n != 0 {
		t.Errorf("%d tasks are left after the undo", n)
	}
}
