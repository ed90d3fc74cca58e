package readiness

import (
	"fmt"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/people"
)

// The words of lines that are only open.
const (
	wordOpen       = "Open"
	wordNotChecked = "Not checked"
	wordNotSigned  = "Not signed off"
	wordNoOwner    = "No owner"
	wordAway       = "Owner away"
	wordLeft       = "Owner has left"
	wordLate       = "Late"
)

// builder collects the lines of one launch.
type builder struct {
	facts
	now        time.Time
	today      civil.Date
	decisionOn civil.Date
	lines      []Line
	away       map[int64][]people.Absence
}

func newBuilder(f facts, now time.Time) *builder {
	b := &builder{facts: f, now: now, today: civil.Of(now, f.loc), decisionOn: f.plannedOn, away: map[int64][]people.Absence{}}
	if b.decisionOn.IsZero() {
		b.decisionOn = f.launchOn.AddDays(-1)
	}
	for _, a := range f.absences {
		b.away[a.UserID] = append(b.away[a.UserID], a)
	}
	return b
}

// collect adds the lines of all sources. The criteria and what derives its status come last, since they join lines of
// the others.
func (b *builder) collect() {
	b.addMeeting()
	b.addFlags()
	b.addRisks()
	b.addRoster()
	b.addCollisions()
	b.addStakeholders()
	b.addTasks()
	b.addChecks()
	b.addDeliverables()
	b.addCriteria()
	b.addDerived()
}

// day returns a day relative to T.
func (b *builder) day(offset int) civil.Date { return b.launchOn.AddDays(offset) }

// add adds a line with the severity of its due day, or a higher one that it already has.
func (b *builder) add(l Line) {
	if l.Severity != Stops && !l.Due.After(b.today.AddDays(soonDays)) {
		l.Severity = Due
	}
	b.lines = append(b.lines, l)
}

// ownerDay returns the day by which something that starts on a day needs an owner who is there: three days
// before, at the latest T-7.
func (b *builder) ownerDay(start civil.Date) civil.Date {
	latest := b.day(-7)
	if start.IsZero() {
		return latest
	}
	if d := start.AddDays(-3); d.Before(latest) {
		return d
	}
	return latest
}

// ownerProblem returns what is wrong with the owner of something on a day: the word, the reason and the verb.
func (b *builder) ownerProblem(id int64, name string, gone bool, on civil.Date) (word, why, verb string) {
	switch {
	case id == 0:
		return wordNoOwner, "Nobody has taken it", VerbAssign
	case gone:
		return wordLeft, name + " no longer works on launches", VerbReassign
	case on.IsZero() || on.Before(b.today):
		return "", "", ""
	}
	for _, a := range b.away[id] {
		if a.Covers(on) {
			return wordAway, fmt.Sprintf("%s is away %s to %s", name, a.FirstDay.Short(), a.LastDay.Short()), VerbReassign
		}
	}
	return "", "", ""
}

// withOwner completes a line whose owner must be there on a day. A line that stops keeps its reason.
func (b *builder) withOwner(l Line, on civil.Date) Line {
	word, why, verb := b.ownerProblem(l.OwnerID, l.Owner, l.OwnerGone, on)
	if word == "" || l.Severity == Stops {
		return l
	}
	l.Word, l.Why, l.Verb = word, why, verb
	if d := b.ownerDay(on); d.Before(l.Due) {
		l.Due = d
	}
	return l
}

// find returns the index of the line about something, or -1.
func (b *builder) find(by string, id int64) int {
	return slices.IndexFunc(b.lines, func(l Line) bool { return l.bound.by == by && (id == 0 || l.bound.id == id) })
}

func (b *builder) addMeeting() {
	if b.planned || b.goes() {
		return
	}
	b.add(Line{Key: "meeting", Source: SourceMeeting, Title: "Go/no-go meeting", Word: "Not planned",
		Why: "No go/no-go meeting is planned", OwnerID: b.launch.LeadID, Owner: b.leadName, Due: b.day(-7), Verb: VerbPlan, Path: "/meetings"})
}

func (b *builder) addRoster() {
	r := b.roster
	line := Line{Source: SourceRoster, OwnerID: b.launch.LeadID, Owner: b.leadName, Due: b.day(-7), Verb: VerbFillGap,
		Path: "/roster", bound: bound{by: "coverage"}}
	if gap := r.FirstGap(b.loc); gap != "" {
		l := line
		l.Key, l.Title, l.Word, l.Why = "roster gap", "On-call coverage", "Gap", gap
		b.add(l)
	}
	if r.Empty {
		return
	}
	if !r.SeniorThroughout() {
		l := line
		l.Key, l.Title, l.Word, l.Why = "roster senior", "Senior engineer on call", "Gap", r.SeniorGap(b.loc)
		b.add(l)
	}
	for _, p := range r.AwayOrGone(b.loc) {
		l := line
		l.Key, l.Source, l.Title = fmt.Sprintf("roster away %d", p.Person), SourceRoster, "On-call shift of "+p.Name
		l.OwnerID, l.Owner = p.Person, p.Name
		l.Word, l.Why, l.Verb = wordAway, p.Text, VerbReassign
		l.Due = b.ownerDay(civil.Of(p.From, b.loc))
		b.add(l)
	}
}

func (b *builder) addTasks() {
	for _, t := range b.tasks {
		word, why, verb := b.ownerProblem(t.OwnerID, t.Owner, t.OwnerGone, t.On)
		if word == "" {
			continue
		}
		key := fmt.Sprintf("task %d", t.ID)
		if t.MemberID != 0 {
			key += fmt.Sprintf(" member %d", t.MemberID)
		}
		b.add(Line{Key: key, ID: t.ID, Source: SourceTask, Title: t.Title, Word: word, Why: why, Verb: verb,
			OwnerID: t.OwnerID, Owner: t.Owner, OwnerGone: t.OwnerGone, Due: b.ownerDay(t.On), Path: fmt.Sprintf("/runsheet#task-%d", t.ID)})
	}
}

// goes reports whether the newest decision lets the launch go.
func (f facts) goes() bool {
	d := f.decision
	return d.Decided() && !d.RolledBack && d.Outcome.Lets()
}
