package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// questionOf returns the id of a launch's question by its key.
func (s *site) questionOf(slug, key string) string {
	s.t.Helper()
	return scan[string](s, "SELECT CAST(q.id AS TEXT) FROM interview_questions q JOIN launches l ON l.id = q.launch_id WHERE "+
		"l.slug = ? AND q.key = ?", slug, key)
}

func (s *site) questionVersion(id string) string {
	s.t.Helper()
	return scan[string](s, "SELECT CAST(version AS TEXT) FROM interview_questions WHERE id = ?", id)
}

const searchInterview = "/launches/" + launchOfPetra + "/interview"

func TestRedFlagAcceptedAndEnded(t *testing.T) {
	s := newSite(t)
	marek, petra := s.as("marek"), s.as("petra")
	id := s.questionOf(launchOfPetra, "load")
	row := "#q-" + id
	tap := func(v *visitor, answer, note string) page {
		return v.post(searchInterview+"/"+id, url.Values{"answer": {answer}, "note": {note}, "version": {s.questionVersion(id)}})
	}
	tap(marek, "untested", "The rig is booked").want(t, http.StatusSeeOther)
	p := marek.get(searchInterview).want(t, http.StatusOK)
	if got := p.Find(row).Text(); !strings.Contains(got, "It stands until") || !strings.Contains(got, "The rig is booked") ||
		!strings.Contains(got, "Marek Solberg") {
		t.Errorf("no flag: %s", got)
	}
	if p.Find(row+" form[action$='/accept']").Length() != 0 || p.Find(".flash form").Length() == 0 {
		t.Error("a member is offered to accept, or no undo")
	}
	marek.post(searchInterview+"/"+id+"/accept", url.Values{"reason": {"Fine"}, "version": {s.questionVersion(id)}}).want(t,
		http.StatusForbidden)
	again := petra.post(searchInterview+"/"+id+"/accept", url.Values{"reason": {" "}, "version": {s.questionVersion(id)}}).want(t,
		http.StatusUnprocessableEntity)
	if again.Find(row+" .field-error").Length() != 1 || !strings.HasPrefix(again.Find("title").Text(), "Error:") {
		t.Errorf("the missing reason is not said in its place")
	}
	petra.post(searchInterview+"/"+id+"/accept",
		url.Values{"reason": {"One in ten people first"}, "version": {s.questionVersion(id)}}).want(t, http.StatusSeeOther)
	if got := petra.get(searchInterview).Find(row).Text(); !strings.Contains(got, "One in ten people first") ||
		!strings.Contains(got, "Flag accepted") {
		t.Errorf("not accepted: %s", got)
	}
	// With htmx, only the row is returned, with the line at the top and an undo.
	frag := marek.htmx().post(searchInterview+"/"+id, url.Values{"answer": {"above"}, "version": {s.questionVersion(id)}}).want(t,
		http.StatusOK)
	if frag.Find("html > head > title").Length() != 0 || !strings.Contains(frag.body, "interview-progress") ||
		!strings.Contains(frag.body, `id="q-`+id) || !strings.Contains(frag.body, "/back") {
		t.Errorf("fragment: %.400s", frag.body)
	}
	if got := petra.get(searchInterview).Find(row).Text(); strings.Contains(got, "It stands until") ||
		!strings.Contains(got, "All answers: 3") {
		t.Errorf("not ended: %s", got)
	}
}

func TestInterviewConflict(t *testing.T) {
	s := newSite(t)
	marek, petra := s.as("marek"), s.as("petra")
	id := s.questionOf(launchOfPetra, "dry_run")
	seen := s.questionVersion(id)
	marek.post(searchInterview+"/"+id, url.Values{"answer": {"simple"}, "version": {seen}}).want(t, http.StatusSeeOther)
	p := petra.post(searchInterview+"/"+id, url.Values{"answer": {"missing"}, "note": {"We had no time"}, "version": {seen}}).want(t,
		http.StatusConflict)
	if got := p.Find(".conflict").Text(); !strings.Contains(got, "We had no time") || !strings.Contains(got, "A simple launch needs none") {
		t.Errorf("sides: %s", got)
	}
	form := p.filled(".conflict")
	petra.post(searchInterview+"/"+id, form).want(t, http.StatusSeeOther)
	if got := petra.get(searchInterview).Find("#q-" + id).Text(); !strings.Contains(got, "We had no time") {
		t.Errorf("mine is lost: %s", got)
	}
	// Submitting again, or choosing the other answer, writes nothing more.
	before := s.count("SELECT COUNT(*) FROM interview_answers")
	form.Set("version", s.questionVersion(id))
	form.Set("keep-answer", "theirs answer on note")
	petra.post(searchInterview+"/"+id, form).want(t, http.StatusSeeOther)
	if n := s.count("SELECT COUNT(*) FROM interview_answers"); n != before {
		t.Errorf("%d answers more", n-before)
	}
}

func TestInterviewRejectsInvalidAnswer(t *testing.T) {
	s := newSite(t)
	petra := s.as("petra")
	id, dated, foreign := s.questionOf(launchOfPetra, "flag"), s.questionOf(launchOfPetra, "code_ready"),
		s.questionOf("real-time-notifications", "flag")
	for name, c := range map[string]struct {
		id   string
		form url.Values
		want int
	}{
		"an option that is none": {id, url.Values{"answer": {"king"}}, http.StatusUnprocessableEntity},
		"nothing":                {id, url.Values{}, http.StatusUnprocessableEntity},
		"a note of 10,000 characters": {id, url.Values{"answer": {"gradual"}, "note": {strings.Repeat("x", 10_000)}},
			http.StatusUnprocessableEntity},
		"a day that is none":           {dated, url.Values{"answer": {"on:2026-02-30"}}, http.StatusUnprocessableEntity},
		"no day":                       {dated, url.Values{"answer": {"day"}}, http.StatusUnprocessableEntity},
		"a question of another launch": {foreign, url.Values{"answer": {"gradual"}}, http.StatusNotFound},
	} {
		c.form.Set("version", s.questionVersion(c.id))
		if p := petra.post(searchInterview+"/"+c.id, c.form); p.StatusCode != c.want {
			t.Errorf("%s: %s", name, p.Status)
		}
	}
	vera := s.as("vera")
	vera.post(searchInterview+"/"+id, url.Values{"answer": {"nonsense"}, "version": {"1"}}).want(t, http.StatusForbidden)
	vera.post(searchInterview+"/"+dated, url.Values{"answer": {"on:nonsense"}, "version": {"1"}}).want(t, http.StatusForbidden)
	if n := vera.get(searchInterview).Find("#main form[action*='/interview']").Length(); n != 0 {
		t.Errorf("a viewer is offered %d forms", n)
	}
}

func TestQuestionAddEditRemoveRestore(t *testing.T) {
	s := newSite(t)
	marek := s.as("marek")
	form := marek.get(searchInterview+"/new").want(t, http.StatusOK).filled("form.form[action$='/interview']")
	form.Set("ask", "Does the warehouse know?")
	form["option"] = []string{"Yes", "No", "", ""}
	form["option_flag"] = []string{"1"}
	bad := with(form, "ask", "")
	if p := marek.post(searchInterview, bad).want(t, http.StatusUnprocessableEntity); p.Find(
		"input[name=option_flag][checked]").Length() != 1 {
		t.Error("what was typed is lost")
	}
	for range 2 {
		marek.post(searchInterview, form).want(t, http.StatusSeeOther)
	}
	id := scan[string](s, "SELECT CAST(MIN(id) AS TEXT) FROM interview_questions WHERE ask = 'Does the warehouse know?'")
	if n := s.count("SELECT COUNT(*) FROM interview_questions WHERE ask = 'Does the warehouse know?'"); n != 1 {
		t.Fatalf("%d questions of one form", n)
	}
	edit := marek.get(searchInterview+"/"+id+"/edit").want(t, http.StatusOK).filled("form.form[action$='/edit']")
	edit.Set("good", "They have a date")
	edit["option_flag"] = []string{"1"}
	marek.post(searchInterview+"/"+id+"/edit", edit).want(t, http.StatusSeeOther)
	late := with(edit, "good", "Somebody told them")
	if p := marek.post(searchInterview+"/"+id+"/edit", late).want(t, http.StatusConflict); !strings.Contains(p.Find(".conflict").Text(),
		"They have a date") {
		t.Error("the conflict does not show theirs")
	}
	marek.get(searchInterview+"/"+s.questionOf(launchOfPetra, "flag")+"/edit").want(t, http.StatusForbidden)
	marek.post(searchInterview+"/"+id+"/remove", url.Values{"version": {s.questionVersion(id)}}).want(t, http.StatusSeeOther)
	undo := marek.get(searchInterview).filled(".flash form")
	marek.post(searchInterview+"/"+id+"/restore", undo).want(t, http.StatusSeeOther)
	if marek.get(searchInterview).Find("#q-"+id).Length() != 1 {
		t.Error("not back")
	}
}
