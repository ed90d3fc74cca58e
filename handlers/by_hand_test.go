package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A derived status has a link to its fact and no control. It is done by hand with a reason, which can be taken back.
func TestDerivedDeliverableIsDoneByHandWithReason(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, d := s.As("petra"), s.Find("d.follow_by = 'coverage'")
	p := v.Get(d.Path("")).Want(t, http.StatusOK)
	if p.Find(".deliverable-head form.status-control").Length() != 0 ||
		p.Find(".deliverable-head .status-derived a[href='"+sample+"/roster']:contains('from the roster')").Length() != 1 {
		t.Errorf("the head shows %q", p.Find(".deliverable-head").Text())
	}
	v.Post(d.Path("/status"), d.Form("status", "done")).Want(t, http.StatusUnprocessableEntity)
	v.Post(d.Path("/by-hand"), d.Form()).Want(t, http.StatusUnprocessableEntity)
	v.Post(d.Path("/by-hand"), d.Form("hand_reason", "The supplier keeps the roster")).Want(t, http.StatusSeeOther)
	p = v.Get(d.Path(""))
	if got := s.Again(d); got.Status != "done" || !strings.Contains(p.Find(".note").Text(), "The supplier keeps the roster") {
		t.Errorf("it is %s and says %q", got.Status, p.Find(".note").Text())
	}
	v.Post(d.Path("/by-hand/end"), url.Values{"version": {fmt.Sprint(s.Again(d).Version)}}).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM deliverables WHERE id = ? AND hand_reason = ''", d.ID); n != 1 {
		t.Error("it was not taken back")
	}
}

// The same for an item of a checklist, which has a bare mark in its list.
func TestDerivedCheckIsDoneByHandWithReason(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("petra")
	id := s.Count(`SELECT i.id FROM checklist_items i JOIN launches l ON l.id = i.launch_id
		WHERE l.slug = 'real-time-notifications' AND i.follow_by = 'deliverable' ORDER BY i.id LIMIT 1`)
	path := fmt.Sprintf("%s/checks/%d", sample, id)
	row := v.Get(sample+"/checklists").Want(t, http.StatusOK).Find(fmt.Sprintf("#check-%d", id))
	if row.Find("button.tick").Length() != 0 || row.Find("a.from[href^='"+sample+"/deliverables/']").Length() != 1 {
		t.Errorf("the row shows %q", row.Text())
	}
	version := func() string {
		return fmt.Sprint(s.Count("SELECT version FROM checklist_items WHERE id = ?", id))
	}
	if v.Get(path+"/state").Want(t, http.StatusOK).Find("form[action$='/by-hand'] [name=hand_reason]").Length() != 1 {
		t.Error("the form does not ask for the reason")
	}
	v.Post(path+"/by-hand", url.Values{"version": {version()}}).Want(t, http.StatusUnprocessableEntity)
	v.Post(path+"/by-hand", url.Values{"version": {version()}, "hand_reason": {"Merged elsewhere"}}).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM checklist_items WHERE id = ? AND state = 'done' AND hand_reason = 'Merged elsewhere'", id); n != 1 {
		t.Error("it is not done by hand")
	}
	v.Post(path+"/by-hand/end", url.Values{"version": {version()}}).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM checklist_items WHERE id = ? AND hand_reason = ''", id); n != 1 {
		t.Error("it was not taken back")
	}
}
