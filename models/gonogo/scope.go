package gonogo

import "tminus/internal/enum"

// Scope is what a decision lets through. Only a decision for the launch opens
// the rollout.
type Scope string

// The scopes. ScopeNone is that of a condition before its decision is recorded,
// ScopeOther that of a decision of the log that no meeting took.
const (
	ScopeNone    Scope = ""
	ScopeLaunch  Scope = "launch"
	ScopePreview Scope = "preview"
	ScopeDate    Scope = "date"
	ScopeOther   Scope = "other"
)

var scopeLabels = enum.Labels[Scope]{
	{ScopeLaunch, "The launch"},
	{ScopePreview, "A preview"},
	{ScopeDate, "The date"},
}

// Scopes are those that a meeting can decide about.
var Scopes = scopeLabels.Values()

// Label returns the scope as it is shown.
func (s Scope) Label() string { return scopeLabels.LabelOr(s, "Other") }

// Outcome is the outcome of a decision.
type Outcome string

// The outcomes. OutcomeNone is that of a launch without a decision.
const (
	OutcomeNone        Outcome = ""
	OutcomeGo          Outcome = "go"
	OutcomeConditional Outcome = "conditional"
	OutcomeNoGo        Outcome = "no_go"
)

var outcomeLabels = enum.Labels[Outcome]{
	{OutcomeGo, "Go"},
	{OutcomeConditional, "Conditional go"},
	{OutcomeNoGo, "No-go"},
}

// Outcomes are those that can be recorded.
var Outcomes = outcomeLabels.Values()

// Label returns the outcome as it is shown.
func (o Outcome) Label() string { return outcomeLabels.LabelOr(o, "Not decided") }

// Lets reports whether the outcome lets its scope through.
func (o Outcome) Lets() bool { return o == OutcomeGo || o == OutcomeConditional }
