package people

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"tminus/internal/enum"
)

// AssignmentKind is the capacity in which a person is assigned.
type AssignmentKind string

// The kinds. A person who is owner and reviewer of something has two assignments.
const (
	HoldsLead      AssignmentKind = "lead"
	HoldsRole      AssignmentKind = "role"
	HoldsItem      AssignmentKind = "owner"
	HoldsReview    AssignmentKind = "reviewer"
	HoldsUnblocker AssignmentKind = "unblocker"
	HoldsHelp      AssignmentKind = "helper"
	HoldsRisk      AssignmentKind = "risk"
	// Assignments in interviews and checklists.
	HoldsQuestion  AssignmentKind = "question"
	HoldsCheck     AssignmentKind = "check"
	HoldsCriterion AssignmentKind = "criterion"
	HoldsRitual    AssignmentKind = "ritual"
	HoldsRun       AssignmentKind = "run"
	HoldsChair     AssignmentKind = "chair"
	HoldsTopic     AssignmentKind = "topic"
	HoldsCondition AssignmentKind = "condition"
	HoldsTask      AssignmentKind = "task"
	HoldsFallback  AssignmentKind = "fallback"
	// HoldsGroupTask is a member of a group that does a task, HoldsSheetBackup the backup person of a run sheet.
	HoldsGroupTask   AssignmentKind = "group_task"
	HoldsSheetBackup AssignmentKind = "sheet_backup"
	// HoldsStakeholder is the person who informs a stakeholder.
	HoldsStakeholder AssignmentKind = "stakeholder"
	// HoldsGuide is the owner of a support guide, HoldsGuideReview its reviewer.
	HoldsGuide       AssignmentKind = "guide"
	HoldsGuideReview AssignmentKind = "guide_review"
	// HoldsReport is the owner of a report.
	HoldsReport AssignmentKind = "report"
	// HoldsOnCall has future shifts, or a step of an escalation.
	HoldsOnCall AssignmentKind = "oncall"
	// HoldsService is the owner of a service, HoldsKnowledge a person who knows one.
	HoldsService   AssignmentKind = "service"
	HoldsKnowledge AssignmentKind = "knowledge"
)

var assignmentKindLabels = enum.Labels[AssignmentKind]{
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
	{HoldsTopic, "Answers for"},
	{HoldsFallback, "Stands in for"},
	{HoldsGroupTask, "Does"},
	{HoldsSheetBackup, "Stands in for"},
	{HoldsStakeholder, "Tells"},
	{HoldsGuide, "Has the guide"},
	{HoldsGuideReview, "Reviews the guide"},
	{HoldsReport, "Sees to"},
	{HoldsOnCall, "On call"},
	{HoldsService, "Owns"},
	{HoldsKnowledge, "Knows"},
}

// Label returns the name of the kind on screen.
func (k AssignmentKind) Label() string { return assignmentKindLabels.Label(k) }

// Holding is an assignment of a person. Later packages create them; see Holdings.
type Holding struct {
	Kind AssignmentKind
	// ID is the id of the launch for a lead or a role, otherwise of the record itself.
	ID int64
	// Key is the key of the role, otherwise "".
	Key        string
	Version    int
	LaunchID   int64
	LaunchSlug string
	LaunchName string
	Title      string
	// Detail describes its state: the status and the due date.
	Detail   string
	Href     string
	Finished bool
}

// OfItem reports whether the assignment is on a deliverable.
func (h Holding) OfItem() bool {
	return h.Kind == HoldsItem || h.Kind == HoldsReview || h.Kind == HoldsUnblocker || h.Kind == HoldsHelp
}

// Ref returns the name of the holding in a form.
func (h Holding) Ref() string {
	ref := string(h.Kind) + "-" + strconv.FormatInt(h.ID, 10)
	if h.Key != "" {
		ref += "-" + h.Key
	}
	return ref
}

// Group holds the assignments of a person in one launch, or outside of launches.
type Group struct {
	LaunchID   int64
	Slug, Name string
	Open       []Holding
	Finished   int
	// All are the open and the finished assignments.
	All []Holding
}

// Href returns the page of the launch, or of services, which belong to no launch.
func (g Group) Href() string {
	if g.Slug == "" {
		return "/services"
	}
	return "/launches/" + g.Slug
}

// Grouped groups holdings by launch, keeping their order.
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

// Fingerprint returns a value that changes when the holdings or their versions change, so that a
// form that was opened before can be recognized as stale.
func Fingerprint(hs []Holding) string {
	lines := make([]string, len(hs))
	for i, h := range hs {
		lines[i] = fmt.Sprintf("%s %d", h.Ref(), h.Version)
	}
	slices.Sort(lines)
	sum := sha256.Sum256(fmt.Append(nil, lines))
	return hex.EncodeToString(sum[:12])
}

// Handover assigns successors: one for all holdings, unless a launch or a single holding has
// another.
type Handover struct {
	To       int64
	ByLaunch map[int64]int64
	ByRef    map[string]int64
	// Seen is the fingerprint of the holdings in the form.
	Seen    string
	Version int
}

// Successor returns the id of the successor for h, or 0 if none was chosen.
func (ho Handover) Successor(h Holding) int64 {
	if id := ho.ByRef[h.Ref()]; id != 0 {
		return id
	}
	if id := ho.ByLaunch[h.LaunchID]; id != 0 {
		return id
	}
	return ho.To
}

// Field returns the name of the form field in which the successor for h was chosen.
func (ho Handover) Field(h Holding) string {
	if ho.ByRef[h.Ref()] != 0 {
		return "item-" + h.Ref()
	}
	if ho.ByLaunch[h.LaunchID] != 0 {
		return "launch-" + strconv.FormatInt(h.LaunchID, 10)
	}
	return "successor"
}
