package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

func TestRunBeginRecordFinish(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("lukasz")
	run := notifications + "/runs/" + s.RunOf("real-time-notifications", "planned")
	p := v.Get(run).Want(t, http.StatusOK)
	if p.Find(".answers").Length() != 0 {
		t.Error("a run that has not begun offers outcomes")
	}
	v.Post(run+"/start", p.Filled("form[action$='/start']")).Want(t, http.StatusSeeOther)
	v.Post(run+"/start", p.Filled("form[action$='/start']")).Want(t, http.StatusConflict)
	p = v.Get(run).Want(t, http.StatusOK)
	steps := p.Find("li.step").Length()
	for i := range steps {
		form := p.Find("li.step form").Eq(i)
		values := filled(form)
		values.Set("outcome", "pass")
		action := form.AttrOr("action", "")
		// With htmx, only the step and the line at the top are returned.
		got := v.HTMX().Post(action, values).Want(t, http.StatusOK)
		if got.Find("li.step").Length() != 1 || !strings.Contains(got.Content, "run-progress") || got.Find("h1").Length() != 0 {
			t.Errorf("step %d answers %.300s", i, got.Content)
		}
	}
	p = v.Get(run).Want(t, http.StatusOK)
	if text := p.Find("#run-progress").Text(); !strings.Contains(text, "100 % of use covered") {
		t.Errorf("says %q", text)
	}
	finish := p.Filled("form[action$='/finish']")
	v.Post(run+"/finish", finish).Want(t, http.StatusSeeOther)
	p = v.Post(run+"/finish", finish).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find(".summary").Text(), "finished already") {
		t.Errorf("finished twice, it says %q", p.Find(".summary").Text())
	}
	if p = v.Get(run).Want(t, http.StatusOK); !strings.Contains(p.Find(".section-head").Text(), "Passed") {
		t.Error("it did not pass")
	}
	v.Post(run+"/reopen", p.Filled("form[action$='/reopen']")).Want(t, http.StatusSeeOther)
}

func TestRunRejectsForeignSteps(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("lukasz")
	id := s.RunOf("real-time-notifications", "planned")
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
		notifications + "/rituals/" + s.RitualOf("real-time-notifications") + "/runs": http.StatusUnprocessableEntity,
	} {
		v.Post(path, one).Want(t, want)
		s.As("vera").Post(path, one)
	}
	vera := s.As("vera")
	for _, path := range []string{run + "/start", run + "/finish", run + "/drop", run, notifications + "/rituals", notifications + "/parity",
		notifications + "/rituals/" + s.RitualOf("real-time-notifications") + "/runs"} {
		vera.Post(path, one).Want(t, http.StatusForbidden)
	}
	if p := vera.Get(run).Want(t, http.StatusOK); p.Find("main form[method=post]").Length() != 0 {
		t.Error("a viewer is offered to change the run")
	}
}

func TestRitualEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("lukasz")
	path := notifications + "/rituals/" + s.RitualOf("real-time-notifications")
	form := v.Get(path+"/edit").Want(t, http.StatusOK).Filled("main form.form")
	steps := len(form["step_title"])

	// The buttons beside the steps save nothing.
	form.Set("do", "add")
	p := v.Post(path, form).Want(t, http.StatusOK)
	form = p.Filled("main form.form")
	if len(form["step_title"]) != steps+1 {
		t.Fatalf("%d steps in the form, want %d", len(form["step_title"]), steps+1)
	}
	form["step_title"][steps], form["step_weight"][steps] = "Read it on a watch", "101"
	p = v.Post(path, form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("[name=step_weight]").Eq(steps).AttrOr("aria-invalid", "") != "true" ||
		p.Find("[name=step_title]").Eq(steps).AttrOr("value", "") != "Read it on a watch" {
		t.Errorf("the weight is not complained of, or the input is lost: %.200s", p.Find(".summary").Text())
	}
	form["step_weight"][steps] = "3"
	form.Set("do", "up:"+strconv.Itoa(steps))
	form = v.Post(path, form).Want(t, http.StatusOK).Filled("main form.form")
	if form["step_title"][steps-1] != "Read it on a watch" {
		t.Errorf("it did not move up: %v", form["step_title"])
	}
	form.Set("peak", "3")
	stale := url.Values{}
	for k, vs := range form {
		stale[k] = append([]string(nil), vs...)
	}
	v.Post(path, form).Want(t, http.StatusSeeOther)
	if got := v.Get(path).Want(t, http.StatusOK); !strings.Contains(got.Find("main").Text(), "Read it on a watch") ||
		!strings.Contains(got.Find("#cadence-h").Parent().Text(), "rising to 3") {
		t.Error("the page does not show what was saved")
	}
	stale.Set("name", "Main flows")
	p = v.Post(path, stale).Want(t, http.StatusConflict)
	if !strings.Contains(p.Find("main").Text(), "Main flows") {
		t.Error("the conflict does not show what was typed")
	}
}

func TestRitualAddAndRemove(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("lukasz")
	form := v.Get(notifications+"/rituals/new").Want(t, http.StatusOK).Filled("main form.form")
	v.Post(notifications+"/rituals", form).Want(t, http.StatusUnprocessableEntity)
	form.Set("name", "Billing <b>")
	form["step_title"], form["step_weight"] = []string{"Pay"}, []string{"80"}
	to := v.Post(notifications+"/rituals", form).Want(t, http.StatusSeeOther).Header.Get("Location")
	if again := v.Post(notifications+"/rituals", form).Want(t, http.StatusSeeOther).Header.Get("Location"); again != to {
		t.Errorf("sent twice it leads to %s and %s", to, again)
	}
	v.Post(to+"/remove", url.Values{"version": {"1"}}).Want(t, http.StatusSeeOther)
	v.Get(to).Want(t, http.StatusNotFound)
	v.Post(to+"/runs", url.Values{"environment": {"staging"}}).Want(t, http.StatusNotFound)
	p := v.Get(notifications+"/rituals").Want(t, http.StatusOK)
	v.Post(to+"/restore", p.Filled("form[action$='/restore']")).Want(t, http.StatusSeeOther)
	v.Get(to).Want(t, http.StatusOK)
}

func TestParityEdit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("lukasz")
	page := notifications + "/parity"
	row := s.ParityOf("real-time-notifications")
	form := v.Get(page+"?edit="+row).Want(t, http.StatusOK).Filled("#parity-" + row + " form.form")
	form.Set("staging", "3.0")
	form.Set("production", "2.9")
	form.Set("matters", "same")
	p := v.Post(page+"/"+row, form).Want(t, http.StatusUnprocessableEntity)
	if p.Find("#parity-"+row+" .field-error").Length() != 1 {
		t.Error("calling a difference none is not complained of")
	}
	form.Set("matters", "yes")
	v.Post(page+"/"+row, form).Want(t, http.StatusSeeOther)
	v.Post(page+"/"+row, form).Want(t, http.StatusConflict)
	if text := v.Get(page).Want(t, http.StatusOK).Find("#parity-" + row).Text(); !strings.Contains(text, "3.0") ||
		!strings.Contains(text, "Differs") || !strings.Contains(text, "Yes") {
		t.Errorf("the row says %q", text)
	}
}
