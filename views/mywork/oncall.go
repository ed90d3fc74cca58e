package mywork

import (
	"fmt"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/stakeholder"
)

// zone returns a zone that was validated when it was stored.
func zone(name string) *time.Location {
	loc, err := civil.Zone(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// askText returns the number of stakeholders to ask as text.
func askText(a stakeholder.ToAsk) string {
	n := len(a.Untold) + len(a.Outdated)
	if n == 1 {
		return "1 stakeholder does not know T yet"
	}
	return fmt.Sprintf("%d stakeholders do not know T yet", n)
}

// named is the number of stakeholders to ask that are named.
const named = 3

// askingWhom returns their names, those who know an old date first.
func askingWhom(a stakeholder.ToAsk) string {
	var out []string
	for _, f := range a.Outdated {
		out = append(out, f.Name+" believes an old date")
	}
	for _, f := range a.Untold {
		out = append(out, f.Name)
	}
	if more := len(out) - named; more > 0 {
		out = append(out[:named], fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, " · ")
}
