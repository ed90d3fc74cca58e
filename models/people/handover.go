package people

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// HoldingKind is in what way somebody is named on something.
type HoldingKind string

// The kinds. A thing of which somebody is owner and reviewer is held twice.
const (
	HoldsLead      HoldingKind = "lead"
	HoldsRole      HoldingKind = "role"
	HoldsItem      HoldingKind = "owner"
	HoldsReview    HoldingKind = "reviewer"
	HoldsUnblocker HoldingKind = "unblocker"
	HoldsHelp      HoldingKind = "helper"
	HoldsRisk      HoldingKind = "risk"
	// Those of the readiness room.
	HoldsQuestion  HoldingKind = "question"
	HoldsCheck     HoldingKind = "check"
	HoldsCriterion HoldingKind = "criterion"
	HoldsRitual    HoldingKind = "ritual"
	HoldsRun       HoldingKind = "run"
	HoldsChair     HoldingKind = "chair"
	HoldsSeat      HoldingKind = "seat"
	HoldsCondition HoldingKind = "condition"
	HoldsTask      HoldingKind = "task"
	HoldsFallback  HoldingKind = "fallback"
	// HoldsStakeholder is being the one who tells somebody outside of the plan.
	HoldsStakeholder HoldingKind = "stakeholder"
	// HoldsGuide is answering for a support guide, HoldsGuideReview being the one
	// who is asked whether it is right.
	HoldsGuide       HoldingKind = "guide"
	HoldsGuideReview HoldingKind = "guide_review"
	// HoldsReport is seeing to what somebody outside reported.
	HoldsReport HoldingKind = "report"
	// HoldsOnCall is having shifts to come, or a step of an escalation.
	HoldsOnCall HoldingKind = "oncall"
	// HoldsService is having a service, HoldsKnowledge being asked about one.
	HoldsService   HoldingKind = "service"
	HoldsKnowledge HoldingKind = "knowledge"
)

// Label is the kind as people read it.
func (k HoldingKind) Label() string {
	switch k {
	case HoldsLead:
		return "Leads"
	case HoldsRole:
		return "Role"
	case HoldsItem:
		return "Owns"
	case HoldsReview:
		return "Reviews"
	case HoldsUnblocker:
		return "Can unblock"
	case HoldsHelp:
		return "Helps"
	case HoldsRisk:
		return "Has the risk"
	case HoldsQuestion:
		return "Is asked"
	case HoldsCheck:
		return "Checks"
	case HoldsCriterion:
		return "Has the criterion"
	case HoldsRitual:
		return "Has the ritual"
	case HoldsRun:
		return "Runs"
	case HoldsCondition:
		return "Has the condition"
	case HoldsTask:
		return "Does"
	case HoldsChair:
		return "Chairs"
	case HoldsSeat:
		return "Takes part as"
	case HoldsFallback:
		return "Stands in for"
	case HoldsStakeholder:
		return "Tells"
	case HoldsGuide:
		return "Has the guide"
	case HoldsGuideReview:
		return "Reviews the guide"
	case HoldsReport:
		return "Sees to"
	case HoldsOnCall:
		return "On call"
	case HoldsService:
		return "Owns"
	case HoldsKnowledge:
		return "Knows"
	}
	return string(k)
}

// Holding is one thing that somebody answers for or is named on. The rooms
// that come after this one make them; see Holdings.
type Holding struct {
	Kind HoldingKind
	// ID is that of the launch for a lead or a role, else of the thing itself.
	ID int64
	// Key is that of the role, else "".
	Key        string
	Version    int
	LaunchID   int64
	LaunchSlug string
	LaunchName string
	Title      string
	// Detail says how it stands: its status and when it is due.
	Detail   string
	Href     string
	Finished bool
}

// OfItem tells whether it is a deliverable that is held.
func (h Holding) OfItem() bool {
	return h.Kind == HoldsItem || h.Kind == HoldsReview || h.Kind == HoldsUnblocker || h.Kind == HoldsHelp
}

// Ref names the holding in a form.
func (h Holding) Ref() string {
	ref := string(h.Kind) + "-" + strconv.FormatInt(h.ID, 10)
	if h.Key != "" {
		ref += "-" + h.Key
	}
	return ref
}

// Group is what somebody holds in one launch, or beside all launches.
type Group struct {
	LaunchID   int64
	Slug, Name string
	Open       []Holding
	Finished   int
	// All are the open and the finished ones.
	All []Holding
}

// Href is the launch, or the page of what belongs to none: services.
func (g Group) Href() string {
	if g.Slug == "" {
		return "/services"
	}
	return "/launches/" + g.Slug
}

// Grouped sorts holdings by launch, keeping their order.
func Grouped(hs []Holding) []Group {
	var out []Group
	for _, h := range hs {
		i := slices.IndexFunc(out, func(g Group) bool { return g.LaunchID == h.LaunchID })
		if i < 0 {
			i = len(out)
			out = append(out, Group{LaunchID: h.LaunchID, Slug: h.LaunchSlug, Name: h.LaunchName})
		}
		g := &out[i]
		g.All = append(g.All, h)
		if h.Finished {
			g.Finished++
		} else {
			g.Open = append(g.Open, h)
		}
	}
	return out
}

// Fingerprint is the same as long as somebody holds the same things in the
// same versions, so that a page which was looked at before can be told from
// how things stand now.
func Fingerprint(hs []Holding) string {
	lines := make([]string, len(hs))
	for i, h := range hs {
		lines[i] = fmt.Sprintf("%s %d", h.Ref(), h.Version)
	}
	slices.Sort(lines)
	sum := sha256.Sum256(fmt.Append(nil, lines))
	return hex.EncodeToString(sum[:12])
}

// Handover says who takes over what: one successor for all, unless a launch
// or a single thing goes to somebody else.
type Handover struct {
	To       int64
	ByLaunch map[int64]int64
	ByRef    map[string]int64
	// Seen is the fingerprint of what the administrator was shown.
	Seen    string
	Version int
}

// Successor returns who takes h over, 0 when nobody was chosen.
func (ho Handover) Successor(h Holding) int64 {
	if id := ho.ByRef[h.Ref()]; id != 0 {
		return id
	}
	if id := ho.ByLaunch[h.LaunchID]; id != 0 {
		return id
	}
	return ho.To
}

// Field names the input of the form in which the successor of h was chosen.
func (ho Handover) Field(h Holding) string {
	if ho.ByRef[h.Ref()] != 0 {
		return "item-" + h.Ref()
	}
	if ho.ByLaunch[h.LaunchID] != 0 {
		return "launch-" + strconv.FormatInt(h.LaunchID, 10)
	}
	return "successor"
}
