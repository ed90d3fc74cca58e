package handlers_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// eventID returns the id of the event with a title.
func eventID(s *site, title string) string {
	s.T.Helper()
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
	vera := s.As("vera")
	p := vera.Get("/calendar").Want(t, http.StatusOK)
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
	december := vera.Get("/calendar?month=2026-12").Want(t, http.StatusOK)
	if n := december.Find("td.frozen").Length(); n == 0 || n != december.Find("td.frozen a[title^='Freeze: End-of-quarter freeze']").Length() {
		t.Errorf("%d days of the freeze are shaded", n)
	}
	list := vera.Get("/calendar?view=list&month=2026-12").Want(t, http.StatusOK)
	if got := list.Find("li:contains('End-of-quarter freeze')"); got.Length() != 1 || !strings.Contains(got.Text(), "Freeze · no launches") {
		t.Errorf("the list has it %d times: %q", got.Length(), got.Text())
	}
}

func TestCalendarFilterInAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	vera := s.As("vera")
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
		p := vera.Get("/calendar?"+query).Want(t, http.StatusOK)
		text := p.Find("main").Text()
		if has := p.Find("table.month").Text(); !strings.Contains(text, want[0]) || strings.Contains(has, want[1]) {
			t.Errorf("%s: %.300q", query, has)
		}
	}
	if p := vera.Get("/calendar?month=2031-05&kind=freeze"); !strings.Contains(p.Find(".empty").Text(), "fits these filters") {
		t.Error("an empty month does not say why")
	}
}

func TestEventAddEditDeleteRestore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marek := s.As("marek")
	form := valuesOf(marek.Get("/calendar/events/new"), "main form.form")
	for k, vs := range event() {
		form[k] = vs
	}
	p := marek.Post("/calendar/events", form).Want(t, http.StatusSeeOther)
	path := p.Header.Get("Location")
	if again := marek.Post("/calendar/events", form).Header.Get("Location"); again != path {
		t.Errorf("sent twice it is at %s and %s", path, again)
	}
	if p := marek.Get(path).Want(t, http.StatusOK); p.Find("h1").Text() != "Spring sale" ||
		!strings.Contains(p.Find("main dl").Text(), "Mon 14 Dec – Wed 16 Dec 2026") {
		t.Errorf("%q", p.Find("main dl").Text())
	}
	edit := valuesOf(marek.Get(path+"/edit"), "main form.form")
	edit.Set("start_at", "09:00")
	edit.Set("end_at", "18:00")
	marek.Post(path, edit).Want(t, http.StatusSeeOther)
	p = marek.Get(path).Want(t, http.StatusOK)
	if !strings.Contains(p.Find("main dl").Text(), "Mon 14 Dec 2026, 09:00 CET – Wed 16 Dec 2026, 18:00 CET") {
		t.Errorf("%q", p.Find("main dl").Text())
	}
	undo := p.Find("#flash form")
	marek.Post(undo.AttrOr("action", ""), valuesOf(p, "#flash form")).Want(t, http.StatusSeeOther)
	if p := marek.Get(path); !strings.Contains(p.Find("main dl").Text(), "Mon 14 Dec – Wed 16 Dec 2026") {
		t.Errorf("undone it is %q", p.Find("main dl").Text())
	}
	marek.Post(path+"/remove", url.Values{"version": {"3"}}).Want(t, http.StatusSeeOther)
	p = marek.Get("/calendar?month=2026-12")
	if strings.Contains(p.Find("table.month").Text(), "Spring sale") {
		t.Error("it is still there")
	}
	marek.Post(p.Find("#flash form").AttrOr("action", ""), valuesOf(p, "#flash form")).Want(t, http.StatusSeeOther)
	if p := marek.Get("/calendar?month=2026-12"); !strings.Contains(p.Find("table.month").Text(), "Spring sale") {
		t.Error("it did not come back")
	}
	if n := s.Count("SELECT COUNT(*) FROM audit_log WHERE entity = 'event' AND label = 'Spring sale' AND action IN " +
		"('event.added', 'event.updated', 'event.deleted', 'event.restored')"); n != 5 {
		t.Errorf("%d steps in the audit log", n)
	}
}

func TestEventFormKeepsInvalidInput(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ana := s.As("ana")
	path := "/calendar/events/" + eventID(s, "Winter campaign")
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
			p := ana.Post(to, c.form).Want(t, http.StatusUnprocessableEntity)
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
	marek := s.As("marek")
	freeze := "/calendar/events/" + eventID(s, "End-of-quarter freeze")
	marek.Post("/calendar/events", event("kind", "freeze")).Want(t, http.StatusForbidden)
	marek.Post("/calendar/events", event("severity", "forbid")).Want(t, http.StatusForbidden)
	marek.Get(freeze+"/edit").Want(t, http.StatusForbidden)
	marek.Post(freeze, event("version", "1")).Want(t, http.StatusForbidden)
	marek.Post(freeze+"/remove", url.Values{"version": {"1"}}).Want(t, http.StatusForbidden)
	if p := marek.Get(freeze).Want(t, http.StatusOK); p.Find("main .button").Length() != 0 {
		t.Error("a member is offered what is not for them")
	}
	if p := marek.Get("/calendar/events/new"); p.Find("[name=kind] option[value=freeze], [name=severity]").Length() != 0 {
		t.Error("a member is offered a freeze")
	}
	p := upload(marek, "/calendar/import", "a.ics", []byte(icsFile("a|20261225|A")), url.Values{"kind": {"freeze"}, "zone": {"UTC"}})
	p.Want(t, http.StatusForbidden)
	s.As("vera").Post("/calendar/events", url.Values{}).Want(t, http.StatusForbidden)
	s.As("vera").Get("/calendar/events/999999").Want(t, http.StatusNotFound)
}

func TestEventConflictMergesFields(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/calendar/events/" + eventID(s, "Winter campaign")
	petra, marek := s.As("petra"), s.As("marek")
	mine, theirs := valuesOf(marek.Get(path+"/edit"), "main form.form"), valuesOf(petra.Get(path+"/edit"), "main form.form")
	theirs.Set("title", "Winter sale")
	petra.Post(path, theirs).Want(t, http.StatusSeeOther)
	mine.Set("region", "Europe")
	mine.Set("title", "Snow sale")
	p := marek.Post(path, mine).Want(t, http.StatusConflict)
	if side(p, "Title", "Yours") != "Snow sale" || side(p, "Title", "Theirs") != "Winter sale" || side(p, "Where", "Yours") != "Europe" {
		t.Errorf("not both: %s", p.Find("form.conflict").Text())
	}
	marek.Post(path, keepingTheirs(p, "title")).Want(t, http.StatusSeeOther)
	if got := scan[string](s, "SELECT title || ', ' || region FROM calendar_events WHERE id = "+
		strings.TrimPrefix(path, "/calendar/events/")); got != "Winter sale, Europe" {
		t.Errorf("it is %q", got)
	}
	petra.Post(path+"/remove", url.Values{"version": {"1"}}).Want(t, http.StatusConflict)
	petra.Post(path+"/remove", url.Values{"version": {"3"}}).Want(t, http.StatusSeeOther)
	marek.Post(path, mine).Want(t, http.StatusConflict)
}
