package e2e_test

import (
	"testing"
)

// A person requests an extension, the lead assesses both risks and grants it, the date moves, and
// the person sees the result once.
func TestExtensionRequestedGrantedAndShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	item := notifications + "/deliverables/" + s.Deliverable("real-time-notifications", "Support training")
	marek := window(t, s, "marek")
	marek.Open(s.URL + item)
	marek.ClickLoad("text=Ask for a later date")
	was := scan[string](s, "SELECT due_on FROM deliverables WHERE id = ?", s.Deliverable("real-time-notifications", "Support training"))
	f := s.Asking()
	marek.Select("label=~Past which freeze", f.Get("freeze"))
	for label, name := range map[string]string{"Days past the freeze": "days", "Why": "why", "Risk of including it": "risk_with",
		"Risk of leaving it out": "risk_without"} {
		marek.Fill("label=~"+label, f.Get(name))
	}
	marek.ClickLoad("role=button Ask the lead")
	marek.WaitText("main", "To decide")
	marek.CheckAxe()

	ana := window(t, s, "ana")
	ana.Open(s.URL + "/me")
	ana.ClickLoad("text=Support training")
	ana.WaitText("main", "The trainer is ill")
	ana.Fill("label=~Reason", "Support can learn on the day")
	ana.ClickLoad("role=button Grant it")
	ana.WaitText("#flash", "Granted")
	ana.WaitText("main", "Granted by Ana Kern")
	ana.CheckAxe()
	if now := scan[string](s, "SELECT due_on FROM deliverables WHERE id = ?",
		s.Deliverable("real-time-notifications", "Support training")); now <= was {
		t.Errorf("due %s, it was %s", now, was)
	}

	marek.Open(s.URL + "/me")
	marek.WaitText("#exceptions", "Support can learn on the day")
	marek.CheckAxe()
	marek.ClickLoad("role=button Mark as seen: Support training")
	if n := marek.Count("#exceptions"); n != 0 {
		t.Error("still told after it was seen")
	}
	ana.Reload()
	ana.WaitText("main", "Marek Solberg (seen)")
}
