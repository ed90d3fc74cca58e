package template

import "slices"

// A Phase is one of the five parts of a launch. The template says which days it
// covers; the phase follows from the date and is never stored.
type Phase string

const (
	PhasePlan    Phase = "plan"
	PhaseVerify  Phase = "verify"
	PhaseLaunch  Phase = "launch"
	PhaseMonitor Phase = "monitor"
	PhaseLearn   Phase = "learn"
)

// Phases lists them in the order in which a launch passes through them.
var Phases = []Phase{PhasePlan, PhaseVerify, PhaseLaunch, PhaseMonitor, PhaseLearn}

// Label returns the phase as shown on screen.
func (p Phase) Label() string {
	switch p {
	case PhasePlan:
		return "Plan"
	case PhaseVerify:
		return "Verify"
	case PhaseLaunch:
		return "Launch"
	case PhaseMonitor:
		return "Monitor"
	case PhaseLearn:
		return "Learn"
	}
	return string(p)
}

// Valid reports whether p is one of Phases.
func (p Phase) Valid() bool { return slices.Contains(Phases, p) }

// A Kind is what a deliverable is. It decides which stages it passes through: tasks
// are worked on, materials are written, reviewed and published.
type Kind string

const (
	KindEngineering     Kind = "engineering_task"
	KindProduct         Kind = "product_task"
	KindDesign          Kind = "design_task"
	KindQA              Kind = "qa_task"
	KindAnnouncement    Kind = "announcement"
	KindCustomerNotice  Kind = "customer_notification"
	KindSalesEnablement Kind = "sales_enablement"
	KindFAQ             Kind = "faq"
	KindSupportGuide    Kind = "support_guide"
	KindTraining        Kind = "training"
	KindLegal           Kind = "legal"
	KindMeeting         Kind = "meeting"
	KindMilestone       Kind = "milestone"
	KindOther           Kind = "other"
)

// Kinds lists them in the order in which they are offered.
var Kinds = []Kind{
	KindEngineering, KindProduct, KindDesign, KindQA,
	KindAnnouncement, KindCustomerNotice, KindSalesEnablement, KindFAQ, KindSupportGuide,
	KindTraining, KindLegal, KindMeeting, KindMilestone, KindOther,
}

var kindLabels = map[Kind]string{
	KindEngineering:     "Engineering task",
	KindProduct:         "Product task",
	KindDesign:          "Design task",
	KindQA:              "QA task",
	KindAnnouncement:    "Announcement",
	KindCustomerNotice:  "Customer notification",
	KindSalesEnablement: "Sales enablement",
	KindFAQ:             "FAQ",
	KindSupportGuide:    "Support guide",
	KindTraining:        "Training",
	KindLegal:           "Legal",
	KindMeeting:         "Meeting",
	KindMilestone:       "Milestone",
	KindOther:           "Other",
}

// Label returns the kind as shown on screen.
func (k Kind) Label() string {
	if l, ok := kindLabels[k]; ok {
		return l
	}
	return string(k)
}

// Valid reports whether k is one of Kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// Material reports whether the deliverable is something that is written and
// published (draft, in review, final, scheduled, published) rather than done.
func (k Kind) Material() bool {
	switch k {
	case KindAnnouncement, KindCustomerNotice, KindSalesEnablement, KindFAQ, KindSupportGuide:
		return true
	}
	return false
}

// An Anchor is what happens to an item's dates when T moves.
type Anchor string

const (
	// Follows keeps the distance to T in calendar days.
	Follows Anchor = "follows"
	// Pinned stays on its date. A template has no dates, so it has none of these.
	Pinned Anchor = "pinned"
	// PreviousWorkday follows T and goes back over a weekend.
	PreviousWorkday Anchor = "previous_workday"
	// NextWorkday follows T and goes on over a weekend.
	NextWorkday Anchor = "next_workday"
)

// Anchors lists them in the order in which they are offered.
var Anchors = []Anchor{Follows, PreviousWorkday, NextWorkday, Pinned}

// Label returns the policy as shown on screen.
func (a Anchor) Label() string {
	switch a {
	case Follows:
		return "Follows T"
	case Pinned:
		return "Pinned to its date"
	case PreviousWorkday:
		return "Follows T, previous working day"
	case NextWorkday:
		return "Follows T, next working day"
	}
	return string(a)
}

// Valid reports whether a is one of Anchors.
func (a Anchor) Valid() bool { return slices.Contains(Anchors, a) }
