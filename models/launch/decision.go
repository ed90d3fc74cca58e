package launch

import (
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/models/template"
)

// Decision is a planned go/no-go meeting.
type Decision struct{ WorkItem }

// Until returns the start of the meeting, or the end of its day if it has no time.
func (d Decision) Until() time.Time {
	loc := location(d.Zone)
	if d.DueTime.IsZero() {
		_, end := civil.DayBounds(d.DueOn, loc)
		return end
	}
	at, _ := civil.Instant(d.DueOn, d.DueTime, loc)
	return at
}

// When returns the meeting's time relative to T and with its zone, as text.
func (d Decision) When() string { return DueText(d.LaunchOn, d.DueOn, d.DueTime, d.Zone) }

// DecisionText is the text that the folded title of a go/no-go meeting contains.
const DecisionText = "go/no-go"

// IsDecision reports whether an item is a go/no-go meeting.
func IsDecision(k template.Kind, title string) bool {
	return k == template.KindMeeting && strings.Contains(fold.Text(title), DecisionText)
}

// Soonest returns the next decision after now, or nil.
func Soonest(ds []Decision, now time.Time) *Decision {
	var best *Decision
	for i := range ds {
		if until := ds[i].Until(); until.After(now) && (best == nil || until.Before(best.Until())) {
			best = &ds[i]
		}
	}
	return best
}

// NextDecision returns the next go/no-go meeting of the plan, or nil.
func (p *Plan) NextDecision() *Decision {
	var ds []Decision
	for _, it := range p.Items {
		if IsDecision(it.Kind, it.Title) && !it.Status.Finished() && !it.Unscheduled() {
			ds = append(ds, Decision{WorkItem{Item: it, LaunchSlug: p.Slug, LaunchName: p.Name, LaunchOn: p.LaunchOn, Zone: p.Zone, Today: p.Today}})
		}
	}
	return Soonest(ds, p.Now)
}
