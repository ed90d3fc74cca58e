package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tminus/models/template"
)

// side returns the text of one column of a conflict page for a field.
func side(p page, field, which string) string {
	return strings.TrimSpace(p.Find("form.conflict fieldset:contains('" + field + "') label:contains('" + which + "') .pre").Text())
}

// keepingTheirs returns the form of a conflict page with the other's values chosen for the fields.
func keepingTheirs(p page, fields ...string) url.Values {
	form := valuesOf(p, "form.conflict")
	for _, name := range fields {
		form.Set("keep-"+name, p.Find("input[name='keep-"+name+"'][value^='theirs']").AttrOr("value", ""))
	}
	return form
}

func TestDatesConflictMergesFields(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slug, ids := s.Planned("Two at once", template.Item{Key: "a", Title: "Docs", Lane: "support", Start: -14, Due: -9})
	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["a"], 10) + "/dates"
	petra, marek := s.As("petra"), s.As("marek")
	mine, theirs := valuesOf(marek.Get(path), "main form"), valuesOf(petra.Get(path), "main form")
	theirs.Set("starts_on", "2026-11-18")
	theirs.Set("anchor", string(template.Pinned))
	petra.Post(path, theirs).Want(t, http.StatusSeeOther)
	mine.Set("due_on", "2026-11-26")
	mine.Set("due_time", "14:30")

	for _, v := range []*visitor{marek, marek.HTMX()} {
		p := v.Post(path, mine).Want(t, http.StatusConflict)
		if !strings.Contains(p.Content, "Petra Lund changed this on Mon 16 Nov") {
			t.Errorf("it does not say who: %.300s", p.Find(".note").Text())
		}
		for field, want := range map[string][2]string{
			"Starts on":                  {"Tue 17 Nov 2026", "Wed 18 Nov 2026"},
			"Due on":                     {"Thu 26 Nov 2026", "Sun 22 Nov 2026"},
			"Due at":                     {"14:30", "(empty)"},
			"When the launch date moves": {template.Follows.Label(), template.Pinned.Label()},
		} {
			if got := [2]string{side(p, field, "Yours"), side(p, field, "Theirs")}; got != want {
				t.Errorf("%s: %q, want %q", field, got, want)
			}
		}
		if inDialog := p.Header.Get("Hx-Retarget") == "#dialog" && p.Find("main").Length() == 0; inDialog != (v != marek) {
			t.Error("it is not in its place")
		}
		// Fields that were not changed keep the other's value by default.
		form := valuesOf(p, "form.conflict")
		if !strings.HasPrefix(form.Get("keep-starts_on"), "theirs") || form.Get("keep-due_on") != "yours" || form.Get("version") != "2" {
			t.Errorf("chosen from the start: %v", form)
		}
	}
	p := marek.Post(path, mine).Want(t, http.StatusConflict)
	marek.Post(path, keepingTheirs(p, "due_time")).Want(t, http.StatusSeeOther)
	if got := s.Schedule(slug, ids["a"]); got.StartsOn.String() != "2026-11-18" || got.DueOn.String() != "2026-11-26" ||
		!got.DueTime.IsZero() || got.Anchor != template.Pinned || got.Version != 3 {
		t.Errorf("saved: %+v, version %d", got.Schedule, got.Version)
	}
	// A refused form keeps the version that it was based on.
	mine.Set("due_on", "2026-11-01")
	p = marek.Post(path, mine).Want(t, http.StatusUnprocessableEntity)
	again := valuesOf(p, "main form")
	again.Set("due_on", "2026-11-27")
	marek.Post(path, again).Want(t, http.StatusConflict)
}

func TestOwnerConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slug, ids := s.Planned("Two owners", template.Item{Key: "a", Title: "Docs", Lane: "support", Start: -14, Due: -9})
	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["a"], 10) + "/owner"
	petra, marek := s.As("petra"), s.As("marek")
	form := marek.Get(path)
	owner := func(name string) url.Values {
		f := valuesOf(form, "main form")
		f.Set("owner", form.Find("option:contains('"+name+"')").AttrOr("value", ""))
		return f
	}
	petra.Post(path, owner("Petra")).Want(t, http.StatusSeeOther)
	for _, v := range []*visitor{marek, marek.HTMX()} {
		p := v.Post(path, owner("Marek")).Want(t, http.StatusConflict)
		if side(p, "Owner", "Yours") != "Marek Solberg" || side(p, "Owner", "Theirs") != "Petra Lund" {
			t.Errorf("not both: %s", p.Find("form.conflict").Text())
		}
	}
	p := marek.Post(path, owner("Nobody")).Want(t, http.StatusConflict)
	if side(p, "Owner", "Yours") != "Nobody yet" {
		t.Errorf("nobody is called %q", side(p, "Owner", "Yours"))
	}
	marek.Post(path, keepingTheirs(p, "owner")).Want(t, http.StatusSeeOther)
	if it := s.Schedule(slug, ids["a"]); it.OwnerName != "Petra Lund" || it.Version != 2 {
		t.Errorf("theirs was kept, but %q owns it, version %d", it.OwnerName, it.Version)
	}
	p = marek.Post(path, owner("Marek")).Want(t, http.StatusConflict)
	marek.Post(path, valuesOf(p, "form.conflict")).Want(t, http.StatusSeeOther)
	if it := s.Schedule(slug, ids["a"]); it.OwnerName != "Marek Solberg" {
		t.Errorf("yours was kept, but %q owns it", it.OwnerName)
	}
}

func TestProfileConflictMergesFields(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	one, two := valuesOf(v.Get("/me/profile"), "#you form"), valuesOf(v.Get("/me/profile"), "#you form")
	one.Set("zone", "Asia/Tokyo")
	v.Post("/me/profile", one).Want(t, http.StatusSeeOther)
	two.Set("name", "Vera Dvorak")
	p := v.Post("/me/profile", two).Want(t, http.StatusConflict)
	if side(p, "Name", "Yours") != "Vera Dvorak" || side(p, "Name", "Theirs") == "" || side(p, "Time zone", "Theirs") != "Asia/Tokyo" ||
		side(p, "Time zone", "Yours") != two.Get("zone") {
		t.Errorf("not both: %s", p.Find("form.conflict").Text())
	}
	v.Post("/me/profile", valuesOf(p, "form.conflict")).Want(t, http.StatusSeeOther)
	now := valuesOf(v.Get("/me/profile"), "#you form")
	if now.Get("name") != "Vera Dvorak" || now.Get("zone") != "Asia/Tokyo" {
		t.Errorf("it is now %v", now)
	}
}

func TestTeamConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, two := s.As("ana"), s.As("ana")
	page := one.Get("/people/teams")
	details := page.Find(".team-list > li details form").First()
	path, form := details.AttrOr("action", ""), filled(details)
	rename := func(name string) url.Values {
		return url.Values{"version": form["version"], "name": {name}}
	}
	one.Post(path, rename("Product people")).Want(t, http.StatusSeeOther)
	p := two.Post(path, rename("Product folk")).Want(t, http.StatusConflict)
	if side(p, "Name", "Yours") != "Product folk" || side(p, "Name", "Theirs") != "Product people" {
		t.Errorf("not both: %s", p.Find("form.conflict").Text())
	}
	two.Post(path, keepingTheirs(p, "name")).Want(t, http.StatusSeeOther)
	if !strings.Contains(two.Get("/people/teams").Find(".team-list").Text(), "Product people") {
		t.Error("theirs was not kept")
	}
	two.Post(path, valuesOf(p, "form.conflict")).Want(t, http.StatusSeeOther)
	if !strings.Contains(two.Get("/people/teams").Find(".team-list").Text(), "Product folk") {
		t.Error("yours was not kept")
	}
}
