package modeltest

import (
	"strings"

	"tminus/models/readiness"
)

// Check returns a checklist item by its path, "list/item".
func (o *Org) Check(path string) readiness.Ticked {
	o.Helper()
	list, key, _ := strings.Cut(path, "/")
	for _, l := range o.Lists().Lists {
		for _, it := range l.Items {
			if l.Key == list && it.Key == key {
				return it
			}
		}
	}
	o.Fatalf("no item %s", path)
	return readiness.Ticked{}
}

// Lists returns the checklists of the launch.
func (o *Org) Lists() readiness.Checklists {
	o.Helper()
	cs, err := o.Readiness.Checklists(o.As(o.Viewer), o.Launch.Slug)
	if err != nil {
		o.Fatal(err)
	}
	return cs
}
