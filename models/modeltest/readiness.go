package modeltest

import (
	"tminus/models/readiness"
	"tminus/models/ritual"
)

// FollowRun adds a criterion that is bound to a run of a ritual on staging.
func (o *Org) FollowRun(ritualID int64) {
	o.Helper()
	in := readiness.CriterionInput{Kind: readiness.KindGo, Title: "Passes on staging",
		Binding: readiness.Binding{By: ritual.BindRun, ID: ritualID, Environment: ritual.Staging}}
	_, err := o.Readiness.AddCriterion(o.As(o.Lead), o.Launch.Slug, in, "")
	o.OK(err)
}
