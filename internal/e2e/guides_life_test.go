package e2e_test

import (
	"strings"
	"testing"

	"tminus/internal/browser"
)

// The whole life of a guide: written, reviewed by another person, published, stale after a move of
// T, renewed, changed and restored.
func TestGuideLifecycleInBrowser(t *testing.T) {
	s := newSite(t)
	marek, dana := window(t, s, "marek"), window(t, s, "dana")
	open := func(b *browser.Browser, path string) { t.Helper(); b.Open(s.URL + path) }

	open(marek, "/launches/real-time-notifications/guides")
	marek.ClickLoad("role=link New guide")
	marek.Fill("#f-title", "Export of notifications")
	marek.Fill("#f-how", "Press **Export**.")
	marek.Click("button[value='preview how']")
	marek.WaitText("#preview-how strong", "Export")
	marek.Fill("#f-issue-1-symptom", "The file is empty")
	marek.Fill("#f-issue-1-fix", "Choose a longer period.")
	marek.ClickLoad("button[value='add issue']")
	if !marek.Focused("#f-issue-2-symptom") {
		t.Error("the issue that was added has not the focus")
	}
	marek.Fill("#f-issue-2-symptom", "No file appears")
	marek.ClickLoad("button[value='up issue 2']")
	marek.Fill("#f-template-1-title", "Empty file")
	marek.Fill("#f-template-1-text", "Hello {{customer name}}, choose a longer period.")
	marek.ClickLoad("role=button Save draft")
	marek.WaitText(".note", "Version 1, not published")
	if got := marek.Text("#issues"); strings.Index(got, "No file appears") > strings.Index(got, "The file is empty") {
		t.Errorf("the first issue is %q", got)
	}
	marek.CheckAxe()

	marek.Select("main [name=reviewer]", "Dana Whitfield")
	marek.ClickLoad("role=button Ask for a review")
	open(dana, "/me")
	dana.ClickLoad("role=link Export of notifications")
	dana.CheckAxe()
	dana.ClickLoad("role=button Approve")
	open(marek, "/me")
	marek.ClickLoad("role=link Export of notifications")
	marek.ClickLoad("role=button Publish version 1")
	marek.WaitText(".side", "Dana Whitfield, 16 Nov 2026")
	open(marek, "/launches/real-time-notifications/readiness")
	marek.Click("details.fold:has(.criteria a[href$='/guides']) > summary")
	marek.WaitText("main", "published and reviewed by support")

	ana := window(t, s, "ana")
	open(ana, "/launches/real-time-notifications/move")
	ana.Fill("main [name=launch_on]", "2026-12-01")
	ana.ClickLoad("main form .primary")
	if ana.Count("main [name=reason]") > 0 {
		ana.Fill("main [name=reason]", "The partner asked")
		ana.ClickLoad("main form .primary")
	}
	open(dana, "/guides/export-of-notifications")
	dana.WaitText(".note.warn", "T moved from")
	open(dana, "/guides?stale=1")
	dana.WaitText("table", "Export of notifications")
	open(dana, "/launches/real-time-notifications/readiness")
	dana.Click("details.fold:has(.criteria a[href$='/guides']) > summary")
	dana.WaitText("main", "may be out of date: T moved")
	open(dana, "/guides/export-of-notifications")
	dana.ClickLoad("role=button It is still right")
	if dana.Count(".note.warn") > 0 {
		t.Error("it is still marked stale")
	}

	open(marek, "/guides/export-of-notifications/edit")
	marek.Fill("#f-how", "Something else.")
	marek.Fill("#f-message", "A mistake")
	marek.ClickLoad("role=button Save new version")
	open(dana, "/guides/export-of-notifications")
	dana.WaitText("#how", "Press Export.")
	open(marek, "/guides/export-of-notifications/compare?a=1&b=2")
	marek.WaitText("table.diff del", "Press **Export**.")
	marek.WaitText("table.diff ins", "Something else.")
	marek.CheckAxe()
	marek.ClickLoad("role=button Restore version 1")
	marek.WaitText("#how", "Press Export.")
	marek.WaitText(".flash", "restored, as version 3")
	open(marek, "/guides/export-of-notifications/history")
	marek.WaitText("#version-3", "Restored version 1")
	marek.WaitText("#version-3 time", "16 Nov 2026")
	marek.CheckAxe()
}
