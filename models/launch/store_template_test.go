package launch

import (
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/fault"
)

func TestACopyKeepsTheCommentsOfItsOriginal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.admin)
	for _, key := range shippedKeys {
		e, err := b.store.CopyTemplate(ctx, key, "")
		if err != nil {
			t.Fatal(err)
		}
		if e.Key != key+"-2" || !strings.HasPrefix(e.Name, "Copy of ") || e.Shipped() {
			t.Errorf("the copy of %s is %s, %q", key, e.Key, e.Name)
		}
		orig, _ := shippedEntry(key)
		if strings.Count(e.Source, "#") != strings.Count(orig.Source, "#") {
			t.Errorf("the copy of %s lost comments", key)
		}
		if len(e.Deliverables) != len(orig.Deliverables) {
			t.Errorf("the copy of %s has %d items", key, len(e.Deliverables))
		}
	}
	again, err := b.store.CopyTemplate(ctx, "small-2", "")
	if err != nil || again.Key != "small-3" {
		t.Errorf("the copy of a copy is %q: %v", again.Key, err)
	}
	all, err := b.store.Templates(b.as(b.viewer), false)
	if err != nil || len(all) != 7 {
		t.Errorf("%d templates, want 7: %v", len(all), err)
	}
}

func TestPressingCopyTwiceMakesOneCopy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, err := b.store.CopyTemplate(b.as(b.admin), "small", "k")
	two, err2 := b.store.CopyTemplate(b.as(b.admin), "small", "k")
	if err != nil || err2 != nil || one.ID != two.ID {
		t.Errorf("copies %d and %d: %v, %v", one.ID, two.ID, err, err2)
	}
}

func TestARunningLaunchNeverNoticesItsTemplate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.admin)
	own, err := b.store.CopyTemplate(ctx, "small", "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := b.store.Create(ctx, New{Template: own.Template, Input: Input{Name: "Old", LeadID: b.lead.ID, Target: Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0), Zone: "UTC"}}})
	if err != nil {
		t.Fatal(err)
	}
	before, _ := b.store.Plan(ctx, l.Slug)
	src := strings.Replace(own.Source, "title: Remove the flag", "title: Something else", 1)
	src = strings.Replace(src, "name: Support, team", "name: Helpdesk, team", 1)
	src = strings.Replace(src, "{key: plan, name: Plan, from: -21", "{key: plan, name: Prepare, from: -30", 1)
	changed, err := b.store.UpdateTemplate(ctx, own.Key, src, own.Version)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.store.ArchiveTemplate(ctx, own.Key, false, changed.Version); err != nil {
		t.Fatal(err)
	}
	after, _ := b.store.Plan(ctx, l.Slug)
	if before.Version != after.Version || len(before.Items) != len(after.Items) || after.Frame.Phases[0].Name != "Plan" {
		t.Error("the launch changed")
	}
	for i, it := range after.Items {
		if it.Title != before.Items[i].Title || it.Version != before.Items[i].Version || after.Lane(it.LaneID).Name == "Helpdesk" {
			t.Errorf("%q became %q", before.Items[i].Title, it.Title)
		}
	}
}

func TestOnlyAdministratorsChangeTemplates(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	own, err := b.store.CopyTemplate(b.as(b.admin), "small", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx := b.as(b.lead)
	for name, err := range map[string]error{
		"copy":    errOf(b.store.CopyTemplate(ctx, "small", "")),
		"add":     errOf(b.store.AddTemplate(ctx, own.Source, "")),
		"update":  errOf(b.store.UpdateTemplate(ctx, own.Key, own.Source, 1)),
		"archive": b.store.ArchiveTemplate(ctx, own.Key, false, 1),
		"shipped": errOf(b.store.UpdateTemplate(b.as(b.admin), "small", own.Source, 1)),
	} {
		if !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATemplateIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.admin)
	own, err := b.store.CopyTemplate(ctx, "small", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"taken by an own":   errOf(b.store.AddTemplate(ctx, own.Source, "")),
		"taken by shipped":  errOf(b.store.AddTemplate(ctx, string(ShippedSource("small")), "")),
		"reserved":          errOf(b.store.AddTemplate(ctx, strings.Replace(own.Source, "key: small-2", "key: new", 1), "")),
		"key changed":       errOf(b.store.UpdateTemplate(ctx, own.Key, strings.Replace(own.Source, "key: small-2", "key: other", 1), 1)),
		"not YAML":          errOf(b.store.UpdateTemplate(ctx, own.Key, "{{{", 1)),
		"unknown lane":      errOf(b.store.UpdateTemplate(ctx, own.Key, strings.Replace(own.Source, "lane: qa", "lane: mars", 1), 1)),
		"empty":             errOf(b.store.AddTemplate(ctx, "", "")),
		"too large to read": errOf(b.store.AddTemplate(ctx, strings.Repeat("#\n", 200_000), "")),
	} {
		wantInvalid(t, err, "source")
		if err == nil {
			t.Error(name)
		}
	}
	if !fault.Is(errOf(b.store.UpdateTemplate(ctx, own.Key, own.Source+"\n", 7)), fault.KindConflict) {
		t.Error("an old version was not refused")
	}
	if !fault.Is(errOf(b.store.UpdateTemplate(ctx, "none", own.Source, 1)), fault.KindNotFound) {
		t.Error("a template that is not there was updated")
	}
}

// Choosing all of the other's parts gives the other's template; none, one's own.
func TestPartsOfTwoTemplatesCanBeMixed(t *testing.T) {
	t.Parallel()
	small, _ := shippedNamed("small")
	major, _ := shippedNamed("major")
	var names []string
	for _, p := range append(small.Parts(), major.Parts()...) {
		names = append(names, p.Name)
	}
	if got := small.Taking(major, names...); len(templateChanges(got, major)) != 1 { // the key stays
		t.Errorf("left: %v", templateChanges(got, major))
	}
	if got := small.Taking(major); len(templateChanges(got, small)) != 0 {
		t.Error("nothing was chosen, and something changed")
	}
}
