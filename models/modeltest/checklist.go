package modeltest

import (
	"strings"

	"tminus/models/checklist"
)

// Check returns a checklist item by its path, "list/item".
func (o *Org) Check(path string) checklist.ItemDetail {
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
	return checklist.ItemDetail{}
}

// Lists returns the checklists of the launch.
func (o *Org) Lists() checklist.Checklists {
	o.Helper()
	cs, err := o.Checklists.List(o.As(o.Viewer), o.Launch.Slug)
	if err != nil {
		o.Fatal(err)
	}
	return cs
}
