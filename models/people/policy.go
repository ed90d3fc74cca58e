package people

import (
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// Action is something that not everybody may do.
type Action string

// The actions on the organisation and on launches.
const (
	// Read is reading anything: launches are open to the whole organisation.
	Read Action = "read"
	// EditPlan is changing the plan of a launch, and what belongs to it.
	EditPlan Action = "change the plan"
	// CreateLaunch is starting a launch from a template.
	CreateLaunch Action = "start a launch"
	// LeadLaunch is what the lead answers for: T, the state, the settings.
	LeadLaunch Action = "lead the launch"
	// EditCalendar is adding and changing events of the organisation's calendar.
	EditCalendar Action = "change the calendar"
	// Freeze is adding and changing events during which nothing may launch.
	Freeze Action = "freeze launches"
	// Administer is changing people, templates and settings, and reading the audit log.
	Administer Action = "administer"
)

// The actions on single records. Subject.Owner is the person named in each comment.
const (
	// SetUp is creating the first administrator. The subject is fixed once there is a user.
	SetUp Action = "set up T-Minus"
	// Deactivate is deactivating the owner.
	Deactivate Action = "deactivate"
	// EditTemplate is changing a template. A template that comes with T-Minus is fixed.
	EditTemplate Action = "change a template"
	// EditComment is changing a comment of its author.
	EditComment Action = "edit a comment"
	// DeleteComment is deleting or restoring a comment of its author.
	DeleteComment Action = "delete a comment"
	// EaseShowStopper is closing a show-stopper of its owner, unmarking it, lowering its score or
	// changing its owner.
	EaseShowStopper Action = "ease a show-stopper"
	// WithdrawNotice is withdrawing a notice to a stakeholder. One that the stakeholder
	// acknowledged is fixed; Subject.Name is the stakeholder's.
	WithdrawNotice Action = "withdraw a notice"
	// WithdrawCheck is withdrawing a check of a service by the person who recorded it.
	WithdrawCheck Action = "withdraw a check"
	// OfferShift is asking for a swap of a shift of the person who has it.
	OfferShift Action = "offer a shift"
	// WithdrawSwap is withdrawing a swap of the person who asked for it.
	WithdrawSwap Action = "withdraw a swap"
	// AnswerSwap is accepting or declining a swap as the person who was asked.
	AnswerSwap Action = "answer a swap"
	// AcceptHandover is accepting a handover note as the person who takes over.
	AcceptHandover Action = "accept a handover"
	// ManageGuide is publishing a guide of its owner, opening it to the public or archiving it.
	ManageGuide Action = "manage a guide"
	// ReviewGuide is approving a guide or sending it back as the reviewer.
	ReviewGuide Action = "review a guide"
	// EditQuestion is rewording or removing an interview question. One of the template is fixed.
	EditQuestion Action = "change a question"
	// WithdrawExtension is withdrawing a request of the person who made it.
	WithdrawExtension Action = "withdraw a request"
	// RunMeeting is running a go/no-go meeting of its chair.
	RunMeeting Action = "run a meeting"
	// Vote is voting as the participant, or recording the participant's vote as the chair.
	Vote Action = "vote"
	// MeetCondition is marking a condition of its owner as met or not met.
	MeetCondition Action = "meet a condition"
)

// Subject is what an action is done to, as far as permission depends on it. Ids are 0 for nobody.
type Subject struct {
	// Lead is the lead of the launch.
	Lead int64
	// Owner is the person whose record it is: its owner, author, participant, or whoever was asked.
	Owner int64
	// Chair is the chair of the meeting.
	Chair int64
	// Fixed means that nobody may change the record, because it comes from elsewhere.
	Fixed bool
	// Name is the person's name for the message of a refusal.
	Name string
}

// Organisation is the subject of actions that concern no single launch or record.
var Organisation = Subject{}

// capacity is a set of the capacities in which an actor may do something.
type capacity int

const (
	// byAnybody includes people who are not signed in, byUser everybody who is.
	byAnybody capacity = 1 << iota
	byUser
	// byMember includes administrators and the program itself.
	byMember
	// byLead, byOwner and byChair count only for members and administrators.
	byLead
	byOwner
	byChair
	// byAdministrator includes the program itself.
	byAdministrator
	// byOtherAdministrator is an administrator who is not the owner.
	byOtherAdministrator
)

const (
	membersOnly        = "Viewers read everything and change nothing. Ask an administrator to make you a member."
	administratorsOnly = "Only an administrator can do this."
)

// rule is who may do an action, and the message to everybody else.
type rule struct {
	by capacity
	// refusal may contain {name} for Subject.Name.
	refusal string
	// needs is a capacity whose lack has the message of its own, noCapacity, instead of refusal.
	needs capacity
	// fixed is the message to those who could change the subject if it were not fixed.
	fixed string
}

// noCapacity are the messages to people who lack a capacity that a rule needs.
var noCapacity = map[capacity]string{byMember: membersOnly, byAdministrator: administratorsOnly}

// rules are all permissions.
var rules = map[Action]rule{
	Read:         {by: byUser},
	EditPlan:     {by: byMember, refusal: membersOnly},
	CreateLaunch: {by: byMember, refusal: membersOnly},
	EditCalendar: {by: byMember, refusal: membersOnly},
	LeadLaunch:   {by: byLead | byAdministrator, refusal: "Only the launch's lead or an administrator can do this."},
	Freeze: {by: byAdministrator,
		refusal: "A freeze holds for everybody: only an administrator adds, changes or removes an event that forbids launches."},
	Administer: {by: byAdministrator, refusal: administratorsOnly},

	SetUp: {by: byAnybody, fixed: "T-Minus is set up already."},
	Deactivate: {by: byOtherAdministrator, needs: byAdministrator,
		refusal: "You cannot deactivate yourself. Ask another administrator."},
	EditTemplate: {by: byAdministrator, refusal: administratorsOnly,
		fixed: "This template comes with T-Minus and stays as it is. Copy it, and edit the copy."},
	EditComment: {by: byOwner, needs: byMember, refusal: "Only who wrote a comment can change it."},
	DeleteComment: {by: byOwner | byAdministrator, needs: byMember,
		refusal: "Only who wrote a comment, or an administrator, can take it away."},
	EaseShowStopper: {by: byOwner | byLead | byAdministrator, refusal: "Only its owner, the launch's lead or an administrator can " +
		"close a show-stopper, unmark it, lower its score or change its owner."},
	WithdrawNotice: {by: byMember, refusal: membersOnly, fixed: "{name} acknowledged this themselves, so it stands."},
	WithdrawCheck:  {by: byOwner, needs: byMember, refusal: "Only {name} can take this back."},
	OfferShift: {by: byOwner, needs: byMember,
		refusal: "Only who has a shift can offer it. To put somebody else in, replace who has it."},
	WithdrawSwap:   {by: byOwner, needs: byMember, refusal: "Only who asked for the swap can withdraw it."},
	AnswerSwap:     {by: byOwner, needs: byMember, refusal: "Only who was asked can answer."},
	AcceptHandover: {by: byOwner, needs: byMember, refusal: "Only who takes over can accept the handover."},
	ManageGuide: {by: byOwner | byLead | byAdministrator, needs: byMember,
		refusal: "Only the guide’s owner, the lead of its launch or an administrator can do this."},
	ReviewGuide: {by: byOwner | byAdministrator, needs: byMember,
		refusal: "Only the reviewer who was asked, or an administrator, can do this."},
	EditQuestion: {by: byMember, refusal: membersOnly,
		fixed: "This question comes from the template and is asked at every launch. You can change who is asked, and answer it."},
	WithdrawExtension: {by: byOwner, needs: byMember, refusal: "Only who asked for it can withdraw it. The lead can refuse it."},
	RunMeeting: {by: byChair | byLead | byAdministrator,
		refusal: "Only the meeting's chair, the launch's lead or an administrator can do this."},
	Vote: {by: byOwner | byChair | byLead | byAdministrator, needs: byMember,
		refusal: "Only the participant votes. The chair or the lead can record a vote that was given in the meeting."},
	MeetCondition: {by: byOwner | byLead | byAdministrator, needs: byMember,
		refusal: "Only {name}, who owns the condition, or the launch's lead can do this."},
}

// Can reports whether an actor may do an action to a subject. It is the only place that decides.
func Can(actor db.Actor, act Action, on Subject) bool {
	return !on.Fixed && rules[act].by&capacities(actor, on) != 0
}

// Require returns nil if the actor may do the action. Otherwise it returns Unauthenticated if
// nobody is signed in, and Forbidden with a message that names who may do it.
func Require(actor db.Actor, act Action, on Subject) error {
	if Can(actor, act, on) {
		return nil
	}
	r, has := rules[act], capacities(actor, on)
	if has == byAnybody && r.by&byAnybody == 0 {
		return fault.Unauthenticated()
	}
	msg := r.refusal
	switch {
	case r.needs != 0 && r.needs&has == 0:
		msg = noCapacity[r.needs]
	case r.by&has != 0:
		msg = r.fixed
	}
	return fault.Forbidden("%s", strings.ReplaceAll(msg, "{name}", on.Name))
}

// capacities returns every capacity that the actor has towards the subject.
func capacities(a db.Actor, on Subject) capacity {
	if !a.Known() {
		return byAnybody
	}
	has := byAnybody | byUser
	switch {
	case a.Role == db.System().Role, Role(a.Role) == Administrator:
		has |= byMember | byAdministrator
		if a.ID == 0 || a.ID != on.Owner {
			has |= byOtherAdministrator
		}
	case Role(a.Role) == Member:
		has |= byMember
	}
	if has&byMember == 0 || a.ID == 0 {
		return has
	}
	if a.ID == on.Lead {
		has |= byLead
	}
	if a.ID == on.Owner {
		has |= byOwner
	}
	if a.ID == on.Chair {
		has |= byChair
	}
	return has
}
