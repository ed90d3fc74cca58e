package browser

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const csp = "default-src 'self'"

// site serves pages by path; "/form" answers with the posted values and 422.
func site(t *testing.T, pages map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for path, body := range pages {
		pattern := "GET " + path
		if path == "/" {
			pattern += "{$}" // only that page, not everything below it
		}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", csp)
			switch filepath.Ext(path) {
			case ".js":
				w.Header().Set("Content-Type", "text/javascript")
				fmt.Fprint(w, body)
			case ".css":
				w.Header().Set("Content-Type", "text/css")
				fmt.Fprint(w, body)
			default:
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>Try</title>
<link rel="stylesheet" href="/style.css"></head><body><main>%s</main></body></html>`, body)
			}
		})
	}
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, `body { background: white; color: black } @media (prefers-color-scheme: dark) { body { background: black; color: white } }`)
	})
	mux.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Got</title><h1>Got %s %s %s %s</h1></html>`,
			r.PostFormValue("name"), r.PostFormValue("day"), r.PostFormValue("team"), r.PostFormValue("ok"))
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

const form = `<h1>Form</h1><form method="post" action="/form">
<label>Name <input name="name" value="old"></label>
<label>Day <input name="day" type="date"></label>
<label>Team <select name="team"><option value="e">Engineering</option><option value="s">Support</option></select></label>
<label><input type="checkbox" name="ok" value="yes"> Agreed</label>
<button>Send</button></form><p id="mark">off</p><script src="/mark.js"></script>`

const mark = `document.getElementById("mark").textContent = "on"`

func fillTheForm(t *testing.T, b *Browser) {
	t.Helper()
	b.Fill(Label("Name"), "Zoë")
	b.Fill(Label("Day"), "2026-05-12")
	b.Select(Label("Team"), "Support")
	b.Check(Label("Agreed"), true)
	if got := b.Value(Label("Name")); got != "Zoë" {
		t.Errorf("the field holds %q", got)
	}
	b.ClickLoad(Role("button", "Send"))
	if got := b.Text("h1"); got != "Got Zoë 2026-05-12 s yes" {
		t.Errorf("sent %q", got)
	}
	if b.Status() != http.StatusUnprocessableEntity {
		t.Errorf("status %d", b.Status())
	}
}

func TestFormIsFilledAndSent(t *testing.T) {
	t.Parallel()
	b := New(t)
	b.Open(site(t, map[string]string{"/": form, "/mark.js": mark}))
	b.WaitText("#mark", "on")
	fillTheForm(t, b)
	if b.Title() != "Got" {
		t.Errorf("title %q", b.Title())
	}
	b.Back()
	b.WaitURL("/")
	b.Wait(Role("heading", "Form"))
	if p := b.Problems(); len(p) > 0 {
		t.Errorf("a 422 to a form counted as a complaint: %q", p)
	}
}

func TestFormWithoutJavaScript(t *testing.T) {
	t.Parallel()
	b := New(t)
	b.JavaScript(false)
	b.Open(site(t, map[string]string{"/": form, "/mark.js": mark}))
	if got := b.Text("#mark"); got != "off" {
		t.Errorf("the page's script ran: %q", got)
	}
	fillTheForm(t, b)
}

func TestProblemsAreReported(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, page, script, want string
	}{
		{"console error", "", `console.error("planted", {a: 1})`, "planted"},
		{"uncaught exception", "", `throw new Error("planted")`, "planted"},
		{"unhandled rejection", "", `Promise.reject(new Error("planted"))`, "planted"},
		{"inline script", `<script>document.title = "breached"</script>`, "", "Content Security Policy"},
		{"inline style", `<p style="color: red">x</p>`, "", "Content Security Policy"},
		{"style set by a script", `<p>x</p>`, `document.querySelector("p").setAttribute("style", "color: red")`, "Content Security Policy"},
		{"missing script", `<script src="/nowhere.js"></script>`, "", "/nowhere.js"},
		{"missing picture", `<img alt="" src="/nowhere.png">`, "", "/nowhere.png"},
		{"native dialog", "", `confirm("planted")`, "planted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := New(t)
			b.Open(site(t, map[string]string{"/": tt.page + `<script src="/s.js"></script>`, "/s.js": tt.script}))
			got := b.Problems()
			if len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), tt.want) {
				t.Errorf("heard %q", got)
			}
			b.Allow(tt.want)
			if left := b.Problems(); len(left) > 0 {
				t.Errorf("heard more than what was allowed: %q", left)
			}
		})
	}
}

func TestAxeFindsPlantedViolations(t *testing.T) {
	t.Parallel()
	b := New(t)
	url := site(t, map[string]string{
		"/good":     `<h1>Good</h1><label>Name <input></label>`,
		"/bad":      `<h1>Bad</h1><input id="nameless">`,
		"/grey":     `<h1>Grey</h1><p id="pale">barely there</p><link rel="stylesheet" href="/grey.css">`,
		"/grey.css": `@media (prefers-color-scheme: dark) { #pale { color: #222 } }`,
	})
	b.Open(url + "/good")
	b.CheckAxe()
	b.Open(url + "/bad")
	got := b.Axe()
	if len(got) != 1 || got[0].ID != "label" || len(got[0].Nodes) != 1 || got[0].Nodes[0].Target != "#nameless" {
		t.Errorf("found %v", got)
	}
	b.Open(url + "/grey")
	if got := b.Axe(); len(got) != 0 {
		t.Errorf("light: found %v", got)
	}
	b.Dark()
	if got := b.Axe(); len(got) != 1 || !strings.Contains(got[0].String(), "color-contrast") {
		t.Errorf("dark: found %v", got)
	}
}

func TestSelectors(t *testing.T) {
	t.Parallel()
	b := New(t)
	b.Open(site(t, map[string]string{"/": `<h1>Try</h1>
<section id="docs" aria-label="Docs"><button aria-label="Move Guide">⇄</button> <a href="/x">Guide
 for <b>agents</b></a><button hidden>Move Guide</button></section>
<section id="ops"><button>Move</button></section><input type="hidden" name="h">
<p>Saved at <time>12:04</time></p>`}))
	for selector, want := range map[string]int{
		"button":                         2,
		Role("button", ""):               2,
		Role("button", "Move"):           1,
		Role("button", "~Move"):          2,
		Role("region", "Docs"):           1,
		Role("link", "Guide for agents"): 1,
		In("#docs", Role("button", "")):  1,
		In("#docs", "a", "b"):            1,
		Text("Saved at"):                 1,
		Text("12:04"):                    1,
		Text("nowhere"):                  0,
		Label(""):                        0,
	} {
		if got := b.Count(selector); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	b.WaitGone("dialog")
	b.WaitFor("document.title === 'Try'")
}

func TestDragAndPress(t *testing.T) {
	t.Parallel()
	b := New(t)
	b.Open(site(t, map[string]string{
		"/": `<h1>Try</h1><button id="bar">Bar</button><output id="seen"></output><script src="/s.js"></script>`,
		"/s.js": `const bar = document.getElementById("bar"), seen = document.getElementById("seen");
let from = null, moves = 0;
bar.addEventListener("pointerdown", (e) => { from = e.clientX; bar.setPointerCapture(e.pointerId) });
bar.addEventListener("pointermove", () => { if (from !== null) moves++ });
bar.addEventListener("pointerup", (e) => {
	seen.textContent = "dragged " + (e.clientX - from) + (moves > 3 ? " smoothly" : "");
	from = null;
});
bar.addEventListener("keydown", (e) => { if (e.shiftKey && e.key !== "Shift") seen.textContent = "shift " + e.key });
document.addEventListener("keydown", (e) => { if (e.ctrlKey && e.key === "k") { e.preventDefault(); seen.textContent = "palette" } });`,
	}))
	b.Drag("#bar", 120, 5)
	b.WaitText("#seen", "dragged 120 smoothly")
	b.Focus("#bar")
	b.Press("Shift+ArrowRight")
	b.WaitText("#seen", "shift ArrowRight")
	b.Press("Control+k")
	b.WaitText("#seen", "palette")
	if !b.Focused("#bar") {
		t.Error("the focus went away")
	}
}

func TestWindowsAreIsolated(t *testing.T) {
	t.Parallel()
	url := site(t, map[string]string{"/": `<h1>Try</h1>`})
	one, two := New(t), New(t)
	one.SetCookie(url, &http.Cookie{Name: "who", Value: "one"})
	one.Open(url)
	two.Open(url)
	if got := Eval[string](one, "document.cookie"); got != "who=one" {
		t.Errorf("one has %q", got)
	}
	if got := Eval[string](two, "document.cookie"); got != "" {
		t.Errorf("two has %q", got)
	}
}

func TestScreenshotAndPDF(t *testing.T) {
	t.Parallel()
	b := New(t)
	b.Open(site(t, map[string]string{
		"/":         `<link rel="stylesheet" href="/wide.css"><h1>Try</h1><div id="wide">x</div>`,
		"/wide.css": `#wide { width: 500px } @media print { h1 { display: none } }`,
	}))
	b.Viewport(320, 600)
	if b.Overflow() < 150 {
		t.Errorf("a page that is too wide overflows by %d", b.Overflow())
	}
	b.Viewport(1280, 800)
	if b.Overflow() != 0 {
		t.Errorf("a page that fits overflows by %d", b.Overflow())
	}
	if pdf := b.PDF(); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Error("no PDF was made")
	}
	b.PrintMedia(true)
	b.WaitGone("h1")
	b.PrintMedia(false)
	b.Wait("h1")
	for name, take := range map[string]func(string){"window.png": b.Screenshot, "page.png": b.FullScreenshot} {
		path := filepath.Join(t.TempDir(), "new", name)
		take(path)
		png, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
			t.Errorf("%s is no PNG (%v)", name, err)
		}
	}
}
