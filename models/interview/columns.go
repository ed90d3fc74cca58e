package interview

import (
	"tminus/models/assignment"
	"tminus/models/people"
)

// RoleColumns is what the template gives to a role.
var RoleColumns = assignment.RoleColumns{
	{One: "question", Many: "questions", Table: "interview_questions", Column: "owner_id", Unowned: assignment.RowUnowned},
}

// PersonColumns is where people are named.
var PersonColumns = assignment.PersonColumns{
	{Kind: people.HoldsQuestion, Table: "interview_questions", Column: "owner_id", Title: "x.ask",
		Done:   "x.answer_id IS NOT NULL OR x.archived_at IS NOT NULL",
		Detail: "Interview question", Entity: "question", Field: "who is asked", Path: "/interview#q-", ByID: true},
}
