// Package models wires the stores together. It is the only place that connects
// a package to a later one.
package models

import (
	"slices"

	"tminus/models/assignment"
	"tminus/models/calendar"
	"tminus/models/checklist"
	"tminus/models/comment"
	"tminus/models/db"
	"tminus/models/extension"
	"tminus/models/feedback"
	"tminus/models/gonogo"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/message"
	"tminus/models/people"
	"tminus/models/planimport"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/ritual"
	"tminus/models/rollout"
	"tminus/models/roster"
	"tminus/models/runsheet"
	"tminus/models/service"
	"tminus/models/stakeholder"
	"tminus/models/template"
)

// Stores are the stores of all packages on one database.
type Stores struct {
	People       *people.Store
	Launches     *launch.Store
	Assignments  *assignment.Store
	Comments     *comment.Store
	Journal      *journal.Store
	Services     *service.Store
	Calendar     *calendar.Store
	Risks        *risk.Store
	Roster       *roster.Store
	Guides       *guide.Store
	Feedback     *feedback.Store
	Stakeholders *stakeholder.Store
	Messages     *message.Store
	Checklists   *checklist.Store
	Interviews   *interview.Store
	Rituals      *ritual.Store
	Runsheets    *runsheet.Store
	GoNoGo       *gonogo.Store
	Extensions   *extension.Store
	Readiness    *readiness.Store
	Rollouts     *rollout.Store
	Templates    *template.Store
	Imports      *planimport.Store
	Portfolio    *portfolio.Store
}

// Format is the format of template files. The sections stand in this order in a file.
var Format = template.NewFormat(interview.Section, checklist.Section, readiness.CriteriaSection, readiness.ConditionsSection,
	ritual.Section, ritual.ParitySection, risk.Section, runsheet.Section, gonogo.Section, feedback.Section)

// NewStores returns the stores on d.
func NewStores(d *db.DB) Stores {
	cal := calendar.NewStore(d)
	ready := readiness.NewStore(d, cal)
	decisions := gonogo.NewStore(d, ready)
	r := Stores{
		Risks: risk.NewStore(d), Roster: roster.NewStore(d), Calendar: cal, Guides: guide.NewStore(d),
		Feedback:     feedback.NewStore(d),
		Stakeholders: stakeholder.NewStore(d), Messages: message.NewStore(d),
		Checklists: checklist.NewStore(d, ready), Interviews: interview.NewStore(d),
		Rituals:   ritual.NewStore(d, ready),
		Runsheets: runsheet.NewStore(d, decisions), GoNoGo: decisions, Extensions: extension.NewStore(d), Readiness: ready,
		Rollouts: rollout.NewStore(d, decisions),
	}
	ready.WithRollouts(rollout.Label)
	roles := slices.Concat(interview.RoleColumns, checklist.RoleColumns, readiness.RoleColumns, ritual.RoleColumns, runsheet.RoleColumns,
		gonogo.RoleColumns)
	persons := slices.Concat(interview.PersonColumns, checklist.PersonColumns, readiness.PersonColumns, ritual.PersonColumns,
		gonogo.PersonColumns, runsheet.PersonColumns)
	r.Services = service.NewStore(d, r.Roster)
	r.Calendar.WithRota(r.Roster)
	r.People = people.NewStore(d).WithHoldings(assignment.Holdings{}, service.Holdings{}, risk.Holdings{}, persons, stakeholder.Holdings{},
		guide.Holdings{},
		feedback.Holdings{}, roster.NewHoldings(d)).MailWith(r.Messages)
	// The readiness comes last, because its criteria are bound to records of the others.
	r.Launches = launch.NewStore(d).StartWith(r.Risks, r.Roster, r.Feedback, r.Interviews, r.Checklists, r.Rituals, r.Runsheets, decisions,
		ready).
		GuardWith(decisions).FollowWith(r.Rollouts).AcceptWith(r.Calendar).
		ConfirmWith(decisions).InheritWith(assignment.Holdings{}, r.Risks, r.Roster, persons)
	r.Assignments = assignment.NewStore(d, r.Risks, roles)
	r.Comments, r.Journal = comment.NewStore(d), journal.NewStore(d)
	r.Templates, r.Imports = template.NewStore(d, Format), planimport.NewStore(d, r.Launches)
	r.Portfolio = portfolio.NewStore(d, r.Launches)
	return r
}
