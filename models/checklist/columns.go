package checklist

import (
	"tminus/models/assignment"
	"tminus/models/people"
)

const itemOpen = " AND x.state NOT IN ('done', 'na')"

// RoleColumns is what the template gives to a role.
var RoleColumns = assignment.RoleColumns{
	{One: "check", Many: "checks", Table: "checklist_items", Column: "owner_id", Unowned: assignment.RowUnowned + itemOpen,
		Counted: assignment.RowCounted + itemOpen},
}

// PersonColumns is where people are named.
var PersonColumns = assignment.PersonColumns{
	{Kind: people.HoldsCheck, Table: "checklist_items", Column: "owner_id", Title: "x.title",
		Done:   "x.state IN ('done', 'na') OR x.archived_at IS NOT NULL",
		Detail: "Checklist item", Entity: "check", Field: "owner", Path: "/checklists#check-", ByID: true},
}
