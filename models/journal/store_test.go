package journal_test

import (
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/feedback"
	"tminus/models/journal"
	"tminus/models/modeltest"
)

func linesOf(t *testing.T, b *modeltest.Org, f journal.Filter) journal.Page {
	t.Helper()
	p, err := b.Journal.List(b.As(b.Viewer), b.Launch, f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestLineIsWrittenStarredAndCorrected(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug := b.Launch.Slug
	var id int64
	for range 2 {
		var err error
		if id, err = b.Journal.Write(b.As(b.Member), slug, "Enabled 10 %", "one-key"); err != nil {
			t.Fatal(err)
		}
	}
	earlier := b.Clock.Now().Add(-20 * time.Minute).In(b.Launch.Location()).Format("15:04")
	if _, err := b.Journal.Write(b.As(b.Other), slug, "* "+earlier+" First ticket", ""); err != nil {
		t.Fatal(err)
	}
	p := linesOf(t, b, journal.Filter{})
	if p.Found != 2 || len(p.Writers) != 2 || p.Lines[0].Text != "Enabled 10 %" || p.Lines[1].Later() < 19*time.Minute || !p.Lines[1].Starred {
		t.Fatalf("written: %+v", p)
	}
	for name, f := range map[string]journal.Filter{"starred": {Starred: true}, "by": {ByID: b.Other.ID}, "text": {Text: "TICKET"}} {
		if p := linesOf(t, b, f); p.Found != 1 || p.Lines[0].Text != "First ticket" || p.Known != 2 {
			t.Errorf("filter %s: %+v", name, p)
		}
	}
	flags := journal.Flags{Starred: true, Audience: journal.Stakeholders}
	version, err := b.Journal.SetFlags(b.As(b.Other), slug, id, flags, 1)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := b.Journal.SetFlags(b.As(b.Other), slug, id, flags, 1); err != nil || again != version {
		t.Errorf("starred twice: %d, %v", again, err)
	}
	b.WantKind("stale",
		faulttest.Err(b.Journal.SetFlags(b.As(b.Other), slug, id, journal.Flags{Audience: journal.Team}, 1)), fault.KindConflict)
	next, err := b.Journal.Correct(b.As(b.Other), slug, id, "Enabled 5 %")
	if err != nil {
		t.Fatal(err)
	}
	b.WantKind("corrected twice", faulttest.Err(b.Journal.Correct(b.As(b.Other), slug, id, "Enabled 20 %")), fault.KindConflict)
	for _, k := range linesOf(t, b, journal.Filter{}).Lines {
		if k.ID == id && (!k.Struck() || k.Text != "Enabled 10 %") {
			t.Errorf("the earlier line: %+v", k)
		}
		if k.ID == next && (k.CorrectsSeq != 1 || !k.Starred || k.Audience != journal.Stakeholders || !k.HappenedAt.Equal(b.Clock.Now())) {
			t.Errorf("the correction: %+v", k)
		}
	}
}

func TestLogRefusesViewersAndOtherLaunches(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	id, err := b.Journal.Write(b.As(b.Member), b.Launch.Slug, "<b>Enabled</b>", "")
	if err != nil {
		t.Fatal(err)
	}
	far := b.MakeLaunch("Elsewhere", "small")
	b.WantKind("a viewer writes", faulttest.Err(b.Journal.Write(b.As(b.Viewer), b.Launch.Slug, "x", "")), fault.KindForbidden)
	b.WantKind("a viewer corrects", faulttest.Err(b.Journal.Correct(b.As(b.Viewer), b.Launch.Slug, id, "x")), fault.KindForbidden)
	b.WantKind("elsewhere", faulttest.Err(b.Journal.Correct(b.As(b.Member), far.Slug, id, "x")), fault.KindNotFound)
	b.WantKind("no text", faulttest.Err(b.Journal.Correct(b.As(b.Member), b.Launch.Slug, id, " ")), fault.KindInvalid)
}

func TestLineCannotBeChangedOrDeleted(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	if _, err := b.Journal.Write(b.As(b.Member), b.Launch.Slug, "Enabled", ""); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"UPDATE journal_lines SET text = 'x'", "UPDATE journal_lines SET happened_at = 1",
		"DELETE FROM journal_lines"} {
		if err := b.DB.Write(b.System(), func(tx *db.Tx) error { return tx.Exec(q).Error }); err == nil {
			t.Errorf("%s: done", q)
		}
	}
}

func TestSameKindAndRecordIsCountedForFiveMinutes(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	add := func(text string) {
		t.Helper()
		err := b.DB.Write(b.System(), func(tx *db.Tx) error {
			return journal.Add(tx, journal.Entry{LaunchID: b.Launch.ID, Kind: journal.Alert, Text: text, Ref: journal.Ref{Kind: "alert", ID: 1}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("Disk full")
	b.Clock.Advance(4 * time.Minute)
	add("Disk full")
	b.Clock.Advance(2 * time.Minute)
	add("Disk full still")
	p := linesOf(t, b, journal.Filter{Kind: journal.Alert})
	if p.Found != 2 || p.Lines[1].Times != 2 || p.Lines[0].Text != "Disk full still" || p.Lines[0].Seq != p.Lines[1].Seq+1 {
		t.Errorf("%+v", p.Lines)
	}
}

func TestProgramWritesWhatHappens(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug := b.Launch.Slug
	task := b.Sheet().Lines[0]
	if _, err := b.Runsheets.SetDone(b.As(b.Member), slug, task.ID, true, "", task.Version); err != nil {
		t.Fatal(err)
	}
	in := feedback.Input{Channel: feedback.BySupport, Title: "Cannot pay", Said: feedback.Said{Wrong: "No button"}, Times: 1}
	for _, title := range []string{"Cannot pay", "Cannot pay either"} {
		in.Title = title
		if _, err := b.Feedback.Add(b.As(b.Member), slug, in, title); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.GoNoGo.Override(b.As(b.Lead), slug, "The contract starts today", ""); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[journal.Kind]string{journal.Task: "Done: " + task.Title, journal.Feedback: "Support: Cannot pay"} {
		p := linesOf(t, b, journal.Filter{Kind: kind})
		if len(p.Lines) != 1 || p.Lines[0].Text != want || p.Lines[0].ByName == "" {
			t.Errorf("%s: %+v", kind, p.Lines)
		}
	}
	if p := linesOf(t, b, journal.Filter{Text: "overridden"}); len(p.Lines) != 1 || p.Lines[0].Kind != journal.Decision {
		t.Errorf("the override: %+v", p.Lines)
	}
	if p := linesOf(t, b, journal.Filter{Kind: journal.Feedback}); len(p.Lines) == 1 && p.Lines[0].Times != 2 {
		t.Errorf("counted %d times", p.Lines[0].Times)
	}
}
