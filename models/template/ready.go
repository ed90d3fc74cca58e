package template

import "slices"

// A Question is asked in the technical interview. Its answer is one of
// Answers, or, when Dated, a day that must not come after Latest.
type Question struct {
	Key  string `yaml:"key"`
	Ask  string `yaml:"ask"`
	Good string `yaml:"good"` // what a good answer is
	Flag string `yaml:"flag"` // what raises the red flag, in words
	Role string `yaml:"role"` // who is asked
	// Dated questions are answered with a day; Latest is relative to launch day.
	Dated   bool
	Latest  int      `yaml:"latest" day:"optional" given:"Dated"`
	Answers []Answer `yaml:"answers,flow" one:"an answer"`
}

// A Answer is given by one tap. One with Flag raises the red flag.
type Answer struct {
	Key   string `yaml:"key"`
	Label string `yaml:"label"`
	Flag  bool   `yaml:"flag"`
}

// How the items of a checklist are closed: ticked, or judged as pass or fail.
const (
	ModeTick    = "tick"
	ModeVerdict = "verdict"
)

// A Checklist is a list of things to do or to see.
type Checklist struct {
	Key   string  `yaml:"key"`
	Name  string  `yaml:"name"`
	Mode  string  `yaml:"mode" default:"tick"` // ModeTick or ModeVerdict
	Items []Check `yaml:"items,flow" one:"an item"`
}

// The parts of a checklist that runs over the release; "" for others.
const (
	PartBefore = "before"
	PartDuring = "during"
	PartAfter  = "after"
)

// A Check is one line of a checklist, due so many days from launch day.
type Check struct {
	Key   string `yaml:"key"`
	Title string `yaml:"title"`
	Part  string `yaml:"part"`
	Role  string `yaml:"role"`
	Due   int    `yaml:"due" day:"required"`
}

// What a criterion is bound to. A manual one is signed off by a person.
const (
	ByManual      = "manual"
	ByChecklist   = "checklist"   // all of its items are closed, none failed; Of is its key
	ByCheck       = "check"       // one item of a checklist; Of is "checklist/item"
	ByDeliverable = "deliverable" // it is finished; Of is its key
	ByInterview   = "interview"   // every question is answered, no red flag stands
	ByQuestion    = "question"    // that question is answered without a standing red flag
	ByRun         = "run"         // the newest run of the ritual against Environment passed
	ByRisks       = "risks"       // a rule over the risk register; see RiskRules
	// ByStakeholders: everybody who must know has acknowledged the present T.
	ByStakeholders = "stakeholders"
	// ByCoverage: the on-call roster; see CoverageRules.
	ByCoverage = "coverage"
	// ByGuide: the launch's support guides are published, reviewed by support, and
	// still right.
	ByGuide = "guide"
)

// What a criterion by the on-call roster may ask.
const (
	// CoverageWhole holds while nothing is wrong all through the window.
	CoverageWhole = "covered"
	// CoverageSenior holds while a senior is on call at T and at every moment of
	// the window.
	CoverageSenior = "senior"
)

// CoverageRules are those that there are.
var CoverageRules = []string{CoverageWhole, CoverageSenior}

// RiskRules are what a criterion by the risk register may ask.
const (
	// RiskShowStopper is held against by a show-stopper that stands.
	RiskShowStopper = "show_stopper"
	// RiskCategory, followed by ":" and a category, is held against by an open
	// risk of it that is neither mitigated nor accepted.
	RiskCategory = "unmitigated"
)

// A Criterion is one line of the go/no-go decision.
type Criterion struct {
	Key         string `yaml:"key"`
	Title       string `yaml:"title"`
	Role        string `yaml:"role"`
	By          string `yaml:"by" default:"manual"` // what it is bound to
	Of          string `yaml:"of"`                  // key of what it is bound to
	Environment string `yaml:"environment"`         // for ByRun: staging or production
	// Renew is after how many hours a sign-off or a run no longer counts, 0 for never.
	Renew int `yaml:"renew,omitempty"`
}

// A Ritual is one ordered list of checks, run unchanged against
// staging and production. Runs a day rise in a straight line from From to Peak
// at launch day, and fall to To.
type Ritual struct {
	Key   string `yaml:"key"`
	Name  string `yaml:"name"`
	Role  string `yaml:"role"`
	From  int    `yaml:"from" day:"required"`
	To    int    `yaml:"to" day:"required"`
	Peak  int    `yaml:"peak"`
	Steps []Step `yaml:"steps,flow" one:"a step"`
}

// A Step is one check of a ritual. Weight is the share of users, in
// per cent, who really do it.
type Step struct {
	Title  string `yaml:"title"`
	Weight int    `yaml:"weight"`
}

// A Risk stands in the register of each launch that is made.
type Risk struct {
	Key      string `yaml:"key"`
	Title    string `yaml:"title"`
	Category string `yaml:"category"`
	Cause    string `yaml:"cause"`
	Event    string `yaml:"event"`
	Effect   string `yaml:"effect"`
	// The scores are from 1 to 5; what is 0 is not judged yet.
	Likelihood         int      `yaml:"likelihood"`
	Impact             int      `yaml:"impact"`
	ResidualLikelihood int      `yaml:"residual_likelihood,omitempty"`
	ResidualImpact     int      `yaml:"residual_impact,omitempty"`
	Response           string   `yaml:"response"`
	Role               string   `yaml:"role"`
	Trigger            string   `yaml:"trigger"`
	PlanB              string   `yaml:"plan_b"`
	Steps              []string `yaml:"steps"` // of plan B
	ShowStopper        bool     `yaml:"show_stopper"`
	Mitigation         []string `yaml:"mitigation"` // keys of deliverables
}

// Responses to a risk, and the parts of a product that it comes from.
var (
	RiskResponses  = []string{"mitigate", "accept", "avoid", "transfer", "plan_b"}
	RiskCategories = []string{"technical", "migration", "dependency", "people", "schedule", "security", "privacy", "customer", "commercial", "other"}
)

// A Task is one line of the launch-day run sheet.
type Task struct {
	Key      string `yaml:"key"`
	Title    string `yaml:"title"`
	Role     string `yaml:"role"`
	Fallback string `yaml:"fallback"` // role of who does it when the owner cannot
	Start    string `yaml:"start"`    // relative to the time of launch: T-2h, T, T+30m
	Minutes  int    `yaml:"minutes"`  // expected duration
	Needs    string `yaml:"needs"`    // entry condition
}

// A Meeting says who decides at the go/no-go meeting, and which
// deliverable gives it its date.
type Meeting struct {
	At    string `yaml:"at"`
	Seats []Seat `yaml:"seats,flow" one:"a seat"`
}

// A Seat is a function that takes part, filled by who has the role.
type Seat struct {
	Function  string `yaml:"function"`
	Role      string `yaml:"role"`
	Mandatory bool   `yaml:"mandatory"`
}

// Unbound is the template without what names deliverables that it does not
// have any more: such criteria are signed off by hand, such mitigations and
// the day of the meeting go. It also returns the criteria's titles. For the
// editor of rows, in which these sections are not shown.
func (t Template) Unbound() (Template, []string) {
	has := func(key string) bool {
		return slices.ContainsFunc(t.Deliverables, func(it Item) bool { return it.Key == key })
	}
	var lost []string
	loosen := func(cs []Criterion) []Criterion {
		cs = slices.Clone(cs)
		for i, c := range cs {
			if c.By == ByDeliverable && !has(c.Of) {
				cs[i].By, cs[i].Of = ByManual, ""
				lost = append(lost, c.Title)
			}
		}
		return cs
	}
	t.Criteria, t.Conditions = loosen(t.Criteria), loosen(t.Conditions)
	t.Risks = slices.Clone(t.Risks)
	for i, k := range t.Risks {
		t.Risks[i].Mitigation = slices.DeleteFunc(slices.Clone(k.Mitigation), func(key string) bool { return !has(key) })
	}
	if !has(t.Meeting.At) {
		t.Meeting.At = ""
	}
	return t, lost
}
