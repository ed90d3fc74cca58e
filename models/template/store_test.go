package template_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tminus/models"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/people"
	"tminus/models/people/peopletest"
	"tminus/models/template"
)

// bench is a database with an administrator, a member and a viewer.
type bench struct {
	store               *template.Store
	admin, lead, viewer people.User
}

func newBench(t testing.TB) *bench {
	t.Helper()
	d, _ := dbtest.Open(t)
	return &bench{
		store: template.NewStore(d, models.Format), admin: peopletest.Add(t, d, "Ada Admin", people.Administrator),
		lead: peopletest.Add(t, d, "Lea Lead", people.Member), viewer: peopletest.Add(t, d, "Vic Viewer", people.Viewer),
	}
}

// as returns a context in which u is the actor.
func (b *bench) as(u people.User) context.Context { return peopletest.As(u) }

func TestTemplateCopyKeepsComments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.admin)
	for _, key := range []string{"small", "standard", "major"} {
		e, err := b.store.Copy(ctx, key, "")
		if err != nil {
			t.Fatal(err)
		}
		if e.Key != key+"-2" || !strings.HasPrefix(e.Name, "Copy of ") || e.Shipped() {
			t.Errorf("the copy of %s is %s, %q", key, e.Key, e.Name)
		}
		orig, err := b.store.Get(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(e.Source, "#") != strings.Count(orig.Source, "#") {
			t.Errorf("the copy of %s lost comments", key)
		}
		if len(e.Deliverables) != len(orig.Deliverables) {
			t.Errorf("the copy of %s has %d items", key, len(e.Deliverables))
		}
	}
	again, err := b.store.Copy(ctx, "small-2", "")
	if err != nil || again.Key != "small-3" {
		t.Errorf("the copy of a copy is %q: %v", again.Key, err)
	}
	all, err := b.store.List(b.as(b.viewer), false)
	if err != nil || len(all) != 7 {
		t.Errorf("%d templates, want 7: %v", len(all), err)
	}
}

func TestTemplateCopyIsIdempotent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, err := b.store.Copy(b.as(b.admin), "small", "k")
	two, err2 := b.store.Copy(b.as(b.admin), "small", "k")
	if err != nil || err2 != nil || one.ID != two.ID {
		t.Errorf("copies %d and %d: %v, %v", one.ID, two.ID, err, err2)
	}
}

func TestTemplateChangesNeedAnAdministrator(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	own, err := b.store.Copy(b.as(b.admin), "small", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx := b.as(b.lead)
	for name, err := range map[string]error{
		"copy":    faulttest.Err(b.store.Copy(ctx, "small", "")),
		"add":     faulttest.Err(b.store.Add(ctx, own.Source, "")),
		"update":  faulttest.Err(b.store.Update(ctx, own.Key, own.Source, 1)),
		"archive": faulttest.Err(b.store.Archive(ctx, own.Key, false, 1)),
		"shipped": faulttest.Err(b.store.Update(b.as(b.admin), "small", own.Source, 1)),
	} {
		if !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTemplateStoreRefusesInvalidFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.admin)
	own, err := b.store.Copy(ctx, "small", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"taken by an own":   faulttest.Err(b.store.Add(ctx, own.Source, "")),
		"taken by shipped":  faulttest.Err(b.store.Add(ctx, string(template.ShippedSource("small")), "")),
		"reserved":          faulttest.Err(b.store.Add(ctx, strings.Replace(own.Source, "key: small-2", "key: new", 1), "")),
		"key changed":       faulttest.Err(b.store.Update(ctx, own.Key, strings.Replace(own.Source, "key: small-2", "key: other", 1), 1)),
		"not YAML":          faulttest.Err(b.store.Update(ctx, own.Key, "{{{", 1)),
		"unknown lane":      faulttest.Err(b.store.Update(ctx, own.Key, strings.Replace(own.Source, "lane: qa", "lane: mars", 1), 1)),
		"empty":             faulttest.Err(b.store.Add(ctx, "", "")),
		"too large to read": faulttest.Err(b.store.Add(ctx, strings.Repeat("#\n", 200_000), "")),
	} {
		faulttest.WantInvalid(t, err, "source")
		if err == nil {
			t.Error(name)
		}
	}
	if !fault.Is(faulttest.Err(b.store.Update(ctx, own.Key, own.Source+"\n", 7)), fault.KindConflict) {
		t.Error("an old version was not refused")
	}
	if !fault.Is(faulttest.Err(b.store.Update(ctx, "none", own.Source, 1)), fault.KindNotFound) {
		t.Error("a template that is not there was updated")
	}
}

// Choosing all parts of the other template gives the other template; choosing none
// gives one's own.
func TestTemplatePartsCanBeMixed(t *testing.T) {
	t.Parallel()
	shipped := models.Format.Shipped()
	small, major := shipped[0], shipped[2]
	var names []string
	for _, p := range append(small.Parts(), major.Parts()...) {
		names = append(names, p.Name)
	}
	byName := func(a, b template.Part) int { return strings.Compare(a.Name, b.Name) }
	got, want := small.Taking(major, names...).Parts(), major.Parts()
	slices.SortFunc(got, byName) // the deliverables that both have come first
	slices.SortFunc(want, byName)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if d := cmp.Diff(small, small.Taking(major), cmpopts.IgnoreUnexported(template.Content{})); d != "" {
		t.Errorf("nothing was chosen, and something changed:\n%s", d)
	}
}
