package readiness

import (
	"tminus/models/launch"
	"tminus/models/people"
)

// interviewRoles is what the template gives to a role.
var interviewRoles = launch.RoleColumns{
	{One: "question", Many: "questions", Table: "interview_questions", Column: "owner_id", Unowned: launch.RowUnowned},
}

// interviewPeople is where people are named.
var interviewPeople = launch.PersonColumns{
	{Kind: people.HoldsQuestion, Table: "interview_questions", Column: "owner_id", Title: "x.ask", Done: "x.answer_id IS NOT NULL OR x.archived_at IS NOT NULL",
		Detail: "Interview question", Entity: "question", Field: "who is asked", Path: "/interview#q-", ByID: true},
}
