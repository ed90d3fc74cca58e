package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tminus/handlers/handlerstest"
	"tminus/internal/civil"
)

func TestMoveTPreviewApplyUndo(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	was := v.Get(notifications+"/move").Want(t, http.StatusOK)
	before, _ := was.Find("input[name=launch_on]").Attr("value")

	q := url.Values{"launch_on": {"2027-01-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}
	p := v.Get(notifications+"/move?"+q.Encode()).Want(t, http.StatusOK)
	if got := p.Find("#preview").Text(); !strings.Contains(got, "Sat 16 Jan 2027") {
		t.Errorf("the preview is headed %q", got)
	}
	if p.Find(".note:contains('Saturday')").Length() == 0 {
		t.Error("nothing says that T would be on a Saturday")
	}
	version, _ := p.Find("form[method=post] input[name=version]").Attr("value")
	q.Set("version", version)
	refused := v.Post(notifications+"/move", q).Want(t, http.StatusUnprocessableEntity)
	if refused.Find("#f-reason-err").Length() == 0 {
		t.Error("no message at the missing reason")
	}
	q.Set("reason", "The partner is not ready")
	v.Post(notifications+"/move", q).Want(t, http.StatusSeeOther)
	stale := v.Post(notifications+"/move",
		url.Values{"launch_on": {"2027-02-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "version": {version},
			"reason": {"Typed in another tab"}}).Want(t, http.StatusConflict)
	if got := stale.Find("textarea[name=reason]").Text(); strings.TrimSpace(got) != "Typed in another tab" {
		t.Errorf("a conflict lost the reason: %q", got)
	}

	undo, _ := v.Get(notifications + "/move").Find("form[action*='/moves/']").First().Attr("action")
	v.Post(undo, url.Values{}).Want(t, http.StatusSeeOther)
	after, _ := v.Get(notifications + "/move").Find("input[name=launch_on]").Attr("value")
	if after != before {
		t.Errorf("T is on %s after the undo, was on %s", after, before)
	}
	v.Post(undo, url.Values{}).Want(t, http.StatusConflict)
}

func TestMoveTPermissions(t *testing.T) {
	s := newSite(t)
	for _, who := range []string{"petra", "vera"} {
		s.As(who).Get(notifications+"/move").Want(t, http.StatusForbidden)
		s.As(who).Post(notifications+"/move", url.Values{"launch_on": {"2027-01-16"}}).Want(t, http.StatusForbidden)
	}
	s.As("ana").Get("/launches/none/move").Want(t, http.StatusNotFound)
	s.As("ana").Post(notifications+"/moves/999/undo", url.Values{}).Want(t, http.StatusNotFound)
}

// The choices of the preview are what the move does: shifted rows, a row without a date, and one undo for all.
func TestMoveTWithChoices(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	slug, _ := s.Planned("Choices", many(5)...)
	path := "/launches/" + slug
	const of = " FROM deliverables WHERE launch_id = (SELECT id FROM launches WHERE slug = ?) ORDER BY id"
	dues := func() []string { return scan[[]string](s, "SELECT COALESCE(due_on, '')"+of, slug) }
	ids := scan[[]string](s, "SELECT CAST(id AS TEXT)"+of, slug)
	before := dues()
	q := url.Values{"launch_on": {"2027-03-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}
	form := v.Get(path+"/move?"+q.Encode()).Want(t, http.StatusOK).Filled("form[method=post][action$='/move']")

	shift := with(form, "bulk", "shift", "shift", "2")
	shift["pick"] = ids[:3]
	page := v.Post(path+"/move/preview", shift).Want(t, http.StatusOK)
	form = page.Filled("form[method=post][action$='/move']")
	if got := page.Find("select[name='do-" + ids[0] + "'] option[selected]").Text(); got != "Other day" {
		t.Errorf("the first row does %q", got)
	}
	open := with(form, "bulk", "open")
	open["pick"] = ids[3:4]
	form = v.Post(path+"/move/preview", open).Want(t, http.StatusOK).Filled("form[method=post][action$='/move']")

	blank := with(form, "reason", "The partner is late", "day-"+ids[0], "")
	refused := v.Post(path+"/move", blank).Want(t, http.StatusUnprocessableEntity)
	if refused.Find("#row-"+ids[0]+" .field-error").Length() == 0 {
		t.Error("no message at the blank day")
	}
	v.Post(path+"/move", with(form, "reason", "The partner is late")).Want(t, http.StatusSeeOther)
	after := dues()
	for i := range 3 {
		day, err := civil.Parse(before[i])
		if err != nil {
			t.Fatal(err)
		}
		if want := day.AddDays(2).String(); after[i] != want {
			t.Errorf("row %d is due %s, want %s", i, after[i], want)
		}
	}
	if after[3] != "" || after[4] == before[4] {
		t.Errorf("rows 3 and 4 are due %q and %q, were %q and %q", after[3], after[4], before[3], before[4])
	}
	undo, _ := v.Get(path + "/move").Find("form[action*='/moves/']").First().Attr("action")
	v.Post(undo, url.Values{}).Want(t, http.StatusSeeOther)
	if got := dues(); !slices.Equal(got, before) {
		t.Errorf("after the undo: %v, want %v", got, before)
	}
}

func TestMoveTPresetsAndRefusedShift(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	q := url.Values{"launch_on": {"2027-01-16"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}}
	page := v.Get(notifications+"/move?"+q.Encode()).Want(t, http.StatusOK)
	form := page.Filled("form[method=post][action$='/move']")
	moving := func(p handlerstest.Page) int { return p.Find(".moves td[data-label=New] strong").Length() }
	all := v.Post(notifications+"/move/preview", with(form, "preset", "open")).Want(t, http.StatusOK)
	day := v.Post(notifications+"/move/preview", with(form, "preset", "day")).Want(t, http.StatusOK)
	if a, b, c := moving(day), moving(page), moving(all); a == 0 || a >= b || b >= c {
		t.Errorf("launch day only moves %d, the default %d, everything open %d", a, b, c)
	}
	for _, days := range []string{"", "x", "1e3", "99999"} {
		refused := v.Post(notifications+"/move/preview", with(form, "bulk", "shift", "shift", days)).Want(t, http.StatusUnprocessableEntity)
		if refused.Find(".several .field-error").Length() == 0 {
			t.Errorf("%q: no message", days)
		}
	}
}
