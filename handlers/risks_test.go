package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"tminus/models/db"
	"tminus/models/people"
	"tminus/models/risk"
)

const sampleRisks = sample + "/risks"

// aRisk returns the values of the form for a risk.
func aRisk(pairs ...string) url.Values {
	return with(url.Values{"title": {"The supplier fails"}, "category": {"dependency"}, "response": {"mitigate"}, "show_stopper": {"on"},
		"current_likelihood": {"4"}, "current_impact": {"5"}, "residual_likelihood": {"2"}, "residual_impact": {"2"}, "key": {"k"}}, pairs...)
}

// named adds a risk as petra, who owns it, and returns its address.
func (s *site) named(pairs ...string) string {
	s.t.Helper()
	petra := s.idOf("SELECT id FROM users WHERE email = 'petra@aurora.example'")
	return s.as("petra").post(sampleRisks, aRisk(append([]string{"owner", petra}, pairs...)...)).want(s.t,
		http.StatusSeeOther).Header.Get("Location")
}

// on returns a form with the version of a risk.
func (s *site) on(path string, pairs ...string) url.Values {
	s.t.Helper()
	id := path[strings.LastIndex(path, "/")+1:]
	return with(url.Values{"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM risks WHERE id = ?", id)}}, pairs...)
}

func TestRiskAddAndEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra := s.as("petra")
	path := s.named("steps", "Stop\r\n\r\nTell sales", "trigger", "It answers 500", "review_on", "2026-12-01")
	if again := s.named("steps", "Stop\r\n\r\nTell sales", "trigger", "It answers 500", "review_on", "2026-12-01"); again != path {
		t.Errorf("the form sent twice made %s and %s", path, again)
	}
	p := petra.get(path).want(t, http.StatusOK)
	if p.Find("title").Text() != "The supplier fails · Real-time notifications · T-Minus" || p.Find("ol.steps-b li").Length() != 2 ||
		!strings.Contains(p.Find("#risk .note.error").Text(), "stands") || p.Find("figure svg path.now").Length() != 1 {
		t.Errorf("the page of the risk: %s", p.Find("#risk").Text())
	}
	list := s.as("vera").get(sampleRisks+"?cell=4-5").want(t, http.StatusOK)
	if rows := list.Find("table.risks tbody tr"); rows.Length() != 1 || !strings.Contains(rows.Text(), "The supplier fails") {
		t.Errorf("the cell shows %q", rows.Text())
	}
	if list.Find(".matrix a[aria-current]").Text() != "1" || list.Find(".matrix tbody td").Length() != 25 {
		t.Error("the matrix does not say which cell is shown")
	}
	edit := petra.get(path+"/edit").want(t, http.StatusOK)
	form := edit.filled("main form")
	form.Set("title", "The supplier is slow")
	form.Del("show_stopper")
	petra.post(path, form).want(t, http.StatusSeeOther)
	p = petra.get(path)
	undo := p.Find("#flash form")
	if !strings.Contains(p.Find("#risk h2").First().Text(), "slow") || p.Find("#risk .note.error").Length() != 0 {
		t.Errorf("after the edit: %s", p.Find("#risk").Text())
	}
	petra.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
	if p = petra.get(path); !strings.Contains(p.Find("#risk h2").First().Text(), "fails") || p.Find("#risk .note.error").Length() != 1 ||
		p.Find("ol.steps-b li").Length() != 2 {
		t.Errorf("after the edit was undone: %s", p.Find("#risk").Text())
	}
	if h := petra.get(sample + "/history?kind=risks"); !strings.Contains(h.Find(".history").Text(), "The supplier fails") {
		t.Error("the launch's history does not tell of it")
	}
}

func TestRiskFormShowsErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra := s.as("petra")
	path := s.named()
	before := s.rows("risks", "risk_scores", "risk_mitigations", "risk_acceptances")
	foreign := scan[string](s, "SELECT CAST(MIN(d.id) AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ?",
		launchOfPetra)
	for name, c := range map[string]struct {
		to    string
		form  url.Values
		field string
	}{
		"a score of 6": {sampleRisks, aRisk("current_likelihood", "6"), "current_likelihood"},
		"a score of 6, edited": {path, with(aRisk("residual_impact", "6"), "version", s.on(path).Get("version")),
			"residual_impact"},
		"a score of 6, scored anew": {path + "/score", s.on(path, "current_likelihood", "6", "current_impact", "1"),
			"score-current_likelihood"},
		"a score of words":       {sampleRisks, aRisk("current_impact", "much"), "current_impact"},
		"a score of 0":           {sampleRisks, aRisk("current_impact", "0"), "current_impact"},
		"a score beyond numbers": {sampleRisks, aRisk("current_impact", "99999999999999999999"), "current_impact"},
		"no title":               {sampleRisks, aRisk("title", " \u00a0"), "title"},
		"a day that is none":     {sampleRisks, aRisk("review_on", "2027-02-30"), "review_on"},
		"an owner who is a viewer": {sampleRisks,
			aRisk("owner", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE email = 'vera@aurora.example'")), "owner"},
		"a mitigation in another launch":      {path + "/mitigations", s.on(path, "deliverable", foreign), "link-deliverable"},
		"no mitigation":                       {path + "/mitigations", s.on(path), "link-deliverable"},
		"closing without a reason":            {path + "/close", s.on(path, "reason", " "), "close-reason"},
		"more remains than there is":          {sampleRisks, aRisk("residual_likelihood", "5", "residual_impact", "5"), "residual_likelihood"},
		"an impact without likelihood behind": {sampleRisks, aRisk("residual_likelihood", ""), "residual_likelihood"},
	} {
		p := petra.post(c.to, c.form)
		if p.StatusCode != http.StatusUnprocessableEntity || p.Find(".summary a[href='#f-"+c.field+"']").Length() != 1 ||
			p.Find("#f-"+c.field+"-err").Length() != 1 {
			t.Errorf("%s: %s, %q", name, p.Status, p.Find(".summary").Text())
		}
		if !strings.HasPrefix(p.Find("title").Text(), "Error: ") {
			t.Errorf("%s: titled %q", name, p.Find("title").Text())
		}
	}
	p := petra.post(sampleRisks, aRisk("current_likelihood", "6", "cause", "Kept"))
	if p.Find("textarea[name=cause]").Text() != "\nKept" && strings.TrimSpace(p.Find("textarea[name=cause]").Text()) != "Kept" {
		t.Error("what was typed is lost")
	}
	ana := s.as("ana")
	p = ana.post(path+"/accept", s.on(path, "reason", "", "until", "yesterday")).want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-accept-reason-err").Length() != 1 || p.Find("#f-accept-until-err").Length() != 1 {
		t.Errorf("an acceptance of nothing: %q", p.Find(".summary").Text())
	}
	if after := s.rows("risks", "risk_scores", "risk_mitigations", "risk_acceptances"); after != before {
		t.Errorf("something was written: %s, then %s", before, after)
	}
}

func TestRiskConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra, ana := s.as("petra"), s.as("ana")
	path := s.named()
	mine, theirs := petra.get(path+"/edit").filled("main form"), ana.get(path+"/edit").filled("main form")
	mine.Set("title", "Petra's words")
	theirs.Set("cause", "Ana's cause")
	theirs.Set("current_likelihood", "3")
	ana.post(path, theirs).want(t, http.StatusSeeOther)
	p := petra.post(path, mine).want(t, http.StatusConflict)
	differs := p.Find(".conflict-field")
	if differs.Length() != 3 || !strings.Contains(differs.Text(), "Petra's words") || !strings.Contains(differs.Text(), "Ana's cause") ||
		!strings.Contains(differs.Text(), "3 × 5 = 15") {
		t.Errorf("%d fields differ: %s", differs.Length(), differs.Text())
	}
	form := url.Values{}
	for name, vs := range p.filled("form.conflict") {
		form[name] = vs[:1]
	}
	p.Find("form.conflict input[checked]").Each(func(_ int, e *goquery.Selection) { form.Set(e.AttrOr("name", ""), e.AttrOr("value", "")) })
	petra.post(path, form).want(t, http.StatusSeeOther)
	text := petra.get(path).Find("#risk").Text()
	if !strings.Contains(text, "Petra's words") || !strings.Contains(text, "Ana's cause") || !strings.Contains(text, "3 × 5 = 15") {
		t.Errorf("merged: %.400s", text)
	}
	// An outdated small form keeps the input.
	stale := url.Values{"version": {"1"}, "reason": {"It was fixed upstream"}}
	p = petra.post(path+"/close", stale).want(t, http.StatusConflict)
	if p.Find("#f-close-reason").AttrOr("value", "") != "It was fixed upstream" {
		t.Error("the reason is lost")
	}
	petra.post(path+"/close", p.filled("form[action$='/close']")).want(t, http.StatusSeeOther)
}

func TestRiskUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.as("ana")
	path := s.named()
	item := fmt.Sprint(s.task().ID)
	state := func() string {
		return ana.get(path).Find("#risk .deliverable-head").Text() + s.rows("risk_mitigations") +
			scan[string](s, "SELECT CAST(COUNT(*) AS TEXT) FROM risk_acceptances WHERE ended_at IS NULL")
	}
	for _, c := range []struct {
		to   string
		form func() url.Values
	}{
		{"/score", func() url.Values {
			return s.on(path, "current_likelihood", "1", "current_impact", "2", "residual_likelihood", "", "residual_impact", "")
		}},
		{"/mitigations", func() url.Values { return s.on(path, "deliverable", item) }},
		{"/accept", func() url.Values { return s.on(path, "reason", "We can", "until", "2026-12-01") }},
		{"/close", func() url.Values { return s.on(path, "reason", "Over") }},
	} {
		before := state()
		ana.post(path+c.to, c.form()).want(t, http.StatusSeeOther)
		p := ana.get(path)
		undo := p.Find("#flash form")
		if after := state(); after == before || undo.Length() != 1 {
			t.Errorf("%s changed nothing, or has no undo: %s", c.to, after)
			continue
		}
		ana.post(undo.AttrOr("action", ""), filled(undo)).want(t, http.StatusSeeOther)
		if after := state(); after != before {
			t.Errorf("%s undone: %s, before it was %s", c.to, after, before)
		}
	}
}

func TestRiskAcceptPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := s.named()
	if n := s.as("petra").get(path).Find("form[action$='/accept']").Length(); n != 0 {
		t.Error("a member is offered to accept it")
	}
	form := s.on(path, "reason", "We can", "until", "2026-12-01")
	s.as("petra").post(path+"/accept", form).want(t, http.StatusForbidden)
	cross := s.as("ana")
	cross.headers.Set("Sec-Fetch-Site", "cross-site")
	cross.post(path+"/accept", form).want(t, http.StatusForbidden)
	ana := s.as("ana")
	ana.post(path+"/accept", form).want(t, http.StatusSeeOther)
	if text := s.as("vera").get(path).Find("#acceptance").Text(); !strings.Contains(text,
		"Ana Kern accepted 4 × 5 = 20 until Tue 1 Dec 2026: We can") {
		t.Errorf("%q", text)
	}
	ana.post(path+"/score", s.on(path, "current_likelihood", "3", "current_impact", "5")).want(t, http.StatusSeeOther)
	if flash := ana.get(path).Find("#flash"); !strings.Contains(flash.Text(), "ended the acceptance") || flash.Find("form").Length() != 0 {
		t.Errorf("a new score says %q", flash.Text())
	}
}

func TestDeliverableShowsMitigatedRisks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path, d := s.named(), s.task()
	s.as("petra").post(path+"/mitigations", s.on(path, "deliverable", fmt.Sprint(d.ID))).want(t, http.StatusSeeOther)
	if text := s.as("vera").get(d.path("")).Find("#mitigates").Text(); !strings.Contains(text, "The supplier fails") {
		t.Errorf("%q", text)
	}
}

func TestRisksArePaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := scan[int64](s, "SELECT id FROM launches WHERE slug = 'real-time-notifications'")
	had := s.count("SELECT COUNT(*) FROM risks WHERE closed_at IS NULL AND launch_id = ?", id)
	ctx := db.WithActor(t.Context(), db.Actor{Name: "Test", Role: string(people.Administrator)})
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		for i := range 1000 {
			in := risk.Input{Title: strings.Repeat("x", 190) + strconv.Itoa(i), Category: "other", Response: risk.Avoid,
				Scores: risk.Scores{Current: risk.Score{Likelihood: 1 + i%5, Impact: 1 + i/5%5}}}
			if _, err := risk.CreateInTx(tx, id, in); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p := s.as("vera").get(sampleRisks+"?state=all&page=2").want(t, http.StatusOK)
	closed := s.count("SELECT COUNT(*) FROM risks WHERE closed_at IS NOT NULL AND launch_id = ?", id)
	pages := (1000 + had + closed + risk.PerPage - 1) / risk.PerPage
	if got := p.Find(".pager").Text(); !strings.Contains(got, fmt.Sprintf("Page 2 of %d", pages)) {
		t.Errorf("%q, want %d pages", got, pages)
	}
	if p.Find("table.risks tbody tr").Length() != risk.PerPage ||
		!strings.Contains(p.Find(".pager [rel=next]").AttrOr("href", ""), "state=all") {
		t.Errorf("%d rows, next %q", p.Find("table.risks tbody tr").Length(), p.Find(".pager [rel=next]").AttrOr("href", ""))
	}
}
