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
	{Kind: people.HoldsGroupTask, Table: "run_task_members", Column: "user_id", Join: "JOIN run_tasks t ON t.id = x.task_id",
		LaunchID: "t.launch_id", Title: "t.title", Where: "t.archived_at IS NULL", Done: "x.done_at IS NOT NULL",
		Detail: "Run sheet, in a group", Entity: "run task member", Field: "member", Path: "/runsheet", Adjust: joinGroup},
	{Kind: people.HoldsSheetBackup, Table: "run_sheets", Column: "backup_id", Title: "'Run sheet'",
		Detail: "Backup for the run sheet", Entity: "run sheet", Field: "backup", Path: "/runsheet"},
}

// joinGroup leaves the place of a member empty if the successor is already in the group.
func joinGroup(tx *db.Tx, h people.Holding, to people.User, _ map[string]any) (bool, error) {
	var n int64
	err := tx.Raw(`SELECT COUNT(*) FROM run_task_members WHERE user_id = ? AND task_id = (SELECT task_id FROM run_task_members WHERE id = ?)`,
		to.ID, h.ID).Scan(&n).Error
	return n == 0, err
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
