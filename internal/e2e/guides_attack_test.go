package e2e_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"tminus/internal/browser"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/guide"
)

// attacks are attempts to make a browser run something in a text: tags, attributes, addresses,
// entities, encodings, and Markdown addresses. Each would call ran().
var attacks = []string{
	`<script>ran()</script>`, `<SCRIPT SRC=//example.com/x.js></SCRIPT>`, `<scr<script>ipt>ran()</scr</script>ipt>`,
	`<script/x>ran()</script>`, "<script\n>ran()</script\n>",
	`"><script>ran()</script>`, `'><script>ran()</script>`, `</textarea><script>ran()</script>`, `</title><script>ran()</script>`,
	`--><script>ran()</script>`, `]]><script>ran()</script>`,
	`<img src=x onerror=ran()>`, `<img src=x onerror="&#114;an()">`, `<IMG SRC="javascript:ran()">`, `<img """><script>ran()</script>">`,
	`<img src=x:x onerror=ran()//`, `<img/src=x/onerror=ran()>`,
	`<svg onload=ran()>`, `<svg><script>ran()</script></svg>`, `<svg><animate onbegin=ran() attributeName=x dur=1s>`,
	`<svg><a xlink:href="javascript:ran()"><text y=20>x</text></a></svg>`, `<math><mtext><table><mglyph><style><img src=x onerror=ran()>`,
	`<body onload=ran()>`, `<iframe src="javascript:ran()"></iframe>`, `<iframe srcdoc="<script>parent.ran()</script>">`,
	`<object data="javascript:ran()">`, `<embed src="data:text/html,<script>ran()</script>">`,
	`<details open ontoggle=ran()>`, `<input autofocus onfocus=ran()>`, `<video><source onerror=ran()>`, `<audio src=x onerror=ran()>`,
	`<marquee onstart=ran()>`, `<style>@import 'javascript:ran()';</style>`, `<link rel=stylesheet href="javascript:ran()">`,
	`<meta http-equiv=refresh content="0;url=javascript:ran()">`, `<base href="javascript:ran()//">`,
	`<form action="javascript:ran()"><button>x</button></form>`, `<button formaction="javascript:ran()">x</button>`,
	`<a href="javascript:ran()">x</a>`,
	`<div style="background:url(javascript:ran())">`, `<x onclick=ran() tabindex=1>x</x>`, `<template><script>ran()</script></template>`,
	`<noscript><p title="</noscript><img src=x onerror=ran()>">`, `<!--<img src="--><img src=x onerror=ran()//">`,
	`[x](javascript:ran())`, `[x](JaVaScRiPt:ran())`, `[x](java&#10;script:ran())`, `[x](&#106;avascript:ran())`,
	`[x](data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==)`, `[x](vbscript:ran())`, `![x](javascript:ran())`, `![x](x"onerror="ran())`,
	`[x](https://example.com/"onmouseover="ran())`, `[x](<javascript:ran()>)`, "[x]: javascript:ran()\n\n[x]", `<javascript:ran()>`,
	`[<img src=x onerror=ran()>](x)`, "`<img src=x onerror=ran()>`", "~~~<img src=x onerror=ran()>\nx\n~~~",
	`| <img src=x onerror=ran()> |` + "\n|---|\n|[x](javascript:ran())|", `%3Cscript%3Eran()%3C/script%3E`,
	`&lt;script&gt;ran()&lt;/script&gt;`, `\u003cscript\u003eran()\u003c/script\u003e`, `＜script＞ran()＜/script＞`,
	"\x3cscript\x3eran()\x3c/script\x3e", `${ran()} {%ran()%} <%=ran()%>`,
}

const allAttacks = `main script, main [onclick], main [onerror], main [onload], main [onfocus], main [onmouseover],
	main [ontoggle], main iframe, main object, main embed, main style, main [style], main base, main meta,
	main img, main video, main audio, main math, main marquee, main link, a[href^="javascript:" i], a[href^="data:" i],
	a[href^="vbscript:" i], main form[action^="javascript:" i], main [formaction^="javascript:" i]`

// besieged creates guides with every attack in each of their texts, and returns the slug of the one
// with most of them.
func besieged(t *testing.T, s *site) string {
	t.Helper()
	gs := models.NewStores(s.DB).Guides
	as := func(key string) (context.Context, int64) {
		id := scan[int64](s, "SELECT id FROM users WHERE email = ?", key+"@aurora.example")
		return db.WithActor(context.Background(),
			db.Actor{ID: id, Name: key, Role: scan[string](s, "SELECT role FROM users WHERE id = ?", id)}), id
	}
	petra, owner := as("petra")
	dana, reviewer := as("dana")
	launchID := scan[int64](s, "SELECT id FROM launches WHERE slug = 'real-time-notifications'")
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c := guide.Content{Title: "Siege " + attacks[0], Summary: strings.Join(attacks[5:12], " "), How: strings.Join(attacks, "\n\n")}
	for i, a := range attacks {
		c.Issues = append(c.Issues, guide.Issue{Symptom: "Siege " + a, Errors: a, Checks: a, Fix: a, Say: a})
		if i < 20 {
			c.Templates = append(c.Templates, guide.Template{Title: a, Text: a + " {{<img src=x onerror=ran()>}}"})
			c.Escalation = append(c.Escalation, guide.Step{When: a, Do: a, Target: guide.ToPrimary})
		}
	}
	g, err := gs.Create(petra, guide.New{Content: c, OwnerID: owner, LaunchID: launchID}, "")
	ok(err)
	c.How, c.Issues[0].Fix = "changed\n\n"+c.How, strings.Join(attacks, "\n")
	g, err = gs.Save(petra, g.Slug, c, attacks[11], g.Version)
	ok(err)
	now := func() int { return scan[int](s, "SELECT version FROM guides WHERE slug = ?", g.Slug) }
	ok(gs.Ask(petra, g.Slug, reviewer, strings.Join(attacks[:12], " "), now()))
	ok(gs.SendBack(dana, g.Slug, strings.Join(attacks[:12], " "), now()))
	ok(gs.Ask(petra, g.Slug, reviewer, strings.Join(attacks[12:24], " "), now()))
	ok(gs.Publish(petra, g.Slug, 2, now()))
	ok(gs.Open(petra, g.Slug, guide.PublicOpen, now()))
	for i, a := range attacks {
		if i%4 == 0 {
			_, err := gs.Create(petra, guide.New{Content: guide.Content{Title: a, Summary: a}, OwnerID: owner, LaunchID: launchID}, "")
			ok(err)
		}
	}
	return g.Slug
}

// withoutPolicy returns the site without a content security policy on its pages.
func withoutPolicy(t *testing.T, s *site) *site {
	t.Helper()
	to, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		r.Header.Del("Content-Security-Policy")
		return nil
	}
	srv := httptest.NewServer(proxy)
	t.Cleanup(srv.Close)
	return &site{Server: srv, T: s.T, DB: s.DB, Clock: s.Clock}
}

func TestGuideAttacksDoNotRun(t *testing.T) {
	strict := newSite(t)
	slug := besieged(t, strict)
	one := "/guides/" + slug
	for name, s := range map[string]*site{"with the policy": strict, "without a policy": withoutPolicy(t, strict)} {
		t.Run(name, func(t *testing.T) {
			b := window(t, s, "dana")
			b.Before("window.ran = () => { window.haveRun = (window.haveRun || 0) + 1 }; window.alert = window.ran;")
			look := func(where string) {
				t.Helper()
				if !browser.Eval[bool](b, "typeof window.ran === 'function'") {
					t.Fatalf("%s: an attack would not be seen", where)
				}
				if browser.Eval[bool](b, "Boolean(window.haveRun)") {
					t.Errorf("%s: something of what was typed ran", where)
				}
				if n := b.Count(allAttacks); n > 0 {
					t.Errorf("%s: %d elements come from what was typed: %s", where, n,
						browser.Eval[string](b, "document.querySelector(`"+allAttacks+"`).outerHTML.slice(0, 200)"))
				}
			}
			for _, path := range []string{one, one + "?version=1", one + "/edit", one + "/history", one + "/compare?a=1&b=2", one + "/settings",
				"/guides?title=siege", "/guides?q=siege", "/guides?q=" + url.QueryEscape(attacks[11]),
				"/launches/real-time-notifications/guides", "/launches/real-time-notifications/readiness", "/me", "/help/" + slug,
				"/search?q=siege", "/launches/real-time-notifications/history"} {
				b.Open(s.URL + path)
				look(path)
			}
			b.Open(s.URL + one)
			b.PrintMedia(true)
			look("on paper")
			b.PrintMedia(false)
			if len(b.PDF()) == 0 {
				t.Error("it cannot be printed")
			}
			b.Open(s.URL + one + "/edit")
			b.Click("button[value='preview how']")
			b.WaitText("#preview-how .prose", "changed")
			look("the preview in place")
			b.JavaScript(false)
			b.ClickLoad("button[value='preview issue-1-fix']")
			b.WaitText("#preview-issue-1-fix .prose", "ran()")
			if n := b.Count(allAttacks); n > 0 {
				t.Errorf("the preview without script: %d elements come from what was typed", n)
			}
		})
	}
}
