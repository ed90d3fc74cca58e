package demo

import (
	"context"
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/template"
)

// sampleLaunch is a launch of the sample organisation. Its T is counted from
// today, and so is all that happened.
type sampleLaunch struct {
	name, summary, template, lead, zone string
	// away is how many days T is from today; off a weekend it goes away from
	// today, so that the phase stays the same. Launch day itself stays.
	away int
	at   civil.TimeOfDay
	// state is how far it has come.
	state launch.State
	// roles are those that differ from the usual people; "" leaves one open.
	roles map[string]string
	// owners are items that somebody else took over.
	owners map[string]string
	// notes are what is special about single items.
	notes []note
}

// note is what somebody did to an item, besides what follows from the date.
type note struct {
	item, by string
	days     int // before today
	status   launch.StatusChange
	unblock  string
	comment  string
	mentions []string
	helpers  []string
	links    []launch.Link
}

// usual is who fills a template's roles unless a launch says otherwise.
var usual = map[string]string{
	"product_lead": "hugo", "engineering_lead": "marek", "release_manager": "petra", "qa_lead": "lukasz", "design_lead": "soren",
	"marketing_lead": "maria", "sales_lead": "fatima", "support_lead": "dana",
}

// dayOfT is T's day when today is the given one.
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

// timeOfT is T's time: what was planned, but on launch day an hour that has
// passed already, since the rollout is under way.
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

func fillLaunches(ctx context.Context, rooms models.Stores, who map[string]int64, now time.Time) error {
	stories := make([]launch.Story, 0, len(sampleLaunches))
	for _, sl := range sampleLaunches {
		st, err := sl.story(rooms.GoNoGo, who, now)
		if err != nil {
			return fmt.Errorf("sample launch %s: %w", sl.name, err)
		}
		stories = append(stories, st)
	}
	return rooms.Launches.Tell(ctx, stories)
}

// ahead is how many days before T a sample launch was made.
const ahead = 23

func (s sampleLaunch) story(decisions *gonogo.Store, who map[string]int64, now time.Time) (launch.Story, error) {
	tpl, err := shipped(s.template)
	if err != nil {
		return launch.Story{}, err
	}
	loc, err := civil.Zone(s.zone)
	if err != nil {
		return launch.Story{}, err
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
	st := launch.Story{By: who[s.lead], New: launch.New{Template: tpl, Roles: roles, Input: launch.Input{
		Name: s.name, Summary: s.summary, LeadID: who[s.lead], Target: launch.Target{On: day, Time: s.timeOfT(now, loc), Zone: s.zone},
	}}}
	st.At, _ = civil.Instant(made, civil.At(9, 12), loc)
	p := plot{sampleLaunch: s, decisions: decisions, who: who, now: now, loc: loc, today: today, story: &st}
	p.run()
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
