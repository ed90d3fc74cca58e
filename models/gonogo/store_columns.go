package gonogo

import (
	"tminus/models/assignment"
	"tminus/models/db"
	"tminus/models/people"
)

// RoleColumns is what the template gives to a role. A person may answer several
// questions.
var RoleColumns = assignment.RoleColumns{
	{One: "go/no-go topic", Many: "go/no-go topics", Table: "meeting_questions", Column: "user_id",
		Unowned: `x.id IN (SELECT y.id FROM meeting_questions y JOIN meetings m ON m.id = y.meeting_id
			WHERE m.launch_id = @launch AND m.state = 'planned' AND y.role_key = @role AND y.user_id IS NULL AND y.guest_name = '')`,
		Counted: "x.meeting_id IN (SELECT m.id FROM meetings m WHERE m.launch_id = @launch AND m.state = 'planned')"},
}

// PersonColumns is where people are named. A recorded meeting cannot be
// changed, and keeps its names.
var PersonColumns = assignment.PersonColumns{
	{Kind: people.HoldsChair, Table: "meetings", Column: "chair_id", Title: "'Go/no-go meeting ' || x.number", Where: "x.state = 'planned'",
		Detail: "Go/no-go meeting", Entity: "meeting", Field: "chair", Path: "/meetings/", ByID: true},
	{Kind: people.HoldsTopic, Table: "meeting_questions", Column: "user_id", Join: "JOIN meetings m ON m.id = x.meeting_id",
		LaunchID: "m.launch_id",
		Title:    "x.topic", Where: "m.state = 'planned'", Detail: "Go/no-go topic", Entity: "meeting question", Field: "person",
		Path: "/meetings", Adjust: clearAnswer},
	{Kind: people.HoldsCondition, Table: "meeting_conditions", Column: "owner_id", Title: "x.text", Done: "x.met_at IS NOT NULL",
		Detail: "Condition of a decision", Entity: "condition", Field: "owner", Path: "/readiness#condition-", ByID: true},
}

// clearAnswer removes the answer to a question, since it is personal, and who
// represented the person.
func clearAnswer(_ *db.Tx, _ people.Holding, _ people.User, columns map[string]any) (bool, error) {
	for name, value := range noAnswer {
		columns[name] = value
	}
	columns["represented_id"], columns["represented_name"] = nil, ""
	return true, nil
}

// noAnswer are the columns of a question without an answer.
var noAnswer = map[string]any{"answer": "", "note": "", "reading": "", "answered_at": nil, "recorded_by": nil}
