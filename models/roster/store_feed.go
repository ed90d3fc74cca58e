package roster

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// FeedSlot is a slot of a calendar feed.
type FeedSlot struct {
	Slot
	Name   string
	Launch launch.Launch
	// Part numbers the slots of an entry that overrides divide.
	Part int
	// Made, Edits and Modified are those of the entry.
	Made     time.Time
	Edits    int
	Modified time.Time
}

// feedPast is the time before now that a feed covers.
const feedPast = 180 * 24 * time.Hour

// MyFeed returns the actor's slots in all launches that are not cancelled, in three queries.
func (s *Store) MyFeed(ctx context.Context) ([]FeedSlot, error) {
	me := db.ActorOf(ctx).ID
	all, err := s.feed(ctx, "state <> ? AND id IN (SELECT launch_id FROM roster_entries WHERE user_id = ? AND to_at > ?)",
		launch.Cancelled, me, db.At(s.db.Now().Add(-feedPast)))
	var out []FeedSlot
	for _, sl := range all {
		if sl.Person == me {
			out = append(out, sl)
		}
	}
	return out, err
}

// LaunchFeed returns the slots of a launch, or none if it is cancelled.
func (s *Store) LaunchFeed(ctx context.Context, launchID int64) ([]FeedSlot, error) {
	return s.feed(ctx, "state <> ? AND id = ?", launch.Cancelled, launchID)
}

func (s *Store) feed(ctx context.Context, where string, args ...any) ([]FeedSlot, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	var ls []launch.Launch
	if err := g.Where(where, args...).Order("launch_at, id").Find(&ls).Error; err != nil || len(ls) == 0 {
		return nil, err
	}
	ids := make([]int64, len(ls))
	for i, l := range ls {
		ids[i] = l.ID
	}
	var entries []Entry
	if err := g.Where("launch_id IN ?", ids).Order("id").Find(&entries).Error; err != nil {
		return nil, err
	}
	names, err := namesOn(g, ids)
	if err != nil {
		return nil, err
	}
	byLaunch := map[int64][]Entry{}
	for _, e := range entries {
		byLaunch[e.LaunchID] = append(byLaunch[e.LaunchID], e)
	}
	since := s.db.Now().Add(-feedPast)
	var out []FeedSlot
	for _, l := range ls {
		for _, sl := range feedSlots(byLaunch[l.ID]) {
			sl.Launch, sl.Name = l, names[sl.Person]
			if sl.To.After(since) {
				out = append(out, sl)
			}
		}
	}
	return out, nil
}

// feedSlots returns the slots of a roster, numbered within their entries.
func feedSlots(entries []Entry) []FeedSlot {
	of := make(map[int64]Entry, len(entries))
	for _, e := range entries {
		of[e.ID] = e
	}
	parts := map[int64]int{}
	var out []FeedSlot
	for _, sl := range Effective(entries) {
		e := of[sl.Entry]
		out = append(out, FeedSlot{Slot: sl, Part: parts[sl.Entry], Made: e.CreatedAt.Time, Edits: e.Version - 1, Modified: e.UpdatedAt.Time})
		parts[sl.Entry]++
	}
	return out
}

// namesOn returns the names of the people who go on call in the entries of launches.
func namesOn(g db.Reader, launchIDs []int64) (map[int64]string, error) {
	var us []people.User
	err := g.Select("id, name").Where("id IN (SELECT user_id FROM roster_entries WHERE launch_id IN ?)", launchIDs).Find(&us).Error
	out := make(map[int64]string, len(us))
	for _, u := range us {
		out[u.ID] = u.Name
	}
	return out, err
}
