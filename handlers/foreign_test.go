package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tminus/handlers"
)

// rows counts the rows of tables, to check that nothing was written.
func rows(s *site, tables ...string) string {
	var out []string
	for _, t := range tables {
		out = append(out, fmt.Sprint(t, " ", scan[int64](s, "SELECT COUNT(*) FROM "+t)))
	}
	return strings.Join(out, ", ")
}

// idsOf returns, for a route parameter, the ids of such items in a launch.
func idsOf(s *site, slug, param string) []string {
	s.T.Helper()
	var pairs []string
	for kind, table := range map[string]string{"checklists": "checklists", "checks": "checklist_items",
		"collisions": "collision_acceptances", "criteria": "criteria", "exceptions": "exceptions",
		"interview": "interview_questions", "meetings": "meetings", "parity": "parity_rows", "rituals": "rituals", "runs": "runs",
		"runsheet": "run_tasks", "log": "journal_lines", "stakeholders": "stakeholders", "services": "launch_services",
		"feedback":      "feedback_reports",
		"feedback/beta": "beta_testers",
		"roster":        "roster_entries", "roster/changes": "roster_batches", "roster/handover": "handover_notes",
		"roster/swaps": "roster_swaps", "roster/periods": "roster_periods", "roster/topics": "roster_topics",
		"roster/pages": "pages"} {
		id := scan[int64](s, "SELECT COALESCE(MIN(x.id), 0) FROM "+table+" x JOIN launches l ON l.id = x.launch_id WHERE l.slug = ?", slug)
		pairs = append(pairs, kind+"/"+param, kind+"/"+strconv.FormatInt(id, 10))
	}
	return pairs
}

// partsOf returns a question and a condition of a launch's meeting and a step of its ritual.
func partsOf(s *site, slug string) []string {
	s.T.Helper()
	of := func(query string) string {
		id := scan[int64](s, query, slug)
		if id == 0 {
			s.T.Fatalf("nothing in %s: %s", slug, query)
		}
		return strconv.FormatInt(id, 10)
	}
	return []string{
		":question", of("SELECT COALESCE(MIN(x.id), 0) FROM meeting_questions x JOIN meetings m ON m.id = x.meeting_id JOIN launches l ON " +
			"l.id = m.launch_id WHERE l.slug = ?"),
		":condition", of("SELECT COALESCE(MIN(x.id), 0) FROM meeting_conditions x JOIN launches l ON l.id = x.launch_id WHERE l.slug = ?"),
		":member", of("SELECT COALESCE(MIN(x.id), 0) FROM run_task_members x JOIN run_tasks t ON t.id = x.task_id JOIN launches l ON " +
			"l.id = t.launch_id WHERE l.slug = ?"),
		"/stages/:id", "/stages/" + of("SELECT COALESCE(MIN(x.id), 0) FROM rollout_stages x JOIN rollouts r ON r.id = x.rollout_id JOIN "+
			"launches l ON l.id = r.launch_id WHERE l.slug = ?"),
		":step", of("SELECT COALESCE(MIN(x.id), 0) FROM ritual_steps x JOIN rituals r ON r.id = x.ritual_id JOIN launches l ON l.id " +
			"= r.launch_id WHERE l.slug = ?"),
	}
}

// rosterParts creates what the sample's rosters lack: a batch, a swap and a handover note that
// could be answered.
func rosterParts(s *site, slug string) {
	s.T.Helper()
	w, err := s.DB.WriterSQL()
	if err != nil {
		s.T.Fatal(err)
	}
	for _, q := range []string{
		"INSERT INTO roster_batches (launch_id, kind, items, at) SELECT id, 'added', '[]', 1 FROM launches WHERE slug = '" + slug + "'",
		"INSERT INTO roster_swaps (launch_id, shift_id, from_id, to_id, created_at, updated_at) SELECT l.id, MIN(e.id), MIN(u.id), " +
			"MIN(u.id), 1, 1 FROM launches l JOIN roster_entries e ON e.launch_id = l.id CROSS JOIN users u WHERE l.slug = '" + slug +
			"' GROUP BY l.id",
		"INSERT INTO handover_notes (launch_id, from_id, to_id, created_at, updated_at) SELECT l.id, MIN(u.id), MIN(u.id), 1, 1 " +
			"FROM launches l CROSS JOIN users u WHERE l.slug = '" + slug + "' GROUP BY l.id",
		"INSERT INTO pages (launch_id, text, created_at) SELECT id, 'Help', 1 FROM launches WHERE slug = '" + slug + "'",
	} {
		if _, err := w.ExecContext(s.T.Context(), q); err != nil {
			s.T.Fatal(err)
		}
	}
	for param, id := range map[string]string{"roster": "roster_entries", "roster/changes": "roster_batches",
		"roster/handover": "handover_notes", "roster/swaps": "roster_swaps", "roster/pages": "pages"} {
		if n := scan[int64](s, "SELECT COUNT(*) FROM "+id+" x JOIN launches l ON l.id = x.launch_id WHERE l.slug = ?", slug); n == 0 {
			s.T.Fatalf("%s: nothing in %s", param, id)
		}
	}
}

func TestForeignIDsAreNotFound(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	// A comment, a move and an import in the other launch.
	other := "/launches/real-time-notifications"
	item := s.ItemOf("real-time-notifications")
	ana.Post(other+"/deliverables/"+item+"/comments", url.Values{"body": {"Theirs"}}).Want(t, http.StatusSeeOther)
	comment := scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM comments WHERE deliverable_id = ?", item)
	on := scan[string](s, "SELECT launch_on FROM launches WHERE slug = 'real-time-notifications'")
	move := url.Values{"launch_on": {"2027-" + on[5:]}, "launch_time": {"10:00"}, "zone": {"Europe/Berlin"}, "reason": {"Why not"}}
	if on[:4] == "2027" {
		move.Set("launch_on", "2028-"+on[5:])
	}
	move.Set("version", scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = 'real-time-notifications'"))
	ana.Post(other+"/move", move).Want(t, http.StatusSeeOther)
	moved := scan[string](s, "SELECT CAST(MAX(id) AS TEXT) FROM date_moves")
	ana.Post(other+"/import", url.Values{"text": {"title,owner,due\nImported,Ana Kova,T-3"}, "do": {"import"}, "key": {"k"},
		"lane": {"1"}, "no_owner_ok": {"on"}})
	imported := scan[string](s, "SELECT CAST(COALESCE(MAX(id), 1) AS TEXT) FROM audit_log WHERE action = 'launch.imported'")

	rosterParts(s, "real-time-notifications")
	s.Departed()
	mine := s.ItemOf(launchOfPetra)
	theirs := []string{":slug", launchOfPetra, "deliverables/:id", "deliverables/" + item, "risks/:id",
		"risks/" + s.RiskOf("real-time-notifications"), ":item", item,
		"moves/:id", "moves/" + moved, "imports/:id", "imports/" + imported, ":comment", comment, ":notice", "1", ":number", "1",
		":link", s.IDOf("SELECT MIN(id) FROM feedback_links"), ":departure", s.IDOf("SELECT MIN(id) FROM beta_departures")}
	theirs = append(theirs, idsOf(s, "real-time-notifications", ":id")...)
	theirs = append(theirs, partsOf(s, "real-time-notifications")...)
	// A future meeting, and a part of a meeting of another launch.
	const planned = "new-plans-and-prices"
	nested := append([]string{":slug", planned}, append(idsOf(s, planned, ":id"), partsOf(s, "real-time-notifications")...)...)
	before := rows(s, "deliverables", "comments", "date_moves", "risks", "risk_mitigations", "risk_acceptances", "feedback_links",
		"beta_links", "audit_log")
	for _, r := range handlers.RouteTable() {
		method, path, _ := strings.Cut(r, " ")
		if !strings.HasPrefix(path, "/launches/:slug") || !strings.Contains(path, ":id") {
			continue
		}
		paths := []string{strings.NewReplacer(theirs...).Replace(path)}
		if strings.Contains(path, ":comment") {
			paths = append(paths, strings.NewReplacer(":slug", launchOfPetra, ":id", mine, ":comment", comment).Replace(path))
		}
		if strings.Contains(path, ":question") || strings.Contains(path, ":condition") || strings.Contains(path, ":step") {
			paths = append(paths, strings.NewReplacer(nested...).Replace(path))
		}
		for _, to := range paths {
			if strings.Contains(to, "/:") {
				t.Errorf("%s: nothing of another launch was named in it", to)
			}
			for _, v := range []*visitor{ana, ana.HTMX()} {
				var p page
				if method == http.MethodGet {
					p = v.Get(to)
				} else {
					p = v.Post(to, url.Values{"version": {"1"}, "status": {"done"}, "title": {"Mine now"}, "body": {"Mine now"}, "owner": {"1"},
						"due_on": {"2027-01-01"}, "state": {"done"}, "decision": {"grant"}, "reason": {"Mine now"}, "vote": {"go"}})
				}
				if p.StatusCode != http.StatusNotFound {
					t.Errorf("%s %s: %s", method, to, p.Status)
				}
			}
		}
	}
	if after := rows(s, "deliverables", "comments", "date_moves", "risks", "risk_mitigations", "risk_acceptances", "feedback_links",
		"beta_links", "audit_log"); after != before {
		t.Errorf("something was written: %s, then %s", before, after)
	}
}

func TestHtmxAndOtherLeadGiveNoPermission(t *testing.T) {
	s := newSite(t)
	item := s.ItemOf("real-time-notifications")
	vera, marek, petra := s.As("vera"), s.As("marek"), s.As("petra")
	before := rows(s, "deliverables", "comments", "date_moves", "launches", "users", "teams", "templates")
	for route, least := range access(t) {
		method, path, _ := strings.Cut(route, " ")
		if method != http.MethodPost || least <= reader {
			continue
		}
		path = strings.NewReplacer(":slug", "real-time-notifications", "deliverables/:id", "deliverables/"+item, "risks/:id",
			"risks/"+s.RiskOf("real-time-notifications"), ":item", item, ":comment", "1", ":id", "1", ":key", "standard").Replace(path)
		form := url.Values{"version": {"1"}, "state": {"cancelled"}, "reason": {"x"}, "name": {"X"}, "title": {"X"}}
		who := map[string]*visitor{"vera": vera, "vera through htmx": vera.HTMX()}
		if least >= leader {
			who["marek"], who["marek through htmx"] = marek, marek.HTMX()
			// She leads another launch.
			who["petra"], who["petra through htmx"] = petra, petra.HTMX()
		}
		for name, v := range who {
			if p := v.Post(path, form); p.StatusCode != http.StatusForbidden && p.StatusCode != http.StatusNotFound {
				t.Errorf("%s as %s: %s", route, name, p.Status)
			}
		}
	}
	if after := rows(s, "deliverables", "comments", "date_moves", "launches", "users", "teams", "templates"); after != before {
		t.Errorf("something was written: %s, then %s", before, after)
	}
}

func TestFormsRejectForeignAndRemovedReferences(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	base := "/launches/" + launchOfPetra
	item := s.ItemOf(launchOfPetra)
	lane := scan[string](s, "SELECT CAST(MIN(lane_id) AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ?",
		launchOfPetra)
	foreignLane := scan[string](s,
		"SELECT CAST(MIN(lane_id) AS TEXT) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = ?", "real-time-notifications")
	gone := gone(s, "Gone Person")
	viewer := scan[string](s, "SELECT CAST(id AS TEXT) FROM users WHERE email = 'vera@aurora.example'")
	version := func() string {
		return scan[string](s, "SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", item)
	}
	ok := func(pairs ...string) url.Values {
		return with(url.Values{"title": {"X"}, "lane": {lane}, "kind": {"qa_task"}, "anchor": {"follows"},
			"due_on": {scan[string](s, "SELECT launch_on FROM launches WHERE slug = ?", launchOfPetra)}, "version": {version()}}, pairs...)
	}
	ana.Post(base+"/deliverables", ok()).Want(t, http.StatusSeeOther)
	ana.Post(base+"/deliverables/"+item, ok()).Want(t, http.StatusSeeOther)
	before := rows(s, "deliverables")
	for name, form := range map[string]url.Values{
		"a lane of another launch":          ok("lane", foreignLane),
		"an item of another launch":         ok("depends_on", s.ItemOf("real-time-notifications")),
		"somebody who has gone owns it":     ok("owner", gone),
		"somebody who has gone reviews it":  ok("reviewer", gone),
		"somebody who has gone helps":       ok("helpers", gone),
		"nobody of that number owns it":     ok("owner", "99999999"),
		"a viewer owns it":                  ok("owner", viewer),
		"a kind that there is not":          ok("kind", "sabotage"),
		"a link that runs":                  ok("link_url", "javascript:alert(1)"),
		"a link with data":                  ok("link_url", "data:text/html,<script>alert(1)</script>"),
		"a day in another age":              ok("due_on", "9999-12-31"),
		"a day that is none":                ok("due_on", "2027-02-29"),
		"a day a billion days from T":       ok("due_rel", "T+1000000000"),
		"a start after the end":             ok("starts_rel", "T+3", "due_rel", "T-3"),
		"an anchor that there is not":       ok("anchor", "drifts"),
		"a time that there is not":          ok("due_time", "25:00"),
		"a title of nothing but odd spaces": ok("title", " \u00a0\u2003\t"),
	} {
		for _, to := range []string{base + "/deliverables", base + "/deliverables/" + item} {
			p := ana.Post(to, form)
			if p.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s at %s: %s", name, to, p.Status)
			}
		}
	}
	for name, c := range map[string]struct {
		path string
		form url.Values
	}{
		"owner gone":     {"/deliverables/" + item + "/owner", url.Values{"owner": {gone}, "version": {version()}}},
		"owner unknown":  {"/deliverables/" + item + "/owner", url.Values{"owner": {"9999999"}, "version": {version()}}},
		"owner a viewer": {"/deliverables/" + item + "/owner", url.Values{"owner": {viewer}, "version": {version()}}},
		"unblocker gone": {"/deliverables/" + item + "/status",
			url.Values{"status": {"blocked"}, "blocked_reason": {"x"}, "unblocker": {gone}, "version": {version()}}},
		"status of the other": {"/deliverables/" + item + "/status", url.Values{"status": {"king"}, "version": {version()}}},
		"offset of ages": {"/deliverables/" + item + "/dates",
			url.Values{"exact": {"1"}, "anchor": {"follows"}, "start_offset": {"-1000000000"}, "due_offset": {"1000000000"},
				"version": {version()}}},
		"lead gone": {"/edit",
			url.Values{"name": {"X"}, "lead": {gone},
				"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = ?", launchOfPetra)}}},
		"lead a viewer": {"/edit",
			url.Values{"name": {"X"}, "lead": {viewer},
				"version": {scan[string](s, "SELECT CAST(version AS TEXT) FROM launches WHERE slug = ?", launchOfPetra)}}},
		"a zone that is a file": {"/move",
			url.Values{"launch_on": {"2027-01-01"}, "launch_time": {"10:00"}, "zone": {"../../etc/passwd"}, "reason": {"x"}}},
		"the zone Local":   {"/move", url.Values{"launch_on": {"2027-01-01"}, "launch_time": {"10:00"}, "zone": {"Local"}, "reason": {"x"}}},
		"T in another age": {"/move", url.Values{"launch_on": {"9999-12-31"}, "launch_time": {"10:00"}, "zone": {"UTC"}, "reason": {"x"}}},
		"T in year 1":      {"/move", url.Values{"launch_on": {"0001-01-01"}, "launch_time": {"10:00"}, "zone": {"UTC"}, "reason": {"x"}}},
	} {
		if p := ana.Post(base+c.path, c.form); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", name, p.Status)
		}
	}
	if after := rows(s, "deliverables"); after != before {
		t.Errorf("something was added: %s, then %s", before, after)
	}
}

// gone adds a person, deactivates them and returns their id.
func gone(s *site, name string) string {
	s.T.Helper()
	ana := s.As("ana")
	p := ana.Post("/people", url.Values{"name": {name}, "email": {strings.ReplaceAll(name, " ", ".") + "@example.com"},
		"role": {"member"}, "zone": {"UTC"}, "seniority": {"mid"}})
	p.Want(s.T, http.StatusSeeOther)
	path := p.Header.Get("Location")
	form := valuesOf(ana.Get(path+"/deactivate").Want(s.T, http.StatusOK), "form[action$='/deactivate']")
	ana.Post(path+"/deactivate", form).Want(s.T, http.StatusSeeOther)
	return strings.TrimPrefix(path, "/people/")
}

func TestUnknownVersionsAreConflicts(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	item := "/launches/" + launchOfPetra + "/deliverables/" + s.ItemOf(launchOfPetra)
	for _, version := range []string{"-1", "0", "", "x", "9223372036854775807", "-9223372036854775808", "99999999999999999999",
		strconv.Itoa(1 << 32)} {
		for path, form := range map[string]url.Values{
			"/status": {"status": {"in_review"}}, "/dates": {"due_on": {"2027-03-03"}}, "/remove": {}, "/owner": {"owner": {""}},
		} {
			form.Set("version", version)
			if p := ana.Post(item+path, form); p.StatusCode != http.StatusConflict {
				t.Errorf("%s with version %q: %s", path, version, p.Status)
			}
		}
	}
}
