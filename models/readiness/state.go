package readiness

import (
	"fmt"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/launch"
)

// Tone is the colour of a state. Its values are used in CSS.
type Tone string

// The tones.
const (
	Grey  Tone = "grey"
	Blue  Tone = "blue"
	Amber Tone = "amber"
	Red   Tone = "red"
	Green Tone = "green"
)

// State is the one state of a launch that every page shows (readiness.md §2), and the number of lines behind
// it.
type State struct {
	Tone  Tone
	Label string
	// Open is the number of lines that stop or are open, ToCome of those not yet due.
	Open   int `gorm:"column:open_count"`
	ToCome int
	// Opened names what opened after a go, "" for nothing; OpenedAt is since when.
	Opened   string `gorm:"-"`
	OpenedAt db.Instant
}

// redDays is the number of days before T from which a launch that is not ready is red.
const redDays = 3

// stateOf returns the state: the first row of readiness.md §2 that applies. lines are combined, single are not.
func stateOf(f facts, lines, single []Line, today civil.Date, now time.Time) State {
	s := State{}
	for _, l := range lines {
		if l.Severity == NotYet {
			s.ToCome++
		} else {
			s.Open++
		}
	}
	s.Tone, s.Label, s.Opened = f.stateLabel(s, lines, single, today, now)
	return s
}

func (f facts) stateLabel(s State, lines, single []Line, today civil.Date, now time.Time) (Tone, string, string) {
	switch f.launch.State {
	case launch.Closed:
		return Grey, "Closed", ""
	case launch.Cancelled:
		return Grey, "Cancelled", ""
	case launch.RolledBack:
		return Red, "Rolled back", ""
	case launch.Launching:
		switch {
		case f.rolloutPaused:
			return Amber, f.rollout, ""
		case f.rollout != "":
			return Blue, f.rollout, ""
		}
		return Blue, "Launching", ""
	case launch.Live:
		return Green, "Live", ""
	}
	if name := f.activeCondition(now); name != "" {
		return Red, "No-go · " + name, ""
	}
	d := f.decision
	at := d.DecidedAt
	if at.IsZero() {
		at = d.At
	}
	on := civil.Of(at.Time, f.loc).Format("2 Jan")
	lets := f.goes()
	switch {
	case d.Decided() && d.Outcome == gonogo.OutcomeNoGo && !f.planned:
		return Red, "No-go · " + on, ""
	case lets && !f.goFor.IsZero() && f.goFor != f.launchOn:
		return Amber, "Go was for " + f.goFor.Format("2 Jan") + " · new decision needed", ""
	}
	if lets {
		if opened := openedSince(f.frozen, single); len(opened) > 0 {
			return Amber, fmt.Sprintf("Go · %d no longer met", len(opened)), opened[0].Title + ": " + lowerFirst(opened[0].Word)
		}
		if n := len(d.Conditions); d.Outcome == gonogo.OutcomeConditional && n > 0 {
			return Amber, fmt.Sprintf("Conditional go · %d open", n), ""
		}
		return Green, "Go · " + on, ""
	}
	switch {
	case s.Open > 0:
		tone := Amber
		urgent := slices.ContainsFunc(lines, func(l Line) bool { return l.Severity == Stops || l.Late(today) })
		if urgent && f.launchOn.Sub(today) <= redDays {
			tone = Red
		}
		return tone, s.CountLabel(), ""
	case s.ToCome > 0:
		return Grey, s.CountLabel(), ""
	}
	return Green, s.CountLabel(), ""
}

// CountLabel returns the state as it follows from the lines alone, before any decision.
func (s State) CountLabel() string {
	switch {
	case s.Open > 0:
		return fmt.Sprintf("Not ready · %d open", s.Open)
	case s.ToCome > 0:
		return fmt.Sprintf("On schedule · %d to come", s.ToCome)
	}
	return "Ready"
}

// activeCondition returns the title of the first active NO-GO condition, "" for none.
func (f facts) activeCondition(now time.Time) string {
	for _, c := range f.criteria {
		if c.Kind != KindNoGo {
			continue
		}
		line := c.line()
		if f.condition(c, now, &line); line.State == Active {
			return c.Title
		}
	}
	return ""
}

// openedSince returns the counted lines that are not among the keys of a decision's frozen record. A line that now stops the
// launch has opened unless it already did in the record.
func openedSince(keys []string, single []Line) []Line {
	var out []Line
	for _, l := range single {
		if l.Severity == NotYet || l.Source == SourceDecision || l.Source == SourceMeeting {
			continue
		}
		held := slices.Contains(keys, gonogo.OpenKey(l.Key, true)) ||
			l.Severity != Stops && slices.Contains(keys, gonogo.OpenKey(l.Key, false))
		if !held {
			out = append(out, l)
		}
	}
	return out
}
