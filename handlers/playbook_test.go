package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPlayOfferedTriedAndOverridden(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody"
	marek := s.As("marek")
	for _, path := range []string{base, base + "/feedback"} {
		if p := marek.Get(path); p.Find(".note a[href='"+base+"/feedback/playbook#tickets_spike']").Length() != 1 {
			t.Errorf("%s does not offer it", path)
		}
	}
	book := marek.Get(base+"/feedback/playbook").Want(t, http.StatusOK)
	form := book.Find("#tickets_spike form[action$='/try']").First()
	for range 2 {
		p := marek.Post(form.AttrOr("action", ""), filled(form)).Want(t, http.StatusSeeOther)
		if p = marek.Get(p.Header.Get("Location")); !strings.Contains(p.Find("article").Text(), "Improve the UX") ||
			!strings.Contains(p.Find("article").Text(), "Tickets spike") {
			t.Errorf("the deliverable says: %s", p.Find("article").Text())
		}
	}
	if n := s.Count("SELECT COUNT(*) FROM deliverables WHERE title = 'Improve the UX'"); n != 1 {
		t.Errorf("%d were made", n)
	}
	edit := marek.Get(base + "/feedback/playbook/tickets_spike").Filled("form.form")
	bad := marek.Post(base+"/feedback/playbook/tickets_spike", with(edit, "more", "lots", "remedies", " ")).Want(t,
		http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 2 || bad.Find("input[name=more]").AttrOr("value", "") != "lots" {
		t.Errorf("refused: %s", bad.Find(".summary").Text())
	}
	stale := with(edit, "more", "70")
	marek.Post(base+"/feedback/playbook/tickets_spike", with(edit, "more", "60")).Want(t, http.StatusSeeOther)
	marek.Post(base+"/feedback/playbook/tickets_spike", stale).Want(t, http.StatusConflict)
	if p := marek.Get(base + "/feedback"); p.Find(".note a[href$='#tickets_spike']").Length() != 0 {
		t.Error("it is offered below its figure")
	}
	marek.Get(base+"/feedback/playbook/no-such").Want(t, http.StatusNotFound)
	added := marek.Get(base + "/feedback/playbook/new").Filled("form.form")
	marek.Post(base+"/feedback/playbook",
		with(added, "symptom", "Everything counts", "more", "0", "hours", "1", "remedies", "Look")).Want(t, http.StatusUnprocessableEntity)
	added = with(added, "symptom", "They want it in Czech", "words", "czech, čeština", "more", "0", "hours", "1", "remedies", "Translate it")
	if p := marek.Post(base+"/feedback/playbook", added).Want(t, http.StatusSeeOther); !strings.HasSuffix(p.Header.Get("Location"),
		"#they-want-it-in-czech") {
		t.Errorf("leads to %s", p.Header.Get("Location"))
	}
	marek.Post(base+"/feedback/playbook", added).Want(t, http.StatusConflict)
	out := marek.Get(base + "/feedback/playbook").Find("#they-want-it-in-czech form[action$='/remove']")
	marek.Post(out.AttrOr("action", ""), filled(out)).Want(t, http.StatusSeeOther)
	undo := marek.Get(base + "/feedback/playbook").Find("#flash form")
	marek.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if p := marek.Get(base + "/feedback/playbook"); p.Find("#they-want-it-in-czech").Length() != 1 {
		t.Error("taking it out cannot be undone")
	}
}

func TestPlayRemoveAndRestore(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody/feedback"
	ana := s.As("ana")
	book := func() string {
		return scan[string](s, "SELECT content FROM playbooks WHERE launch_id = (SELECT id FROM launches WHERE slug = "+
			"'two-step-sign-in-for-everybody')")
	}
	before := book()
	out := ana.Get(base + "/playbook").Find("#performance_degrades form[action$='/remove']")
	ana.Post(out.AttrOr("action", ""), filled(out)).Want(t, http.StatusSeeOther)
	page := ana.Get(base + "/playbook")
	report := base + "/" + s.ReportOf("two-step-sign-in-for-everybody", "symptom = 'performance_degrades'")
	ana.Post(report+"/take", ana.Get(report).Filled("form[action$='/take']")).Want(t, http.StatusSeeOther)
	undo := page.Find("#flash form")
	ana.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if after := book(); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}
