package planimport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/internal/tabular"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// exportCSV returns the export as a CSV file.
func (b *fixture) exportCSV(l launch.Launch) (launch.Export, string) {
	b.T.Helper()
	e, err := b.Launches.Export(b.as(b.Viewer), l.Slug)
	if err != nil {
		b.T.Fatal(err)
	}
	var out bytes.Buffer
	header, rows := Table(e)
	if err := tabular.Write(&out, header, rows); err != nil {
		b.T.Fatal(err)
	}
	return e, out.String()
}

// bare returns an export without the parts that differ in another launch: ids are renumbered, and
// offsets from T are removed.
func bare(t testing.TB, e launch.Export) string {
	t.Helper()
	nth := map[int64]int64{}
	for i, d := range e.Deliverables {
		nth[d.ID] = int64(i + 1)
	}
	names := map[string]string{}
	for _, l := range e.Lanes {
		names[l.Key] = l.Name
	}
	out := []launch.ExportDeliverable{}
	for _, d := range e.Deliverables {
		d.ID, d.Lane = nth[d.ID], names[d.Lane]
		d.CreatedAt, d.UpdatedAt, d.DoneAt, d.Problems = "", "", nil, nil
		for i, id := range d.DependsOn {
			d.DependsOn[i] = nth[id]
		}
		out = append(out, d)
	}
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// awkward draws texts that are difficult for tables, spreadsheets and our own notation.
var awkward = rapid.OneOf(
	rapid.SampledFrom([]string{"=1+1", "+49 30", "-", "@ana", "'quoted'", `say "hi"`, "a,b;c", "A / B", "x\ty", "T-7", "12", "none",
		"tbd", "| a | b |", "[a](https://x.y)",
		"Ünï 日本語 🚀", "<b>&amp;", "sep=;", "id", "title", "---", "\\|", "a <b@c.d>", "1, 2"}),
	rapid.StringMatching(`[A-Za-z0-9 ,;:'"/|=+@.()<>-]{1,30}`),
)

func drawText(rt *rapid.T, label string, paragraphs int) string {
	out := ""
	for i := range rapid.IntRange(0, paragraphs).Draw(rt, label+" lines") {
		if i > 0 {
			out += "\n"
		}
		out += awkward.Draw(rt, label)
	}
	return out
}

// drawPlan fills a launch with items with any allowed content.
func (b *fixture) drawPlan(rt *rapid.T, l launch.Launch, who []people.User) {
	var ids []int64
	p, err := b.Launches.Plan(b.as(b.Lead), l.Slug)
	if err != nil {
		rt.Fatal(err)
	}
	anyone := func(label string) *int64 {
		if i := rapid.IntRange(-1, len(who)-1).Draw(rt, label); i >= 0 {
			return &who[i].ID
		}
		return nil
	}
	for range rapid.IntRange(1, 6).Draw(rt, "items") {
		in := launch.DeliverableInput{
			Title: "x" + drawText(rt, "title", 1), Description: drawText(rt, "description", 4),
			Kind:   rapid.SampledFrom(template.Kinds).Draw(rt, "kind"),
			LaneID: rapid.SampledFrom(p.Lanes).Draw(rt, "lane").ID, OwnerID: anyone("owner"), ReviewerID: anyone("reviewer"),
		}
		for range rapid.IntRange(0, 2).Draw(rt, "helpers") {
			if h := anyone("helper"); h != nil && db.IDOf(h) != db.IDOf(in.OwnerID) {
				in.Helpers = append(in.Helpers, *h)
			}
		}
		for range rapid.IntRange(0, 2).Draw(rt, "links") {
			in.Links = append(in.Links, launch.Link{Label: drawText(rt, "link", 1),
				URL: "https://example.com/" + rapid.StringMatching(`[a-z0-9,;()?=&% /-]{0,12}[a-z]`).Draw(rt, "url")})
		}
		if n := len(ids); n > 0 && rapid.Bool().Draw(rt, "waits") {
			in.DependsOn = []int64{ids[rapid.IntRange(0, n-1).Draw(rt, "for")]}
		}
		in.Schedule.Anchor = rapid.SampledFrom(template.Anchors).Draw(rt, "anchor")
		if rapid.Bool().Draw(rt, "scheduled") {
			due := rapid.IntRange(-40, 40).Draw(rt, "due")
			in.Schedule.DueOn = l.LaunchOn.AddDays(due)
			in.Schedule.StartsOn = in.Schedule.DueOn.AddDays(-rapid.IntRange(0, 9).Draw(rt, "days"))
			if rapid.Bool().Draw(rt, "timed") {
				in.Schedule.DueTime = civil.At(rapid.IntRange(4, 23).Draw(rt, "hour"), rapid.IntRange(0, 59).Draw(rt, "minute"))
			}
		}
		d, err := b.Launches.AddDeliverable(b.as(b.Lead), l.Slug, in, "")
		if err != nil {
			rt.Skip(err) // a title or link that the product refuses does not matter here
		}
		ids = append(ids, d.ID)
		ch := launch.StatusChange{To: rapid.SampledFrom(launch.Statuses(d.Kind)).Draw(rt, "status"),
			BlockedReason: "y" + drawText(rt, "reason", 1), SkipReason: "z" + drawText(rt, "why", 1), UnblockerID: anyone("unblocker")}
		if _, err := b.Launches.SetStatus(b.as(b.Lead), l.Slug, d.ID, ch, d.Version); err != nil {
			rt.Fatal(err)
		}
	}
}

// TestExportImportRoundTrip moves T in between, so that items are where their policy put them and
// not where they were entered.
func TestExportImportRoundTrip(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	who := []people.User{b.Lead, b.Member}
	for i, name := range []string{"Max Member", "Kern, Ana / Lund", `O'Brien "Bo" <x>`} {
		u, err := people.NewStore(b.DB).CreateWithPassword(b.as(b.Admin),
			people.Input{Name: name, Email: fmt.Sprintf("odd%d@example.com", i), Role: people.Member}, "")
		if err != nil {
			t.Fatal(err)
		}
		who = append(who, u)
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		b.T = t
		from := b.Make(fmt.Sprintf("From %d", n), civil.New(2026, 12, 10))
		b.drawPlan(rt, from, who)
		on := from.LaunchOn.AddDays(rapid.IntRange(-20, 20).Draw(rt, "T moves by"))
		if on != from.LaunchOn {
			if _, err := b.Launches.Move(b.as(b.Lead), from.Slug,
				launch.MoveInput{To: launch.Target{On: on, Time: from.LaunchTime, Zone: from.Zone},
					Reason: "tried", Version: from.Version}); err != nil {
				rt.Fatal(err)
			}
		}
		before, file := b.exportCSV(from)
		to, err := b.Launches.Create(b.as(b.Lead),
			launch.New{Input: launch.Input{Name: fmt.Sprintf("To %d", n), LeadID: b.Lead.ID,
				Target: launch.Target{On: on, Time: from.LaunchTime, Zone: from.Zone}}})
		if err != nil {
			rt.Fatal(err)
		}
		in := Input{Text: file, NoOwnerOK: true}
		if _, err := b.store.Import(b.as(b.Member), to.Slug, in, ""); err != nil {
			_, p, _ := b.store.Preview(b.as(b.Member), to.Slug, in)
			for _, r := range p.Rows {
				for _, e := range r.Errors {
					rt.Logf("line %d: %s", r.Line, e.Text)
				}
			}
			rt.Fatalf("%v\n%s", err, file)
		}
		after, again := b.exportCSV(to)
		if d := cmp.Diff(bare(t, before), bare(t, after)); d != "" {
			rt.Fatalf("changed on the way: %s\n%s\n%s", d, file, again)
		}
	})
}

func TestExportJSONShape(t *testing.T) {
	t.Parallel()
	b := newFixture(t)
	l := b.release(civil.New(2026, 12, 10), "Europe/Berlin")
	in := Input{NoOwnerOK: true, Text: "title,owner,start,due,time,lane,kind,status,links,depends on\n" +
		"Write it,Max Member,T-5,T-3,10:00,Docs,FAQ,draft,Draft <https://example.com/d>,\nSend it,,,,,Docs,,,,Write it\n"}
	if _, err := b.store.Import(b.as(b.Member), l.Slug, in, ""); err != nil {
		t.Fatal(err)
	}
	e, err := b.Launches.Export(b.as(b.Viewer), l.Slug)
	if err != nil {
		t.Fatal(err)
	}
	for i := range e.Deliverables { // ids depend on other records in the database
		e.Deliverables[i].ID = int64(i + 1)
		for j := range e.Deliverables[i].DependsOn {
			e.Deliverables[i].DependsOn[j] = 1
		}
	}
	got, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(b.file("export.json"), string(got)+"\n"); d != "" {
		t.Error("docs/export.md and other programs rely on this shape: " + d)
	}
}
