package guide

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/roster"
)

// OnCall returns the on-call roster of a launch; roster.Store implements it.
type OnCall interface {
	Of(ctx context.Context, l launch.Launch) (roster.Roster, error)
}

// Escalation returns the people whom each step of a guide leads to now, with their contacts. The
// actor must be signed in. It also returns the time of the answer in the zone of the launch.
func (s *Store) Escalation(ctx context.Context, g Guide, list []Step, rota OnCall) ([]Reached, time.Time, error) {
	now := s.db.Now()
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, now, err
	}
	if g.LaunchID == 0 || len(list) == 0 {
		return unbound(list), now, nil
	}
	read := s.db.Read(ctx)
	l, err := launchByID(read, g.LaunchID)
	if err != nil {
		return nil, now, err
	}
	r, err := rota.Of(ctx, l)
	if err != nil {
		return nil, now, err
	}
	lead := Person{ID: l.LeadID}
	if lead.Name, err = people.NameOf(read, l.LeadID); err != nil {
		return nil, now, err
	}
	out := Resolve(list, r, lead)
	var ids []int64
	for _, st := range out {
		for _, p := range st.Who {
			ids = append(ids, p.ID)
		}
	}
	var ways []people.Contact
	if err := read.Where("user_id IN ?", ids).Order("user_id, position, id").Find(&ways).Error; err != nil {
		return nil, now, err
	}
	for _, st := range out {
		for i, p := range st.Who {
			for _, w := range ways {
				if w.UserID == p.ID {
					st.Who[i].Contacts = append(st.Who[i].Contacts, w)
				}
			}
		}
	}
	return out, r.Now.In(l.Location()), nil
}

// unbound returns the steps of a guide without a launch, which has no roster.
func unbound(list []Step) []Reached {
	out := make([]Reached, len(list))
	for i, s := range list {
		out[i] = Reached{Step: s}
		if s.Target != ToNobody {
			out[i].Nobody = "This guide is bound to no launch, so there is no roster to ask"
		}
	}
	return out
}
