package e2e_test

import (
	"testing"
	"time"

	"tminus/internal/browser"
)

// On a phone, the lead confirms and advances a stage, and a member who is not the lead rolls back in two presses.
func TestRolloutIsRolledBackOnAPhone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	lead, member := browser.New(t), browser.New(t)
	open(s, lead, "marek")
	open(s, member, "dana")
	for _, b := range []*browser.Browser{lead, member} {
		b.Viewport(390, 844)
	}
	page := s.URL + s.FillIn("/launches/{launching}/rollout")
	s.Clock.Advance(2 * time.Hour)
	lead.Open(page)
	lead.CheckAxe()
	lead.ClickLoad("role=button Advance to 25 %")
	lead.WaitText(".say h2", "25 % · confirming")
	lead.ClickLoad("role=button Confirm it is on")
	lead.WaitText(".say h2", "25 % · holding")
	member.Open(page)
	member.ClickLoad("role=link Roll back…")
	member.CheckAxe()
	member.ClickLoad("role=button Turn it off for everyone")
	member.WaitText(".say h2", "Rolled back")
	member.ClickLoad("role=button Confirm it is off")
	member.WaitText(".say", "Off for everyone, confirmed")
	lead.ClickLoad("role=button Advance to 50 %")
	lead.WaitText("body", "The rollout has gone on meanwhile")
}
