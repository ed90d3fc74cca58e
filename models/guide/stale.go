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

// Scope is what a guide's launch was about when the guide was checked: its T and
// what it delivers. A guide without a launch has the zero Scope.
type Scope struct {
	LaunchID int64            `json:"launch,omitempty"`
	At       int64            `json:"at,omitempty"` // Unix milliseconds
	Zone     string           `json:"zone,omitempty"`
	Summary  string           `json:"summary,omitempty"`
	Items    map[int64]string `json:"items,omitempty"` // titles by id
}

// Reasons are why what held at was may not hold now: the launch's date or scope
// has changed, or the day on which the guide was to be looked at again has passed.
func Reasons(was, now Scope, reviewOn, today civil.Date) []string {
	var out []string
	switch {
	case was.LaunchID != now.LaunchID && was.LaunchID == 0:
		out = append(out, "It was bound to a launch after it was reviewed")
	case was.LaunchID != now.LaunchID && now.LaunchID != 0:
		out = append(out, "It was bound to another launch after it was reviewed")
	case now.LaunchID != 0:
		out = append(out, changes(was, now)...)
	}
	if !reviewOn.IsZero() && today.After(reviewOn) {
		out = append(out, "It was to be reviewed again by "+reviewOn.Long())
	}
	return out
}

func changes(was, now Scope) []string {
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
	out = told(out, "added to the launch", added)
	out = told(out, "removed from the launch", removed)
	return told(out, "renamed", renamed)
}

// told names the first few of what happened to deliverables.
func told(out []string, what string, titles []string) []string {
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
		// What cannot be read counts as another scope, which makes the guide stale.
		_ = json.Unmarshal([]byte(text), &s)
	}
	return s
}
