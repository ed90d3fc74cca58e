package e2e_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"tminus/internal/browser"
)

// open signs a browser in as one of the sample people.
func open(s *site, b *browser.Browser, key string) {
	s.T.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, c := range s.As(key).HTTP.Jar.Cookies(u) {
		b.SetCookie(s.URL, &http.Cookie{Name: c.Name, Value: c.Value, Path: "/"})
	}
}

func TestDeliverableInBrowser(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	open(s, b, "petra")
	d := s.Task()
	b.Open(s.URL + d.Path(""))
	b.CheckAxe()

	// One press changes the status without a page load, and undo restores it.
	b.Click(".deliverable-head .status-button")
	b.Click(".deliverable-head .menu-items >> role=button ~In progress")
	b.WaitText(".deliverable-head .status-button", "In progress")
	b.WaitText("#flash", "In progress")
	b.ClickLoad("#flash >> role=button Undo")
	b.WaitText(".deliverable-head .status-button", "Not started")

	// Blocked asks for its reason in a dialog, shows an error there, and closes it.
	b.Click(".deliverable-head .status-button")
	b.Click(".deliverable-head .menu-items >> role=button ~Blocked")
	b.Wait("#dialog")
	b.CheckAxe()
	b.Click("#dialog >> role=button Mark as blocked")
	b.WaitText("#dialog .field-error", "Say what it waits for")
	b.Fill("#dialog >> label=~It waits for", "the licence")
	b.Click("#dialog >> role=button Mark as blocked")
	b.WaitGone("#dialog")
	b.WaitText("#deliverable .note", "Waits for the licence")

	// Another person saves first, so the dialog shows both changes.
	now := s.Again(d)
	s.As("ana").Post(d.Path("/status"), now.Form("status", "in_review")).Want(t, http.StatusSeeOther)
	b.Click(".deliverable-head .status-button")
	b.Click(".deliverable-head .menu-items >> role=button ~In progress")
	b.Wait("#dialog")
	b.Click("#dialog >> label=~Yours")
	b.ClickLoad("#dialog >> role=button Save what I chose")
	b.WaitText(".deliverable-head .status-button", "In progress")

	// If the given target does not exist, only the control is replaced.
	browser.Eval[bool](b, "document.querySelector('.deliverable-head .status-control [name=target]').remove() === undefined")
	b.Click(".deliverable-head .status-button")
	b.Click(".deliverable-head .menu-items >> role=button ~In review")
	b.WaitText(".deliverable-head .status-button", "In review")
	b.WaitText("#flash", "In review")
	b.Click(".deliverable-head .status-button")
	b.Click(".deliverable-head .menu-items >> role=button ~Blocked")
	b.Fill("#dialog >> label=~It waits for", "a decision")
	b.Click("#dialog >> role=button Mark as blocked")
	b.WaitGone("#dialog")
	b.WaitText(".deliverable-head .status-button", "Blocked")

	b.Open(s.URL + d.Path("/edit"))
	b.CheckAxe()
	b.Fill("label=~Description", "Some **bold** text")
	b.Click("role=button Preview")
	b.WaitText("#description-preview strong", "bold")
	b.Click("role=button Another link")
	b.WaitFor("document.querySelectorAll('input[name=link_url]').length === 2")
	s.As("ana").Post(d.Path("/status"), s.Again(d).Form("status", "done")).Want(t, http.StatusSeeOther)
	b.ClickLoad("role=button Save changes")
	b.WaitText("h2", "Two changes at once")
	b.CheckAxe()
	b.ClickLoad("role=button Save what I chose")
	b.WaitText("#deliverable .prose strong", "bold")
	b.Open(s.URL + sample + "/history")
	b.CheckAxe()
	for _, width := range []int{320, 390} {
		b.Viewport(width, 800)
		for _, path := range []string{d.Path(""), d.Path("/edit"), d.Path("/status?to=blocked"), sample + "/history"} {
			b.Open(s.URL + path)
			if over := b.Overflow(); over > 0 {
				t.Errorf("%s is wider than %d px by %d", path, width, over)
			}
		}
	}
}

func TestDeliverableWithoutScript(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	b.JavaScript(false)
	s := newSite(t)
	open(s, b, "petra")
	d := s.Task()
	b.Open(s.URL + d.Path(""))
	b.Click(".deliverable-head .status-button")
	b.ClickLoad(".deliverable-head .menu-items >> role=button ~Skipped")
	b.Fill("label=~It is left out because", "no time")
	b.ClickLoad("role=button Leave it out")
	b.WaitText("#deliverable .note", "Left out because: no time")
	b.WaitURL(fmt.Sprintf("%s/deliverables/%d", sample, d.ID))
}
