package launch

import (
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/models/template"
)

// Decision is a go/no-go meeting that lies ahead.
type Decision struct{ WorkItem }

// Until is the instant up to which the meeting lies ahead: its start, or the
// end of its day when no time is given.
func (d Decision) Until() time.Time {
	loc := location(d.Zone)
	if d.DueTime.IsZero() {
		_, end := civil.DayBounds(d.DueOn, loc)
		return end
	}
	at, _ := civil.Instant(d.DueOn, d.DueTime, loc)
	return at
}

// When is the meeting's time in words, as it lies to T and with its zone.
func (d Decision) When() string { return DueText(d.LaunchOn, d.DueOn, d.DueTime, d.Zone) }

// DecisionText is what the folded title of a go/no-go meeting contains.
const DecisionText = "go/no-go"

// IsDecision tells whether an item is a go/no-go meeting.
func IsDecision(k template.Kind, title string) bool {
	return k == template.KindMeeting && strings.Contains(fold.Text(title), DecisionText)
}

// Soonest returns the decision that comes first from now on, nil for none.
func Soonest(ds []Decision, now time.Time) *Decision {
	var best *Decision
	for i := range ds {
		if until := ds[i].Until(); until.After(now) && (best == nil || until.Before(best.Until())) {
			best = &ds[i]
		}
	}
	return best
}

// NextDecision returns the go/no-go meeting of the plan that comes first from
// now on, or nil when none is planned.
func (p *Plan) NextDecision() *Decision {
	var ds []Decision
	for _, it := range p.Items {
		if IsDecision(it.Kind, it.Title) && !it.Status.Finished() && !it.Unscheduled() {
			ds = append(ds, Decision{WorkItem{Item: it, LaunchSlug: p.Slug, LaunchName: p.Name, LaunchOn: p.LaunchOn, Zone: p.Zone, Today: p.Today}})
		}
	}
	return Soonest(ds, p.Now)
}
