package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tminus/models/template"
)

// criterionOf returns the id of a criterion of a launch.
func (s *site) criterionOf(slug, key string) string {
	s.t.Helper()
	var id string
	err := s.db.Read(s.t.Context()).Raw(
		`SELECT CAST(c.id AS TEXT) FROM criteria c JOIN launches l ON l.id = c.launch_id WHERE l.slug = ? AND c.key = ?`, slug,
		key).Scan(&id).Error
	if err != nil || id == "" {
		s.t.Fatalf("no criterion %s in %s: %v", key, slug, err)
	}
	return id
}

// criterion returns the address of a criterion of petra's launch.
func (s *site) criterion(key string) string {
	return "/launches/" + launchOfPetra + "/readiness/criteria/" + s.criterionOf(launchOfPetra, key)
}

const readinessOfPetra = "/launches/" + launchOfPetra + "/readiness"

// rowOf returns the text of the criterion with a title.
func (p page) rowOf(title string) string {
	return strings.Join(strings.Fields(p.Find("table.criteria tr:contains('"+title+"')").Text()), " ")
}

// versionOf returns the version in the page's form for a criterion.
func (s *site) versionOf(key string) string {
	var v string
	if err := s.db.Read(s.t.Context()).Raw("SELECT CAST(version AS TEXT) FROM criteria WHERE id = ?",
		s.criterionOf(launchOfPetra, key)).Scan(&v).Error; err != nil {
		s.t.Fatal(err)
	}
	return v
}

func TestCriterionSignOffAndUndo(t *testing.T) {
	s := newSite(t)
	v := s.as("marek")
	p := v.get(readinessOfPetra).want(t, http.StatusOK)
	if got := p.Find(headShown).Text(); !strings.Contains(got, "NO-GO") {
		t.Fatalf("the head says %q", got)
	}
	form := p.filled("form[action='" + s.criterion("no_critical_bug") + "/sign']")
	p = v.post(s.criterion("no_critical_bug")+"/sign", form).want(t, http.StatusSeeOther)
	p = v.get(p.Header.Get("Location")).want(t, http.StatusOK)
	if got := p.rowOf("No critical bug"); !strings.Contains(got, "Met") || !strings.Contains(got, "Signed off just now by Marek") {
		t.Errorf("the line says %q", got)
	}
	undo := p.filled("#flash form[action$='/sign']")
	v.post(s.criterion("no_critical_bug")+"/sign", undo).want(t, http.StatusSeeOther)
	if got := v.get(readinessOfPetra).rowOf("No critical bug"); !strings.Contains(got, "Not checked") {
		t.Errorf("after the undo it says %q", got)
	}
}

func TestExpiredSignOffCanBeRenewed(t *testing.T) {
	s := newSite(t)
	v := s.as("marek")
	v.post(s.criterion("no_critical_bug")+"/sign", url.Values{"sign": {"met"}, "version": {s.versionOf("no_critical_bug")}}).want(t,
		http.StatusSeeOther)
	s.clock.Set(s.clock.Now().Add(30 * 3600e9))
	v = s.as("marek")
	if got := v.get(readinessOfPetra).rowOf("No critical bug"); !strings.Contains(got, "Not met") ||
		!strings.Contains(got, "Signed off 30 h ago by Marek") || !strings.Contains(got, "must be renewed every 24 h") ||
		!strings.Contains(got, "Renew") {
		t.Errorf("it says %q", got)
	}
}

func TestCriterionFormsRejectInvalidInput(t *testing.T) {
	s := newSite(t)
	manual, bound, condition := s.criterion("no_critical_bug"), s.criterion("code"), s.criterion("p0_bug")
	now := s.versionOf("no_critical_bug")
	elsewhere := readinessOfPetra + "/criteria/" + s.criterionOf("real-time-notifications", "no_critical_bug")
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
			url.Values{"kind": {"go"}, "title": {"x"}, "binding": {"deliverable " + s.itemOf("real-time-notifications")}}, 422},
		{"petra", readinessOfPetra + "/criteria", url.Values{"kind": {"go"}, "title": {"x"}, "binding": {"run 1 moon"}}, 422},
		{"petra", readinessOfPetra + "/criteria", url.Values{"kind": {"go"}, "title": {"x"}, "renew": {"often"}}, 422},
		{"petra", manual + "/edit", url.Values{"title": {"Other"}, "version": {"99"}}, 409},
		{"petra", manual + "/remove", url.Values{"version": {"99"}}, 409},
	} {
		if p := s.as(c.who).post(c.path, c.form); p.StatusCode != c.want {
			t.Errorf("%s: %s %v: %s, want %d", c.who, c.path, c.form, p.Status, c.want)
		}
	}
	p := s.as("petra").post(readinessOfPetra+"/criteria",
		url.Values{"kind": {"no_go"}, "title": {"Kept"}, "binding": {"deliverable 999999"}}).want(t, 422)
	if p.Find("#f-binding[aria-invalid]").Length() != 1 || p.Find("#f-title").AttrOr("value", "") != "Kept" ||
		!strings.HasPrefix(p.Find("title").Text(), "Error: ") {
		t.Error("the message is not at the field, or what was typed is lost")
	}
}

func TestLeadManagesCriteria(t *testing.T) {
	s := newSite(t)
	v := s.as("petra")
	v.post(s.criterion("code")+"/waive", url.Values{"reason": {"A hotfix of one line"}, "version": {s.versionOf("code")}}).want(t,
		http.StatusSeeOther)
	if got := v.get(readinessOfPetra).rowOf("Code reviewed"); !strings.Contains(got, "Waived just now by Petra") ||
		!strings.Contains(got, "A hotfix of one line") {
		t.Errorf("it says %q", got)
	}
	v.post(s.criterion("code")+"/unwaive", url.Values{"version": {s.versionOf("code")}}).want(t, http.StatusSeeOther)
	if got := v.get(readinessOfPetra).rowOf("Code reviewed"); strings.Contains(got, "Waived") {
		t.Errorf("after it was taken back it says %q", got)
	}
	key := v.get(readinessOfPetra+"/criteria/new").want(t, http.StatusOK).filled("main form.form").Get("key")
	form := url.Values{"kind": {"go"}, "title": {"Legal has agreed"}, "binding": {"manual"}, "renew": {"12"}, "key": {key}}
	v.post(readinessOfPetra+"/criteria", form).want(t, http.StatusSeeOther)
	v.post(readinessOfPetra+"/criteria", form).want(t, http.StatusSeeOther)
	p := v.get(readinessOfPetra)
	if n := p.Find("th .title:contains('Legal has agreed')").Length(); n != 1 {
		t.Fatalf("it is there %d times", n)
	}
	remove := p.Find("tr:contains('Legal has agreed') form[action$='/remove']")
	v.post(remove.AttrOr("action", ""), filled(remove)).want(t, http.StatusSeeOther)
	if p = v.get(readinessOfPetra); p.Find("th .title:contains('Legal has agreed')").Length() != 0 {
		t.Error("it was not removed")
	}
	back := p.Find("form[action$='/restore']").First()
	v.post(back.AttrOr("action", ""), filled(back)).want(t, http.StatusSeeOther)
	if got := v.get(readinessOfPetra).rowOf("Legal has agreed"); got == "" {
		t.Error("it did not come back")
	}
}

func TestCriterionWithRemovedBindingCanBeRebound(t *testing.T) {
	s := newSite(t)
	v := s.as("petra")
	var item string
	if err := s.db.Read(t.Context()).Raw("SELECT CAST(bind_id AS TEXT) FROM criteria WHERE id = ?",
		s.criterionOf(launchOfPetra, "code")).Scan(&item).Error; err != nil {
		t.Fatal(err)
	}
	path := "/launches/" + launchOfPetra + "/deliverables/" + item
	var version string
	if err := s.db.Read(t.Context()).Raw("SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", item).Scan(
		&version).Error; err != nil {
		t.Fatal(err)
	}
	v.post(path+"/remove", url.Values{"version": {version}}).want(t, http.StatusSeeOther)
	if got := v.get(readinessOfPetra).rowOf("Code reviewed"); !strings.Contains(got, "Not met") ||
		!strings.Contains(got, "What it was bound to is gone") || !strings.Contains(got, "Bind anew") {
		t.Errorf("it says %q", got)
	}
	p := v.get(s.criterion("code")+"/edit").want(t, http.StatusOK)
	form := p.filled("main form.form")
	if form.Get("binding") != "deliverable "+item {
		t.Errorf("the form begins with %q", form.Get("binding"))
	}
	form.Set("binding", "manual")
	v.post(s.criterion("code")+"/edit", form).want(t, http.StatusSeeOther)
	if got := v.get(readinessOfPetra).rowOf("Code reviewed"); !strings.Contains(got, "Nobody has signed it off yet") {
		t.Errorf("bound anew it says %q", got)
	}
}

func TestLaunchWithoutCriteriaIsNotReady(t *testing.T) {
	s := newSite(t)
	slug, _ := s.planned("Bare", template.Item{Key: "a", Title: "Docs", Lane: "support", Role: template.RoleLead, Start: -10, Due: -6})
	p := s.as("ana").get("/launches/"+slug+"/readiness").want(t, http.StatusOK)
	if got := p.Find(".verdict strong").Text(); got != "No criteria yet" {
		t.Errorf("the verdict is %q", got)
	}
	if s.as("vera").get("/launches/"+slug+"/readiness").Find("main a.primary").Length() != 0 {
		t.Error("a viewer is offered what a viewer cannot do")
	}
}

func TestReadinessFilterByPerson(t *testing.T) {
	s := newSite(t)
	v := s.as("ana")
	all := v.get(readinessOfPetra).Find("table.criteria tbody tr").Length()
	mine := v.get(readinessOfPetra + "?owner=" + strings.TrimPrefix(s.personOf("Petra"), "/people/"))
	if n := mine.Find("table.criteria tbody tr").Length(); n == 0 || n >= all {
		t.Errorf("%d of %d are Petra's", n, all)
	}
	if got := v.get(readinessOfPetra + "?owner=999999").Find(".empty").Length(); got != 1 {
		t.Errorf("%d empty states", got)
	}
}

func TestPortfolioAndOverviewShowReadiness(t *testing.T) {
	s := newSite(t)
	v := s.as("vera")
	want := strings.TrimSpace(strings.TrimPrefix(v.get(readinessOfPetra).Find(headShown).Text(), "Readiness: "))
	list := v.get("/launches").want(t, http.StatusOK)
	if got := strings.TrimSpace(list.Find("a[href='" + readinessOfPetra + "'] .tag").Text()); got != want || !strings.Contains(got, "/7") {
		t.Errorf("the portfolio says %q, the launch %q", got, want)
	}
	axis := v.get("/launches?view=timeline").want(t, http.StatusOK)
	if got := strings.TrimSpace(axis.Find("a[href='" + readinessOfPetra + "'] .tag").Text()); got != want {
		t.Errorf("the time axis says %q, the launch %q", got, want)
	}
	on := scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", launchOfPetra)
	month := v.get("/launches?view=month&from="+on).want(t, http.StatusOK)
	if got := month.words("a.t[href='/launches/" + launchOfPetra + "'] small"); got != want {
		t.Errorf("the month says %q, the launch %q", got, want)
	}
	over := v.get("/launches/"+launchOfPetra).want(t, http.StatusOK)
	if n := over.Find("section[aria-labelledby=ready] li .person").Length(); n == 0 {
		t.Error("the overview does not name who has what is missing")
	}
}
