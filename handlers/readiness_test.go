package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tminus/models/template"
)

// rowOf returns the text of the criterion with a title.
func rowOf(p page, title string) string {
	return strings.Join(strings.Fields(p.Find("table.criteria tr:contains('"+title+"')").Text()), " ")
}

// versionOf returns the version in the page's form for a criterion.
func versionOf(s *site, key string) string {
	var v string
	if err := s.DB.Read(s.T.Context()).Raw("SELECT CAST(version AS TEXT) FROM criteria WHERE id = ?",
		s.CriterionOf(launchOfPetra, key)).Scan(&v).Error; err != nil {
		s.T.Fatal(err)
	}
	return v
}

func TestCriterionSignOffAndUndo(t *testing.T) {
	s := newSite(t)
	v := s.As("priya")
	sign := s.Criterion("no_critical_bug") + "/sign"
	p := v.Get(readinessOfPetra).Want(t, http.StatusOK)
	if got := rowOf(p, "No critical bug"); !strings.Contains(got, "Not checked") {
		t.Fatalf("it begins as %q", got)
	}
	// The owner signs off with one press in the list.
	line := p.Find(".group:contains('Mine') + ol li:contains('No critical bug') form[action='" + sign + "']")
	if line.Length() != 1 {
		t.Fatal("the owner's line has no button")
	}
	p = v.Post(sign, filled(line)).Want(t, http.StatusSeeOther)
	p = v.Get(p.Header.Get("Location")).Want(t, http.StatusOK)
	if got := rowOf(p, "No critical bug"); !strings.HasPrefix(got, "Met") ||
		!strings.Contains(got, "Signed off Mon 16 Nov, 10:00 CET by Priya Raghunathan; valid until Tue 17 Nov, 10:00 CET") {
		t.Errorf("the line says %q", got)
	}
	if p.Find("ol.work li:contains('No critical bug')").Length() != 0 {
		t.Error("what is met is still open")
	}
	v.Post(sign, p.Filled("#flash form[action$='/sign']")).Want(t, http.StatusSeeOther)
	p = v.Get(readinessOfPetra)
	if got := rowOf(p, "No critical bug"); !strings.Contains(got, "Not checked") ||
		p.Find("ol.work li:contains('No critical bug')").Length() != 1 {
		t.Errorf("after the undo it says %q", got)
	}
}

// Who signs off for the owner must say why, and it is shown as such.
func TestSignOffForOwnerNeedsNote(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	criterion := s.Criterion("no_critical_bug")
	p := v.Get(readinessOfPetra).Want(t, http.StatusOK)
	line := p.Find("ol.work li:contains('No critical bug')")
	if p.Find("form[action='"+criterion+"/sign']").Length() != 0 || line.Find("a.button:contains('Sign off')").Length() != 1 {
		t.Error("a press without a note is offered, or nothing is")
	}
	ask := v.Get(line.Find("a.button").AttrOr("href", "")).Want(t, http.StatusOK)
	if !strings.Contains(words(ask, "main"), "why you sign off for Priya Raghunathan") {
		t.Error("the form does not say that a note is needed")
	}
	form := ask.Filled("main form.form")
	form.Set("evidence", "The run of Monday")
	p = v.Post(criterion+"/sign", form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#f-note[aria-invalid=true]").Length() != 1 || p.Find("#f-evidence").AttrOr("value", "") != "The run of Monday" ||
		!strings.HasPrefix(p.Find("title").Text(), "Error: ") {
		t.Error("the message is not at the note, or what was typed is lost")
	}
	form = p.Filled("main form.form")
	form.Set("note", "Priya asked me to")
	v.Post(criterion+"/sign", form).Want(t, http.StatusSeeOther)
	if got := rowOf(v.Get(readinessOfPetra), "No critical bug"); !strings.HasPrefix(got, "Met") ||
		!strings.Contains(got, "by Marek Solberg for Priya Raghunathan") || !strings.Contains(got, "Priya asked me to") {
		t.Errorf("the line says %q", got)
	}
}

func TestExpiredSignOffCanBeRenewed(t *testing.T) {
	s := newSite(t)
	sign := url.Values{"sign": {"met"}, "version": {versionOf(s, "no_critical_bug")}}
	s.As("priya").Post(s.Criterion("no_critical_bug")+"/sign", sign).Want(t, http.StatusSeeOther)
	s.Clock.Set(s.Clock.Now().Add(30 * 3600e9))
	p := s.As("priya").Get(readinessOfPetra).Want(t, http.StatusOK)
	if got := rowOf(p, "No critical bug"); !strings.Contains(got, "Not met") ||
		!strings.Contains(got, "Signed off Mon 16 Nov, 10:00 CET by Priya Raghunathan; expired, must be renewed every 24 h") ||
		!strings.Contains(got, "Renew") {
		t.Errorf("it says %q", got)
	}
	if got := oneLine(p.Find("ol.work li:contains('No critical bug')")); !strings.Contains(got, "Expired.") ||
		!strings.Contains(got, "Sign off") {
		t.Errorf("the list says %q", got)
	}
}

func TestCriterionFormsRejectInvalidInput(t *testing.T) {
	s := newSite(t)
	manual, bound, condition := s.Criterion("no_critical_bug"), s.Criterion("code"), s.Criterion("p0_bug")
	now := versionOf(s, "no_critical_bug")
	elsewhere := readinessOfPetra + "/criteria/" + s.CriterionOf("real-time-notifications", "no_critical_bug")
	for _, c := range []struct {
		who, path string
		form      url.Values
		want      int
	}{
		{"marek", manual + "/sign", url.Values{"sign": {"perhaps"}, "version": {now}}, 422},
		{"marek", manual + "/sign", url.Values{"sign": {"not_met"}, "version": {now}}, 422},
		{"marek", manual + "/sign", url.Values{"sign": {"met"}, "note": {strings.Repeat("x", 501)}, "version": {now}}, 422},
		{"marek", bound + "/sign", url.Values{"sign": {"met"}, "version": {now}}, 422},
		{"marek", condition + "/sign", url.Values{"sign": {"met"}, "version": {now}}, 422},
		{"marek", manual + "/sign", url.Values{"sign": {"met"}, "version": {"99"}}, 409},
		{"marek", elsewhere + "/sign", url.Values{"sign": {"met"}, "version": {now}}, 404},
		{"vera", manual + "/sign", url.Values{"sign": {"nonsense"}}, 403},
		{"marek", manual + "/waive", url.Values{"reason": {"because"}, "version": {now}}, 403},
		{"petra", manual + "/waive", url.Values{"reason": {"  "}, "version": {now}}, 422},
		{"petra", condition + "/waive", url.Values{"reason": {"because"}, "version": {now}}, 422},
		{"petra", manual + "/waive", url.Values{"reason": {"because"}, "version": {"99"}}, 409},
		{"petra", elsewhere + "/waive", url.Values{"reason": {"because"}, "version": {now}}, 404},
		{"marek", readinessOfPetra + "/criteria", url.Values{"kind": {"go"}, "title": {""}}, 403},
		{"petra", readinessOfPetra + "/criteria", url.Values{"kind": {"go"}, "title": {""}}, 422},
		{"petra", readinessOfPetra + "/criteria", url.Values{"kind": {"other"}, "title": {"x"}}, 422},
		{"petra", readinessOfPetra + "/criteria", url.Values{"kind": {"go"}, "title": {"x"}, "binding": {"deliverable 999999"}}, 422},
		{"petra", readinessOfPetra + "/criteria",
			url.Values{"kind": {"go"}, "title": {"x"}, "binding": {"deliverable " + s.ItemOf("real-time-notifications")}}, 422},
		{"petra", readinessOfPetra + "/criteria", url.Values{"kind": {"go"}, "title": {"x"}, "binding": {"run 1 moon"}}, 422},
		{"petra", readinessOfPetra + "/criteria", url.Values{"kind": {"go"}, "title": {"x"}, "renew": {"often"}}, 422},
		{"petra", manual + "/edit", url.Values{"title": {"Other"}, "version": {"99"}}, 409},
		{"petra", manual + "/remove", url.Values{"version": {"99"}}, 409},
	} {
		if p := s.As(c.who).Post(c.path, c.form); p.StatusCode != c.want {
			t.Errorf("%s: %s %v: %s, want %d", c.who, c.path, c.form, p.Status, c.want)
		}
	}
	p := s.As("petra").Post(readinessOfPetra+"/criteria",
		url.Values{"kind": {"no_go"}, "title": {"Kept"}, "binding": {"deliverable 999999"}}).Want(t, 422)
	if p.Find("#f-binding[aria-invalid]").Length() != 1 || p.Find("#f-title").AttrOr("value", "") != "Kept" ||
		!strings.HasPrefix(p.Find("title").Text(), "Error: ") {
		t.Error("the message is not at the field, or what was typed is lost")
	}
}

func TestLeadManagesCriteria(t *testing.T) {
	s := newSite(t)
	v := s.As("petra")
	v.Post(s.Criterion("code")+"/waive", url.Values{"reason": {"A hotfix of one line"}, "version": {versionOf(s, "code")}}).Want(t,
		http.StatusSeeOther)
	if got := rowOf(v.Get(readinessOfPetra), "Code reviewed"); !strings.Contains(got,
		"Waived Mon 16 Nov, 10:00 CET by Petra Lund: A hotfix of one line") {
		t.Errorf("it says %q", got)
	}
	v.Post(s.Criterion("code")+"/unwaive", url.Values{"version": {versionOf(s, "code")}}).Want(t, http.StatusSeeOther)
	if got := rowOf(v.Get(readinessOfPetra), "Code reviewed"); strings.Contains(got, "Waived") {
		t.Errorf("after it was taken back it says %q", got)
	}
	key := v.Get(readinessOfPetra+"/criteria/new").Want(t, http.StatusOK).Filled("main form.form").Get("key")
	form := url.Values{"kind": {"go"}, "title": {"Legal has agreed"}, "binding": {"manual"}, "renew": {"12"}, "key": {key}}
	v.Post(readinessOfPetra+"/criteria", form).Want(t, http.StatusSeeOther)
	v.Post(readinessOfPetra+"/criteria", form).Want(t, http.StatusSeeOther)
	p := v.Get(readinessOfPetra)
	if n := p.Find("th .title:contains('Legal has agreed')").Length(); n != 1 {
		t.Fatalf("it is there %d times", n)
	}
	remove := p.Find("tr:contains('Legal has agreed') form[action$='/remove']")
	v.Post(remove.AttrOr("action", ""), filled(remove)).Want(t, http.StatusSeeOther)
	if p = v.Get(readinessOfPetra); p.Find("th .title:contains('Legal has agreed')").Length() != 0 {
		t.Error("it was not removed")
	}
	back := p.Find("form[action$='/restore']").First()
	v.Post(back.AttrOr("action", ""), filled(back)).Want(t, http.StatusSeeOther)
	if got := rowOf(v.Get(readinessOfPetra), "Legal has agreed"); got == "" {
		t.Error("it did not come back")
	}
}

func TestCriterionWithRemovedBindingCanBeRebound(t *testing.T) {
	s := newSite(t)
	v := s.As("petra")
	var item string
	if err := s.DB.Read(t.Context()).Raw("SELECT CAST(bind_id AS TEXT) FROM criteria WHERE id = ?",
		s.CriterionOf(launchOfPetra, "code")).Scan(&item).Error; err != nil {
		t.Fatal(err)
	}
	path := "/launches/" + launchOfPetra + "/deliverables/" + item
	var version string
	if err := s.DB.Read(t.Context()).Raw("SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", item).Scan(
		&version).Error; err != nil {
		t.Fatal(err)
	}
	v.Post(path+"/remove", url.Values{"version": {version}}).Want(t, http.StatusSeeOther)
	if got := rowOf(v.Get(readinessOfPetra), "Code reviewed"); !strings.Contains(got, "Not met") ||
		!strings.Contains(got, "What it followed was removed") || !strings.Contains(got, "Choose again") {
		t.Errorf("it says %q", got)
	}
	p := v.Get(s.Criterion("code")+"/edit").Want(t, http.StatusOK)
	form := p.Filled("main form.form")
	if form.Get("binding") != "deliverable "+item {
		t.Errorf("the form begins with %q", form.Get("binding"))
	}
	form.Set("binding", "manual")
	v.Post(s.Criterion("code")+"/edit", form).Want(t, http.StatusSeeOther)
	if got := rowOf(v.Get(readinessOfPetra), "Code reviewed"); !strings.Contains(got, "Nobody has signed it off yet") {
		t.Errorf("bound anew it says %q", got)
	}
}

func TestLaunchWithoutCriteriaIsNotReady(t *testing.T) {
	s := newSite(t)
	slug, _ := s.Planned("Bare", template.Item{Key: "a", Title: "Docs", Lane: "support", Role: template.RoleLead, Start: -10, Due: -6})
	p := s.As("ana").Get("/launches/"+slug+"/readiness").Want(t, http.StatusOK)
	if got := words(p, headShown); !strings.HasPrefix(got, "On schedule · ") || words(p, ".empty-title") != "No criteria yet" {
		t.Errorf("the head says %q, the page %q", got, words(p, ".empty"))
	}
	if s.As("vera").Get("/launches/"+slug+"/readiness").Find("main a.primary").Length() != 0 {
		t.Error("a viewer is offered what a viewer cannot do")
	}
}

// One launch has one state, and every page shows the same.
func TestEveryPageShowsOneState(t *testing.T) {
	s := newSite(t)
	for _, slug := range []string{notificationsSlug, launchOfPetra} {
		want := stateOf(s, slug)
		for place, got := range statesOf(s, slug) {
			if got != want {
				t.Errorf("%s: %s says %q, the head %q", slug, place, got, want)
			}
		}
		over := s.As("vera").Get("/launches/"+slug).Want(t, http.StatusOK)
		if n := over.Find("ol.work li span.person").Length(); n == 0 {
			t.Errorf("%s: the overview does not name who has what is missing", slug)
		}
	}
}

// stateOf returns the state in the head of a launch's pages.
func stateOf(s *site, slug string) string {
	s.T.Helper()
	got := words(s.As("vera").Get("/launches/"+slug+"/readiness").Want(s.T, http.StatusOK), headShown)
	if got == "" {
		s.T.Fatalf("%s has no state in its head", slug)
	}
	return got
}

// statesOf returns the state of a launch on each page that shows it.
func statesOf(s *site, slug string) map[string]string {
	s.T.Helper()
	v := s.As("vera")
	name := scan[string](s, "SELECT name FROM launches WHERE slug = ?", slug)
	on := scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", slug)
	lead := scan[string](s, "SELECT u.email FROM users u JOIN launches l ON l.lead_id = u.id WHERE l.slug = ?", slug)
	get := func(v *visitor, path string) page { return v.Get(path).Want(s.T, http.StatusOK) }
	tag := ".tag[href='/launches/" + slug + "/readiness']"
	return map[string]string{
		"overview":  words(get(v, "/launches/"+slug), headShown),
		"plan":      words(get(v, "/launches/"+slug+"/timeline"), headShown),
		"portfolio": words(get(v, "/launches"), tag),
		"time axis": words(get(v, "/launches?view=timeline"), tag),
		"month":     words(get(v, "/launches?view=month&from="+on), "a.t[href='/launches/"+slug+"'] small"),
		"calendar":  words(get(v, "/calendar?view=list&month="+on[:7]), "main li:has(a[href='/launches/"+slug+"']) .tag"),
		"search":    words(get(v, "/search?q="+url.QueryEscape(name)), "#results "+tag),
		"my work":   words(get(s.As(strings.TrimSuffix(lead, "@aurora.example")), "/me"), "#led ~ ul "+tag),
	}
}
