// Package risk is the register of what can go wrong with a launch: how likely
// it is and how much it would hurt, who has it, what is done about it, what
// tells that it is happening and what is done then. A show-stopper that is
// neither mitigated nor accepted keeps a launch from going.
//
// The rules are plain functions of a Fact and the time; the store files hold
// what people do, one transaction each.
package risk

import (
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
)

// Response is what is done about a risk.
type Response string

// The responses.
const (
	Mitigate Response = "mitigate"
	Accept   Response = "accept"
	Avoid    Response = "avoid"
	Transfer Response = "transfer"
	PlanB    Response = "plan_b"
)

// Responses in the order in which they are offered.
var Responses = []Response{Mitigate, Accept, Avoid, Transfer, PlanB}

var responseLabels = enum.Labels[Response]{
	{Mitigate, "Mitigate"},
	{Accept, "Accept"},
	{Avoid, "Avoid"},
	{Transfer, "Transfer"},
	{PlanB, "Plan B"},
}

// Label is the response as people read it.
func (r Response) Label() string { return responseLabels.Label(r) }

// Category is the part of a launch that a risk comes from.
type Category string

// Categories in the order in which they are offered.
var Categories = []Category{
	"technical", "migration", "dependency", "people", "schedule", "security", "privacy", "customer", "commercial", "other",
}

// Label is the category as people read it.
func (c Category) Label() string {
	if c == "" {
		return ""
	}
	return strings.ToUpper(string(c[:1])) + string(c[1:])
}

// Acceptance says that somebody who may has taken a risk on, at the score that
// it had then, and until when. The zero Acceptance is none.
type Acceptance struct {
	ID           int64
	RiskID       int64
	ApproverID   int64
	ApproverName string
	Score
	Reason string
	// Until is the instant from which it no longer counts.
	Until    db.Instant
	At       db.Instant
	EndedAt  db.Instant
	EndedWhy string
}

// Holds tells whether the acceptance counts at now for a risk of that score.
func (a Acceptance) Holds(score Score, now time.Time) bool {
	return a.ID != 0 && a.EndedAt.IsZero() && a.Until.After(now) && a.Score == score
}

// LastDay is the last day on which the acceptance counts, in the launch's zone.
func (a Acceptance) LastDay(loc *time.Location) civil.Date {
	return civil.Of(a.Until.Add(-time.Millisecond), loc)
}

// Fact is a risk with all that it is judged by.
type Fact struct {
	ID          int64
	LaunchID    int64
	Title       string
	Category    Category
	Response    Response
	OwnerID     int64
	OwnerName   string
	OwnerGone   bool
	ShowStopper bool
	Closed      bool
	Scores
	// Mitigations is how many deliverables make it smaller, and Done how many of
	// them are: one that was skipped or taken off the plan is not.
	Mitigations, Done int
	// Acceptance is the newest that was not ended; it may have run out.
	Acceptance Acceptance
	ReviewOn   civil.Date
	Version    int
}

// Mitigated tells whether all that makes the risk smaller is done.
func (f Fact) Mitigated() bool { return f.Mitigations > 0 && f.Done == f.Mitigations }

// Effective is the score that counts: what remains once all the mitigations are
// done, and until then what it is now.
func (f Fact) Effective() Score {
	if f.Mitigated() && f.Residual.Judged() {
		return f.Residual
	}
	return f.Current
}

// Accepted tells whether somebody has taken the risk on as it is at now.
func (f Fact) Accepted(now time.Time) bool { return f.Acceptance.Holds(f.Effective(), now) }

// Unhandled tells whether an open risk is neither mitigated nor accepted at now.
func (f Fact) Unhandled(now time.Time) bool { return !f.Closed && !f.Mitigated() && !f.Accepted(now) }

// Stands tells whether the risk keeps the launch from going.
func (f Fact) Stands(now time.Time) bool { return f.ShowStopper && f.Unhandled(now) }

// ReviewDue tells whether an open risk should have been looked at again by today.
func (f Fact) ReviewDue(today civil.Date) bool {
	return !f.Closed && !f.ReviewOn.IsZero() && !f.ReviewOn.After(today)
}

// Input is what a person types about a risk.
type Input struct {
	Title                string
	Category             Category
	Cause, Event, Effect string
	Scores
	OwnerID     *int64
	Response    Response
	Cost        string
	Trigger     string
	PlanB       string
	Steps       []string
	ReviewOn    civil.Date
	ShowStopper bool
}

// The longest texts, in characters, and the most steps that a plan B has.
const (
	MaxTitle = 200
	MaxText  = 2000
	MaxSteps = 30
)

// Clean returns the input as it is stored, or Invalid with all that is wrong.
// An inherent score that was left out is what the risk is now.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Title = words.OneLine(in.Title)
	c.That(in.Title != "", "title", "Say in a few words what can happen.")
	c.That(len([]rune(in.Title)) <= MaxTitle, "title", "Use at most %d characters.", MaxTitle)
	c.That(slices.Contains(Categories, in.Category), "category", "Choose a category.")
	c.That(slices.Contains(Responses, in.Response), "response", "Choose what is done about it.")
	for _, t := range []struct {
		field string
		text  *string
	}{{"cause", &in.Cause}, {"event", &in.Event}, {"effect", &in.Effect}, {"cost", &in.Cost}, {"trigger", &in.Trigger}, {"plan_b", &in.PlanB}} {
		*t.text = strings.TrimSpace(strings.ReplaceAll(*t.text, "\r\n", "\n"))
		c.That(len([]rune(*t.text)) <= MaxText, t.field, "Use at most %d characters.", MaxText)
	}
	in.Steps = cleanSteps(&c, in.Steps)
	in.check(&c)
	if !in.Inherent.Judged() {
		in.Inherent = in.Current
	}
	return in, c.Err()
}

func cleanSteps(c *fault.Check, steps []string) []string {
	var out []string
	for _, s := range steps {
		if s = words.OneLine(s); s != "" {
			out = append(out, s)
			c.That(len([]rune(s)) <= MaxTitle, "steps", "Use at most %d characters a step.", MaxTitle)
		}
	}
	c.That(len(out) <= MaxSteps, "steps", "Keep plan B to %d steps.", MaxSteps)
	return out
}
