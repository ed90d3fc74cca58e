package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/models"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// story is a sample launch with its history.
type story struct {
	launch.New
	// at is the time of creation, by the person who created it.
	at     time.Time
	by     int64
	events []event
	// launch and items, the ids by the keys of the template, are those that were created.
	launch launch.Launch
	items  map[string]int64
}

// event is an action of a person in a story. do runs as the person and at the time of the event.
type event struct {
	at time.Time
	by int64
	do func(ctx context.Context) error
}

// play creates the launches of all stories, and then performs all events in the order of their time.
func play(ctx context.Context, stores models.Stores, stories []*story) error {
	all, err := stores.People.Users(ctx, true)
	if err != nil {
		return err
	}
	as := func(id int64, at time.Time) context.Context {
		u := all[slices.IndexFunc(all, func(u people.User) bool { return u.ID == id })]
		return db.AsOf(db.WithActor(ctx, actor(u)), at)
	}
	for _, st := range stories {
		if err := st.create(as(st.by, st.at), stores.Launches); err != nil {
			return fmt.Errorf("%s: %w", st.Name, err)
		}
	}
	type storyEvent struct {
		event
		*story
	}
	var events []storyEvent
	for _, st := range stories {
		for _, e := range st.events {
			events = append(events, storyEvent{e, st})
		}
	}
	slices.SortStableFunc(events, func(a, b storyEvent) int { return a.event.at.Compare(b.event.at) })
	for _, e := range events {
		ctx := as(e.event.by, e.event.at)
		if e.launch, err = stores.Launches.Launch(ctx, e.launch.Slug); err != nil {
			return err
		}
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("%s, %s: %w", e.Name, e.event.at.Format(time.DateTime), err)
		}
	}
	return nil
}

func actor(u people.User) db.Actor { return db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)} }

// create creates the launch. Its items have ids in the order of the template.
func (st *story) create(ctx context.Context, launches *launch.Store) error {
	l, err := launches.Create(ctx, st.New)
	if err != nil {
		return err
	}
	p, err := launches.Plan(ctx, l.Slug)
	if err != nil {
		return err
	}
	items := slices.SortedFunc(slices.Values(p.Items), func(a, b launch.Item) int { return cmp.Compare(a.ID, b.ID) })
	st.launch, st.items = l, make(map[string]int64, len(items))
	for i, d := range launch.LayOut(st.Template, st.Target, st.LeadID, st.Roles) {
		st.items[d.Key] = items[i].ID
	}
	return nil
}
