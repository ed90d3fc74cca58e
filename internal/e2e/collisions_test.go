package e2e_test

import (
	"strings"
	"testing"

	"tminus/internal/civil"
	"tminus/models/calendar"
)

// A launch is planned into a freeze, which the preview shows. T is moved out of it, and the
// remaining collision is accepted with a reason.
func TestCollisionOfPlannedLaunchInBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	day := civil.New(2026, 12, 15)
	s.Event(calendar.Freeze, "Audit week", day, day.AddDays(3))
	s.Event(calendar.Campaign, "Sale of the year", day.AddDays(7), day.AddDays(9))
	b := window(t, s, "ana")
	b.Viewport(1440, 900)
	b.Open(s.URL + "/launches/new")
	b.Fill("label=~Name", "Pay by link")
	b.Fill("#f-launch_on", day.String())
	b.ClickLoad(".new-launch .primary")
	b.WaitText("#preview", "T is during the freeze “Audit week”")
	b.CheckAxe()
	b.ClickLoad("role=button Make the launch")

	b.Open(s.URL + "/launches/pay-by-link/readiness")
	b.WaitText("#readiness", "T is during the freeze “Audit week”")
	b.CheckAxe()
	b.Open(s.URL + "/launches/pay-by-link/move?launch_on=" + day.AddDays(7).String() + "&launch_time=10:00&zone=Europe/Berlin")
	b.WaitText("#calendar-change", "Sale of the year")
	b.CheckAxe()
	if got := b.Text("#calendar-change"); !strings.Contains(got, "Gone") || !strings.Contains(got, "Audit week") {
		t.Errorf("the preview does not say that the freeze is gone: %s", got)
	}
	b.Fill("label=~Why does T move", "Out of the freeze")
	b.ClickLoad("role=button ~Move T")
	b.Open(s.URL + "/launches/pay-by-link/readiness")
	b.Wait("#readiness")
	if strings.Contains(b.Text("#readiness"), "Audit week") {
		t.Error("the freeze is in the way still")
	}

	b.Open(s.URL + "/launches/pay-by-link/collisions?part=t")
	b.Wait("main .list details")
	b.Click("main .list > li:first-child summary")
	b.CheckAxe()
	b.ClickLoad("main .list > li:first-child >> role=button Accept the collision")
	b.WaitText(".summary", "Say why")
	b.CheckAxe()
	b.Fill("main .list details[open] textarea", "Marketing asked for it")
	b.ClickLoad("main .list details[open] >> role=button Accept the collision")
	b.WaitText("#flash", "Accepted")
	b.WaitText("main", "Marketing asked for it")
	b.CheckAxe()
	b.ClickLoad("#flash >> role=button Undo")
	b.WaitText("#flash", "Taken back")
	b.WaitText("details.more", "Earlier acceptances")
}
