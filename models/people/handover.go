package people

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"tminus/internal/enum"
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

var holdingKindLabels = enum.Labels[HoldingKind]{
	{HoldsLead, "Leads"},
	{HoldsRole, "Role"},
	{HoldsItem, "Owns"},
	{HoldsReview, "Reviews"},
	{HoldsUnblocker, "Can unblock"},
	{HoldsHelp, "Helps"},
	{HoldsRisk, "Has the risk"},
	{HoldsQuestion, "Is asked"},
	{HoldsCheck, "Checks"},
	{HoldsCriterion, "Has the criterion"},
	{HoldsRitual, "Has the ritual"},
	{HoldsRun, "Runs"},
	{HoldsCondition, "Has the condition"},
	{HoldsTask, "Does"},
	{HoldsChair, "Chairs"},
	{HoldsSeat, "Takes part as"},
	{HoldsFallback, "Stands in for"},
	{HoldsStakeholder, "Tells"},
	{HoldsGuide, "Has the guide"},
	{HoldsGuideReview, "Reviews the guide"},
	{HoldsReport, "Sees to"},
	{HoldsOnCall, "On call"},
	{HoldsService, "Owns"},
	{HoldsKnowledge, "Knows"},
}

// Label is the kind as people read it.
func (k HoldingKind) Label() string { return holdingKindLabels.Label(k) }

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
