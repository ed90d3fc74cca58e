package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPlayOfferedTriedAndOverridden(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody"
	marek := s.as("marek")
	for _, path := range []string{base, base + "/feedback"} {
		if p := marek.get(path); p.Find(".note a[href='"+base+"/feedback/playbook#tickets_spike']").Length() != 1 {
			t.Errorf("%s does not offer it", path)
		}
	}
	book := marek.get(base+"/feedback/playbook").want(t, http.StatusOK)
	form := book.Find("#tickets_spike form[action$='/try']").First()
	for range 2 {
		p := marek.post(form.AttrOr("action", ""), filled(form)).want(t, http.StatusSeeOther)
		if p = marek.get(p.Header.Get("Location")); !strings.Contains(p.Find("article").Text(), "Improve the UX") ||
			!strings.Contains(p.Find("article").Text(), "Tickets spike") {
			t.Errorf("the deliverable says: %s", p.Find("article").Text())
		}
	}
	if n := s.count("SELECT COUNT(*) FROM deliverables WHERE title = 'Improve the UX'"); n != 1 {
		t.Errorf("%d were made", n)
	}
	edit := marek.get(base + "/feedback/playbook/tickets_spike").filled("form.form")
	bad := marek.post(base+"/feedback/playbook/tickets_spike", with(edit, "more", "lots", "remedies", " ")).want(t,
		http.StatusUnprocessableEntity)
	if bad.Find(".field-error").Length() != 2 || bad.Find("input[name=more]").AttrOr("value", "") != "lots" {
		t.Errorf("refused: %s", bad.Find(".summary").Text())
	}
	stale := with(edit, "more", "70")
	marek.post(base+"/feedback/playbook/tickets_spike", with(edit, "more", "60")).want(t, http.StatusSeeOther)
	marek.post(base+"/feedback/playbook/tickets_spike", stale).want(t, http.StatusConflict)
	if p := marek.get(base + "/feedback"); p.Find(".note a[href$='#tickets_spike']").Length() != 0 {
		t.Error("it is offered below its figure")
	}
	marek.get(base+"/feedback/playbook/no-such").want(t, http.StatusNotFound)
	added := marek.get(base + "/feedback/playbook/new").filled("form.form")
	marek.post(base+"/feedback/playbook",
		with(added, "symptom", "Everything counts", "more", "0", "hours", "1", "remedies", "Look")).want(t, http.StatusUnprocessableEntity)
	added = with(added, "symptom", "They want it in Czech", "words", "czech, čeština", "more", "0", "hours", "1", "remedies", "Translate it")
	if p := marek.post(base+"/feedback/playbook", added).want(t, http.StatusSeeOther); !strings.HasSuffix(p.Header.Get("Location"),
		"#they-want-it-in-czech") {
		t.Errorf("leads to %s", p.Header.Get("Location"))
	}
	marek.post(base+"/feedback/playbook", added).want(t, http.StatusConflict)
	out := marek.get(base + "/feedback/playbook").Find("#they-want-it-in-czech form[action$='/remove']")
	marek.post(out.AttrOr("action", ""), filled(out)).want(t, http.StatusSeeOther)
	undo := marek.get(base + "/feedback/playbook").Find("#flash form")
	marek.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if p := marek.get(base + "/feedback/playbook"); p.Find("#they-want-it-in-czech").Length() != 1 {
		t.Error("taking it out cannot be undone")
	}
}

func TestPlayRemoveAndRestore(t *testing.T) {
	s := newSite(t)
	const base = "/launches/two-step-sign-in-for-everybody/feedback"
	ana := s.as("ana")
	book := func() string {
		return scan[string](s, "SELECT content FROM playbooks WHERE launch_id = (SELECT id FROM launches WHERE slug = "+
			"'two-step-sign-in-for-everybody')")
	}
	before := book()
	out := ana.get(base + "/playbook").Find("#performance_degrades form[action$='/remove']")
	ana.post(out.AttrOr("action", ""), filled(out)).want(t, http.StatusSeeOther)
	page := ana.get(base + "/playbook")
	report := base + "/" + s.reportOf("two-step-sign-in-for-everybody", "symptom = 'performance_degrades'")
	ana.post(report+"/take", ana.get(report).filled("form[action$='/take']")).want(t, http.StatusSeeOther)
	undo := page.Find("#flash form")
	ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if after := book(); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}
