package gonogo

import (
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/runsheet"
)

// Snapshot is the readiness of a launch when a decision was recorded. It is
// kept as JSON that nobody can change, so it has types of its own, which must
// not change either.
type Snapshot struct {
	TakenAt  time.Time         `json:"taken_at"`
	Launch   FrozenLaunch      `json:"launch"`
	Verdict  FrozenVerdict     `json:"verdict"`
	Open     []OpenLine        `json:"open"`
	Risks    []FrozenRisk      `json:"risks"`
	Answers  []FrozenAnswer    `json:"answers"`
	Agreed   []FrozenCondition `json:"conditions"`
	Sheet    []FrozenTask      `json:"run_sheet"`
	SheetBy  string            `json:"run_sheet_confirmed_by,omitempty"`
	Decision FrozenDecision    `json:"decision"`
}

// FrozenLaunch is the launch and its T.
type FrozenLaunch struct {
	Name string     `json:"name"`
	On   civil.Date `json:"launch_on"`
	When string     `json:"when"`
}

// FrozenVerdict is the readiness.
type FrozenVerdict struct {
	Label      string       `json:"label"`
	Go         bool         `json:"go"`
	Met        int          `json:"met"`
	Total      int          `json:"total"`
	Criteria   []FrozenLine `json:"criteria"`
	Conditions []FrozenLine `json:"no_go_conditions"`
	Flags      []FrozenFlag `json:"red_flags"`
}

// FrozenLine is a criterion or a NO-GO condition. Its text holds instants, never
// how long ago something was.
type FrozenLine struct {
	Title    string    `json:"title"`
	State    string    `json:"state"` // a readiness.CriterionState
	Why      string    `json:"why"`
	Since    time.Time `json:"since,omitzero"`
	Owner    string    `json:"owner"`
	Bound    string    `json:"bound_to,omitempty"`
	Evidence string    `json:"evidence,omitempty"`
}

// FrozenFlag is a red flag of the interview.
type FrozenFlag struct {
	Ask      string `json:"ask"`
	Answer   string `json:"answer"`
	Why      string `json:"why"`
	Owner    string `json:"owner"`
	Accepted bool   `json:"accepted"`
}

// FrozenRisk is an open risk.
type FrozenRisk struct {
	Title       string `json:"title"`
	Owner       string `json:"owner"`
	Score       string `json:"score"`
	ShowStopper bool   `json:"show_stopper"`
	Mitigated   bool   `json:"mitigated,omitempty"`
	AcceptedBy  string `json:"accepted_by,omitempty"`
	Reason      string `json:"reason,omitempty"`
	Until       string `json:"until,omitempty"`
}

// FrozenAnswer is the answer to a question.
type FrozenAnswer struct {
	Topic       string    `json:"topic"`
	Ask         string    `json:"ask,omitempty"`
	Name        string    `json:"name"`
	JobTitle    string    `json:"job_title,omitempty"`
	Represented string    `json:"represented_by,omitempty"`
	Mandatory   bool      `json:"mandatory"`
	Answer      Answer    `json:"answer"`
	Note        string    `json:"note,omitempty"`
	Reading     string    `json:"reading,omitempty"`
	At          time.Time `json:"at,omitzero"`
	RecordedBy  string    `json:"recorded_by,omitempty"`
	Overridden  bool      `json:"overridden,omitempty"`
}

// FrozenCondition is a condition of a go.
type FrozenCondition struct {
	Text  string    `json:"text"`
	Owner string    `json:"owner"`
	Due   time.Time `json:"due"`
}

// FrozenTask is a line of the run sheet.
type FrozenTask struct {
	Title    string    `json:"title"`
	Owner    string    `json:"owner"`
	Fallback string    `json:"fallback,omitempty"`
	Start    time.Time `json:"start"`
	FromT    string    `json:"from_t"`
	Minutes  int       `json:"minutes"`
	Needs    string    `json:"needs,omitempty"`
}

// FrozenDecision is the decision.
type FrozenDecision struct {
	Scope      Scope     `json:"scope"`
	Text       string    `json:"lets_through,omitempty"`
	Build      string    `json:"build,omitempty"`
	Outcome    Outcome   `json:"outcome"`
	By         string    `json:"by"`
	At         time.Time `json:"decided_at"`
	RecordedBy string    `json:"recorded_by"`
	Reason     string    `json:"reason,omitempty"`
	Missing    []string  `json:"without_answer,omitempty"`
}

// freeze returns the snapshot for a decision.
func freeze(l launch.Launch, m MeetingDetail, v Readiness, risks []risk.Fact, sheet []runsheet.Line, in DecisionInput, d FrozenDecision,
	now time.Time) Snapshot {
	s := Snapshot{TakenAt: now, Launch: FrozenLaunch{Name: l.Name, On: l.LaunchOn, When: l.When()}, Verdict: freezeVerdict(v),
		Open:    append([]OpenLine{}, v.Open...),
		Sheet:   []FrozenTask{},
		SheetBy: m.SheetName, Decision: d, Risks: []FrozenRisk{}, Answers: []FrozenAnswer{}, Agreed: []FrozenCondition{}}
	for _, r := range risks {
		if !r.Closed {
			s.Risks = append(s.Risks, freezeRisk(l, r, now))
		}
	}
	for _, k := range sheet {
		s.Sheet = append(s.Sheet, FrozenTask{k.Title, k.Doers(), k.FallbackName, k.Start, runsheet.FromT(k.StartMinutes), k.Minutes, k.Needs})
	}
	over := in.overridden(m)
	for _, q := range m.Questions {
		a := FrozenAnswer{Topic: q.Topic, Ask: q.Ask, Name: q.Name(), JobTitle: q.GuestTitle, Represented: q.Substitute(), Mandatory: q.Mandatory,
			Answer: q.Answer, Note: q.Note, Reading: q.Reading, At: q.AnsweredAt.Time, RecordedBy: q.RecordedName}
		a.Overridden = slices.ContainsFunc(over, func(o QuestionDetail) bool { return o.ID == q.ID })
		s.Answers = append(s.Answers, a)
	}
	for _, q := range m.Missing() {
		s.Decision.Missing = append(s.Decision.Missing, q.Topic)
	}
	if in.Outcome == OutcomeConditional {
		for _, c := range m.Drafts() {
			s.Agreed = append(s.Agreed, FrozenCondition{c.Text, c.OwnerName, c.DueAt.Time})
		}
	}
	return s
}

func freezeVerdict(v Readiness) FrozenVerdict {
	out := FrozenVerdict{Label: v.Label, Go: v.Go, Met: v.Met, Total: v.Total, Criteria: freezeLines(v.Criteria),
		Conditions: freezeLines(v.Conditions), Flags: []FrozenFlag{}}
	for _, f := range v.Flags {
		out.Flags = append(out.Flags, f.FrozenFlag)
	}
	return out
}

func freezeLines(lines []ReadinessLine) []FrozenLine {
	out := make([]FrozenLine, len(lines))
	for i, l := range lines {
		out[i] = l.FrozenLine
	}
	return out
}

func freezeRisk(l launch.Launch, r risk.Fact, now time.Time) FrozenRisk {
	out := FrozenRisk{Title: r.Title, Owner: r.OwnerName, Score: r.Effective().String(), ShowStopper: r.ShowStopper, Mitigated: r.Mitigated()}
	if r.Accepted(now) {
		out.AcceptedBy, out.Reason, out.Until = r.Acceptance.ApproverName, r.Acceptance.Reason, r.Acceptance.LastDay(l.Location()).Long()
	}
	return out
}
