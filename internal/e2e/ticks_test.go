package e2e_test

import (
	"net/http"
	"net/url"
	"testing"

	"tminus/internal/browser"
)

// An answer raises a flag, the lead accepts it, and a new answer ends the acceptance.
func TestInterviewInBrowser(t *testing.T) {
	t.Parallel()
	member := browser.New(t)
	lead := browser.New(t)
	s := newSite(t)
	open(s, member, "marek")
	open(s, lead, "petra")
	row := "#q-" + s.QuestionOf(launchOfPetra, "load")
	member.Open(s.URL + searchInterview)
	member.Click(row + " .with-note summary")
	member.Fill(row+" textarea[name=note]", "The rig is booked")
	member.Click(row + " >> role=button ~Untested")
	member.WaitText(row+" .note", "It stands until there is another answer")
	member.WaitText(row+" .pre", "The rig is booked")
	member.WaitText("#interview-progress", "1 red flag")
	member.WaitText("#flash", "Undo")
	member.CheckAxe()

	lead.Open(s.URL + searchInterview)
	lead.Click(row + " .note summary")
	lead.Click(row + " >> role=button Accept the flag")
	lead.WaitText(row+" .field-error", "Say why")
	lead.Fill(row+" textarea[name=reason]", "One in ten people first")
	lead.Click(row + " >> role=button Accept the flag")
	lead.WaitText(row+" .note", "One in ten people first")
	lead.WaitText("#interview-progress", "1 accepted")
	lead.CheckAxe()

	// The page is older than the acceptance, so both are shown and mine is kept.
	member.Click(row + " >> role=button ~Tested above")
	member.Wait("#dialog")
	member.ClickLoad("#dialog >> role=button Save what I chose")
	member.WaitText(row+" .given", "Tested above what is expected")
	lead.Reload()
	lead.WaitText(row+" .section-head", "Answered")
	if n := lead.Count(row + " .note"); n != 0 {
		t.Errorf("a flag is still shown")
	}

	// The same without script.
	member.JavaScript(false)
	member.Open(s.URL + searchInterview)
	member.ClickLoad(row + " >> role=button ~Expected load unknown")
	member.WaitText(row+" .note", "It stands until there is another answer")
	member.ClickLoad("#flash >> role=button Undo")
	member.WaitText(row+" .given", "Tested above what is expected")
}

// Several checks are changed at once and undone, with and without script.
func TestChecklistInBrowser(t *testing.T) {
	t.Parallel()
	b := browser.New(t)
	s := newSite(t)
	ids := []string{s.OpenAgain("works"), s.OpenAgain("alerts")}
	open(s, b, "marek")
	for _, script := range []bool{true, false} {
		b.JavaScript(script)
		b.Open(s.URL + searchLists)
		b.Click("label[for=select]")
		for _, id := range ids {
			b.Check("#check-"+id+" .pick", true)
		}
		b.Wait("#several")
		b.ClickLoad("#several >> role=button Done")
		b.Click(".checklist .fold > summary") // all are done now
		for _, id := range ids {
			b.Wait("#check-" + id + " .tick[aria-pressed=true]")
		}
		b.ClickLoad("#flash >> role=button Undo")
		for _, id := range ids {
			b.Wait("#check-" + id + " .tick[aria-pressed=false]")
		}
		b.Click("label[for=select]")
		for _, id := range ids {
			b.Check("#check-"+id+" .pick", true)
		}
		b.ClickLoad("#several >> role=button Not applicable…")
		b.Fill("label=~They do not apply", "Nothing to see")
		b.ClickLoad("role=button Save")
		b.Click(".checklist .fold > summary")
		b.WaitText("#check-"+ids[0], "Nothing to see")
		b.ClickLoad("#flash >> role=button Undo")
	}
	b.JavaScript(true)
	b.Open(s.URL + searchLists)
	row := "#check-" + ids[0]
	// One check by one press, then one that needs a reason, in the dialog.
	b.Click(row + " >> role=button ~Fail")
	b.WaitText(row, "Failed.")
	b.WaitText("#checks-progress", "1 failed")
	b.Click(row + " .menu > summary")
	b.Click(row + " .menu-items >> role=button ~Not applicable")
	b.Wait("#dialog")
	b.CheckAxe()
	b.Click("#dialog >> role=button Save")
	b.WaitText("#dialog .field-error", "Say why it does not apply")
	b.Fill("#dialog >> label=~It does not apply", "No data moves")
	b.Click("#dialog >> role=button Save")
	b.WaitGone("#dialog")
	b.WaitText(row, "No data moves")
	s.As("ana").Post(searchCheck(ids[0])+"/state", url.Values{"state": {"done"}, "version": {s.CheckVersion(ids[0])}}).Want(t,
		http.StatusSeeOther)
	b.Click(row + " .menu > summary")
	b.Click(row + " .menu-items >> role=button Open")
	b.Wait("#dialog")
	b.ClickLoad("#dialog >> role=button Save what I chose")
	b.Wait(row + " .tick[aria-pressed=false]")
	b.CheckAxe()
}
