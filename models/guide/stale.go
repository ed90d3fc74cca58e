package guide

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
)

// Scope is the state of a guide's launch when the guide was checked: its T and its deliverables. A
// guide without a launch has the zero Scope.
type Scope struct {
	LaunchID int64            `json:"launch,omitempty"`
	At       int64            `json:"at,omitempty"` // Unix milliseconds
	Zone     string           `json:"zone,omitempty"`
	Summary  string           `json:"summary,omitempty"`
	Items    map[int64]string `json:"items,omitempty"` // titles by id
}

// Reasons returns why a guide that was valid for was may not be valid now: the date or the scope of
// the launch changed, or the day of the next review has passed.
func Reasons(was, now Scope, reviewOn, today civil.Date) []string {
	var out []string
	switch {
	case was.LaunchID != now.LaunchID && was.LaunchID == 0:
		out = append(out, "It was bound to a launch after it was reviewed")
	case was.LaunchID != now.LaunchID && now.LaunchID != 0:
		out = append(out, "It was bound to another launch after it was reviewed")
	case now.LaunchID != 0:
		out = append(out, scopeChanges(was, now)...)
	}
	if !reviewOn.IsZero() && today.After(reviewOn) {
		out = append(out, "It was to be reviewed again by "+reviewOn.Long())
	}
	return out
}

func scopeChanges(was, now Scope) []string {
	var out []string
	if was.At != now.At {
		out = append(out, fmt.Sprintf("T moved from %s to %s", was.day(), now.day()))
	}
	if was.Summary != now.Summary {
		out = append(out, "The launch’s summary was changed")
	}
	var added, removed, renamed []string
	for _, id := range slices.Sorted(maps.Keys(now.Items)) {
		before, there := was.Items[id]
		switch {
		case !there:
			added = append(added, now.Items[id])
		case before != now.Items[id]:
			renamed = append(renamed, now.Items[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(was.Items)) {
		if _, there := now.Items[id]; !there {
			removed = append(removed, was.Items[id])
		}
	}
	out = appendTitles(out, "added to the launch", added)
	out = appendTitles(out, "removed from the launch", removed)
	return appendTitles(out, "renamed", renamed)
}

// appendTitles appends a sentence that names the first few of the titles.
func appendTitles(out []string, what string, titles []string) []string {
	const most = 3
	switch n := len(titles); {
	case n == 0:
		return out
	case n == 1:
		return append(out, fmt.Sprintf("A deliverable was %s: %s", what, titles[0]))
	case n <= most:
		return append(out, fmt.Sprintf("%d deliverables were %s: %s", n, what, strings.Join(titles, ", ")))
	default:
		return append(out, fmt.Sprintf("%d deliverables were %s: %s and %d more", n, what, strings.Join(titles[:most], ", "), n-most))
	}
}

func (s Scope) day() string {
	loc, err := civil.Zone(s.Zone)
	if err != nil {
		loc = time.UTC
	}
	return time.UnixMilli(s.At).In(loc).Format("Mon 2 Jan 2006, 15:04 MST")
}

func (s Scope) encode() string {
	b, err := json.Marshal(s)
	if err != nil {
		return ""
	}
	return string(b)
}

func decodeScope(text string) (s Scope) {
	if text != "" {
		// An unreadable scope counts as a different one, which makes the guide stale.
		_ = json.Unmarshal([]byte(text), &s)
	}
	return s
}
