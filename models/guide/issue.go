package guide

import (
	"strings"

	"tminus/models/fault"
)

// Issue is something that goes wrong for a customer: what they see, what to look
// at, what mends it, and what to tell them. Checks, Fix and Say are Markdown.
type Issue struct {
	// ID stays the same through all revisions: links lead to it.
	ID      string `json:"id"`
	Symptom string `json:"symptom"`
	// Errors are the texts of error messages, one a line, as customers quote them.
	Errors string `json:"errors,omitempty"`
	Checks string `json:"checks,omitempty"`
	Fix    string `json:"fix,omitempty"`
	Say    string `json:"say,omitempty"`
}

// Anchor is the part of an address that leads to the issue.
func (i Issue) Anchor() string { return "issue-" + i.ID }

// ErrorTexts are the error messages one by one.
func (i Issue) ErrorTexts() []string { return lines(i.Errors) }

func (i Issue) empty() bool {
	return i.Symptom == "" && i.Errors == "" && i.Checks == "" && i.Fix == "" && i.Say == ""
}

// cleanIssues drops those in which nothing was typed.
func cleanIssues(c *fault.Check, list []Issue, ids map[string]bool, newID func() string) []Issue {
	var out []Issue
	for n, i := range list {
		i.Symptom, i.Errors = oneLine(i.Symptom), strings.Join(lines(i.Errors), "\n")
		i.Checks, i.Fix, i.Say = text(i.Checks), text(i.Fix), text(i.Say)
		if i.empty() {
			continue
		}
		c.That(i.Symptom != "", Field("issue", n, "symptom"), "Say what the customer sees.")
		within(c, Field("issue", n, "symptom"), i.Symptom, MaxLine)
		within(c, Field("issue", n, "errors"), i.Errors, MaxErrors)
		body(c, Field("issue", n, "checks"), i.Checks)
		body(c, Field("issue", n, "fix"), i.Fix)
		body(c, Field("issue", n, "say"), i.Say)
		i.ID = steady(i.ID, ids, newID)
		out = append(out, i)
	}
	c.That(len(out) <= MaxIssues, "issue-1-symptom", "Use at most %d issues; make it two guides.", MaxIssues)
	return out
}

// lines are the lines of a text in which something stands.
func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(text(s), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
