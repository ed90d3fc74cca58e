package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// fillCalendarWithMarkup puts markup into the calendar, roster and stakeholder texts of a launch.
// saw fails the test on a response with another status.
func (s *site) fillCalendarWithMarkup(t *testing.T, base string, saw func(page, int)) {
	t.Helper()
	ana := s.as("ana")
	on := scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", strings.TrimPrefix(base, "/launches/"))
	saw(ana.post("/calendar/events",
		url.Values{"kind": {"holiday"}, "title": {evil}, "note": {evil}, "region": {evil[:60]}, "severity": {"warn"}, "first_day": {on},
			"last_day": {on}}), http.StatusSeeOther)
	accept := ana.get(base+"/collisions").want(t, http.StatusOK).filled("form.form:has([name=reason])")
	accept.Set("reason", evil)
	saw(ana.post(base+"/collisions", accept), http.StatusSeeOther)

	stakeholder := ana.get(base+"/stakeholders/new").want(t, http.StatusOK).filled("form.form")
	stakeholder.Set("name", evil[:118])
	stakeholder.Set("organisation", evil[:118])
	stakeholder.Set("channel", "meeting")
	stakeholder.Set("function", evil[:35])
	stakeholder.Set("note", evil)
	saw(ana.post(base+"/stakeholders", stakeholder), http.StatusSeeOther)

	shift := ana.get(base+"/roster/new").want(t, http.StatusOK).filled("form.form")
	shift.Set("person", strings.TrimPrefix(s.personOf("Petra"), "/people/"))
	shift.Set("role_own", evil[:35])
	shift.Set("note", evil)
	for field, value := range map[string]string{"from_on": on, "from_at": "08:00", "to_on": on, "to_at": "12:00"} {
		shift.Set(field, value)
	}
	saw(ana.post(base+"/roster", shift), http.StatusSeeOther)
}
