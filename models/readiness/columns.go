package readiness

import "slices"

// AllRoleColumns and AllPersonColumns are those of everything that is kept here.
var (
	AllRoleColumns   = slices.Concat(interviewRoles, checklistRoles, RoleColumns, ritualRoles, meetingRoles)
	AllPersonColumns = slices.Concat(interviewPeople, checklistPeople, PersonColumns, ritualPeople, meetingPeople)
)
