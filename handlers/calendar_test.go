package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// eventID returns the id of the event with a title.
func (s *site) eventID(title string) string {
	s.t.Helper()
	return strconv.FormatInt(scan[int64](s, "SELECT id FROM calendar_events WHERE title = ?", title), 10)
}

func event(more ...string) url.Values {
	v := url.Values{"kind": {"campaign"}, "title": {"Spring sale"}, "first_day": {"2026-12-14"}, "last_day": {"2026-12-16"},
		"zone": {"Europe/Berlin"}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

func TestCalendarMonthShowsLaunchesEventsAbsences(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	vera := s.as("vera")
	p := vera.get("/calendar").want(t, http.StatusOK)
	if p.Find("title").Text() != "November 2026 · Calendar · T-Minus" ||
		p.Find(".main-nav [aria-current]").AttrOr("href", "") != "/calendar" ||
		p.Find("a[href='/calendar/events/new'], a[href='/calendar/import']").Length() != 0 {
		t.Errorf("not the page of a viewer: %q", p.Find("title").Text())
	}
	month := p.Find("table.month")
	for _, want := range []string{"T Real-time notifications", "Payment provider: maintenance", "Founders’ Day (All sites)", "Away:"} {
		if !strings.Contains(month.Text(), want) {
			t.Errorf("no %q in the month", want)
		}
	}
	december := vera.get("/calendar?month=2026-12").want(t, http.StatusOK)
	if n := december.Find("td.frozen").Length(); n == 0 || n != december.Find("td.frozen a[title^='Freeze: End-of-quarter freeze']").Length() {
		t.Errorf("%d days of the freeze are shaded", n)
	}
	list := vera.get("/calendar?view=list&month=2026-12").want(t, http.StatusOK)
	if got := list.Find("li:contains('End-of-quarter freeze')"); got.Length() != 1 || !strings.Contains(got.Text(), "Freeze · no launches") {
		t.Errorf("the list has it %d times: %q", got.Length(), got.Text())
	}
}

func TestCalendarFilterInAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	vera := s.as("vera")
	for query, want := range map[string][2]string{
		"kind=freeze&month=2026-12":      {"End-of-quarter freeze", "T "},
		"kind=launch":                    {"Go/no-go", "Payment provider"},
		"kind=away":                      {"Away:", "T "},
		"kind=maintenance":               {"Payment provider", "Away:"},
		"kind=oncall":                    {"On call:", "T "},
		"kind=nonsense&month=nonsense":   {"T Real-time notifications", "On call:"},
		"team=999999":                    {"Payment provider", "T "},
		"service=999999":                 {"Calendar", "Payment provider"},
		"month=0000-00&team=x&service=y": {"T Real-time notifications", "On call:"},
	} {
		p := vera.get("/calendar?"+query).want(t, http.StatusOK)
		text := p.Find("main").Text()
		if has := p.Find("table.month").Text(); !strings.Contains(text, want[0]) || strings.Contains(has, want[1]) {
			t.Errorf("%s: %.300q", query, has)
		}
	}
	if p := vera.get("/calendar?month=2031-05&kind=freeze"); !strings.Contains(p.Find(".empty").Text(), "fits these filters") {
		t.Error("an empty month does not say why")
	}
}

func TestEventAddEditDeleteRestore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.as("marek")
	form := valuesOf(marek.get("/calendar/events/new"), "main form.form")
	for k, vs := range event() {
		form[k] = vs
	}
	p := marek.post("/calendar/events", form).want(t, http.StatusSeeOther)
	path := p.Header.Get("Location")
	if again := marek.post("/calendar/events", form).Header.Get("Location"); again != path {
		t.Errorf("sent twice it is at %s and %s", path, again)
	}
	if p := marek.get(path).want(t, http.StatusOK); p.Find("h1").Text() != "Spring sale" ||
		!strings.Contains(p.Find("main dl").Text(), "Mon 14 Dec – Wed 16 Dec 2026") {
		t.Errorf("%q", p.Find("main dl").Text())
	}
	edit := valuesOf(marek.get(path+"/edit"), "main form.form")
	edit.Set("start_at", "09:00")
	edit.Set("end_at", "18:00")
	marek.post(path, edit).want(t, http.StatusSeeOther)
	p = marek.get(path).want(t, http.StatusOK)
	if !strings.Contains(p.Find("main dl").Text(), "Mon 14 Dec 2026, 09:00 CET – Wed 16 Dec 2026, 18:00 CET") {
		t.Errorf("%q", p.Find("main dl").Text())
	}
	undo := p.Find("#flash form")
	marek.post(undo.AttrOr("action", ""), valuesOf(p, "#flash form")).want(t, http.StatusSeeOther)
	if p := marek.get(path); !strings.Contains(p.Find("main dl").Text(), "Mon 14 Dec – Wed 16 Dec 2026") {
		t.Errorf("undone it is %q", p.Find("main dl").Text())
	}
	marek.post(path+"/remove", url.Values{"version": {"3"}}).want(t, http.StatusSeeOther)
	p = marek.get("/calendar?month=2026-12")
	if strings.Contains(p.Find("table.month").Text(), "Spring sale") {
		t.Error("it is still there")
	}
	marek.post(p.Find("#flash form").AttrOr("action", ""), valuesOf(p, "#flash form")).want(t, http.StatusSeeOther)
	if p := marek.get("/calendar?month=2026-12"); !strings.Contains(p.Find("table.month").Text(), "Spring sale") {
		t.Error("it did not come back")
	}
	if n := s.count("SELECT COUNT(*) FROM audit_log WHERE entity = 'event' AND label = 'Spring sale' AND action IN " +
		"('event.added', 'event.updated', 'event.deleted', 'event.restored')"); n != 5 {
		t.Errorf("%d steps in the audit log", n)
	}
}

func TestEventFormKeepsInvalidInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.as("ana")
	path := "/calendar/events/" + s.eventID("Winter campaign")
	for name, c := range map[string]struct {
		form  url.Values
		field string
	}{
		"nothing":       {url.Values{}, "title"},
		"no day":        {event("first_day", "soon"), "first_day"},
		"day 31":        {event("first_day", "2026-02-31"), "first_day"},
		"backwards":     {event("last_day", "2026-12-01"), "last_day"},
		"time":          {event("start_at", "25:00"), "start_at"},
		"half a time":   {event("start_at", "10:00"), "end_at"},
		"zone":          {event("start_at", "10:00", "end_at", "11:00", "zone", "CEST"), "zone"},
		"kind":          {event("kind", "party"), "kind"},
		"long":          {event("title", strings.Repeat("x", 201)), "title"},
		"service":       {event("services", "999999"), "services"},
		"not a service": {event("first_day", "", "services", "<script>"), "first_day"},
	} {
		for _, to := range []string{"/calendar/events", path} {
			c.form.Set("version", "1")
			c.form.Set("note", "keep *this*")
			p := ana.post(to, c.form).want(t, http.StatusUnprocessableEntity)
			if p.Find("#f-"+c.field+"-err").Length() == 0 {
				t.Errorf("%s at %s: nothing at %s: %s", name, to, c.field, p.Find(".error-summary, [role=alert]").Text())
			}
			if !strings.HasPrefix(p.Find("title").Text(), "Error: ") || strings.TrimSpace(p.Find("[name=note]").Text()) != "keep *this*" {
				t.Errorf("%s at %s: %q, note %q", name, to, p.Find("title").Text(), p.Find("[name=note]").Text())
			}
		}
	}
}

func TestFreezeRequiresAdministrator(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.as("marek")
	freeze := "/calendar/events/" + s.eventID("End-of-quarter freeze")
	marek.post("/calendar/events", event("kind", "freeze")).want(t, http.StatusForbidden)
	marek.post("/calendar/events", event("severity", "forbid")).want(t, http.StatusForbidden)
	marek.get(freeze+"/edit").want(t, http.StatusForbidden)
	marek.post(freeze, event("version", "1")).want(t, http.StatusForbidden)
	marek.post(freeze+"/remove", url.Values{"version": {"1"}}).want(t, http.StatusForbidden)
	if p := marek.get(freeze).want(t, http.StatusOK); p.Find("main .button").Length() != 0 {
		t.Error("a member is offered what is not for them")
	}
	if p := marek.get("/calendar/events/new"); p.Find("[name=kind] option[value=freeze], [name=severity]").Length() != 0 {
		t.Error("a member is offered a freeze")
	}
	p := marek.upload("/calendar/import", "a.ics", []byte(icsFile("a|20261225|A")), url.Values{"kind": {"freeze"}, "zone": {"UTC"}})
	p.want(t, http.StatusForbidden)
	s.as("vera").post("/calendar/events", url.Values{}).want(t, http.StatusForbidden)
	s.as("vera").get("/calendar/events/999999").want(t, http.StatusNotFound)
}

func TestEventConflictMergesFields(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/calendar/events/" + s.eventID("Winter campaign")
	petra, marek := s.as("petra"), s.as("marek")
	mine, theirs := valuesOf(marek.get(path+"/edit"), "main form.form"), valuesOf(petra.get(path+"/edit"), "main form.form")
	theirs.Set("title", "Winter sale")
	petra.post(path, theirs).want(t, http.StatusSeeOther)
	mine.Set("region", "Europe")
	mine.Set("title", "Snow sale")
	p := marek.post(path, mine).want(t, http.StatusConflict)
	if p.side("Title", "Yours") != "Snow sale" || p.side("Title", "Theirs") != "Winter sale" || p.side("Where", "Yours") != "Europe" {
		t.Errorf("not both: %s", p.Find("form.conflict").Text())
	}
	marek.post(path, p.keepingTheirs("title")).want(t, http.StatusSeeOther)
	if got := scan[string](s, "SELECT title || ', ' || region FROM calendar_events WHERE id = "+
		strings.TrimPrefix(path, "/calendar/events/")); got != "Winter sale, Europe" {
		t.Errorf("it is %q", got)
	}
	petra.post(path+"/remove", url.Values{"version": {"1"}}).want(t, http.StatusConflict)
	petra.post(path+"/remove", url.Values{"version": {"3"}}).want(t, http.StatusSeeOther)
	marek.post(path, mine).want(t, http.StatusConflict)
}

// icsFile returns a calendar of whole days, each given as "uid|day|title".
func icsFile(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Holidays\r\n")
	for _, e := range events {
		p := strings.Split(e, "|")
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%s\r\nDTSTART;VALUE=DATE:%s\r\nSUMMARY:%s\r\nEND:VEVENT\r\n", p[0], p[1], p[2])
	}
	return b.String() + "END:VCALENDAR\r\n"
}
