package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const liveRoster = "/launches/two-step-sign-in-for-everybody/roster"

func TestRosterShowsProblemsAndFixes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	p := v.Get(notifications+"/roster").Want(t, http.StatusOK)
	text := p.Find("#problems").Text()
	for _, want := range []string{"Nobody is primary", "2 h", "is a junior, and nobody else is on call", "1 h"} {
		if !strings.Contains(text, want) {
			t.Errorf("the problems do not say %q: %s", want, text)
		}
	}
	if p.Find(".rota tbody tr").Length() != 14 {
		t.Errorf("%d rows in the week", p.Find(".rota tbody tr").Length())
	}
	// The link of the gap opens the form with its times; after saving, the gap is closed.
	href, _ := p.Find("#problems li:contains('Nobody is primary') a").First().Attr("href")
	form := v.Get(href).Want(t, http.StatusOK)
	in := form.Filled("form.form")
	in.Set("person", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE 'Marek%'"))
	refused := v.Post(notifications+"/roster", in).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(refused.Find(".summary").Text(), "has a shift then already: Secondary") {
		t.Errorf("who is secondary cannot be primary: %s", refused.Find(".summary").Text())
	}
	in.Set("person", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE 'Søren%'"))
	v.Post(notifications+"/roster", in).Want(t, http.StatusSeeOther)
	p = v.Get(notifications+"/roster").Want(t, http.StatusOK)
	if strings.Contains(p.Find("#problems").Text(), "Nobody is primary") {
		t.Errorf("still a gap: %s", p.Find("#problems").Text())
	}
	// The undo needs one press.
	undo := p.Find(".flash form").First()
	v.Post(undo.AttrOr("action", ""), filled(undo)).Want(t, http.StatusSeeOther)
	if p = v.Get(notifications + "/roster"); !strings.Contains(p.Find("#problems").Text(), "Nobody is primary") {
		t.Error("the undo did not take the shift back")
	}
}

func TestRotationPreviewAndAdd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	const path = "/launches/new-plans-and-prices/roster"
	if p := v.Get(path).Want(t, http.StatusOK); p.Find(".empty").Length() != 1 {
		t.Error("a launch without a roster does not say so")
	}
	in := v.Get(path+"/rota").Want(t, http.StatusOK).Filled("form.form")
	for i, name := range []string{"Marek", "Søren", "Hugo", "Fatima"} {
		in.Set([]string{"person1", "person2", "person3", "person4"}[i],
			scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%"))
	}
	in.Set("do", "preview")
	p := v.Post(path+"/rota", in).Want(t, http.StatusOK)
	if p.Find("#preview tbody tr").Length() < 28 || p.Find("button[value=apply]").Length() != 1 {
		t.Fatalf("the preview: %s", p.Find("#preview").Text())
	}
	in.Set("do", "apply")
	v.Post(path+"/rota", in).Want(t, http.StatusSeeOther)
	p = v.Get(path).Want(t, http.StatusOK)
	if strings.Contains(p.Find("#problems").Text(), "Nobody") {
		t.Errorf("the roster lacks: %s", p.Find("#problems").Text())
	}
	for field, value := range map[string]string{"handoffs": "eight", "from": "soon", "role": "", "to": "1999-01-01",
		"zone": "Europe/Atlantis"} {
		bad := url.Values{}
		for k, vs := range in {
			bad[k] = vs
		}
		bad.Set(field, value)
		v.Post(path+"/rota", bad).Want(t, http.StatusUnprocessableEntity)
	}
}

func TestRotationOfSameHoursEveryDay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	const path = "/launches/new-plans-and-prices/roster"
	in := v.Get(path+"/rota?hours=same").Want(t, http.StatusOK).Filled("form.form")
	for i, name := range []string{"Marek", "Søren", "Hugo", "Fatima"} {
		in.Set([]string{"person1", "person2", "person3", "person4"}[i],
			scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%"))
	}
	in.Set("do", "preview")
	in.Set("handoffs", "21, 3, 9")
	p := v.Post(path+"/rota", in).Want(t, http.StatusUnprocessableEntity)
	if !strings.Contains(p.Find("#f-person1-err").Text(), "2 turns a day for 4 people") || p.Filled("form.form").Get("hours") != "same" {
		t.Errorf("too many people: %s", p.Find(".summary").Text())
	}
	in.Set("handoffs", "21–00–03–06–09")
	p = v.Post(path+"/rota", in).Want(t, http.StatusOK)
	if n := p.Find("#preview tbody tr").Length(); n != 8 {
		t.Fatalf("%d shifts: %s", n, p.Find("#preview").Text())
	}
	in.Set("do", "apply")
	v.Post(path+"/rota", in).Want(t, http.StatusSeeOther)
	if n := s.Count("SELECT COUNT(*) FROM roster_entries e JOIN launches l ON l.id = e.launch_id " +
		"WHERE l.slug = 'new-plans-and-prices'"); n != 8 {
		t.Errorf("%d shifts", n)
	}
	// The lead counts the watch as cover, so that the nights are no gaps.
	lead := s.As("hugo")
	p = lead.Get(path).Want(t, http.StatusOK)
	if !strings.Contains(p.Find("#problems").Text(), "Count night watch as cover") {
		t.Errorf("cover is not offered: %s", p.Find("#problems").Text())
	}
	window := lead.Get(path+"/window").Want(t, http.StatusOK).Filled("form.form")
	window.Set("covers", "Night watch")
	lead.Post(path+"/window", window).Want(t, http.StatusSeeOther)
	p = lead.Get(path).Want(t, http.StatusOK)
	if strings.Contains(p.Find("#problems").Text(), "as cover") || !strings.Contains(p.Find("aside.side").Text(), "counts as cover") {
		t.Errorf("the watch does not count: %s", p.Find(".cols").Text())
	}
	if p := s.As("ana").Get(notifications + "/roster"); strings.Contains(p.Content, "as cover") {
		t.Error("a launch without a role of its own speaks of cover")
	}
}

func TestRotationPreviewShowsBrokenLimit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	const path = "/launches/new-plans-and-prices/roster"
	in := v.Get(path+"/rota").Want(t, http.StatusOK).Filled("form.form")
	for i, name := range []string{"Marek", "Fatima", "Hugo"} {
		in.Set([]string{"person1", "person2", "person3"}[i], scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%"))
	}
	in.Set("do", "preview")
	p := v.Post(path+"/rota", in).Want(t, http.StatusOK)
	if text := p.Find("#preview").Text(); !strings.Contains(text, "24 h in a row (limit 16 h)") || !strings.Contains(text, "You can add") {
		t.Errorf("the preview: %s", text)
	}
}

func TestRosterFormShowsErrors(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	good := v.Get(notifications+"/roster/new").Want(t, http.StatusOK).Filled("form.form")
	good.Set("person", scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE 'Søren%'"))
	good.Set("role", "primary")
	id := func(name string) string {
		return scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%")
	}
	for name, c := range map[string]struct{ field, value, at string }{
		"end before start": {"to_on", "2020-01-01", "to_at"}, "no day": {"from_on", "", "from_on"}, "no time": {"to_at", "noon", "to_at"},
		"a zone that is none": {"zone", "Europe/Atlantis", "from_on"}, "a viewer": {"person", id("Vera"), "person"},
		"nobody":           {"person", "", "person"},
		"somebody unknown": {"person", "99999", "person"}, "overlap": {"person", id("Marek"), "person"}, "another age": {"", "", "from_on"},
		"no role": {"role", "", "role"},
	} {
		in := url.Values{}
		for k, vs := range good {
			in[k] = vs
		}
		if in.Set(c.field, c.value); name == "another age" {
			in.Set("from_on", "9999-12-30")
			in.Set("to_on", "9999-12-30")
		}
		p := v.Post(notifications+"/roster", in).Want(t, http.StatusUnprocessableEntity)
		if p.Find("#f-"+c.at+"-err").Length() != 1 {
			t.Errorf("%s: no message at %s: %s", name, c.at, p.Find(".summary").Text())
		}
	}
	// A stale version shows both field by field; an entry of another launch is not found.
	shift := s.ShiftOf("real-time-notifications", "Marek")
	edit := v.Get(notifications+"/roster/"+shift).Want(t, http.StatusOK).Filled("form.form")
	edit.Set("note", "First")
	v.Post(notifications+"/roster/"+shift, edit).Want(t, http.StatusSeeOther)
	edit.Set("note", "Second")
	p := v.Post(notifications+"/roster/"+shift, edit).Want(t, http.StatusConflict)
	if !strings.Contains(p.Content, "First") || !strings.Contains(p.Content, "Second") {
		t.Error("the conflict does not show both")
	}
	v.Get("/launches/search-that-forgives-typos/roster/"+shift).Want(t, http.StatusNotFound)
	v.Post("/launches/search-that-forgives-typos/roster/"+shift+"/remove", url.Values{"version": {"2"}}).Want(t, http.StatusNotFound)
}

func TestSwapAccept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	petra, priya := s.As("petra"), s.As("priya")
	mine, theirs := s.ShiftOf("real-time-notifications", "Petra"), s.ShiftOf("real-time-notifications", "Priya")
	path := notifications + "/roster/" + mine + "/swap"
	priya.Get(path).Want(t, http.StatusForbidden)
	in := petra.Get(path).Want(t, http.StatusOK).Filled("form.form")
	id := func(name string) string {
		return scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE name LIKE ?", name+"%")
	}
	in.Set("to", id("Petra"))
	petra.Post(path, in).Want(t, http.StatusUnprocessableEntity)
	in.Set("to", id("Priya"))
	in.Set("return", theirs)
	petra.Post(path, in).Want(t, http.StatusSeeOther)
	form := priya.Get(notifications + "/roster").Find("#swaps form").First()
	petra.Post(form.AttrOr("action", ""), filled(form)).Want(t, http.StatusForbidden)
	priya.Post(form.AttrOr("action", ""), filled(form)).Want(t, http.StatusSeeOther)
	if who := scan[string](s, "SELECT u.name FROM roster_entries e JOIN users u ON u.id = e.user_id WHERE e.id = ?",
		mine); !strings.HasPrefix(who, "Priya") {
		t.Errorf("the shift is %s's", who)
	}
	priya.Post(form.AttrOr("action", ""), filled(form)).Want(t, http.StatusConflict)
}

func TestOnCallJSON(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("vera")
	var one struct {
		Slug     string
		OnCall   []struct{ Role, Person string } `json:"on_call"`
		Next     []struct{ Role, Person string }
		Problems []struct {
			Kind    string
			Minutes int
		}
	}
	p := v.Get("/launches/two-step-sign-in-for-everybody/oncall.json").Want(t, http.StatusOK)
	if err := json.Unmarshal([]byte(p.Content), &one); err != nil {
		t.Fatal(err)
	}
	if len(one.OnCall) != 2 || one.OnCall[0].Role != "primary" || len(one.Next) != 2 {
		t.Errorf("%s", p.Content)
	}
	var all struct{ Launches []struct{ Slug string } }
	p = v.Get("/oncall.json").Want(t, http.StatusOK)
	if err := json.Unmarshal([]byte(p.Content), &all); err != nil || len(all.Launches) != 3 {
		t.Errorf("%v: %s", err, p.Content)
	}
	if p := s.Visitor().Get("/oncall.json"); p.StatusCode == http.StatusOK {
		t.Error("who is on call is told to anybody")
	}

	// A tool without a session uses a person's secret address.
	base, tool := feedsOf(s, "vera"), s.Visitor()
	if got := tool.Get(base+"/launches/two-step-sign-in-for-everybody/oncall.json").Want(t, http.StatusOK); !strings.Contains(got.Content,
		`"role":"primary"`) {
		t.Errorf("%s", got.Content)
	}
	tool.Get(base+"/oncall.json").Want(t, http.StatusOK)
	tool.Get(base+"/launches/no-such/oncall.json").Want(t, http.StatusNotFound)
	v.Post("/me/feeds/revoke", url.Values{}).Want(t, http.StatusSeeOther)
	tool.Get(base+"/oncall.json").Want(t, http.StatusNotFound)
	tool.Get(base+"/launches/two-step-sign-in-for-everybody/oncall.json").Want(t, http.StatusNotFound)
	tool.Get("/feeds/forged/oncall.json").Want(t, http.StatusNotFound)
	if p := v.Get("/oncall").Want(t, http.StatusOK); p.Find("section").Length() != 3 {
		t.Errorf("%d launches on the organisation's page", p.Find("section").Length())
	}
}

func TestRosterSettingsEscalationHandover(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	in := v.Get(notifications+"/roster/window").Want(t, http.StatusOK).Filled("form.form")
	in.Set("before", "x")
	v.Post(notifications+"/roster/window", in).Want(t, http.StatusUnprocessableEntity)
	in.Set("before", "4")
	in.Set("needs", "Database\nsecondary")
	v.Post(notifications+"/roster/window", in).Want(t, http.StatusSeeOther)
	if p := v.Post(notifications+"/roster/window", in).Want(t, http.StatusConflict); p.Filled("form.form").Get("before") != "4" {
		t.Error("what was typed is lost")
	}
	if p := v.Get(notifications + "/roster"); !strings.Contains(p.Find("#problems").Text(), "Nobody is database") {
		t.Errorf("a role of one's own is not needed: %s", p.Find("#problems").Text())
	}
	in = v.Get(notifications+"/roster/escalation").Want(t, http.StatusOK).Filled("form.form")
	in.Set("wait2", "0")
	v.Post(notifications+"/roster/escalation", in).Want(t, http.StatusUnprocessableEntity)
	in.Set("wait2", "5")
	in.Set("who4", "role:Database")
	v.Post(notifications+"/roster/escalation", in).Want(t, http.StatusSeeOther)
	p := v.Get(notifications+"/roster/escalation?on=2026-11-25&at=12:00").Want(t, http.StatusOK)
	if !strings.Contains(p.Find("#dry").Text(), "Nobody is on call as database") {
		t.Errorf("the dry run: %s", p.Find("#dry").Text())
	}
	marek := s.As("marek")
	note := marek.Get(liveRoster+"/handover").Want(t, http.StatusOK)
	accept := note.Find("form:contains('Accept the handover')").First()
	v.Post(accept.AttrOr("action", ""), filled(accept)).Want(t, http.StatusForbidden)
	marek.Post(accept.AttrOr("action", ""), filled(accept)).Want(t, http.StatusSeeOther)
	in = note.Filled("section:has(#leave) form")
	in.Set("open", "")
	marek.Post(liveRoster+"/handover", in).Want(t, http.StatusUnprocessableEntity)
	in.Set("open", "Nothing")
	marek.Post(liveRoster+"/handover", in).Want(t, http.StatusSeeOther)
}

func TestMoveTOffersToMoveRoster(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	move := v.Get(notifications+"/move?launch_on=2026-12-08&launch_time=10:00&zone=Europe/Berlin").Want(t, http.StatusOK)
	if !strings.Contains(move.Find("#on-call").Text(), "would not cover") {
		t.Errorf("the preview says nothing of the roster: %s", move.Find("#on-call").Text())
	}
	in := url.Values{"launch_on": {"2026-12-08"}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "reason": {"Later"},
		"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = 'real-time-notifications'")}}
	v.Post(notifications+"/move", in).Want(t, http.StatusSeeOther)
	p := v.Get(notifications+"/roster").Want(t, http.StatusOK)
	form := p.Find("form[action$='/along']").First()
	if form.Length() != 1 {
		t.Fatal("nothing is offered")
	}
	v.Post(form.AttrOr("action", ""), filled(form)).Want(t, http.StatusSeeOther)
	p = v.Get(notifications+"/roster").Want(t, http.StatusOK)
	if p.Find("form[action$='/along']").Length() != 0 || p.Find(".flash form").Length() != 1 {
		t.Error("the roster did not follow, or cannot go back")
	}
}
