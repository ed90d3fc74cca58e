package readiness

import (
	"fmt"
	"strings"
)

// groupKey identifies the lines that are combined: those of one source with the same owner, due day and verb
// (readiness.md §1).
type groupKey struct {
	source   Source
	severity Severity
	word     string
	owner    int64
	due      string
	verb     string
	list     string
}

// combine makes one line of all that have the same group.
func combine(lines []Line) []Line {
	groups := make(map[groupKey][]Line)
	for _, l := range lines {
		groups[l.group()] = append(groups[l.group()], l)
	}
	var out []Line
	done := make(map[groupKey]bool)
	for _, l := range lines {
		k := l.group()
		if done[k] {
			continue
		}
		done[k] = true
		if all := groups[k]; len(all) > 1 {
			l = combined(all)
		}
		out = append(out, l)
	}
	return out
}

// group returns the group of a line. Stakeholders who know an old date and those who were not told are one.
func (l Line) group() groupKey {
	k := groupKey{l.Source, l.Severity, l.Word, l.OwnerID, l.Due.String(), l.Verb, l.List}
	if l.Source == SourceStakeholder {
		k.word = ""
	}
	return k
}

// combined returns one line that says how many things it is about, and names the first of them.
func combined(all []Line) Line {
	l := all[0]
	l.Items = all
	l.Key = string(l.Source) + "s " + strings.TrimPrefix(l.Key, string(l.Source)+" ")
	l.Title = groupTitle(l, len(all))
	l.Path = groupPath(l)
	names := make([]string, 0, 3)
	for _, it := range all[:min(3, len(all))] {
		names = append(names, it.Title)
	}
	l.Why = strings.Join(names, ", ")
	if more := len(all) - len(names); more > 0 {
		l.Why += fmt.Sprintf(" and %d more", more)
	}
	for _, it := range all {
		if it.From != l.From {
			l.From, l.FromPath = "", ""
		}
	}
	return l
}

// groupTitle returns the title of n lines of one source.
func groupTitle(l Line, n int) string {
	noun := map[Source]string{SourceCriterion: "criteria", SourceCondition: "no-go conditions", SourceFlag: "red flags", SourceCheck: "checks",
		SourceDeliverable: "deliverables", SourceRisk: "risks", SourceRoster: "shifts", SourceTask: "run sheet tasks",
		SourceCollision:   "collisions",
		SourceStakeholder: "stakeholders", SourceDecision: "conditions of the go"}[l.Source]
	verb := map[string]string{VerbSignOff: "to sign off", VerbCheck: "to do", VerbResolve: "to resolve", VerbRetest: "failed",
		VerbOpen: "to finish", VerbUnblock: "blocked", VerbSetDate: "need a new date", VerbAssign: "without an owner",
		VerbReassign: "with an absent owner", VerbDecide: "to decide", VerbFillGap: "to fill", VerbAnswer: "to answer", VerbRun: "to run"}[l.Verb]
	switch {
	case l.Source == SourceStakeholder:
		return fmt.Sprintf("%d stakeholders have not acknowledged the date", n)
	case l.Source == SourceRisk && l.Verb == VerbDecide:
		return fmt.Sprintf("%d show-stopper risks to decide", n)
	case l.Source == SourceCondition:
		verb = map[string]string{VerbCheck: "to check"}[l.Verb]
	case l.Source == SourceCheck && l.List != "":
		noun = "checks of " + l.List
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", n, noun, verb))
}

// groupPath returns the page of all things of a source.
func groupPath(l Line) string {
	switch l.Source {
	case SourceCheck:
		return "/checklists"
	case SourceDeliverable:
		return "/timeline"
	case SourceRisk:
		return "/risks"
	case SourceTask:
		return "/runsheet"
	case SourceFlag:
		return "/interview"
	case SourceCriterion, SourceCondition:
		return "/readiness"
	}
	return l.Path
}
