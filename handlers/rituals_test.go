package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// ritualOf, runOf and parityOf return ids of a launch's items as strings.
func (s *site) ritualOf(slug string) string {
	return scan[string](s, "SELECT CAST(r.id AS TEXT) FROM rituals r JOIN launches l ON l.id = r.launch_id WHERE l.slug = ? "+
		"ORDER BY r.id LIMIT 1", slug)
}

func (s *site) runOf(slug, state string) string {
	return scan[string](s, "SELECT CAST(n.id AS TEXT) FROM runs n JOIN launches l ON l.id = n.launch_id WHERE l.slug = ? AND "+
		"n.state = ? ORDER BY n.id LIMIT 1", slug, state)
}

func (s *site) parityOf(slug string) string {
	return scan[string](s, "SELECT CAST(p.id AS TEXT) FROM parity_rows p JOIN launches l ON l.id = p.launch_id WHERE l.slug = ? "+
		"ORDER BY p.id LIMIT 1", slug)
}

func TestRunBeginRecordFinish(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("lukasz")
	run := notifications + "/runs/" + s.runOf("real-time-notifications", "planned")
	p := v.get(run).want(t, http.StatusOK)
	if p.Find(".answers").Length() != 0 {
		t.Error("a run that has not begun offers outcomes")
	}
	v.post(run+"/start", p.filled("form[action$='/start']")).want(t, http.StatusSeeOther)
	v.post(run+"/start", p.filled("form[action$='/start']")).want(t, http.StatusConflict)
	p = v.get(run).want(t, http.StatusOK)
	steps := p.Find("li.step").Length()
	for i := range steps {
		form := p.Find("li.step form").Eq(i)
		values := filled(form)
		values.Set("outcome", "pass")
		action := form.AttrOr("action", "")
		// With htmx, only the step and the line at the top are returned.
		got := v.htmx().post(action, values).want(t, http.StatusOK)
		if got.Find("li.step").Length() != 1 || !strings.Contains(got.body, "run-progress") || got.Find("h1").Length() != 0 {
			t.Errorf("step %d answers %.300s", i, got.body)
		}
	}
	p = v.get(run).want(t, http.StatusOK)
	if text := p.Find("#run-progress").Text(); !strings.Contains(text, "100 % of use covered") {
		t.Errorf("says %q", text)
	}
	finish := p.filled("form[action$='/finish']")
	v.post(run+"/finish", finish).want(t, http.StatusSeeOther)
	p = v.post(run+"/finish", finish).want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "finished already") {
		t.Errorf("finished twice, it says %q", p.Find(".summary").Text())
	}
	if p = v.get(run).want(t, http.StatusOK); !strings.Contains(p.Find(".section-head").Text(), "Passed") {
		t.Error("it did not pass")
	}
	v.post(run+"/reopen", p.filled("form[action$='/reopen']")).want(t, http.StatusSeeOther)
}

func TestRunRejectsForeignSteps(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("lukasz")
	id := s.runOf("real-time-notifications", "planned")
	run := notifications + "/runs/" + id
	one := url.Values{"version": {"1"}, "outcome": {"pass"}}
	for path, want := range map[string]int{
		"/launches/new-plans-and-prices/runs/" + id + "/start": http.StatusNotFound,
		notifications + "/runs/999999/start":                   http.StatusNotFound,
		notifications + "/runs/x/start":                        http.StatusNotFound,
		run + "/steps/999999":                                  http.StatusNotFound,
		run + "/finish":                                        http.StatusUnprocessableEntity,
		run + "/drop":                                          http.StatusUnprocessableEntity,
		notifications + "/rituals/999999/runs":                 http.StatusNotFound,
		notifications + "/parity/999999":                       http.StatusNotFound,
		notifications + "/rituals/" + s.ritualOf("real-time-notifications") + "/runs": http.StatusUnprocessableEntity,
	} {
		v.post(path, one).want(t, want)
		s.as("vera").post(path, one)
	}
	vera := s.as("vera")
	for _, path := range []string{run + "/start", run + "/finish", run + "/drop", run, notifications + "/rituals", notifications + "/parity",
		notifications + "/rituals/" + s.ritualOf("real-time-notifications") + "/runs"} {
		vera.post(path, one).want(t, http.StatusForbidden)
	}
	if p := vera.get(run).want(t, http.StatusOK); p.Find("main form[method=post]").Length() != 0 {
		t.Error("a viewer is offered to change the run")
	}
}

func TestRitualEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("lukasz")
	path := notifications + "/rituals/" + s.ritualOf("real-time-notifications")
	form := v.get(path+"/edit").want(t, http.StatusOK).filled("main form.form")
	steps := len(form["step_title"])

	// The buttons beside the steps save nothing.
	form.Set("do", "add")
	p := v.post(path, form).want(t, http.StatusOK)
	form = p.filled("main form.form")
	if len(form["step_title"]) != steps+1 {
		t.Fatalf("%d steps in the form, want %d", len(form["step_title"]), steps+1)
	}
	form["step_title"][steps], form["step_weight"][steps] = "Read it on a watch", "101"
	p = v.post(path, form).want(t, http.StatusUnprocessableEntity)
	if p.Find("[name=step_weight]").Eq(steps).AttrOr("aria-invalid", "") != "true" ||
		p.Find("[name=step_title]").Eq(steps).AttrOr("value", "") != "Read it on a watch" {
		t.Errorf("the weight is not complained of, or the input is lost: %.200s", p.Find(".summary").Text())
	}
	form["step_weight"][steps] = "3"
	form.Set("do", "up:"+strconv.Itoa(steps))
	form = v.post(path, form).want(t, http.StatusOK).filled("main form.form")
	if form["step_title"][steps-1] != "Read it on a watch" {
		t.Errorf("it did not move up: %v", form["step_title"])
	}
	form.Set("peak", "3")
	stale := url.Values{}
	for k, vs := range form {
		stale[k] = append([]string(nil), vs...)
	}
	v.post(path, form).want(t, http.StatusSeeOther)
	if got := v.get(path).want(t, http.StatusOK); !strings.Contains(got.Find("main").Text(), "Read it on a watch") ||
		!strings.Contains(got.Find("#cadence-h").Parent().Text(), "rising to 3") {
		t.Error("the page does not show what was saved")
	}
	stale.Set("name", "Main flows")
	p = v.post(path, stale).want(t, http.StatusConflict)
	if !strings.Contains(p.Find("main").Text(), "Main flows") {
		t.Error("the conflict does not show what was typed")
	}
}

func TestRitualAddAndRemove(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("lukasz")
	form := v.get(notifications+"/rituals/new").want(t, http.StatusOK).filled("main form.form")
	v.post(notifications+"/rituals", form).want(t, http.StatusUnprocessableEntity)
	form.Set("name", "Billing <b>")
	form["step_title"], form["step_weight"] = []string{"Pay"}, []string{"80"}
	to := v.post(notifications+"/rituals", form).want(t, http.StatusSeeOther).Header.Get("Location")
	if again := v.post(notifications+"/rituals", form).want(t, http.StatusSeeOther).Header.Get("Location"); again != to {
		t.Errorf("sent twice it leads to %s and %s", to, again)
	}
	v.post(to+"/remove", url.Values{"version": {"1"}}).want(t, http.StatusSeeOther)
	v.get(to).want(t, http.StatusNotFound)
	v.post(to+"/runs", url.Values{"environment": {"staging"}}).want(t, http.StatusNotFound)
	p := v.get(notifications+"/rituals").want(t, http.StatusOK)
	v.post(to+"/restore", p.filled("form[action$='/restore']")).want(t, http.StatusSeeOther)
	v.get(to).want(t, http.StatusOK)
}

func TestParityEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.as("lukasz")
	page := notifications + "/parity"
	row := s.parityOf("real-time-notifications")
	form := v.get(page+"?edit="+row).want(t, http.StatusOK).filled("#parity-" + row + " form.form")
	form.Set("staging", "3.0")
	form.Set("production", "2.9")
	form.Set("matters", "same")
	p := v.post(page+"/"+row, form).want(t, http.StatusUnprocessableEntity)
	if p.Find("#parity-"+row+" .field-error").Length() != 1 {
		t.Error("calling a difference none is not complained of")
	}
	form.Set("matters", "yes")
	v.post(page+"/"+row, form).want(t, http.StatusSeeOther)
	v.post(page+"/"+row, form).want(t, http.StatusConflict)
	if text := v.get(page).want(t, http.StatusOK).Find("#parity-" + row).Text(); !strings.Contains(text, "3.0") ||
		!strings.Contains(text, "Differs") || !strings.Contains(text, "Yes") {
		t.Errorf("the row says %q", text)
	}
}
