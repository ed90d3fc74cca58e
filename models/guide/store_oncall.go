package guide

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/roster"
)

// OnCall is asked who is on call for a launch now; roster.Store answers.
type OnCall interface {
	Of(ctx context.Context, l launch.Launch) (roster.Roster, error)
}

// Escalation says who each step of a guide leads to now, and how they are
// reached. It is for people who are signed in. The time is the now that it holds
// for, in the zone of the launch.
func (s *Store) Escalation(ctx context.Context, g Guide, list []Step, rota OnCall) ([]Reached, time.Time, error) {
	now := s.db.Now()
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
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

// unbound are the steps of a guide that is about no launch: there is no roster to
// ask.
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
