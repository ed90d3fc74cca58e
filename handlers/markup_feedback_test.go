package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// fillFeedbackWithMarkup puts markup into all texts about feedback of a launch, from testers and
// from others, and into everything that results from it. saw fails the test on a response with
// another status.
func (s *site) fillFeedbackWithMarkup(t *testing.T, base string, saw func(page, int)) {
	t.Helper()
	ana := s.as("ana")
	invited := ana.shown(base+"/feedback/beta", url.Values{"name": {evil[:115]}, "contact": {evil[:115]}, "shared": {"on"}})
	saw(invited, http.StatusOK)
	secret := secretIn(t, invited)
	v := s.visitor()
	saw(s.report(v, secret, "doing", evil, "wrong", evil+"\n\n# "+evil+"\n\n    "+evil, "expected", evil, "name", evil[:115], "contact",
		"a@b.example"+evil[:100]), http.StatusSeeOther)
	saw(s.leave(v, secret, "name", evil[:115], "reason", evil), http.StatusSeeOther)
	saw(ana.post(base+"/feedback",
		url.Values{"channel": {"social"}, "times": {"60"}, "wrong": {evil}, "title": {evil[:140]},
			"source": {"https://example.com/?" + url.QueryEscape(evil)}, "reporter": {evil[:115]}}), http.StatusSeeOther)

	id := s.idOf("SELECT MAX(id) FROM feedback_reports")
	path := base + "/feedback/" + id
	version := func() string {
		return s.idOf("SELECT version FROM feedback_reports WHERE id = " + id)
	}
	owner := strings.TrimPrefix(s.personOf("Ana"), "/people/")
	saw(ana.post(path+"/triage", url.Values{"version": {version()}, "owner": {owner}, "outcome": {"workaround"}, "note": {evil}}),
		http.StatusSeeOther)
	for _, make := range []string{"/deliverable", "/risk", "/issue"} {
		saw(ana.post(path+make, url.Values{"version": {version()}}), http.StatusSeeOther)
	}
	play := ana.get(base+"/feedback/playbook/new").want(t, http.StatusOK).filled("form.form")
	for field, value := range map[string]string{"symptom": evil, "channel": "social", "more": "1", "hours": "24", "causes": evil,
		"remedies": evil + "\n" + evil[:90] + " → " + evil[:90]} {
		play.Set(field, value)
	}
	saw(ana.post(base+"/feedback/playbook", with(play, "key", "tickets_spike")), http.StatusSeeOther)
	saw(ana.post(base+"/feedback/playbook/tickets_spike/try", url.Values{"remedy": {"1"}}), http.StatusSeeOther)
}
