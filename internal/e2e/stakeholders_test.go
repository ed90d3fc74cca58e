package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tminus/internal/browser"
)

func TestStakeholderAcknowledgesInBrowser(t *testing.T) {
	s := newSite(t)
	ours, theirs := window(t, s, "ana"), browser.New(t)
	list := s.URL + notifications + "/stakeholders"
	ours.Open(list)
	ours.ClickLoad("role=button Ask again: Night shift")
	ours.CheckAxe()
	link := s.URL + strings.TrimPrefix(ours.Value("#secret"), "http://127.0.0.1")
	if !strings.Contains(ours.Value("#message"), ours.Value("#secret")) {
		t.Error("the message does not hold the link")
	}
	ours.Click("role=button Copy the message")
	ours.WaitText("main", "Copied")
	ours.ClickLoad("role=button I have told them")
	ours.WaitText("#flash", "Night shift was told")

	theirs.Viewport(360, 640)
	theirs.Open(link)
	theirs.CheckAxe()
	if n := theirs.Overflow(); n > 0 {
		t.Errorf("the page is %d px too wide on a phone", n)
	}
	theirs.JavaScript(false)
	theirs.Open(link)
	theirs.ClickLoad("role=button I know this date")
	theirs.WaitText("main", "Thank you, Night shift")

	ours.Open(list)
	ours.WaitText(".say", "4 of 6 acknowledged")

	ours.Open(s.URL + notifications + "/move")
	ours.Fill("label=New date", "2026-12-03")
	ours.ClickLoad("role=button Preview the move")
	ours.WaitText("#move-preview", "4 stakeholders who acknowledged T have to be asked again")
	ours.Fill("label=Why does T move?", "The gateway's limit comes a week late.")
	ours.ClickLoad("role=button ~Move T and")
	ours.Open(list)
	ours.WaitText(".note.warn", "5 stakeholders still believe an old date")
	ours.WaitText(".say", "0 of 6 acknowledged")
	ours.WaitText("tbody", "Still believes")

	theirs.Open(link)
	theirs.WaitText("main", "The date has moved")
	theirs.WaitText("main .verdict", "Thu 3 Dec 2026")
	theirs.ClickLoad("role=button I know this date")
	ours.Reload()
	ours.WaitText(".say", "1 of 6 acknowledged")
	ours.WaitText(".note.warn", "4 stakeholders still believe an old date")
}

func TestLongStakeholdersFitPages(t *testing.T) {
	s := newSite(t)
	v := s.As("ana")
	word := strings.Repeat("X", 60)
	v.Post(notifications+"/stakeholders",
		url.Values{"name": {word + word}, "function": {word}, "organisation": {word + word}, "channel": {"other"},
			"contact": {strings.Repeat("y", 254)}, "note": {strings.Repeat("z", 2000)}}).Want(t, http.StatusSeeOther)
	link := s.AckLink(v, "XXX")
	b := window(t, s, "ana")
	for _, path := range []string{notifications + "/stakeholders",
		notifications + "/stakeholders/" + s.StakeholderOf(notificationsSlug, "XXX"), link} {
		for _, width := range []int{320, 1280} {
			b.Viewport(width, 800)
			b.Open(s.URL + path)
			if n := b.Overflow(); n > 0 {
				t.Errorf("%s is %d px too wide at %d", path, n, width)
			}
		}
	}
}
