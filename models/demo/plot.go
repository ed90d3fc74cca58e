package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/template"
)

// storyBuilder builds the history of a sample launch until now: what was due is done, what is
// running is in progress, and the notes add the exceptions.
type storyBuilder struct {
	sampleLaunch
	models.Stores
	db    *db.DB
	who   map[string]int64
	now   time.Time
	loc   *time.Location
	today civil.Date
	story *story
	n     int // number of events so far, which varies the times of day
}

func (p *storyBuilder) build() {
	special := make(map[string]bool)
	for _, n := range p.notes {
		if n.status.To != "" {
			special[n.item] = true
		}
	}
	for _, d := range launch.LayOut(p.story.Template, p.story.Target, p.story.LeadID, p.story.Roles) {
		owner := d.OwnerID
		if key, ok := p.owners[d.Key]; ok {
			owner = p.who[key]
			p.add(p.story.at.Add(20*time.Minute), p.story.LeadID, func(ctx context.Context) error { return p.setOwner(ctx, d.Key, owner) })
		}
		if !special[d.Key] && d.By == "" {
			p.addProgress(d, owner)
		}
	}
	for _, n := range p.notes {
		p.applyNote(n)
	}
	p.addRisks()
	p.addRituals()
	p.addRoster()
	p.addTicks()
	p.addExceptions()
	p.addStakeholders()
	p.addServices()
	p.addGuides()
	p.addFeedback()
	p.addAnswers()
	p.addStates()
	p.addRunSheet()
}

// workingHour returns a working hour of a day, never after now nor before the launch was created.
func (p *storyBuilder) workingHour(day civil.Date) time.Time {
	p.n++
	at, _ := civil.Instant(day, civil.At(9+p.n%8, p.n*7%60), p.loc)
	if latest := p.now.Add(-time.Duration(5+p.n%40) * time.Minute); at.After(latest) {
		at = latest
	}
	if first := p.story.at.Add(time.Hour); at.Before(first) {
		at = first
	}
	return at
}

// add adds an action of a person at a time.
func (p *storyBuilder) add(at time.Time, by int64, do func(ctx context.Context) error) {
	p.story.events = append(p.story.events, event{at: at, by: by, do: do})
}

// step is a status that an item got on a day.
type step struct {
	day civil.Date
	to  launch.Status
}

// addProgress adds the status changes of an item until today. An item without an owner has not
// begun.
func (p *storyBuilder) addProgress(d launch.DraftItem, owner int64) {
	if owner == 0 {
		return
	}
	at := p.story.at
	for _, s := range p.steps(d) {
		when := p.workingHour(s.day)
		if !when.After(at) {
			when = at.Add(time.Minute)
		}
		at = when
		p.add(at, owner, func(ctx context.Context) error { return p.setStatus(ctx, d.Key, launch.StatusChange{To: s.to}) })
	}
}

func (p *storyBuilder) steps(d launch.DraftItem) []step {
	if d.StartsOn.After(p.today) {
		return nil
	}
	done := d.DueOn.Before(p.today) || d.DueOn == p.today && p.isPast(d.DueTime)
	if d.StartsOn == d.DueOn {
		if done {
			return []step{{d.DueOn, p.finishedStatus(d.Kind)}}
		}
		return nil
	}
	all := []step{{d.StartsOn, launch.Statuses(d.Kind)[1]}}
	middle := d.StartsOn.AddDays(d.Days() / 2)
	if (d.Kind.Material() || d.ReviewerID != 0) && middle.Before(p.today) {
		all = append(all, step{middle, launch.InReview})
	}
	if final := d.DueOn.AddDays(-2); d.Kind.Material() && final.Before(p.today) && !done {
		all = append(all, step{final, launch.Final})
	}
	if done {
		all = append(all, step{d.DueOn.PrevWorkday(), p.finishedStatus(d.Kind)})
	}
	return all
}

// isPast reports whether a time of today has passed; false without a time.
func (p *storyBuilder) isPast(t civil.TimeOfDay) bool {
	if t.IsZero() {
		return false
	}
	at, _ := civil.Instant(p.today, t, p.loc)
	return at.Before(p.now)
}

// finishedStatus returns the status of a finished item. Material for customers is published with
// the launch.
func (p *storyBuilder) finishedStatus(k template.Kind) launch.Status {
	if !k.Material() {
		return launch.Done
	}
	if p.story.Target.On.After(p.today) {
		return launch.Scheduled
	}
	return launch.Published
}

func (p *storyBuilder) applyNote(n note) {
	day := p.today.AddDays(-n.days)
	if n.days > 0 {
		day = day.PrevWorkday()
	}
	at, by := p.workingHour(day), p.who[n.by]
	if n.status.To != "" && !p.derives(n.item) {
		if id, ok := p.who[n.unblock]; ok {
			n.status.UnblockerID = &id
		}
		p.add(at, by, func(ctx context.Context) error { return p.setStatus(ctx, n.item, n.status) })
	}
	if n.comment != "" {
		p.add(at.Add(2*time.Minute), by, func(ctx context.Context) error {
			return p.Comments.Add(ctx, p.story.launch.Slug, p.story.items[n.item], n.comment, "")
		})
	}
	if len(n.helpers) > 0 || len(n.links) > 0 {
		p.add(at, by, func(ctx context.Context) error { return p.addHelpersAndLinks(ctx, n) })
	}
}

// derives reports whether the status of an item of the template derives from a fact.
func (p *storyBuilder) derives(key string) bool {
	return slices.ContainsFunc(p.story.Template.Deliverables, func(it template.Item) bool { return it.Key == key && it.By != "" })
}

// settle marks what still derives from a fact which is not good as done by hand, before the launch goes on.
func (p *storyBuilder) settle(ctx context.Context, until civil.Date) error {
	if err := p.Readiness.Refresh(ctx, p.story.launch.ID); err != nil {
		return err
	}
	plan, err := p.Launches.Plan(ctx, p.slug())
	if err != nil {
		return err
	}
	for _, it := range plan.Items {
		if it.Follows() && !it.Status.Finished() && !it.DueOn.After(until) {
			if _, err := p.Launches.SetByHand(ctx, p.slug(), it.ID, "Checked at the go/no-go meeting.", it.Version); err != nil {
				return err
			}
		}
	}
	all, err := p.Checklists.List(ctx, p.slug())
	if err != nil {
		return err
	}
	for _, l := range all.Lists {
		for _, it := range l.Items {
			if it.Follows() && !it.State.Closed() && !it.DueOn.After(until) {
				if _, err := p.Checklists.SetByHand(ctx, p.slug(), it.ID, "Checked at the go/no-go meeting.", it.Version); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// deliverable returns the item with a key of the template.
func (p *storyBuilder) deliverable(ctx context.Context, key string) (launch.Deliverable, error) {
	_, d, err := p.Launches.DeliverableRow(ctx, p.story.launch.Slug, p.story.items[key])
	if err != nil {
		err = fmt.Errorf("item %q: %w", key, err)
	}
	return d, err
}

func (p *storyBuilder) setOwner(ctx context.Context, key string, owner int64) error {
	d, err := p.deliverable(ctx, key)
	if err == nil {
		_, err = p.Launches.SetOwner(ctx, p.story.launch.Slug, d.ID, &owner, d.Version)
	}
	return err
}

func (p *storyBuilder) setStatus(ctx context.Context, key string, ch launch.StatusChange) error {
	d, err := p.deliverable(ctx, key)
	if err == nil {
		_, err = p.Launches.SetStatus(ctx, p.story.launch.Slug, d.ID, ch, d.Version)
	}
	return err
}

// addHelpersAndLinks adds those of a note to its item.
func (p *storyBuilder) addHelpersAndLinks(ctx context.Context, n note) error {
	d, err := p.Launches.Deliverable(ctx, p.story.launch.Slug, p.story.items[n.item])
	if err != nil {
		return fmt.Errorf("item %q: %w", n.item, err)
	}
	in := launch.DeliverableInput{Title: d.Title, Description: d.Description, LaneID: d.LaneID, Kind: d.Kind, OwnerID: db.RefOf(d.OwnerID),
		ReviewerID: db.RefOf(d.ReviewerID), Helpers: p.ids(n.helpers), DependsOn: d.DependsOn, Links: slices.Concat(d.Links, n.links),
		Schedule: d.Schedule}
	for _, h := range d.Helpers {
		in.Helpers = append(in.Helpers, h.ID)
	}
	return p.Launches.UpdateDeliverable(ctx, p.story.launch.Slug, d.ID, in, d.Version)
}

func (p *storyBuilder) ids(keys []string) []int64 {
	var out []int64
	for _, k := range keys {
		out = append(out, p.who[k])
	}
	return out
}

// addStates adds the state changes of the launch.
func (p *storyBuilder) addStates() {
	t, lead := p.story.Target, p.story.LeadID
	begin, _ := civil.Instant(t.On, t.Time, p.loc)
	at := map[launch.State]time.Time{
		launch.Go:        p.decisionAt(),
		launch.Launching: begin,
		launch.Live:      begin.Add(7 * time.Hour),
		launch.Closed:    begin.Add(15 * 24 * time.Hour),
	}
	last := p.story.at
	for _, s := range []launch.State{launch.Go, launch.Launching, launch.Live, launch.Closed} {
		if p.state == launch.Planning {
			return
		}
		when := at[s]
		if when.After(p.now) {
			when = p.now
		}
		if !when.After(last) {
			when = last.Add(time.Millisecond)
		}
		last = when
		if s == launch.Go {
			p.decide(when)
		} else {
			p.add(when, lead, func(ctx context.Context) error {
				if err := p.settle(ctx, civil.Of(when, p.loc).AddDays(-1)); err != nil {
					return err
				}
				if s == launch.Launching || s == launch.Live {
					return p.rollOut(ctx, s)
				}
				_, err := p.Launches.SetState(ctx, p.story.launch.Slug, s, "", p.story.launch.Version)
				return err
			})
		}
		if s == launch.Launching {
			p.confirmStages(when)
		}
		if s == p.state {
			return
		}
	}
}
