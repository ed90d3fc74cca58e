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

// aRisk returns the values of the form for a risk.
func aRisk(pairs ...string) url.Values {
	return with(url.Values{"title": {"The supplier fails"}, "category": {"dependency"}, "response": {"mitigate"}, "show_stopper": {"on"},
		"current_likelihood": {"4"}, "current_impact": {"5"}, "residual_likelihood": {"2"}, "residual_impact": {"2"}, "key": {"k"}}, pairs...)
}

// named adds a risk as petra, who owns it, and returns its address.
func addRisk(s *site, pairs ...string) string {
	s.T.Helper()
	petra := s.IDOf("SELECT id FROM users WHERE email = 'petra@aurora.example'")
	return s.As("petra").Post(sampleRisks, aRisk(append([]string{"owner", petra}, pairs...)...)).Want(s.T,
		http.StatusSeeOther).Header.Get("Location")
}

// on returns a form with the version of a risk.
func riskForm(s *site, path string, pairs ...string) url.Values {
	s.T.Helper()
	id := path[strings.LastIndex(path, "/")+1:]
	return with(url.Values{"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM risks WHERE id = ?", id)}}, pairs...)
}

func TestRiskAddAndEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra := s.As("petra")
	path := addRisk(s, "steps", "Stop\r\n\r\nTell sales", "trigger", "It answers 500", "review_on", "2026-12-01")
	if again := addRisk(s, "steps", "Stop\r\n\r\nTell sales", "trigger", "It answers 500", "review_on", "2026-12-01"); again != path {
		t.Errorf("the form sent twice made %s and %s", path, again)
	}
	p := petra.Get(path).Want(t, http.StatusOK)
	if p.Find("title").Text() != "The supplier fails · Real-time notifications · T-Minus" || p.Find("ol.steps-b li").Length() != 2 ||
		!strings.Contains(p.Find("#risk .note.error").Text(), "stands") || p.Find("figure svg path.now").Length() != 1 {
		t.Errorf("the page of the risk: %s", p.Find("#risk").Text())
	}
	list := s.As("vera").Get(sampleRisks+"?cell=4-5").Want(t, http.StatusOK)
	if rows := list.Find("table.risks tbody tr"); rows.Length() != 1 || !strings.Contains(rows.Text(), "The supplier fails") {
		t.Errorf("the cell shows %q", rows.Text())
	}
	if list.Find(".matrix a[aria-current]").Text() != "1" || list.Find(".matrix tbody td").Length() != 25 {
		t.Error("the matrix does not say which cell is shown")
	}
	edit := petra.Get(path+"/edit").Want(t, http.StatusOK)
	form := edit.Filled("main form")
	form.Set("title", "The supplier is slow")
	form.Del("show_stopper")
	petra.Post(path, form).Want(t, http.StatusSeeOther)
	p = petra.Get(path)
	undo := p.Find("#flash form")
	if !strings.Contains(p.Find("#risk h2").First().Text(), "slow") || p.Find("#risk .note.error").Length() != 0 {
		t.Errorf("after the edit: %s", p.Find("#risk").Text())
	}
	petra.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if p = petra.Get(path); !strings.Contains(p.Find("#risk h2").First().Text(), "fails") || p.Find("#risk .note.error").Length() != 1 ||
		p.Find("ol.steps-b li").Length() != 2 {
		t.Errorf("after the edit was undone: %s", p.Find("#risk").Text())
	}
	if h := petra.Get(sample + "/history?kind=risks"); !strings.Contains(h.Find(".history").Text(), "The supplier fails") {
		t.Error("the launch's history does not tell of it")
	}
}

func TestRiskFormShowsErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra := s.As("petra")
	path := addRisk(s)
	before := rows(s, "risks", "risk_scores", "risk_mitigations", "risk_acceptances")
	foreign := scan[string](s, "SELECT CAST(MIN(d.id) AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ?",
		launchOfPetra)
	for name, c := range map[string]struct {
		to    string
		form  url.Values
		field string
	}{
		"a score of 6": {sampleRisks, aRisk("current_likelihood", "6"), "current_likelihood"},
		"a score of 6, edited": {path, with(aRisk("residual_impact", "6"), "version", riskForm(s, path).Get("version")),
			"residual_impact"},
		"a score of 6, scored anew": {path + "/score", riskForm(s, path, "current_likelihood", "6", "current_impact", "1"),
			"score-current_likelihood"},
		"a score of words":       {sampleRisks, aRisk("current_impact", "much"), "current_impact"},
		"a score of 0":           {sampleRisks, aRisk("current_impact", "0"), "current_impact"},
		"a score beyond numbers": {sampleRisks, aRisk("current_impact", "99999999999999999999"), "current_impact"},
		"no title":               {sampleRisks, aRisk("title", " \u00a0"), "title"},
		"a day that is none":     {sampleRisks, aRisk("review_on", "2027-02-30"), "review_on"},
		"an owner who is a viewer": {sampleRisks,
			aRisk("owner", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE email = 'vera@aurora.example'")), "owner"},
		"a mitigation in another launch":      {path + "/mitigations", riskForm(s, path, "deliverable", foreign), "link-deliverable"},
		"no mitigation":                       {path + "/mitigations", riskForm(s, path), "link-deliverable"},
		"closing without a reason":            {path + "/close", riskForm(s, path, "reason", " "), "close-reason"},
		"more remains than there is":          {sampleRisks, aRisk("residual_likelihood", "5", "residual_impact", "5"), "residual_likelihood"},
		"an impact without likelihood behind": {sampleRisks, aRisk("residual_likelihood", ""), "residual_likelihood"},
	} {
		p := petra.Post(c.to, c.form)
		if p.StatusCode != http.StatusUnprocessableEntity || p.Find(".summary a[href='#f-"+c.field+"']").Length() != 1 ||
			p.Find("#f-"+c.field+"-err").Length() != 1 {
			t.Errorf("%s: %s, %q", name, p.Status, p.Find(".summary").Text())
		}
		if !strings.HasPrefix(p.Find("title").Text(), "Error: ") {
			t.Errorf("%s: titled %q", name, p.Find("title").Text())
		}
	}
	p := petra.Post(sampleRisks, aRisk("current_likelihood", "6", "cause", "Kept"))
	if p.Find("textarea[name=cause]").Text() != "\nKept" && strings.TrimSpace(p.Find("textarea[name=cause]").Text()) != "Kept" {
		t.Error("what was typed is lost")
	}
	ana := s.As("ana")
	p = ana.Post(path+"/accept", riskForm(s, path, "reason", "", "until", "yesterday")).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-accept-reason-err").Length() != 1 || p.Find("#f-accept-until-err").Length() != 1 {
		t.Errorf("an acceptance of nothing: %q", p.Find(".summary").Text())
	}
	if after := rows(s, "risks", "risk_scores", "risk_mitigations", "risk_acceptances"); after != before {
		t.Errorf("something was written: %s, then %s", before, after)
	}
}

func TestRiskConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra, ana := s.As("petra"), s.As("ana")
	path := addRisk(s)
	mine, theirs := petra.Get(path+"/edit").Filled("main form"), ana.Get(path+"/edit").Filled("main form")
	mine.Set("title", "Petra's words")
	theirs.Set("cause", "Ana's cause")
	theirs.Set("current_likelihood", "3")
	ana.Post(path, theirs).Want(t, http.StatusSeeOther)
	p := petra.Post(path, mine).Want(t, http.StatusConflict)
	differs := p.Find(".conflict-field")
	if differs.Length() != 3 || !strings.Contains(differs.Text(), "Petra's words") || !strings.Contains(differs.Text(), "Ana's cause") ||
		!strings.Contains(differs.Text(), "3 × 5 = 15") {
		t.Errorf("%d fields differ: %s", differs.Length(), differs.Text())
	}
	form := url.Values{}
	for name, vs := range p.Filled("form.conflict") {
		form[name] = vs[:1]
	}
	p.Find("form.conflict input[checked]").Each(func(_ int, e *goquery.Selection) { form.Set(e.AttrOr("name", ""), e.AttrOr("value", "")) })
	petra.Post(path, form).Want(t, http.StatusSeeOther)
	text := petra.Get(path).Find("#risk").Text()
	if !strings.Contains(text, "Petra's words") || !strings.Contains(text, "Ana's cause") || !strings.Contains(text, "3 × 5 = 15") {
		t.Errorf("merged: %.400s", text)
	}
	// An outdated small form keeps the input.
	stale := url.Values{"version": {"1"}, "reason": {"It was fixed upstream"}}
	p = petra.Post(path+"/close", stale).Want(t, http.StatusConflict)
	if p.Find("#f-close-reason").AttrOr("value", "") != "It was fixed upstream" {
		t.Error("the reason is lost")
	}
	petra.Post(path+"/close", p.Filled("form[action$='/close']")).Want(t, http.StatusSeeOther)
}

func TestRiskUndo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	path := addRisk(s)
	item := fmt.Sprint(s.Task().ID)
	state := func() string {
		return ana.Get(path).Find("#risk .deliverable-head").Text() + rows(s, "risk_mitigations") +
			scan[string](s, "SELECT CAST(COUNT(*) AS TEXT) FROM risk_acceptances WHERE ended_at IS NULL")
	}
	for _, c := range []struct {
		to   string
		form func() url.Values
	}{
		{"/score", func() url.Values {
			return riskForm(s, path, "current_likelihood", "1", "current_impact", "2", "residual_likelihood", "", "residual_impact", "")
		}},
		{"/mitigations", func() url.Values { return riskForm(s, path, "deliverable", item) }},
		{"/accept", func() url.Values { return riskForm(s, path, "reason", "We can", "until", "2026-12-01") }},
		{"/close", func() url.Values { return riskForm(s, path, "reason", "Over") }},
	} {
		before := state()
		ana.Post(path+c.to, c.form()).Want(t, http.StatusSeeOther)
		p := ana.Get(path)
		undo := p.Find("#flash form")
		if after := state(); after == before || undo.Length() != 1 {
			t.Errorf("%s changed nothing, or has no undo: %s", c.to, after)
			continue
		}
		ana.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
		if after := state(); after != before {
			t.Errorf("%s undone: %s, before it was %s", c.to, after, before)
		}
	}
}

func TestRiskAcceptPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := addRisk(s)
	if n := s.As("petra").Get(path).Find("form[action$='/accept']").Length(); n != 0 {
		t.Error("a member is offered to accept it")
	}
	form := riskForm(s, path, "reason", "We can", "until", "2026-12-01")
	s.As("petra").Post(path+"/accept", form).Want(t, http.StatusForbidden)
	cross := s.As("ana")
	cross.Headers.Set("Sec-Fetch-Site", "cross-site")
	cross.Post(path+"/accept", form).Want(t, http.StatusForbidden)
	ana := s.As("ana")
	ana.Post(path+"/accept", form).Want(t, http.StatusSeeOther)
	if text := s.As("vera").Get(path).Find("#acceptance").Text(); !strings.Contains(text,
		"Ana Kern accepted 4 × 5 = 20 until Tue 1 Dec 2026: We can") {
		t.Errorf("%q", text)
	}
	ana.Post(path+"/score", riskForm(s, path, "current_likelihood", "3", "current_impact", "5")).Want(t, http.StatusSeeOther)
	if flash := ana.Get(path).Find("#flash"); !strings.Contains(flash.Text(), "ended the acceptance") || flash.Find("form").Length() != 0 {
		t.Errorf("a new score says %q", flash.Text())
	}
}

func TestDeliverableShowsMitigatedRisks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path, d := addRisk(s), s.Task()
	s.As("petra").Post(path+"/mitigations", riskForm(s, path, "deliverable", fmt.Sprint(d.ID))).Want(t, http.StatusSeeOther)
	if text := s.As("vera").Get(d.Path("")).Find("#mitigates").Text(); !strings.Contains(text, "The supplier fails") {
		t.Errorf("%q", text)
	}
}

func TestRisksArePaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := scan[int64](s, "SELECT id FROM launches WHERE slug = 'real-time-notifications'")
	had := s.Count("SELECT COUNT(*) FROM risks WHERE closed_at IS NULL AND launch_id = ?", id)
	ctx := db.WithActor(t.Context(), db.Actor{Name: "Test", Role: string(people.Administrator)})
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
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
	p := s.As("vera").Get(sampleRisks+"?state=all&page=2").Want(t, http.StatusOK)
	closed := s.Count("SELECT COUNT(*) FROM risks WHERE closed_at IS NOT NULL AND launch_id = ?", id)
	pages := (1000 + had + closed + risk.PerPage - 1) / risk.PerPage
	if got := p.Find(".pager").Text(); !strings.Contains(got, fmt.Sprintf("Page 2 of %d", pages)) {
		t.Errorf("%q, want %d pages", got, pages)
	}
	if p.Find("table.risks tbody tr").Length() != risk.PerPage ||
		!strings.Contains(p.Find(".pager [rel=next]").AttrOr("href", ""), "state=all") {
		t.Errorf("%d rows, next %q", p.Find("table.risks tbody tr").Length(), p.Find(".pager [rel=next]").AttrOr("href", ""))
	}
}
