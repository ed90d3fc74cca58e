package runsheet

import (
	"gorm.io/gorm"

	"tminus/models/assignment"
	"tminus/models/db"
	"tminus/models/people"
)

const taskOpen = " AND x.done_at IS NULL"

// RoleColumns is what the template gives to a role: the tasks before the
// fallbacks. The fallback is for when the owner cannot, so it is somebody else.
var RoleColumns = assignment.RoleColumns{
	{One: "run sheet task", Many: "run sheet tasks", Table: "run_tasks", Column: "owner_id", Unowned: assignment.RowUnowned + taskOpen,
		Set:     ", fallback_id = CASE WHEN fallback_id = @to THEN NULL ELSE fallback_id END",
		Counted: assignment.RowCounted + taskOpen},
	{One: "fallback on the run sheet", Many: "fallbacks on the run sheet", Table: "run_tasks", Column: "fallback_id",
		Unowned: `x.launch_id = @launch AND x.fallback_key = @role AND x.fallback_id IS NULL
		AND COALESCE(x.owner_id, 0) <> @to AND x.archived_at IS NULL AND x.done_at IS NULL`,
		Role:    "x.fallback_key",
		Counted: assignment.RowCounted + taskOpen},
}

// taskSettled selects tasks with nothing left to do.
const taskSettled = "x.done_at IS NOT NULL OR x.archived_at IS NOT NULL"

// PersonColumns is where people are named.
var PersonColumns = assignment.PersonColumns{
	{Kind: people.HoldsTask, Table: "run_tasks", Column: "owner_id", Title: "x.title", Done: taskSettled,
		Detail: "Run sheet", Entity: "run task", Field: "owner", Path: "/runsheet#task-", ByID: true, Adjust: clearFallback},
	{Kind: people.HoldsFallback, Table: "run_tasks", Column: "fallback_id", Title: "x.title", Done: taskSettled,
		Detail: "Run sheet", Entity: "run task", Field: "fallback", Path: "/runsheet#task-", ByID: true, Adjust: skipOwner},
}

// clearFallback takes the new owner off as the fallback.
func clearFallback(_ *db.Tx, _ people.Holding, to people.User, columns map[string]any) (bool, error) {
	columns["fallback_id"] = gorm.Expr("CASE WHEN fallback_id = ? THEN NULL ELSE fallback_id END", to.ID)
	return true, nil
}

// skipOwner leaves a task without a fallback rather than with its owner.
func skipOwner(_ *db.Tx, _ people.Holding, to people.User, columns map[string]any) (bool, error) {
	columns["fallback_id"] = gorm.Expr("CASE WHEN owner_id = ? THEN NULL ELSE CAST(? AS BIGINT) END", to.ID, to.ID)
	return true, nil
}
