package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// listOf and checkOf return the ids of a launch's checklist and of one of its items by key.
func (s *site) listOf(slug, key string) string {
	s.t.Helper()
	return scan[string](s, "SELECT CAST(c.id AS TEXT) FROM checklists c JOIN launches l ON l.id = c.launch_id WHERE l.slug = ? AND c.key = ?",
		slug, key)
}

func (s *site) checkOf(slug, key string) string {
	s.t.Helper()
	return scan[string](s, "SELECT CAST(MIN(i.id) AS TEXT) FROM checklist_items i JOIN launches l ON l.id = i.launch_id WHERE "+
		"l.slug = ? AND i.key = ?", slug, key)
}

func (s *site) checkVersion(id string) string {
	s.t.Helper()
	return scan[string](s, "SELECT CAST(version AS TEXT) FROM checklist_items WHERE id = ?", id)
}

func (s *site) checkState(id string) string {
	s.t.Helper()
	return scan[string](s, "SELECT state FROM checklist_items WHERE id = ?", id)
}

const searchLists = "/launches/" + launchOfPetra + "/checklists"

func searchCheck(id string) string { return "/launches/" + launchOfPetra + "/checks/" + id }

// openAgain resets an item of the sample to its initial state.
func (s *site) openAgain(key string) string {
	s.t.Helper()
	id := s.checkOf(launchOfPetra, key)
	s.as("petra").post(searchCheck(id)+"/state", url.Values{"state": {"open"}, "note": {""}, "version": {s.checkVersion(id)}}).want(s.t,
		http.StatusSeeOther)
	return id
}

func TestChecklistItemDoneAndUndo(t *testing.T) {
	s := newSite(t)
	id := s.openAgain("works")
	marek := s.as("marek")
	const doneRows = "SELECT COUNT(*) FROM audit_log WHERE entity = 'check' AND action = 'check.done' AND entity_id = ?"
	before := s.count(doneRows, id)
	press := url.Values{"state": {"done"}, "version": {s.checkVersion(id)}, "back": {searchLists + "?show=open"}}
	for range 2 { // pressed twice
		p := marek.post(searchCheck(id)+"/state", press).want(t, http.StatusSeeOther)
		if to := p.Header.Get("Location"); to != searchLists+"?show=open#check-"+id {
			t.Errorf("back to %s", to)
		}
	}
	if n := s.count(doneRows, id) - before; n != 1 {
		t.Errorf("done %d times", n)
	}
	press.Set("state", "open")
	press.Set("version", s.checkVersion(id))
	marek.post(searchCheck(id)+"/state", press).want(t, http.StatusSeeOther)
	undo := marek.get(searchLists).filled(".flash form")
	if undo.Get("was") == "" {
		t.Fatalf("no undo: %v", undo)
	}
	marek.post(searchLists+"/back", undo).want(t, http.StatusSeeOther)
	if got := s.checkState(id); got != "done" {
		t.Errorf("undone: %s", got)
	}
	marek.post(searchLists+"/back", undo).want(t, http.StatusConflict)
	frag := marek.htmx().post(searchCheck(id)+"/state", url.Values{"state": {"open"}, "version": {s.checkVersion(id)}}).want(t, http.StatusOK)
	if frag.Find("#main").Length() != 0 || frag.Find("li#check-"+id).Length() != 1 || !strings.Contains(frag.body, "checks-progress") {
		t.Errorf("fragment: %.300s", frag.body)
	}
}

func TestChecklistItemReasonAndConflict(t *testing.T) {
	s := newSite(t)
	id := s.openAgain("rollback")
	marek, petra := s.as("marek"), s.as("petra")
	seen := s.checkVersion(id)
	p := marek.post(searchCheck(id)+"/state", url.Values{"state": {"na"}, "version": {seen}}).want(t, http.StatusUnprocessableEntity)
	if p.Find(".field-error").Length() != 0 || p.Find("textarea[name=note]").Length() != 1 {
		t.Error("the reason is asked for with a reproach, or not at all")
	}
	form := p.filled("form[action$='/state']")
	if p = marek.post(searchCheck(id)+"/state", form).want(t, http.StatusUnprocessableEntity); p.Find(".field-error").Length() != 1 {
		t.Error("the missing reason is not said")
	}
	form.Set("note", "The flag stays for the opt-out")
	marek.post(searchCheck(id)+"/state", form).want(t, http.StatusSeeOther)
	p = petra.post(searchCheck(id)+"/state", url.Values{"state": {"done"}, "version": {seen}}).want(t, http.StatusConflict)
	if !strings.Contains(p.Find(".conflict").Text(), "The flag stays for the opt-out") {
		t.Error("theirs is not shown")
	}
	both := p.filled(".conflict")
	petra.post(searchCheck(id)+"/state", both).want(t, http.StatusSeeOther)
	if got := s.checkState(id); got != "done" {
		t.Errorf("mine was chosen: %s", got)
	}
}

func TestChecklistBulkChange(t *testing.T) {
	s := newSite(t)
	one, two := s.openAgain("works"), s.openAgain("alerts")
	marek := s.as("marek")
	pick := func(pairs ...string) url.Values {
		f := with(url.Values{}, pairs...)
		f["pick"] = []string{one + "." + s.checkVersion(one), two + "." + s.checkVersion(two)}
		return f
	}
	marek.post(searchLists+"/several", pick("do", "done")).want(t, http.StatusSeeOther)
	if s.checkState(one) != "done" || s.checkState(two) != "done" {
		t.Fatal("not both done")
	}
	page := marek.get(searchLists)
	undo := url.Values{}
	page.Find(".flash form input").Each(func(_ int, e *goquery.Selection) { undo.Add(e.AttrOr("name", ""), e.AttrOr("value", "")) })
	marek.post(searchLists+"/back", undo).want(t, http.StatusSeeOther)
	if s.checkState(one) != "open" || s.checkState(two) != "open" {
		t.Fatal("not both open again")
	}
	for _, do := range []string{"na", "owner", "due"} {
		p := marek.post(searchLists+"/several", pick("do", do)).want(t, http.StatusUnprocessableEntity)
		if p.Find(".field-error").Length() != 0 || p.Find("input[name=pick]").Length() != 2 {
			t.Errorf("%s: asked with a reproach, or the choice is lost", do)
		}
	}
	marek.post(searchLists+"/several", pick("do", "na", "note", " ")).want(t, http.StatusUnprocessableEntity)
	marek.post(searchLists+"/several", pick("do", "due", "due_on", "", "due_rel", "T-x")).want(t, http.StatusUnprocessableEntity)
	marek.post(searchLists+"/several", pick("do", "due", "due_on", "", "due_rel", "T-6")).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM checklist_items WHERE due_offset = -6 AND id IN (?, ?)", one, two); n != 2 {
		t.Errorf("%d are due at T-6", n)
	}
	marek.post(searchLists+"/several", pick("do", "na", "note", "Nothing to see")).want(t, http.StatusSeeOther)
	marek.post(searchLists+"/several", url.Values{"do": {"done"}}).want(t, http.StatusUnprocessableEntity)
	marek.post(searchLists+"/several", pick("do", "king")).want(t, http.StatusUnprocessableEntity)
	stale := pick("do", "done")
	stale["pick"][0] = one + ".1"
	marek.post(searchLists+"/several", stale).want(t, http.StatusConflict)
	foreign := pick("do", "done")
	foreign["pick"][0] = s.checkOf("real-time-notifications", "feedback") + ".1"
	marek.post(searchLists+"/several", foreign).want(t, http.StatusNotFound)
	s.as("vera").post(searchLists+"/several", pick("do", "na")).want(t, http.StatusForbidden)
}

func TestChecklistAddEditRemove(t *testing.T) {
	s := newSite(t)
	marek := s.as("marek")
	form := marek.get(searchLists+"/new").want(t, http.StatusOK).filled("form.form[action$='/checklists']")
	marek.post(searchLists, form).want(t, http.StatusUnprocessableEntity)
	form.Set("name", "Warehouse")
	form.Set("mode", "tick")
	for range 2 {
		marek.post(searchLists, form).want(t, http.StatusSeeOther)
	}
	if n := s.count("SELECT COUNT(*) FROM checklists WHERE name = 'Warehouse'"); n != 1 {
		t.Fatalf("%d lists of one form", n)
	}
	list := scan[string](s, "SELECT CAST(id AS TEXT) FROM checklists WHERE name = 'Warehouse'")
	item := marek.get(searchLists+"/"+list+"/add").want(t, http.StatusOK).filled("form.form[action$='/add']")
	for name, bad := range map[string]url.Values{
		"no title": item, "a script": with(item, "title", "X", "evidence", "javascript:alert(1)"),
		"no day":               with(item, "title", "X", "due_rel", "soon"),
		"a day in another age": with(item, "title", "X", "due_on", "9999-12-31"),
		"a note of 10,000":     with(item, "title", "X", "note", strings.Repeat("x", 10_000)),
	} {
		if p := marek.post(searchLists+"/"+list+"/add", bad); p.StatusCode != http.StatusUnprocessableEntity ||
			p.Find(".field-error").Length() == 0 {
			t.Errorf("%s: %s", name, p.Status)
		}
	}
	marek.post(searchLists+"/"+list+"/add",
		with(item, "title", "Vans booked", "due_rel", "T-3", "evidence", "https://example.com/vans")).want(t, http.StatusSeeOther)
	id := scan[string](s, "SELECT CAST(id AS TEXT) FROM checklist_items WHERE title = 'Vans booked' AND due_offset = -3")
	edit := marek.get(searchCheck(id)+"/edit").want(t, http.StatusOK).filled("form.form[action$='/edit']")
	marek.post(searchCheck(id)+"/edit", with(edit, "title", "Vans hired")).want(t, http.StatusSeeOther)
	p := marek.post(searchCheck(id)+"/edit", with(edit, "note", "Two")).want(t, http.StatusConflict)
	// Fields that this person did not change keep the other's value by default.
	marek.post(searchCheck(id)+"/edit", p.filled(".conflict")).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM checklist_items WHERE title = 'Vans hired' AND note = 'Two' AND due_offset = -3"); n != 1 {
		t.Error("the two changes are not joined")
	}
	marek.post(searchCheck(id)+"/remove", url.Values{"version": {s.checkVersion(id)}}).want(t, http.StatusSeeOther)
	marek.post(searchCheck(id)+"/restore", marek.get(searchLists).filled(".flash form")).want(t, http.StatusSeeOther)
	if got := marek.get(searchLists).Find("#list-" + list).Text(); !strings.Contains(got, "Vans hired") ||
		!strings.Contains(got, "0 of 1 closed") {
		t.Errorf("restored: %s", got)
	}
	marek.post(searchLists+"/"+list+"/up", nil).want(t, http.StatusSeeOther)
	marek.post("/launches/real-time-notifications/checklists/"+list+"/up", nil).want(t, http.StatusNotFound)
	marek.post("/launches/real-time-notifications/checks/"+id+"/edit", edit).want(t, http.StatusNotFound)
}

func TestChecklistFilterInAddress(t *testing.T) {
	s := newSite(t)
	marek := s.as("marek")
	all := marek.get(notifications + "/checklists").Find(".checks > li").Length()
	during := marek.get(notifications + "/checklists?part=during")
	if n := during.Find(".checks > li").Length(); n != 5 || during.Find("select[name=part] option[selected]").AttrOr("value", "") != "during" {
		t.Errorf("%d of %d during the release", n, all)
	}
	if n := s.as("vera").get(notifications + "/checklists?who=me").Find(".checks > li").Length(); n != 0 {
		t.Errorf("a viewer owns %d", n)
	}
	marek.get(notifications+"/checklists?show=nonsense&part=x&who=y").want(t, http.StatusOK)
}

func TestMyWorkShowsOpenItemsAndAnswers(t *testing.T) {
	s := newSite(t)
	marek := s.as("marek")
	p := marek.get("/me").want(t, http.StatusOK)
	if p.Find("#questions li").Length() == 0 {
		t.Error("no question is asked")
	}
	form := p.Find("form.inline[action*='/checks/']").First()
	action := form.AttrOr("action", "")
	id := strings.TrimSuffix(action[strings.LastIndex(action, "/checks/")+len("/checks/"):], "/state")
	if got := marek.post(action, filled(form)).want(t, http.StatusSeeOther).Header.Get("Location"); !strings.HasPrefix(got, "/me") ||
		s.checkState(id) != "done" {
		t.Errorf("sent to %s, it is %s", got, s.checkState(id))
	}
	ana := s.as("ana")
	move := ana.get(notifications+"/move?launch_on=2027-01-16&launch_time=10:00&zone=Europe/Berlin").want(t, http.StatusOK)
	if !strings.Contains(move.Text(), "open items of the checklists move with T") {
		t.Error("moving T does not say that the checklists follow")
	}
}
