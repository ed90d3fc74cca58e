package stakeholder

import (
	"context"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// ToAsk has the stakeholders of a launch whom one person has to ask: those who were not told of its
// T or know another one.
type ToAsk struct {
	Launch   launch.Launch
	Untold   []Fact
	Outdated []Fact
}

// ToAsk returns the stakeholders whom the actor has to ask, by launch, in a constant number of
// queries. It omits launches that are over or whose T has passed.
func (s *Store) ToAsk(ctx context.Context) ([]ToAsk, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g, me := s.db.Read(ctx), db.ActorOf(ctx).ID
	var ls []launch.Launch
	err := g.Where(
		"state NOT IN ? AND launch_at > ? AND id IN (SELECT launch_id FROM stakeholders WHERE owner_id = ? AND archived_at IS NULL)",
		[]launch.State{launch.Closed, launch.Cancelled}, db.At(s.db.Now()), me).Order("launch_at, id").Find(&ls).Error
	if err != nil || len(ls) == 0 {
		return nil, err
	}
	ids := make([]int64, len(ls))
	for i, l := range ls {
		ids[i] = l.ID
	}
	fs, err := facts(g, "s.launch_id IN ? AND s.owner_id = ? AND s.archived_at IS NULL", ids, me)
	if err != nil {
		return nil, err
	}
	var out []ToAsk
	for _, l := range ls {
		ask := ToAsk{Launch: l}
		for _, f := range fs {
			// Skip those who were told of the present T and only have to acknowledge it.
			if f.LaunchID != l.ID || f.ToldOf.ID != 0 && f.ToldOf.Day.Same(DayOf(l)) {
				continue
			}
			switch f.State(DayOf(l)) {
			case Untold:
				ask.Untold = append(ask.Untold, f)
			case Outdated:
				ask.Outdated = append(ask.Outdated, f)
			}
		}
		if len(ask.Untold)+len(ask.Outdated) > 0 {
			out = append(out, ask)
		}
	}
	return out, nil
}
