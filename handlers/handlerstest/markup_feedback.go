package handlerstest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// fillFeedbackWithMarkup puts markup into all texts about feedback of a launch, from testers and
// from others, and into everything that results from it. saw fails the test on a response with
// another status.
func (s *Site) fillFeedbackWithMarkup(t *testing.T, base string, saw func(Page, int)) {
	t.Helper()
	ana := s.As("ana")
	invited := ana.Shown(base+"/feedback/beta", url.Values{"name": {Evil[:115]}, "contact": {Evil[:115]}, "shared": {"on"}})
	saw(invited, http.StatusOK)
	secret := SecretIn(t, invited)
	v := s.Visitor()
	saw(s.Report(v, secret, "doing", Evil, "wrong", Evil+"\n\n# "+Evil+"\n\n    "+Evil, "expected", Evil, "name", Evil[:115], "contact",
		"a@b.example"+Evil[:100]), http.StatusSeeOther)
	saw(s.Leave(v, secret, "name", Evil[:115], "reason", Evil), http.StatusSeeOther)
	saw(ana.Post(base+"/feedback",
		url.Values{"channel": {"social"}, "times": {"60"}, "wrong": {Evil}, "title": {Evil[:140]},
			"source": {"https://example.com/?" + url.QueryEscape(Evil)}, "reporter": {Evil[:115]}}), http.StatusSeeOther)

	id := s.IDOf("SELECT MAX(id) FROM feedback_reports")
	path := base + "/feedback/" + id
	version := func() string {
		return s.IDOf("SELECT version FROM feedback_reports WHERE id = " + id)
	}
	owner := strings.TrimPrefix(s.PersonOf("Ana"), "/people/")
	saw(ana.Post(path+"/triage", url.Values{"version": {version()}, "owner": {owner}, "outcome": {"workaround"}, "note": {Evil}}),
		http.StatusSeeOther)
	for _, make := range []string{"/deliverable", "/risk", "/issue"} {
		saw(ana.Post(path+make, url.Values{"version": {version()}}), http.StatusSeeOther)
	}
	play := ana.Get(base+"/feedback/playbook/new").Want(t, http.StatusOK).Filled("form.form")
	for field, value := range map[string]string{"symptom": Evil, "channel": "social", "more": "1", "hours": "24", "causes": Evil,
		"remedies": Evil + "\n" + Evil[:90] + " → " + Evil[:90]} {
		play.Set(field, value)
	}
	saw(ana.Post(base+"/feedback/playbook", With(play, "key", "tickets_spike")), http.StatusSeeOther)
	saw(ana.Post(base+"/feedback/playbook/tickets_spike/try", url.Values{"remedy": {"1"}}), http.StatusSeeOther)
}
