package modeltest

import (
	"tminus/models/runsheet"
)

// Sheet returns the run sheet of the launch.
func (o *Org) Sheet() runsheet.Sheet {
	o.Helper()
	v, err := o.Runsheets.Get(o.As(o.Viewer), o.Launch.Slug)
	if err != nil {
		o.Fatal(err)
	}
	return v
}

// Task returns the input of a valid task.
func (o *Org) Task() runsheet.TaskInput {
	return runsheet.TaskInput{Title: "Warm the cache", OwnerID: &o.Member.ID, FallbackID: &o.Other.ID, Start: "T-30m", Minutes: "20",
		Needs: "Deployed"}
}
