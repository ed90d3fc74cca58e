package readiness

import (
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/stakeholder"
)

// itemFact is an unfinished deliverable.
type itemFact struct {
	ID            int64
	Title         string
	Status        launch.Status
	OwnerID       int64
	Owner         string
	OwnerGone     bool
	StartsOn      civil.Date
	DueOn         civil.Date
	BlockedReason string
	// Derived reports that the status derives from a fact; see addDerived.
	Derived bool
	// Decision reports that it is the go/no-go meeting, which the meeting itself finishes.
	Decision bool
	// Needs are the unfinished deliverables that it depends on.
	Needs []int64
}

// start returns the day on which the work starts.
func (it itemFact) start() civil.Date {
	if it.StartsOn.IsZero() {
		return it.DueOn
	}
	return it.StartsOn
}

// checkFact is an item of a checklist that is open or failed.
type checkFact struct {
	ID        int64
	ListID    int64
	List      string
	Mode      string
	Part      string
	Title     string
	State     checklist.State
	Note      string
	DueOffset *int
	OwnerID   int64
	Owner     string
	OwnerGone bool
}

// taskFact is a task of the run sheet that is not done. MemberID is that of the group's member whose tick is missing, 0 if a person
// owns the task.
type taskFact struct {
	ID        int64
	MemberID  int64
	Title     string
	OwnerID   int64
	Owner     string
	OwnerGone bool
	On        civil.Date
}

func (b *builder) addDeliverables() {
	needed, before := b.dependencies()
	for _, it := range b.items {
		after, out := before[it.ID]
		counts := !it.DueOn.IsZero() && !it.DueOn.After(b.decisionOn) || needed[it.ID]
		if it.Decision || it.Derived && !out || !counts && !out && (it.DueOn.IsZero() || it.DueOn.After(b.launchOn)) {
			continue
		}
		l := Line{Key: fmt.Sprintf("deliverable %d", it.ID), ID: it.ID, Source: SourceDeliverable, Title: it.Title, OwnerID: it.OwnerID,
			Owner:     it.Owner,
			OwnerGone: it.OwnerGone, Due: it.DueOn, Path: fmt.Sprintf("/deliverables/%d", it.ID), bound: bound{launch.BindDeliverable, it.ID}}
		if l.Due.IsZero() {
			l.Due = b.decisionOn
		}
		switch {
		case it.Status == launch.Blocked:
			l.Severity, l.Word, l.Why, l.Verb, l.Due = Stops, "Blocked", "Waits for "+it.BlockedReason, VerbUnblock, b.today
		case out:
			l.Word, l.Verb, l.Due = "Out of order", VerbSetDate, after.start()
			l.Why = fmt.Sprintf("Due %s, after “%s” starts", it.DueOn.Short(), after.Title)
		case !it.DueOn.IsZero() && it.DueOn.Before(b.today):
			l.Word, l.Verb, l.Why = wordLate, VerbSetDate, it.Status.Label()+", and no new date"
		default:
			l.Word, l.Verb = it.Status.Label(), VerbOpen
			if it.Status == launch.NotStarted {
				l.Word = wordOpen
			}
		}
		was := l.Verb
		l = b.withOwner(l, it.DueOn)
		if !counts && !out && l.Severity != Stops && l.Verb == was {
			continue
		}
		b.add(l)
	}
}

// dependencies returns the items that something on launch day depends on, and the successor of each item
// that is planned to end after it starts.
func (b *builder) dependencies() (needed map[int64]bool, before map[int64]itemFact) {
	byID := make(map[int64]itemFact, len(b.items))
	for _, it := range b.items {
		byID[it.ID] = it
	}
	needed, before = map[int64]bool{}, map[int64]itemFact{}
	var need func(it itemFact)
	need = func(it itemFact) {
		for _, id := range it.Needs {
			if on, ok := byID[id]; ok && !needed[id] {
				needed[id] = true
				need(on)
			}
		}
	}
	for _, it := range b.items {
		if it.DueOn == b.launchOn {
			need(it)
		}
		for _, id := range it.Needs {
			on, ok := byID[id]
			if !ok || on.DueOn.IsZero() || it.start().IsZero() || !on.DueOn.After(it.start()) {
				continue
			}
			if first, ok := before[id]; !ok || it.start().Before(first.start()) {
				before[id] = it
			}
		}
	}
	return needed, before
}

func (b *builder) addChecks() {
	for _, c := range b.checks {
		l := Line{Key: fmt.Sprintf("check %d", c.ID), ID: c.ID, Source: SourceCheck, Title: c.Title, List: c.List, OwnerID: c.OwnerID,
			Owner:     c.Owner,
			OwnerGone: c.OwnerGone, Path: fmt.Sprintf("/checklists#check-%d", c.ID), bound: bound{checklist.BindCheck, c.ID}}
		if c.Mode == checklist.ModeVerdict && c.State == checklist.Failed {
			l.Severity, l.Word, l.Why, l.Verb, l.Due = Stops, "Failed", c.Note, VerbRetest, b.today
			b.add(l)
			continue
		}
		switch {
		case c.DueOffset != nil:
			l.Due = b.day(*c.DueOffset)
		case c.Part == "" || c.Part == checklist.PartBefore:
			l.Due = b.decisionOn
		}
		if l.Due.IsZero() || l.Due.After(b.decisionOn) {
			continue
		}
		l.Word, l.Verb, l.Why = wordNotChecked, VerbCheck, c.Note
		if l.Due.Before(b.today) {
			l.Word = wordLate
		}
		b.add(b.withOwner(l, l.Due))
	}
}

func (b *builder) addFlags() {
	for _, q := range b.questions {
		if q.State(b.launchOn) != interview.FlagStands {
			continue
		}
		l := Line{Key: fmt.Sprintf("flag %d", q.ID), Source: SourceFlag, Title: q.Ask, Word: "Red flag", Why: q.said(),
			OwnerID: db.IDOf(q.OwnerID), Owner: q.OwnerName, OwnerGone: q.OwnerGone, Due: b.today, Verb: VerbResolve,
			Path: fmt.Sprintf("/interview#q-%d", q.ID), bound: bound{interview.BindQuestion, q.ID}}
		if q.Late(b.launchOn) {
			l.Why += fmt.Sprintf(". %s is after %s", civil.Countdown(b.launchOn, q.Answer.AnswerOn),
				civil.Countdown(b.launchOn, b.launchOn.AddDays(q.LatestOffset)))
		}
		b.add(l)
	}
}

func (b *builder) addRisks() {
	for _, r := range b.risks {
		l := Line{Key: fmt.Sprintf("risk %d", r.ID), ID: r.ID, Source: SourceRisk, Title: r.Title, OwnerID: r.OwnerID, Owner: r.OwnerName,
			OwnerGone: r.OwnerGone, Path: fmt.Sprintf("/risks/%d", r.ID), bound: bound{risk.BindRisks, r.ID}}
		switch {
		case b.stopper(r, b.now):
			l.Word, l.Why, l.Verb, l.Due = "Undecided", "Neither mitigated nor accepted", VerbDecide, b.today
			if r.Accepted(b.now) {
				l.Word, l.Why = "Accepted too short", "The acceptance ends "+r.Acceptance.LastDay(b.loc).Short()+", before T"
			} else if r.Mitigations > 0 {
				l.Why = fmt.Sprintf("%d of %d mitigations done", r.Done, r.Mitigations)
			}
			b.add(l)
		case r.OwnerID == 0 || r.OwnerGone:
			l.Word, l.Why, l.Verb = b.ownerProblem(r.OwnerID, r.OwnerName, r.OwnerGone, civil.Date{})
			l.Due = b.ownerDay(civil.Date{})
			b.add(l)
		}
	}
}

// stopper reports whether a show-stopper is neither mitigated nor accepted through T.
func (f facts) stopper(r risk.Fact, now time.Time) bool {
	return r.ShowStopper && !r.Closed && !r.Mitigated() && (!r.Accepted(now) || r.Acceptance.Until.Before(f.launch.LaunchAt.Time))
}

func (b *builder) addCollisions() {
	for _, c := range b.collisions {
		if c.Against == calendar.AgainstAbsence || c.ItemID != 0 && !b.hasItem(c.ItemID) {
			continue
		}
		l := Line{Key: "collision " + c.Key, Source: SourceCollision, Title: c.What, Word: "Collision", Why: c.Text,
			OwnerID: b.launch.LeadID, Owner: b.leadName, Due: b.day(-7), Verb: VerbDecide, Path: "/collisions"}
		if c.Side == calendar.OfT {
			l.Title, l.Why = c.Text, ""
		}
		b.add(l)
	}
}

func (b *builder) addStakeholders() {
	for _, s := range b.stakeholders {
		state := s.State(b.present)
		if state == stakeholder.Aware {
			continue
		}
		l := Line{Key: fmt.Sprintf("stakeholder %d", s.ID), Source: SourceStakeholder, Title: s.Name, Word: state.Label(), OwnerID: s.OwnerID,
			Owner: s.OwnerName, OwnerGone: s.OwnerGone, Due: b.day(-3), Verb: VerbRemind, Path: "/stakeholders",
			bound: bound{by: stakeholder.BindStakeholders}}
		l.Why = s.Name + " has not acknowledged " + b.launchOn.Short()
		if state == stakeholder.Outdated {
			l.Why = s.Name + " still believes " + s.Acknowledge.Day.Words(b.present)
		}
		b.add(l)
	}
}
