package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const escaped = "tm-evil, [onclick], [onerror], script:not([src]), img[src=x], a[href^='javascript:'], " +
	"form[action^='javascript:'], style, [style]"

func TestMarkupIsEscapedEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slug := s.FillWithMarkup(t)
	shown := 0
	for _, who := range []string{"ana", "vera"} {
		v := s.As(who)
		for _, path := range s.HostilePages(slug) {
			for _, v := range []*visitor{v, v.HTMX()} {
				p := v.Get(path)
				if p.StatusCode >= 500 {
					t.Errorf("%.80s as %s: %s", path, who, p.Status)
				}
				if found := p.Find(escaped); found.Length() > 0 {
					html, _ := found.First().Parent().Html()
					t.Errorf("%.80s as %s: what was typed became markup: %.400s", path, who, html)
				}
				if strings.Contains(p.Content, "tm-evil") {
					shown++
				}
			}
		}
	}
	if shown < 60 {
		t.Errorf("only %d pages show what was typed: the test does not try what it should", shown)
	}
	ana := s.As("ana")
	item := "/launches/" + slug + "/deliverables/" + s.ItemOf(slug)
	// The input is shown on the 422 and 409 pages.
	for _, path := range []string{item, item + "/status", item + "/dates", item + "/owner", item + "/comments",
		"/launches/" + slug + "/edit", "/launches/" + slug + "/move", "/launches/" + slug + "/state", "/launches/" + slug + "/import",
		"/launches/new", "/launches", "/people", "/people/teams", "/services", "/launches/" + slug + "/services", "/templates",
		"/templates/hostile/source", "/me/profile", "/me/contacts", "/me/absences", s.PersonOf("Petra") + "/edit"} {
		for _, version := range []string{"1", "0", evil} {
			form := url.Values{"version": {version}, "do": {evil}, "key": {evil}, "back": {evil}, "target": {evil}}
			for _, n := range []string{"name", "title", "summary", "description", "body", "reason", "blocked_reason", "skip_reason", "status",
				"state", "kind", "value", "email", "zone", "role", "lane", "owner", "lead", "link_url", "link_label", "launch_on", "due_on",
				"due_rel", "starts_on", "due_time", "first_day", "note", "template", "text", "source", "seniority", "anchor", "base"} {
				form.Set(n, evil)
			}
			for _, v := range []*visitor{ana, ana.HTMX()} {
				p := v.Post(path, form)
				if found := p.Find(escaped); found.Length() > 0 || p.StatusCode >= 500 {
					html, _ := found.First().Parent().Html()
					t.Errorf("POST %s: %s, became markup: %.400s", path, p.Status, html)
				}
			}
		}
	}
}

func TestExportsGuardFormulas(t *testing.T) {
	s := newSite(t)
	ana := s.As("ana")
	for _, name := range []string{"=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1"} {
		ana.Post("/people", url.Values{"name": {name}, "email": {"x" + url.QueryEscape(name)[1:3] + "@example.com"}, "role": {"member"},
			"zone": {"UTC"}, "seniority": {"mid"}})
	}
	p := ana.Get("/audit.csv").Want(t, http.StatusOK)
	if m := regexp.MustCompile(`(?m)(^|,)"?[=+@\t-][^,\n]*`).FindString(p.Content); m != "" {
		t.Errorf("a cell begins as a formula does: %q", m)
	}
}
