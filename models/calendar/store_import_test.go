package calendar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
)

// file returns a calendar of events, each given as "uid|first day|title" and more lines.
func file(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\n")
	for _, e := range events {
		p := strings.SplitN(e, "|", 4)
		fmt.Fprintf(&b, "BEGIN:VEVENT\nUID:%s\nDTSTART;VALUE=DATE:%s\nSUMMARY:%s\n", p[0], p[1], p[2])
		if len(p) > 3 {
			b.WriteString(p[3] + "\n")
		}
		b.WriteString("END:VEVENT\n")
	}
	return b.String() + "END:VCALENDAR\n"
}

func holidays(events ...string) calendar.ImportInput {
	return calendar.ImportInput{Text: file(events...), Name: "holidays.ics", Kind: calendar.Holiday, Region: "Germany", Zone: berlin}
}

// preview returns the preview of an import and its rows in short.
func (b *fixture) preview(in calendar.ImportInput) (calendar.ImportPreview, []string) {
	b.Helper()
	p, err := b.store.PreviewImport(b.as(b.member), in)
	b.ok(err)
	var out []string
	for _, r := range p.Rows {
		out = append(out, string(r.Outcome)+" "+r.Event.Title)
	}
	slices.Sort(out)
	return p, out
}

func (b *fixture) importFile(in calendar.ImportInput) calendar.Imported {
	b.Helper()
	p, _ := b.preview(in)
	done, err := b.store.Import(b.as(b.member), in, p.Sum, "")
	b.ok(err)
	return done
}

func (b *fixture) titles() []string {
	b.Helper()
	list, err := calendar.EventsBetween(b.db.Read(b.as(b.viewer)), civil.New(2026, 1, 1), civil.New(2031, 1, 1))
	b.ok(err)
	var out []string
	for _, e := range list {
		out = append(out, e.Name()+" "+e.FirstDay.String())
	}
	return out
}

func TestImportUpdateAndUndo(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	in := holidays("xmas|20261225|Christmas", "past|20250101|New Year 2025", "ny|20270101|New Year",
		"off|20270201|Cancelled|STATUS:CANCELLED", "none|2027|No date", "long|20270101|Long|DTEND;VALUE=DATE:20290101")
	p, got := b.preview(in)
	want := []string{"adds Christmas", "adds New Year", "left Cancelled", "left Long", "left New Year 2025", "left No date"}
	if !slices.Equal(got, want) || p.Writes() != 2 || len(b.titles()) != 0 {
		t.Fatalf("%q, want %q; written already: %q", got, want, b.titles())
	}
	first := b.importFile(in)
	if first.Added != 2 || !slices.Equal(b.titles(), []string{"Christmas (Germany) 2026-12-25", "New Year (Germany) 2027-01-01"}) {
		t.Fatalf("%+v: %q", first, b.titles())
	}
	// The same file changes nothing.
	if p, got := b.preview(in); p.Writes() != 0 || got[4] != "same Christmas" {
		t.Errorf("again: %q", got)
	}
	if done := b.importFile(in); done.Added+done.Changed+done.Removed != 0 {
		t.Errorf("again: %+v", done)
	}
	// A newer file changes what differs.
	newer := holidays("xmas|20261225|Christmas Day", "ny|20270101|New Year", "epiphany|20270106|Epiphany")
	if _, got := b.preview(newer); !slices.Equal(got, []string{"adds Epiphany", "changes Christmas Day", "same New Year"}) {
		t.Errorf("newer: %q", got)
	}
	second := b.importFile(newer)
	if second.Added != 1 || second.Changed != 1 {
		t.Errorf("%+v", second)
	}
	b.want(errOf(b.store.UndoImport(b.as(b.member), first.ID)), fault.KindConflict) // Christmas has changed since
	n, err := b.store.UndoImport(b.as(b.member), second.ID)
	if err != nil || n != 2 || !slices.Equal(b.titles(), []string{"Christmas (Germany) 2026-12-25", "New Year (Germany) 2027-01-01"}) {
		t.Errorf("undone %d, %v: %q", n, err, b.titles())
	}
	if n, err := b.store.UndoImport(b.as(b.member), second.ID); err != nil || n != 0 {
		t.Errorf("undone twice: %d, %v", n, err)
	}
	// After the undo, the file can be imported again.
	if done := b.importFile(newer); done.Added != 1 || done.Changed != 1 {
		t.Errorf("once more: %+v", done)
	}
	b.want(errOf(b.store.UndoImport(b.as(b.viewer), first.ID)), fault.KindForbidden)
	b.want(errOf(b.store.UndoImport(b.as(b.admin), 999999)), fault.KindNotFound)
}

func errOf[T any](_ T, err error) error { return err }

func TestImportKeepsManualChanges(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	in := holidays("xmas|20261225|Christmas", "ny|20270101|New Year")
	b.importFile(in)
	list, err := calendar.EventsBetween(b.db.Read(b.as(b.viewer)), civil.New(2026, 12, 25), civil.New(2027, 1, 1))
	b.ok(err)
	xmas, ny := list[0], list[1]
	mine := xmas.Input()
	mine.Title, mine.Severity = "Christmas, office closed", calendar.Forbid
	b.ok(faulttest.Err(b.store.Update(b.as(b.admin), xmas.ID, mine, 1)))
	b.ok(faulttest.Err(b.store.Remove(b.as(b.member), ny.ID, 1)))
	if p, got := b.preview(in); p.Writes() != 0 || !slices.Equal(got, []string{"left Christmas", "left New Year"}) {
		t.Errorf("%q", got) // a member cannot change events that forbid launches, and a file does not restore a deleted event
	}
	p, err := b.store.PreviewImport(b.as(b.admin), in)
	if err != nil || p.Writes() != 0 || p.Count(calendar.Same) != 1 {
		t.Errorf("%+v, %v", p.Rows, err)
	}
	// Only the difference in the file is changed.
	moved := holidays("xmas|20261226|Christmas", "ny|20270101|New Year")
	p, err = b.store.PreviewImport(b.as(b.admin), moved)
	b.ok(err)
	done, err := b.store.Import(b.as(b.admin), moved, p.Sum, "")
	b.ok(err)
	if d := b.read(xmas.ID); done.Changed != 1 || d.FirstDay != civil.New(2026, 12, 26) || !d.Forbids() {
		t.Errorf("%+v: %+v", done, d.Event)
	}
}

func TestImportRemovesMissingOccurrences(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	b.importFile(holidays("day|20201001|Day off|RRULE:FREQ=YEARLY"))
	if got := b.titles(); len(got) != 3 || got[0] != "Day off (Germany) 2027-10-01" {
		t.Fatalf("%q", got)
	}
	newer := holidays("day|20201001|Day off|RRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20281001")
	if _, got := b.preview(newer); !slices.Equal(got, []string{"removes Day off", "same Day off", "same Day off"}) {
		t.Errorf("%q", got)
	}
	done := b.importFile(newer)
	if got := b.titles(); done.Removed != 1 || len(got) != 2 {
		t.Errorf("%q", got)
	}
	if _, err := b.store.UndoImport(b.as(b.member), done.ID); err != nil || len(b.titles()) != 3 {
		t.Errorf("%v: %q", err, b.titles())
	}
	// The file cancels an event that it had before.
	if _, got := b.preview(holidays("day|20201001|Day off|STATUS:CANCELLED\nRRULE:FREQ=YEARLY")); !slices.Equal(got,
		[]string{"removes Day off", "removes Day off", "removes Day off"}) {
		t.Errorf("%q", got)
	}
}

func TestImportIsAtomicAndMatchesPreview(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	in := holidays("xmas|20261225|Christmas")
	p, _ := b.preview(in)
	_, err := b.store.Import(b.as(b.viewer), in, p.Sum, "")
	b.want(err, fault.KindForbidden)
	_, err = b.store.Import(b.as(b.member), in, "something else", "k")
	b.want(err, fault.KindConflict)
	done, err := b.store.Import(b.as(b.member), in, p.Sum, "k")
	b.ok(err)
	again, err := b.store.Import(b.as(b.member), in, p.Sum, "k")
	if err != nil || again.ID != done.ID || again.Added != 1 || len(b.titles()) != 1 {
		t.Errorf("sent twice: %+v, %v, %q", again, err, b.titles())
	}
	freezes := in
	freezes.Kind = calendar.Freeze
	_, err = b.store.PreviewImport(b.as(b.member), freezes)
	b.want(err, fault.KindForbidden)
	for _, bad := range []calendar.ImportInput{{}, {Kind: calendar.Holiday, Zone: berlin}, {Text: "x", Kind: calendar.Holiday, Zone: berlin},
		{Text: file(), Kind: calendar.Holiday, Zone: berlin}, {Text: file("a|20261225|A"), Kind: calendar.Holiday, Zone: "Mars"}} {
		_, err := b.store.PreviewImport(b.as(b.member), bad)
		b.want(err, fault.KindInvalid)
	}
}
