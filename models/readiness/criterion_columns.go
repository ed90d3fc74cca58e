package readiness

import (
	"tminus/models/assignment"
	"tminus/models/people"
)

// RoleColumns is what the template gives to a role.
var RoleColumns = assignment.RoleColumns{
	{One: "criterion", Many: "criteria", Table: "criteria", Column: "owner_id", Unowned: assignment.RowUnowned},
}

// PersonColumns is where people are named.
var PersonColumns = assignment.PersonColumns{
	{Kind: people.HoldsCriterion, Table: "criteria", Column: "owner_id", Title: "x.title", Done: "x.archived_at IS NOT NULL",
		Detail: "Criterion", Entity: "criterion", Field: "owner", Path: "/readiness#criterion-", ByID: true},
}
