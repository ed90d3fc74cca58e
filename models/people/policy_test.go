package people_test

import (
	"testing"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

func TestShowStopperIsEasedByOwnerLeadAndAdministrator(t *testing.T) {
	const lead, owner, other = 1, 2, 3
	on := people.Subject{Lead: lead, Owner: owner}
	for name, c := range map[string]struct {
		actor db.Actor
		on    people.Subject
		want  bool
	}{
		"its owner":                        {db.Actor{ID: owner, Role: string(people.Member)}, on, true},
		"the lead":                         {db.Actor{ID: lead, Role: string(people.Member)}, on, true},
		"an administrator":                 {db.Actor{ID: other, Role: string(people.Administrator)}, on, true},
		"the program":                      {db.System(), on, true},
		"another member":                   {db.Actor{ID: other, Role: string(people.Member)}, on, false},
		"an owner who is a viewer by now":  {db.Actor{ID: owner, Role: string(people.Viewer)}, on, false},
		"a lead who is a viewer by now":    {db.Actor{ID: lead, Role: string(people.Viewer)}, on, false},
		"a member, where nobody owns it":   {db.Actor{ID: other, Role: string(people.Member)}, people.Subject{Lead: lead}, false},
		"a member of no number, likewise":  {db.Actor{Name: "X", Role: string(people.Member)}, people.Subject{}, false},
		"the lead, where nobody owns it":   {db.Actor{ID: lead, Role: string(people.Member)}, people.Subject{Lead: lead}, true},
		"nobody":                           {db.Actor{}, on, false},
		"an owner of a launch that is not": {db.Actor{ID: owner, Role: string(people.Member)}, people.Subject{Owner: owner}, true},
	} {
		err := people.AllowOn(c.actor, people.EaseShowStopper, c.on)
		if (err == nil) != c.want || err != nil && !fault.Is(err, fault.KindForbidden) && c.actor.Known() {
			t.Errorf("%s: %v, want allowed %t", name, err, c.want)
		}
		if got := people.MayOn(c.actor, people.EaseShowStopper, c.on); got != c.want {
			t.Errorf("%s: MayOn says %t", name, got)
		}
	}
}
