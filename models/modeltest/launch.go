package modeltest

import (
	"strings"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/launch"
)

// MakeLaunch creates a launch for Thu 10 Dec 2026, 10:00 UTC, 24 days after dbtest.Start.
func (o *Org) MakeLaunch(name, key string) launch.Launch {
	o.Helper()
	for _, tpl := range models.Format.Shipped() {
		if tpl.Key != key {
			continue
		}
		roles := map[string]int64{}
		for _, r := range tpl.Roles {
			roles[r.Key] = o.Member.ID
		}
		l, err := o.Launches.Create(o.As(o.Lead), launch.New{
			Input: launch.Input{Name: name, LeadID: o.Lead.ID, Target: launch.Target{On: civil.New(2026, 12, 10), Time: civil.At(10, 0),
				Zone: "UTC"}},
			Roles: roles, Template: tpl,
		})
		if err != nil {
			o.Fatal(err)
		}
		return l
	}
	o.Fatalf("there is no template %s", key)
	return launch.Launch{}
}

// Item returns a deliverable of a launch by the beginning of its title.
func (o *Org) Item(slug, title string) launch.Item {
	o.Helper()
	p, err := o.Launches.Plan(o.As(o.Viewer), slug)
	if err != nil {
		o.Fatal(err)
	}
	for _, it := range p.Items {
		if strings.HasPrefix(it.Title, title) {
			return it
		}
	}
	o.Fatalf("there is no %s", title)
	return launch.Item{}
}

// State returns the state of the launch.
func (o *Org) State() launch.State {
	o.Helper()
	l, err := o.Launches.Launch(o.As(o.Viewer), o.Launch.Slug)
	if err != nil {
		o.Fatal(err)
	}
	return l.State
}

// Enter sets the state of the launch as its lead.
func (o *Org) Enter(to launch.State) error {
	o.Helper()
	l, err := o.Launches.Launch(o.As(o.Viewer), o.Launch.Slug)
	if err != nil {
		o.Fatal(err)
	}
	_, err = o.Launches.SetState(o.As(o.Lead), o.Launch.Slug, to, "", l.Version)
	return err
}
