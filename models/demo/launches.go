package demo

import (
	"context"
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/template"
)

// sampleLaunch is a launch of the sample organisation. Its T and its history are relative to today.
type sampleLaunch struct {
	name, summary, template, lead, zone string
	// away is the number of days from today to T. A weekend moves T away from today, so that the
	// phase does not change, except on launch day.
	away int
	at   civil.TimeOfDay
	// state is its state.
	state launch.State
	// roles are the roles that differ from the usual people; "" leaves a role open.
	roles map[string]string
	// owners are items with another owner.
	owners map[string]string
	// notes are the special histories of single items.
	notes []note
}

// note is an action of a person on an item, in addition to what follows from the date.
type note struct {
	item, by string
	days     int // before today
	status   launch.StatusChange
	unblock  string
	comment  string
	helpers  []string
	links    []launch.Link
}

// usual are the people who fill a template's roles by default.
var usual = map[string]string{
	"product_lead": "hugo", "engineering_lead": "marek", "release_manager": "petra", "qa_lead": "lukasz", "design_lead": "soren",
	"marketing_lead": "maria", "sales_lead": "fatima", "support_lead": "dana",
}

// dayOfT returns the day of T for today.
func (s sampleLaunch) dayOfT(today civil.Date) civil.Date {
	d := today.AddDays(s.away)
	switch {
	case s.away > 0:
		return d.NextWorkday()
	case s.away < 0:
		return d.PrevWorkday()
	}
	return d
}

// timeOfT returns the time of T: the planned one or, on launch day, an hour that has passed,
// because the rollout is in progress.
func (s sampleLaunch) timeOfT(now time.Time, loc *time.Location) civil.TimeOfDay {
	local := now.In(loc)
	if s.away != 0 || local.Hour() >= s.at.Hour()+1 {
		return s.at
	}
	if local.Hour() == 0 {
		return civil.At(0, 0)
	}
	return civil.At(civil.TimeOf(now.Add(-time.Hour), loc).Hour(), 0)
}

func fillLaunches(ctx context.Context, d *db.DB, stores models.Stores, who map[string]int64) error {
	stories := make([]*story, 0, len(sampleLaunches))
	for _, sl := range sampleLaunches {
		st, err := sl.story(d, stores, who)
		if err != nil {
			return fmt.Errorf("sample launch %s: %w", sl.name, err)
		}
		stories = append(stories, st)
	}
	return play(ctx, stores, stories)
}

// ahead is the number of days before T at which a sample launch was created.
const ahead = 23

func (s sampleLaunch) story(d *db.DB, stores models.Stores, who map[string]int64) (*story, error) {
	now := d.Now()
	tpl, err := shipped(s.template)
	if err != nil {
		return nil, err
	}
	loc, err := civil.Zone(s.zone)
	if err != nil {
		return nil, err
	}
	today := civil.Of(now, loc)
	day := s.dayOfT(today)
	made := day.AddDays(-ahead).PrevWorkday()
	roles := make(map[string]int64)
	for _, r := range tpl.Roles {
		key, ok := s.roles[r.Key]
		if !ok {
			key = usual[r.Key]
		}
		if key != "" {
			roles[r.Key] = who[key]
		}
	}
	st := &story{by: who[s.lead], New: launch.New{Template: tpl, Roles: roles, Input: launch.Input{
		Name: s.name, Summary: s.summary, LeadID: who[s.lead], Target: launch.Target{On: day, Time: s.timeOfT(now, loc), Zone: s.zone},
	}}}
	st.at, _ = civil.Instant(made, civil.At(9, 12), loc)
	p := storyBuilder{sampleLaunch: s, Stores: stores, db: d, who: who, now: now, loc: loc, today: today, story: st}
	p.build()
	return st, nil
}

func shipped(key string) (template.Template, error) {
	for _, t := range models.Format.Shipped() {
		if t.Key == key {
			return t, nil
		}
	}
	return template.Template{}, fmt.Errorf("there is no template %q", key)
}
