package guide

import (
	"fmt"

	"tminus/models/db"
)

func versionText(number int) string { return fmt.Sprintf("version %d", number) }

// Changes returns the differences between two contents for the history. It names the parts that
// changed but not their text, which the comparison of revisions shows.
func Changes(a, b Content) []db.Change {
	var out []db.Change
	add := func(field, before, after string) {
		if before != after {
			out = append(out, db.Change{Field: field, Old: before, New: after})
		}
	}
	add("title", a.Title, b.Title)
	add("summary", a.Summary, b.Summary)
	add("how it works", sizeText(a.How, a.How != b.How, "before"), sizeText(b.How, a.How != b.How, "after"))
	issues := map[string]Issue{}
	for _, i := range a.Issues {
		issues[i.ID] = i
	}
	for _, i := range b.Issues {
		was, there := issues[i.ID]
		delete(issues, i.ID)
		switch {
		case !there:
			add("issue", "", i.Symptom)
		case was != i:
			add("issue", was.Symptom, i.Symptom+" (changed)")
		}
	}
	for _, i := range a.Issues {
		if _, gone := issues[i.ID]; gone {
			add("issue", i.Symptom, "")
		}
	}
	replies := map[string]Template{}
	for _, t := range a.Templates {
		replies[t.ID] = t
	}
	for _, t := range b.Templates {
		was, there := replies[t.ID]
		delete(replies, t.ID)
		switch {
		case !there:
			add("reply", "", t.Title)
		case was != t:
			add("reply", was.Title, t.Title+" (changed)")
		}
	}
	for _, t := range a.Templates {
		if _, gone := replies[t.ID]; gone {
			add("reply", t.Title, "")
		}
	}
	if before, after := stepsText(a.Escalation), stepsText(b.Escalation); before != after {
		add("escalation", before, after)
	}
	return out
}

// sizeText returns a text that stands for a long text in the history, or "" if it did not change.
func sizeText(s string, changed bool, when string) string {
	if !changed {
		return ""
	}
	return fmt.Sprintf("%d characters %s", len([]rune(s)), when)
}

// stepsText returns all steps on one line.
func stepsText(list []Step) (out string) {
	for i, s := range list {
		if i > 0 {
			out += "; "
		}
		out += s.Words()
	}
	return out
}
