package guide

import (
	"strings"

	"tminus/internal/words"
	"tminus/models/fault"
)

// Issue is a problem that customers have: what they see, what to check, how to fix it, and what to
// tell them. Checks, Fix and Say are Markdown.
type Issue struct {
	// ID stays the same through all revisions, because links contain it.
	ID      string `json:"id"`
	Symptom string `json:"symptom"`
	// Errors has the error messages as customers quote them, one on each line.
	Errors string `json:"errors,omitempty"`
	Checks string `json:"checks,omitempty"`
	Fix    string `json:"fix,omitempty"`
	Say    string `json:"say,omitempty"`
}

// Anchor returns the URL fragment of the issue.
func (i Issue) Anchor() string { return "issue-" + i.ID }

// ErrorTexts returns the error messages.
func (i Issue) ErrorTexts() []string { return lines(i.Errors) }

func (i Issue) empty() bool {
	return i.Symptom == "" && i.Errors == "" && i.Checks == "" && i.Fix == "" && i.Say == ""
}

// cleanIssues normalizes and checks the issues and drops empty ones.
func cleanIssues(c *fault.Check, list []Issue, ids map[string]bool, newID func() string) []Issue {
	var out []Issue
	for n, i := range list {
		i.Symptom, i.Errors = words.OneLine(i.Symptom), strings.Join(lines(i.Errors), "\n")
		i.Checks, i.Fix, i.Say = cleanText(i.Checks), cleanText(i.Fix), cleanText(i.Say)
		if i.empty() {
			continue
		}
		c.That(i.Symptom != "", Field("issue", n, "symptom"), "Say what the customer sees.")
		checkLength(c, Field("issue", n, "symptom"), i.Symptom, MaxLine)
		checkLength(c, Field("issue", n, "errors"), i.Errors, MaxErrors)
		checkMarkdown(c, Field("issue", n, "checks"), i.Checks)
		checkMarkdown(c, Field("issue", n, "fix"), i.Fix)
		checkMarkdown(c, Field("issue", n, "say"), i.Say)
		i.ID = stableID(i.ID, ids, newID)
		out = append(out, i)
	}
	c.That(len(out) <= MaxIssues, "issue-1-symptom", "Use at most %d issues; make it two guides.", MaxIssues)
	return out
}

// lines returns the lines of a text that are not blank.
func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(cleanText(s), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
