package risk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Want is what a risk requires of its owner.
type Want string

// The requirements, most severe first.
const (
	WantsAnswer     Want = "stands"    // it stands
	WantsAgain      Want = "ran out"   // an acceptance expired
	WantsReview     Want = "review"    // its review is due
	WantsMitigation Want = "no effect" // it should be mitigated, but has no mitigation
)

var wants = []Want{WantsAnswer, WantsAgain, WantsReview, WantsMitigation}

// Wants returns what an open risk requires of its owner at now, or "". today is the date in the
// launch's zone.
func (f Fact) Wants(now time.Time, today civil.Date) Want {
	switch a := f.Acceptance; {
	case f.Closed:
	case f.Stands(now):
		return WantsAnswer
	case f.Unhandled(now) && a.ID != 0 && a.EndedAt.IsZero() && !a.Until.After(now):
		return WantsAgain
	case f.ReviewDue(today):
		return WantsReview
	case f.Unhandled(now) && f.Response == Mitigate && f.Mitigations == 0:
		return WantsMitigation
	}
	return ""
}

// InboxItem is a risk that requires something of its owner.
type InboxItem struct {
	Fact
	Launch launch.Launch
	Today  civil.Date
	Want   Want
}

// maxInbox limits the risks in My work.
const maxInbox = 100

// Inbox returns the actor's open risks that require something, in launches that are not out yet,
// most severe first, in a constant number of queries.
func (s *Store) Inbox(ctx context.Context) ([]InboxItem, error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g, now := s.db.Read(ctx), s.db.Now()
	own, err := facts(g, "r.owner_id = ? AND r.closed_at IS NULL AND r.launch_id IN (SELECT id FROM launches WHERE state NOT IN ?)",
		me.ID, []launch.State{launch.Live, launch.Closed, launch.Cancelled})
	if err != nil || len(own) == 0 {
		return nil, err
	}
	var ids []int64
	for _, f := range own {
		ids = append(ids, f.LaunchID)
	}
	var ls []launch.Launch
	if err := g.Select("id, slug, name, zone, launch_on, state").Where("id IN ?", slices.Compact(slices.Sorted(slices.Values(ids)))).Find(
		&ls).Error; err != nil {
		return nil, err
	}
	in := make(map[int64]launch.Launch, len(ls))
	for _, l := range ls {
		in[l.ID] = l
	}
	var out []InboxItem
	for _, f := range own {
		l := in[f.LaunchID]
		if today := l.Today(now); f.Wants(now, today) != "" {
			out = append(out, InboxItem{Fact: f, Launch: l, Today: today, Want: f.Wants(now, today)})
		}
	}
	slices.SortStableFunc(out, func(a, b InboxItem) int {
		return cmp.Or(cmp.Compare(slices.Index(wants, a.Want), slices.Index(wants, b.Want)), a.Launch.LaunchOn.Compare(b.Launch.LaunchOn),
			cmp.Compare(b.Effective().Value(), a.Effective().Value()))
	})
	return out[:min(maxInbox, len(out))], nil
}
