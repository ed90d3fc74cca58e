package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func checkState(s *site, id string) string {
	s.T.Helper()
	return scan[string](s, "SELECT state FROM checklist_items WHERE id = ?", id)
}

func TestChecklistItemDoneAndUndo(t *testing.T) {
	s := newSite(t)
	id := s.OpenAgain("works")
	marek := s.As("marek")
	const doneRows = "SELECT COUNT(*) FROM audit_log WHERE entity = 'check' AND action = 'check.done' AND entity_id = ?"
	before := s.Count(doneRows, id)
	press := url.Values{"state": {"done"}, "version": {s.CheckVersion(id)}, "back": {searchLists + "?show=open"}}
	for range 2 { // pressed twice
		p := marek.Post(searchCheck(id)+"/state", press).Want(t, http.StatusSeeOther)
		if to := p.Header.Get("Location"); to != searchLists+"?show=open#check-"+id {
			t.Errorf("back to %s", to)
		}
	}
	if n := s.Count(doneRows, id) - before; n != 1 {
		t.Errorf("done %d times", n)
	}
	press.Set("state", "open")
	press.Set("version", s.CheckVersion(id))
	marek.Post(searchCheck(id)+"/state", press).Want(t, http.StatusSeeOther)
	undo := marek.Get(searchLists).Filled(".flash form")
	if undo.Get("was") == "" {
		t.Fatalf("no undo: %v", undo)
	}
	marek.Post(searchLists+"/back", undo).Want(t, http.StatusSeeOther)
	if got := checkState(s, id); got != "done" {
		t.Errorf("undone: %s", got)
	}
	marek.Post(searchLists+"/back", undo).Want(t, http.StatusConflict)
	frag := marek.HTMX().Post(searchCheck(id)+"/state", url.Values{"state": {"open"}, "version": {s.CheckVersion(id)}}).Want(t, http.StatusOK)
	if frag.Find("#main").Length() != 0 || frag.Find("li#check-"+id).Length() != 1 || !strings.Contains(frag.Content, "checks-progress") {
		t.Errorf("fragment: %.300s", frag.Content)
	}
}

func TestChecklistItemReasonAndConflict(t *testing.T) {
	s := newSite(t)
	id := s.OpenAgain("rollback")
	marek, petra := s.As("marek"), s.As("petra")
	seen := s.CheckVersion(id)
	p := marek.Post(searchCheck(id)+"/state", url.Values{"state": {"na"}, "version": {seen}}).Want(t, http.StatusUnprocessableEntity)
	if p.Find(".field-error").Length() != 0 || p.Find("textarea[name=note]").Length() != 1 {
		t.Error("the reason is asked for with a reproach, or not at all")
	}
	form := p.Filled("form[action$='/state']")
	if p = marek.Post(searchCheck(id)+"/state", form).Want(t, http.StatusUnprocessableEntity); p.Find(".field-error").Length() != 1 {
		t.Error("the missing reason is not said")
	}
	form.Set("note", "The flag stays for the opt-out")
	marek.Post(searchCheck(id)+"/state", form).Want(t, http.StatusSeeOther)
	p = petra.Post(searchCheck(id)+"/state", url.Values{"state": {"done"}, "version": {seen}}).Want(t, http.StatusConflict)
	if !strings.Contains(p.Find(".conflict").Text(), "The flag stays for the opt-out") {
		t.Error("theirs is not shown")
	}
	both := p.Filled(".conflict")
	petra.Post(searchCheck(id)+"/state", both).Want(t, http.StatusSeeOther)
	if got := checkState(s, id); got != "done" {
		t.Errorf("mine was chosen: %s", got)
	}
}

func TestChecklistBulkChange(t *testing.T) {
	s := newSite(t)
	one, two := s.OpenAgain("works"), s.OpenAgain("alerts")
	marek := s.As("marek")
	pick := func(pairs ...string) url.Values {
		f := with(url.Values{}, pairs...)
		f["pick"] = []string{one + "." + s.CheckVersion(one), two + "." + s.CheckVersion(two)}
		return f
	}
	marek.Post(searchLists+"/several", pick("do", "done")).Want(t, http.StatusSeeOther)
	if checkState(s, one) != "done" || checkState(s, two) != "done" {
		t.Fatal("not both done")
	}
	page := marek.Get(searchLists)
	undo := url.Values{}
	page.Find(".flash form input").Each(func(_ int, e *goquery.Selection) { undo.Add(e.AttrOr("name", ""), e.AttrOr("value", "")) })
	marek.Post(searchLists+"/back", undo).Want(t, http.StatusSeeOther)
	if checkState(s, one) != "open" || checkState(s, two) != "open" {
		t.Fatal("not both open again")
	}
	for _, do := range []string{"na", "owner", "due"} {
		p := marek.Post(searchLists+"/several", pick("do", do)).Want(t, http.StatusUnprocessableEntity)
		if p.Find(".field-error").Length() != 0 || p.Find("input[name=pick]").Length() != 2 {
			t.Errorf("%s: asked with a reproach, or the choice is lost", do)
		}
	}
	marek.Post(searchLists+"/several", pick("do", "na", "note", " ")).Want(t, http.StatusUnprocessableEntity)
	marek.Post(searchLists+"/several", pick("do", "due", "due_on", "", "due_rel", "T-x")).Want(t, http.StatusUnprocessableEntity)
	marek.Post(searchLists+"/several", pick("do", "due", "due_on", "", "due_rel", "T-6")).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM checklist_items WHERE due_offset = -6 AND id IN (?, ?)", one, two); n != 2 {
		t.Errorf("%d are due at T-6", n)
	}
	marek.Post(searchLists+"/several", pick("do", "na", "note", "Nothing to see")).Want(t, http.StatusSeeOther)
	marek.Post(searchLists+"/several", url.Values{"do": {"done"}}).Want(t, http.StatusUnprocessableEntity)
	marek.Post(searchLists+"/several", pick("do", "king")).Want(t, http.StatusUnprocessableEntity)
	stale := pick("do", "done")
	stale["pick"][0] = one + ".1"
	marek.Post(searchLists+"/several", stale).Want(t, http.StatusConflict)
	foreign := pick("do", "done")
	foreign["pick"][0] = s.CheckOf("real-time-notifications", "feedback") + ".1"
	marek.Post(searchLists+"/several", foreign).Want(t, http.StatusNotFound)
	s.As("vera").Post(searchLists+"/several", pick("do", "na")).Want(t, http.StatusForbidden)
}

func TestChecklistAddEditRemove(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	form := marek.Get(searchLists+"/new").Want(t, http.StatusOK).Filled("form.form[action$='/checklists']")
	marek.Post(searchLists, form).Want(t, http.StatusUnprocessableEntity)
	form.Set("name", "Warehouse")
	form.Set("mode", "tick")
	for range 2 {
		marek.Post(searchLists, form).Want(t, http.StatusSeeOther)
	}
	if n := s.Count("SELECT COUNT(*) FROM checklists WHERE name = 'Warehouse'"); n != 1 {
		t.Fatalf("%d lists of one form", n)
	}
	list := scan[string](s, "SELECT CAST(id AS TEXT) FROM checklists WHERE name = 'Warehouse'")
	item := marek.Get(searchLists+"/"+list+"/add").Want(t, http.StatusOK).Filled("form.form[action$='/add']")
	for name, bad := range map[string]url.Values{
		"no title": item, "a script": with(item, "title", "X", "evidence", "javascript:alert(1)"),
		"no day":               with(item, "title", "X", "due_rel", "soon"),
		"a day in another age": with(item, "title", "X", "due_on", "9999-12-31"),
		"a note of 10,000":     with(item, "title", "X", "note", strings.Repeat("x", 10_000)),
	} {
		if p := marek.Post(searchLists+"/"+list+"/add", bad); p.StatusCode != http.StatusUnprocessableEntity ||
			p.Find(".field-error").Length() == 0 {
			t.Errorf("%s: %s", name, p.Status)
		}
	}
	marek.Post(searchLists+"/"+list+"/add",
		with(item, "title", "Vans booked", "due_rel", "T-3", "evidence", "https://example.com/vans")).Want(t, http.StatusSeeOther)
	id := scan[string](s, "SELECT CAST(id AS TEXT) FROM checklist_items WHERE title = 'Vans booked' AND due_offset = -3")
	edit := marek.Get(searchCheck(id)+"/edit").Want(t, http.StatusOK).Filled("form.form[action$='/edit']")
	marek.Post(searchCheck(id)+"/edit", with(edit, "title", "Vans hired")).Want(t, http.StatusSeeOther)
	p := marek.Post(searchCheck(id)+"/edit", with(edit, "note", "Two")).Want(t, http.StatusConflict)
	// Fields that this person did not change keep the other's value by default.
	marek.Post(searchCheck(id)+"/edit", p.Filled(".conflict")).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM checklist_items WHERE title = 'Vans hired' AND note = 'Two' AND due_offset = -3"); n != 1 {
		t.Error("the two changes are not joined")
	}
	marek.Post(searchCheck(id)+"/remove", url.Values{"version": {s.CheckVersion(id)}}).Want(t, http.StatusSeeOther)
	marek.Post(searchCheck(id)+"/restore", marek.Get(searchLists).Filled(".flash form")).Want(t, http.StatusSeeOther)
	if got := marek.Get(searchLists).Find("#list-" + list).Text(); !strings.Contains(got, "Vans hired") ||
		!strings.Contains(got, "0 of 1 done") {
		t.Errorf("restored: %s", got)
	}
	marek.Post(searchLists+"/"+list+"/up", nil).Want(t, http.StatusSeeOther)
	marek.Post("/launches/real-time-notifications/checklists/"+list+"/up", nil).Want(t, http.StatusNotFound)
	marek.Post("/launches/real-time-notifications/checks/"+id+"/edit", edit).Want(t, http.StatusNotFound)
}

func TestChecklistFilterInAddress(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	all := marek.Get(notifications + "/checklists").Find(".checks > li").Length()
	during := marek.Get(notifications + "/checklists?part=during")
	if n := during.Find(".checks > li").Length(); n != 3 || during.Find("select[name=part] option[selected]").AttrOr("value", "") != "during" {
		t.Errorf("%d of %d during the release", n, all)
	}
	if n := s.As("vera").Get(notifications + "/checklists?who=me").Find(".checks > li").Length(); n != 0 {
		t.Errorf("a viewer owns %d", n)
	}
	marek.Get(notifications+"/checklists?show=nonsense&part=x&who=y").Want(t, http.StatusOK)
}

func TestMyWorkShowsOpenItemsAndAnswers(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	p := marek.Get("/me").Want(t, http.StatusOK)
	if p.Find("#questions li").Length() == 0 {
		t.Error("no question is asked")
	}
	form := p.Find("form.inline[action*='/checks/']").First()
	action := form.AttrOr("action", "")
	id := strings.TrimSuffix(action[strings.LastIndex(action, "/checks/")+len("/checks/"):], "/state")
	if got := marek.Post(action, filled(form)).Want(t, http.StatusSeeOther).Header.Get("Location"); !strings.HasPrefix(got, "/me") ||
		checkState(s, id) != "done" {
		t.Errorf("sent to %s, it is %s", got, checkState(s, id))
	}
	ana := s.As("ana")
	move := ana.Get(notifications+"/move?launch_on=2027-01-16&launch_time=10:00&zone=Europe/Berlin").Want(t, http.StatusOK)
	if !strings.Contains(move.Text(), "open items of the checklists move with T") {
		t.Error("moving T does not say that the checklists follow")
	}
}

// Many done items of a list are folded, unless the reader filters. The fold says how many they are.
func TestManyDoneItemsAreFolded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.As("marek")
	page := marek.Get(searchLists)
	fold := page.Find(".checklist .fold").First()
	n := fold.Find(".checks > li").Length()
	if n <= 3 || fold.Find("summary b").Text() != fmt.Sprintf("%d done", n) {
		t.Errorf("%d items are folded, the fold says %q", n, strings.TrimSpace(fold.Find("summary b").Text()))
	}
	if open := fold.Find(".checks > li").Not("[data-state=done], [data-state=na]").Length(); open != 0 {
		t.Errorf("%d open items are folded", open)
	}
	if n := marek.Get(searchLists + "?part=before").Find(".checklist .fold").Length(); n != 0 {
		t.Errorf("with a filter, %d are folded", n)
	}
}
