package gonogo

import (
	"tminus/models/assignment"
	"tminus/models/db"
	"tminus/models/people"
)

// RoleColumns is what the template gives to a role. Nobody has two seats: a
// person without one gets the first of the role.
var RoleColumns = assignment.RoleColumns{
	{One: "go/no-go seat", Many: "go/no-go seats", Table: "meeting_seats", Column: "user_id",
		Unowned: `x.id IN (SELECT MIN(y.id) FROM meeting_seats y JOIN meetings m ON m.id = y.meeting_id
			WHERE m.launch_id = @launch AND m.state = 'planned' AND y.role_key = @role AND y.user_id IS NULL
			AND NOT EXISTS (SELECT 1 FROM meeting_seats z WHERE z.meeting_id = m.id AND z.user_id = @to) GROUP BY m.id)`,
		Counted: "x.meeting_id IN (SELECT m.id FROM meetings m WHERE m.launch_id = @launch AND m.state = 'planned')"},
}

// PersonColumns is where people are named. A recorded meeting cannot be
// changed, and keeps its names.
var PersonColumns = assignment.PersonColumns{
	{Kind: people.HoldsChair, Table: "meetings", Column: "chair_id", Title: "'Go/no-go meeting ' || x.number", Where: "x.state = 'planned'",
		Detail: "Go/no-go meeting", Entity: "meeting", Field: "chair", Path: "/meetings/", ByID: true},
	{Kind: people.HoldsSeat, Table: "meeting_seats", Column: "user_id", Join: "JOIN meetings m ON m.id = x.meeting_id",
		LaunchID: "m.launch_id",
		Title:    "x.function", Where: "m.state = 'planned'", Detail: "Go/no-go meeting", Entity: "meeting seat", Field: "participant",
		Path: "/meetings", Adjust: clearVote},
	{Kind: people.HoldsCondition, Table: "meeting_conditions", Column: "owner_id", Title: "x.text", Done: "x.met_at IS NOT NULL",
		Detail: "Condition of a decision", Entity: "condition", Field: "owner", Path: "/readiness#condition-", ByID: true},
}

// clearVote removes the vote of a seat, since it is personal. It returns false
// when the successor has another seat of the meeting.
func clearVote(tx *db.Tx, h people.Holding, to people.User, columns map[string]any) (bool, error) {
	columns["vote"], columns["vote_reason"], columns["voted_at"], columns["recorded_by"] = "", "", nil, nil
	var seats int64
	err := tx.Raw(`SELECT COUNT(*) FROM meeting_seats WHERE user_id = ? AND meeting_id = (SELECT meeting_id FROM meeting_seats WHERE id = ?)`,
		to.ID, h.ID).Scan(&seats).Error
	return seats == 0, err
}
