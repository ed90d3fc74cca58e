package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func questionVersion(s *site, id string) string {
	s.T.Helper()
	return scan[string](s, "SELECT CAST(version AS TEXT) FROM interview_questions WHERE id = ?", id)
}

func TestRedFlagAcceptedAndEnded(t *testing.T) {
	s := newSite(t)
	marek, petra := s.As("marek"), s.As("petra")
	id := s.QuestionOf(launchOfPetra, "load")
	row := "#q-" + id
	tap := func(v *visitor, answer, note string) page {
		return v.Post(searchInterview+"/"+id, url.Values{"answer": {answer}, "note": {note}, "version": {questionVersion(s, id)}})
	}
	tap(marek, "untested", "The rig is booked").Want(t, http.StatusSeeOther)
	p := marek.Get(searchInterview).Want(t, http.StatusOK)
	if got := p.Find(row).Text(); !strings.Contains(got, "It stands until") || !strings.Contains(got, "The rig is booked") ||
		!strings.Contains(got, "Marek Solberg") {
		t.Errorf("no flag: %s", got)
	}
	if p.Find(row+" form[action$='/accept']").Length() != 0 || p.Find(".flash form").Length() == 0 {
		t.Error("a member is offered to accept, or no undo")
	}
	marek.Post(searchInterview+"/"+id+"/accept", url.Values{"reason": {"Fine"}, "version": {questionVersion(s, id)}}).Want(t,
		http.StatusForbidden)
	again := petra.Post(searchInterview+"/"+id+"/accept", url.Values{"reason": {" "}, "version": {questionVersion(s, id)}}).Want(t,
		http.StatusUnprocessableEntity)
	if again.Find(row+" .field-error").Length() != 1 || !strings.HasPrefix(again.Find("title").Text(), "Error:") {
		t.Errorf("the missing reason is not said in its place")
	}
	petra.Post(searchInterview+"/"+id+"/accept",
		url.Values{"reason": {"One in ten people first"}, "version": {questionVersion(s, id)}}).Want(t, http.StatusSeeOther)
	if got := petra.Get(searchInterview).Find(row).Text(); !strings.Contains(got, "One in ten people first") ||
		!strings.Contains(got, "Flag accepted") {
		t.Errorf("not accepted: %s", got)
	}
	// With htmx, only the row is returned, with the line at the top and an undo.
	frag := marek.HTMX().Post(searchInterview+"/"+id, url.Values{"answer": {"above"}, "version": {questionVersion(s, id)}}).Want(t,
		http.StatusOK)
	if frag.Find("html > head > title").Length() != 0 || !strings.Contains(frag.Content, "interview-progress") ||
		!strings.Contains(frag.Content, `id="q-`+id) || !strings.Contains(frag.Content, "/back") {
		t.Errorf("fragment: %.400s", frag.Content)
	}
	if got := petra.Get(searchInterview).Find(row).Text(); strings.Contains(got, "It stands until") ||
		!strings.Contains(got, "All answers: 3") {
		t.Errorf("not ended: %s", got)
	}
}

func TestInterviewConflict(t *testing.T) {
	s := newSite(t)
	marek, petra := s.As("marek"), s.As("petra")
	id := s.QuestionOf(launchOfPetra, "dry_run")
	seen := questionVersion(s, id)
	marek.Post(searchInterview+"/"+id, url.Values{"answer": {"simple"}, "version": {seen}}).Want(t, http.StatusSeeOther)
	p := petra.Post(searchInterview+"/"+id, url.Values{"answer": {"missing"}, "note": {"We had no time"}, "version": {seen}}).Want(t,
		http.StatusConflict)
	if got := p.Find(".conflict").Text(); !strings.Contains(got, "We had no time") || !strings.Contains(got, "A simple launch needs none") {
		t.Errorf("sides: %s", got)
	}
	form := p.Filled(".conflict")
	petra.Post(searchInterview+"/"+id, form).Want(t, http.StatusSeeOther)
	if got := petra.Get(searchInterview).Find("#q-" + id).Text(); !strings.Contains(got, "We had no time") {
		t.Errorf("mine is lost: %s", got)
	}
	// Submitting again, or choosing the other answer, writes nothing more.
	before := s.Count("SELECT COUNT(*) FROM interview_answers")
	form.Set("version", questionVersion(s, id))
	form.Set("keep-answer", "theirs answer on note")
	petra.Post(searchInterview+"/"+id, form).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM interview_answers"); n != before {
		t.Errorf("%d answers more", n-before)
	}
}

func TestInterviewRejectsInvalidAnswer(t *testing.T) {
	s := newSite(t)
	petra := s.As("petra")
	id, dated, foreign := s.QuestionOf(launchOfPetra, "flag"), s.QuestionOf(launchOfPetra, "code_ready"),
		s.QuestionOf("real-time-notifications", "flag")
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
		c.form.Set("version", questionVersion(s, c.id))
		if p := petra.Post(searchInterview+"/"+c.id, c.form); p.StatusCode != c.want {
			t.Errorf("%s: %s", name, p.Status)
		}
	}
	vera := s.As("vera")
	vera.Post(searchInterview+"/"+id, url.Values{"answer": {"nonsense"}, "version": {"1"}}).Want(t, http.StatusForbidden)
	vera.Post(searchInterview+"/"+dated, url.Values{"answer": {"on:nonsense"}, "version": {"1"}}).Want(t, http.StatusForbidden)
	if n := vera.Get(searchInterview).Find("#main form[action*='/interview']").Length(); n != 0 {
		t.Errorf("a viewer is offered %d forms", n)
	}
}

func TestQuestionAddEditRemoveRestore(t *testing.T) {
	s := newSite(t)
	marek := s.As("marek")
	form := marek.Get(searchInterview+"/new").Want(t, http.StatusOK).Filled("form.form[action$='/interview']")
	form.Set("ask", "Does the warehouse know?")
	form["option"] = []string{"Yes", "No", "", ""}
	form["option_flag"] = []string{"1"}
	bad := with(form, "ask", "")
	if p := marek.Post(searchInterview, bad).Want(t, http.StatusUnprocessableEntity); p.Find(
		"input[name=option_flag][checked]").Length() != 1 {
		t.Error("what was typed is lost")
	}
	for range 2 {
		marek.Post(searchInterview, form).Want(t, http.StatusSeeOther)
	}
	id := scan[string](s, "SELECT CAST(MIN(id) AS TEXT) FROM interview_questions WHERE ask = 'Does the warehouse know?'")
	if n := s.Count("SELECT COUNT(*) FROM interview_questions WHERE ask = 'Does the warehouse know?'"); n != 1 {
		t.Fatalf("%d questions of one form", n)
	}
	edit := marek.Get(searchInterview+"/"+id+"/edit").Want(t, http.StatusOK).Filled("form.form[action$='/edit']")
	edit.Set("good", "They have a date")
	edit["option_flag"] = []string{"1"}
	marek.Post(searchInterview+"/"+id+"/edit", edit).Want(t, http.StatusSeeOther)
	late := with(edit, "good", "Somebody told them")
	if p := marek.Post(searchInterview+"/"+id+"/edit", late).Want(t, http.StatusConflict); !strings.Contains(p.Find(".conflict").Text(),
		"They have a date") {
		t.Error("the conflict does not show theirs")
	}
	marek.Get(searchInterview+"/"+s.QuestionOf(launchOfPetra, "flag")+"/edit").Want(t, http.StatusForbidden)
	marek.Post(searchInterview+"/"+id+"/remove", url.Values{"version": {questionVersion(s, id)}}).Want(t, http.StatusSeeOther)
	undo := marek.Get(searchInterview).Filled(".flash form")
	marek.Post(searchInterview+"/"+id+"/restore", undo).Want(t, http.StatusSeeOther)
	if marek.Get(searchInterview).Find("#q-"+id).Length() != 1 {
		t.Error("not back")
	}
}
