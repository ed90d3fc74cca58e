package interview

import (
	"tminus/models/launch"
	"tminus/models/people"
)

// RoleColumns is what the template gives to a role.
var RoleColumns = launch.RoleColumns{
	{One: "question", Many: "questions", Table: "interview_questions", Column: "owner_id", Unowned: launch.RowUnowned},
}

// PersonColumns is where people are named.
var PersonColumns = launch.PersonColumns{
	{Kind: people.HoldsQuestion, Table: "interview_questions", Column: "owner_id", Title: "x.ask",
		Done:   "x.answer_id IS NOT NULL OR x.archived_at IS NOT NULL",
		Detail: "Interview question", Entity: "question", Field: "who is asked", Path: "/interview#q-", ByID: true},
}
