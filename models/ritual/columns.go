package ritual

import (
	"tminus/models/assignment"
	"tminus/models/people"
)

// RoleColumns is what the template gives to a role: the planned runs of a ritual
// before the ritual itself.
var RoleColumns = assignment.RoleColumns{
	{One: "planned run", Many: "planned runs", Table: "runs", Column: "owner_id",
		Unowned: `x.launch_id = @launch AND x.owner_id IS NULL AND x.state = 'planned'
		AND x.ritual_id IN (SELECT r.id FROM rituals r WHERE r.launch_id = @launch AND r.role_key = @role AND r.owner_id IS NULL
		AND r.archived_at IS NULL)`,
		Role:    "(SELECT r.role_key FROM rituals r WHERE r.id = x.ritual_id)",
		Counted: "x.launch_id = @launch AND x.state = 'planned'"},
	{One: "ritual", Many: "rituals", Table: "rituals", Column: "owner_id", Unowned: assignment.RowUnowned},
}

// PersonColumns is where people are named.
var PersonColumns = assignment.PersonColumns{
	{Kind: people.HoldsRitual, Table: "rituals", Column: "owner_id", Title: "x.name", Done: "x.archived_at IS NOT NULL",
		Detail: "Ritual", Entity: "ritual", Field: "owner", Path: "/rituals/", ByID: true},
	{Kind: people.HoldsRun, Table: "runs", Column: "owner_id", Join: "JOIN rituals r ON r.id = x.ritual_id", Title: "r.name",
		Where: "x.state IN ('planned', 'running')", Detail: "Planned run", Entity: "run", Field: "owner", Path: "/runs/", ByID: true},
}
