package e2e_test

import (
	"testing"
	"time"

	"tminus/internal/browser"
)

// listen records what the page writes to the clipboard. Reading the clipboard would need a
// permission that a headless browser does not grant.
const listen = `(() => { window.copied = ""; ` +
	`navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); } })()`

func TestGuideReplyCopiedInThreePresses(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	for _, from := range []string{"/launches", "/me", sample + "/timeline", notificationsGuide, "/guides?title=x"} {
		b.Open(s.URL + from)
		if browser.Eval[bool](b, `document.activeElement.matches("input")`) {
			b.Focus("#main")
		}
		presses := 0
		press := func(key string) { presses++; b.Press(key) }

		press("s")
		b.WaitFor(`location.pathname === "/guides" && document.activeElement?.matches("[data-find-guide]") && document.readyState === "complete"`)
		b.Type("too many notifcations")
		press("Enter")
		b.WaitFor(`location.hash.startsWith("#issue-") && document.readyState === "complete"`)
		b.WaitFor(`document.querySelector(":target [data-copy]:not([hidden])") !== null`)
		browser.Eval[any](b, listen)
		press("y")
		b.WaitFor(`window.copied.startsWith("You can choose how often we notify you")`)
		b.WaitText(":target [data-copy]", "Copied")
		if presses != 3 {
			t.Errorf("from %s it takes %d presses", from, presses)
		}
	}
}

func TestGuideSearchWhileTyping(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	b.Open(s.URL + "/guides")
	b.Focus("[data-find-guide]")
	b.Type("notif")
	b.WaitFor(`document.querySelectorAll(".guide-found li").length > 2 && location.search.includes("q=notif")`)
	b.WaitFor(`/results/.test(document.getElementById("found-status").textContent)`)
	b.CheckAxe()
	b.Press("ArrowDown")
	b.Press("ArrowDown")
	b.WaitFor(`document.activeElement === document.querySelectorAll(".guide-found a")[1]`)
	b.Press("ArrowUp")
	b.Press("ArrowUp")
	b.WaitFor(`document.activeElement?.matches("[data-find-guide]")`)
	for range "notif" {
		b.Press("Backspace")
	}
	b.Wait("#found table")
}

func TestGuideOnPhone(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	b.Viewport(390, 844)
	b.Open(s.URL + "/guides")
	b.Fill("[data-find-guide]", "ERR_PUSH_DENIED")
	b.Wait(".guide-found li:first-child a")
	b.ClickLoad(".guide-found li:first-child a")
	b.WaitFor(`document.querySelector(":target h3").textContent.includes("does not receive any")`)
	if n := b.Overflow(); n > 0 {
		t.Errorf("the page is %d px too wide", n)
	}
	b.CheckAxe()
	browser.Eval[any](b, listen)
	b.Click(":target [data-copy]")
	b.WaitFor(`window.copied.startsWith("Your notifications are switched off")`)

	// A reply is filled in.
	browser.Eval[any](b, `document.querySelector(".guide-reply [data-blank='customer name']").scrollIntoView()`)
	b.Fill(".guide-reply:nth-of-type(1) [data-blank='customer name']", "Zoë <b>")
	b.WaitFor(`document.querySelector(".guide-reply .guide-say").textContent.startsWith("Hello Zoë <b>,")`)
	b.Click(".guide-reply:nth-of-type(1) [data-copy]")
	b.WaitFor(`window.copied.startsWith("Hello Zoë <b>,") && window.copied.includes("{{your name}}")`)

	// The issue did not help.
	b.ClickLoad("#issues .helped:nth-of-type(1) >> role=button No")
	b.Fill("label=~What was missing?", "The case of a tablet")
	b.ClickLoad("role=button Tell the owner")
	b.WaitText("#flash", "owner is told")
	b.WaitText("#notes", "The case of a tablet")
}

func TestGuideIsReadableOffline(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	b.Allow("Failed to load resource")
	b.Allow("ERR_INTERNET_DISCONNECTED")
	b.Allow("net::")
	b.Open(s.URL + notificationsGuide)
	eventually(t, b, `caches.match("`+notificationsGuide+`").then(Boolean)`)
	drop(s)
	b.Open(s.URL + notificationsGuide)
	b.WaitText("#offline-copy", "This is a copy of")
	b.WaitText("#offline-copy [data-kept]", ":")
	b.WaitText("#issues", "The customer does not receive any notifications")
	if !browser.Eval[bool](b, `getComputedStyle(document.querySelector(".helped")).display === "flex"`) {
		t.Error("it does not look right")
	}
	b.Open(s.URL + "/guides/offline-mode-in-the-mobile-app")
	b.WaitText("h1", "You are offline")
	b.WaitText("main", "Real-time notifications")
	b.CheckAxe()
}

// eventually waits until a promise of the page resolves to true.
func eventually(t testing.TB, b *browser.Browser, promise string) {
	t.Helper()
	for end := time.Now().Add(browser.Timeout); time.Now().Before(end); {
		if browser.Eval[bool](b, promise) {
			return
		}
	}
	t.Fatalf("it does not come true: %s", promise)
}

// drop stops the server, which a browser sees as a lost network.
func drop(s *site) {
	s.CloseClientConnections()
	s.Close()
}

func TestSignOutClearsOfflineGuides(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	b.Open(s.URL + notificationsGuide)
	eventually(t, b, `caches.match("`+notificationsGuide+`").then(Boolean)`)
	b.Click(".user-menu summary")
	b.ClickLoad("role=button Sign out")
	eventually(t, b, `caches.keys().then((names) => names.length === 0)`)
}
