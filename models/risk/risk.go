// Package risk implements the risk register of a launch: likelihood and impact of each risk, its
// owner, its mitigations, its trigger and its plan B. A show-stopper that is neither mitigated nor
// accepted keeps a launch from being ready.
//
// The rules are plain functions of a Fact and the time; the store files contain the writes, one
// transaction each.
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

// Response is the way in which a risk is treated.
type Response string

// The responses.
const (
	Mitigate Response = "mitigate"
	Accept   Response = "accept"
	Avoid    Response = "avoid"
	Transfer Response = "transfer"
	PlanB    Response = "plan_b"
)

// Responses lists the responses in the order on screen.
var Responses = []Response{Mitigate, Accept, Avoid, Transfer, PlanB}

var responseLabels = enum.Labels[Response]{
	{Mitigate, "Mitigate"},
	{Accept, "Accept"},
	{Avoid, "Avoid"},
	{Transfer, "Transfer"},
	{PlanB, "Plan B"},
}

// Label returns the name of the response on screen.
func (r Response) Label() string { return responseLabels.Label(r) }

// Category is the part of a launch that a risk comes from.
type Category string

// Categories lists the categories in the order on screen.
var Categories = []Category{
	"technical", "migration", "dependency", "people", "schedule", "security", "privacy", "customer", "commercial", "other",
}

// Label returns the name of the category on screen.
func (c Category) Label() string {
	if c == "" {
		return ""
	}
	return strings.ToUpper(string(c[:1])) + string(c[1:])
}

// Acceptance records that a risk was accepted, at the score that it had then, and until when. The
// zero value is no acceptance.
type Acceptance struct {
	ID           int64
	RiskID       int64
	ApproverID   int64
	ApproverName string
	Score
	Reason string
	// Until is the instant at which the acceptance expires.
	Until    db.Instant
	At       db.Instant
	EndedAt  db.Instant
	EndedWhy string
}

// Holds reports whether the acceptance is valid at now for a risk with that score.
func (a Acceptance) Holds(score Score, now time.Time) bool {
	return a.ID != 0 && a.EndedAt.IsZero() && a.Until.After(now) && a.Score == score
}

// LastDay returns the last day of the acceptance in the launch's zone.
func (a Acceptance) LastDay(loc *time.Location) civil.Date {
	return civil.Of(a.Until.Add(-time.Millisecond), loc)
}

// Fact holds the properties of a risk by which it is assessed.
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
	// Mitigations is the number of mitigating deliverables, and Done the number of finished ones. A
	// skipped or removed deliverable is not done.
	Mitigations, Done int
	// Acceptance is the latest one that was not ended; it may have expired.
	Acceptance Acceptance
	ReviewOn   civil.Date
	Version    int
}

// Mitigated reports whether all mitigations are done.
func (f Fact) Mitigated() bool { return f.Mitigations > 0 && f.Done == f.Mitigations }

// Effective returns the score that counts: the residual one if all mitigations are done, otherwise
// the current one.
func (f Fact) Effective() Score {
	if f.Mitigated() && f.Residual.Judged() {
		return f.Residual
	}
	return f.Current
}

// Accepted reports whether the risk is accepted at now with its effective score.
func (f Fact) Accepted(now time.Time) bool { return f.Acceptance.Holds(f.Effective(), now) }

// Unhandled reports whether an open risk is neither mitigated nor accepted at now.
func (f Fact) Unhandled(now time.Time) bool { return !f.Closed && !f.Mitigated() && !f.Accepted(now) }

// Stands reports whether the risk keeps the launch from being ready.
func (f Fact) Stands(now time.Time) bool { return f.ShowStopper && f.Unhandled(now) }

// ReviewDue reports whether the review of an open risk is due.
func (f Fact) ReviewDue(today civil.Date) bool {
	return !f.Closed && !f.ReviewOn.IsZero() && !f.ReviewOn.After(today)
}

// Input is the input of the form about a risk.
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

// The maximum lengths of texts, in characters, and the maximum number of steps of a plan B.
const (
	MaxTitle = 200
	MaxText  = 2000
	MaxSteps = 30
)

// Clean returns the normalized input, or Invalid with all problems. A missing inherent score is set
// to the current one.
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
	}{{"cause", &in.Cause}, {"event", &in.Event}, {"effect", &in.Effect}, {"cost", &in.Cost}, {"trigger", &in.Trigger},
		{"plan_b", &in.PlanB}} {
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
