package template

import (
	"context"
	"strings"
	"testing"

	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/people"
	"tminus/models/people/peopletest"
)

// bench is a database with an administrator, a member and a viewer.
type bench struct {
	store               *Store
	admin, lead, viewer people.User
}

func newBench(t testing.TB) *bench {
	t.Helper()
	d, _ := dbtest.Open(t)
	return &bench{
		store: NewStore(d), admin: peopletest.Add(t, d, "Ada Admin", people.Administrator),
		lead: peopletest.Add(t, d, "Lea Lead", people.Member), viewer: peopletest.Add(t, d, "Vic Viewer", people.Viewer),
	}
}

// as returns a context in which u is the actor.
func (b *bench) as(u people.User) context.Context { return peopletest.As(u) }

func shippedNamed(key string) (Template, error) {
	e, ok := shippedEntry(key)
	if !ok {
		return Template{}, fault.NotFound("template")
	}
	return e.Template, nil
}

func TestACopyKeepsTheCommentsOfItsOriginal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.admin)
	for _, key := range shippedKeys {
		e, err := b.store.Copy(ctx, key, "")
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
	again, err := b.store.Copy(ctx, "small-2", "")
	if err != nil || again.Key != "small-3" {
		t.Errorf("the copy of a copy is %q: %v", again.Key, err)
	}
	all, err := b.store.List(b.as(b.viewer), false)
	if err != nil || len(all) != 7 {
		t.Errorf("%d templates, want 7: %v", len(all), err)
	}
}

func TestPressingCopyTwiceMakesOneCopy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, err := b.store.Copy(b.as(b.admin), "small", "k")
	two, err2 := b.store.Copy(b.as(b.admin), "small", "k")
	if err != nil || err2 != nil || one.ID != two.ID {
		t.Errorf("copies %d and %d: %v, %v", one.ID, two.ID, err, err2)
	}
}

func TestOnlyAdministratorsChangeTemplates(t *testing.T) {
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

func TestATemplateIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := b.as(b.admin)
	own, err := b.store.Copy(ctx, "small", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"taken by an own":   faulttest.Err(b.store.Add(ctx, own.Source, "")),
		"taken by shipped":  faulttest.Err(b.store.Add(ctx, string(ShippedSource("small")), "")),
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

// Choosing all of the other's parts gives the other's template; none, one's own.
func TestPartsOfTwoTemplatesCanBeMixed(t *testing.T) {
	t.Parallel()
	small, _ := shippedNamed("small")
	major, _ := shippedNamed("major")
	var names []string
	for _, p := range append(small.Parts(), major.Parts()...) {
		names = append(names, p.Name)
	}
	if got := small.Taking(major, names...); len(changes(got, major)) != 1 { // the key stays
		t.Errorf("left: %v", changes(got, major))
	}
	if got := small.Taking(major); len(changes(got, small)) != 0 {
		t.Error("nothing was chosen, and something changed")
	}
}
