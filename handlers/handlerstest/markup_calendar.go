package handlerstest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// fillCalendarWithMarkup puts markup into the calendar, roster and stakeholder texts of a launch.
// saw fails the test on a response with another status.
func (s *Site) fillCalendarWithMarkup(t *testing.T, base string, saw func(Page, int)) {
	t.Helper()
	ana := s.As("ana")
	on := Scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", strings.TrimPrefix(base, "/launches/"))
	saw(ana.Post("/calendar/events",
		url.Values{"kind": {"holiday"}, "title": {Evil}, "note": {Evil}, "region": {Evil[:60]}, "severity": {"warn"}, "first_day": {on},
			"last_day": {on}}), http.StatusSeeOther)
	accept := ana.Get(base+"/collisions").Want(t, http.StatusOK).Filled("form.form:has([name=reason])")
	accept.Set("reason", Evil)
	saw(ana.Post(base+"/collisions", accept), http.StatusSeeOther)

	stakeholder := ana.Get(base+"/stakeholders/new").Want(t, http.StatusOK).Filled("form.form")
	stakeholder.Set("name", Evil[:118])
	stakeholder.Set("organisation", Evil[:118])
	stakeholder.Set("channel", "meeting")
	stakeholder.Set("function", Evil[:35])
	stakeholder.Set("note", Evil)
	saw(ana.Post(base+"/stakeholders", stakeholder), http.StatusSeeOther)

	shift := ana.Get(base+"/roster/new").Want(t, http.StatusOK).Filled("form.form")
	shift.Set("person", strings.TrimPrefix(s.PersonOf("Petra"), "/people/"))
	shift.Set("role_own", Evil[:35])
	shift.Set("note", Evil)
	for field, value := range map[string]string{"from_on": on, "from_at": "08:00", "to_on": on, "to_at": "12:00"} {
		shift.Set(field, value)
	}
	saw(ana.Post(base+"/roster", shift), http.StatusSeeOther)
	period := ana.Get(base+"/roster/periods/new").Want(t, http.StatusOK).Filled("form.form")
	period.Set("rule", Evil)
	for field, value := range map[string]string{"from_on": "2020-01-01", "from_at": "08:00", "decider": shift.Get("person")} {
		period.Set(field, value)
	}
	saw(ana.Post(base+"/roster/periods", period), http.StatusSeeOther)
	saw(ana.Post(base+"/roster/topics", url.Values{"name": {Evil[:78]}, "hint": {Evil[:118]}, "who1": {shift.Get("person")}, "wait1": {"10"}}),
		http.StatusSeeOther)
}
