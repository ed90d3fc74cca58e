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
	v := s.As("marek")
	p := v.Get(readinessOfPetra).Want(t, http.StatusOK)
	if got := p.Find(headShown).Text(); !strings.Contains(got, "NO-GO") {
		t.Fatalf("the head says %q", got)
	}
	form := p.Filled("form[action='" + s.Criterion("no_critical_bug") + "/sign']")
	p = v.Post(s.Criterion("no_critical_bug")+"/sign", form).Want(t, http.StatusSeeOther)
	p = v.Get(p.Header.Get("Location")).Want(t, http.StatusOK)
	if got := rowOf(p, "No critical bug"); !strings.Contains(got, "Met") || !strings.Contains(got, "Signed off just now by Marek") {
		t.Errorf("the line says %q", got)
	}
	undo := p.Filled("#flash form[action$='/sign']")
	v.Post(s.Criterion("no_critical_bug")+"/sign", undo).Want(t, http.StatusSeeOther)
	if got := rowOf(v.Get(readinessOfPetra), "No critical bug"); !strings.Contains(got, "Not checked") {
		t.Errorf("after the undo it says %q", got)
	}
}

func TestExpiredSignOffCanBeRenewed(t *testing.T) {
	s := newSite(t)
	v := s.As("marek")
	v.Post(s.Criterion("no_critical_bug")+"/sign", url.Values{"sign": {"met"}, "version": {versionOf(s, "no_critical_bug")}}).Want(t,
		http.StatusSeeOther)
	s.Clock.Set(s.Clock.Now().Add(30 * 3600e9))
	v = s.As("marek")
	if got := rowOf(v.Get(readinessOfPetra), "No critical bug"); !strings.Contains(got, "Not met") ||
		!strings.Contains(got, "Signed off 30 h ago by Marek") || !strings.Contains(got, "must be renewed every 24 h") ||
		!strings.Contains(got, "Renew") {
		t.Errorf("it says %q", got)
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
	if got := rowOf(v.Get(readinessOfPetra), "Code reviewed"); !strings.Contains(got, "Waived just now by Petra") ||
		!strings.Contains(got, "A hotfix of one line") {
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
		!strings.Contains(got, "What it was bound to is gone") || !strings.Contains(got, "Bind anew") {
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
	if got := p.Find(".verdict strong").Text(); got != "No criteria yet" {
		t.Errorf("the verdict is %q", got)
	}
	if s.As("vera").Get("/launches/"+slug+"/readiness").Find("main a.primary").Length() != 0 {
		t.Error("a viewer is offered what a viewer cannot do")
	}
}

func TestReadinessFilterByPerson(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	all := v.Get(readinessOfPetra).Find("table.criteria tbody tr").Length()
	mine := v.Get(readinessOfPetra + "?owner=" + strings.TrimPrefix(s.PersonOf("Petra"), "/people/"))
	if n := mine.Find("table.criteria tbody tr").Length(); n == 0 || n >= all {
		t.Errorf("%d of %d are Petra's", n, all)
	}
	if got := v.Get(readinessOfPetra + "?owner=999999").Find(".empty").Length(); got != 1 {
		t.Errorf("%d empty states", got)
	}
}

func TestPortfolioAndOverviewShowReadiness(t *testing.T) {
	s := newSite(t)
	v := s.As("vera")
	want := strings.TrimSpace(strings.TrimPrefix(v.Get(readinessOfPetra).Find(headShown).Text(), "Readiness: "))
	list := v.Get("/launches").Want(t, http.StatusOK)
	if got := strings.TrimSpace(list.Find("a[href='" + readinessOfPetra + "'] .tag").Text()); got != want || !strings.Contains(got, "/7") {
		t.Errorf("the portfolio says %q, the launch %q", got, want)
	}
	axis := v.Get("/launches?view=timeline").Want(t, http.StatusOK)
	if got := strings.TrimSpace(axis.Find("a[href='" + readinessOfPetra + "'] .tag").Text()); got != want {
		t.Errorf("the time axis says %q, the launch %q", got, want)
	}
	on := scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", launchOfPetra)
	month := v.Get("/launches?view=month&from="+on).Want(t, http.StatusOK)
	if got := words(month, "a.t[href='/launches/"+launchOfPetra+"'] small"); got != want {
		t.Errorf("the month says %q, the launch %q", got, want)
	}
	over := v.Get("/launches/"+launchOfPetra).Want(t, http.StatusOK)
	if n := over.Find("section[aria-labelledby=ready] li .person").Length(); n == 0 {
		t.Error("the overview does not name who has what is missing")
	}
}
