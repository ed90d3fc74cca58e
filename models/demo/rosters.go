package demo

import (
	"context"
	"time"

	"tminus/internal/civil"
	"tminus/models/roster"
)

// sampleRoster is the roster of a sample launch: four people who hand over to each other at eight
// in the morning and evening, from some days before T to some days after.
type sampleRoster struct {
	people      []string
	from, to    int // days from T
	days        int // before today, when it was entered
	overrides   []sampleOverride
	note        roster.Note
	noteFrom    string
	noteTo      string
	noteDaysAgo int
	period      samplePeriod
	topic       sampleTopic
}

// sampleTopic is a topic of the escalation: whom to call first, before the primary.
type sampleTopic struct{ name, hint, first string }

// samplePeriod is a period with a rule, from a time on a day after T until the person who decides
// its end ends it.
type samplePeriod struct {
	rule          string
	call, decider string
	day, hour     int
}

// sampleOverride changes the roster for some hours on a day after T.
type sampleOverride struct {
	kind       roster.Kind
	in, out    string
	day        int
	from, till int // hours
	note       string
}

// sampleRosters are the rosters by launch name. That of the notifications has a gap of two hours,
// and a junior alone for one hour.
var sampleRosters = map[string]sampleRoster{
	"Real-time notifications": {
		people: []string{"marek", "yuki", "petra", "priya"}, to: 7, days: 4,
		overrides: []sampleOverride{
			{kind: roster.Replace, in: "zoe", out: "petra", day: 1, from: 12, till: 13, note: "Dentist"},
			{kind: roster.Remove, out: "marek", day: 1, from: 12, till: 13, note: "Board meeting"},
			{kind: roster.Remove, out: "petra", day: 3, from: 14, till: 16, note: "Talk at the meetup"},
		},
		period: samplePeriod{rule: "True emergencies only", call: "marek", decider: "ana", day: 5, hour: 18},
		topic:  sampleTopic{name: "Press or social media", hint: "Say nothing before they answer", first: "hugo"},
	},
	"Two-step sign-in for everybody": {
		people: []string{"marek", "yuki", "hugo", "dana"}, from: -1, to: 7, days: 6,
		note: roster.Note{OpenMatters: "The queue of text messages is long since four in the morning; the supplier " +
			"knows.\nNobody has been locked out so far.", Flags: "two_step_everybody is at 10 %", Stage: "First stage, holding"},
		noteFrom: "yuki", noteTo: "marek",
	},
	"Invoices by bank transfer": {people: []string{"lukasz", "priya", "petra", "zoe"}, from: -1, to: 7, days: 9},
}

// addRoster adds the roster.
func (p *storyBuilder) addRoster() {
	sr, ok := sampleRosters[p.name]
	if !ok {
		return
	}
	t := p.story.Target.On
	r := roster.Rota{Role: roster.Primary, Secondary: true, Handoffs: []civil.TimeOfDay{civil.At(8, 0), civil.At(20, 0)},
		From: t.AddDays(sr.from), To: t.AddDays(sr.to), People: p.ids(sr.people)}
	ins := r.Shifts(p.loc)
	for _, o := range sr.overrides {
		day := t.AddDays(o.day)
		at := func(hour int) time.Time {
			when, _ := civil.Instant(day, civil.At(hour, 0), p.loc)
			return when
		}
		ins = append(ins, roster.Input{Kind: o.kind, In: p.who[o.in], Out: p.who[o.out], Span: roster.Span{From: at(o.from), To: at(o.till)},
			Note: o.note})
	}
	p.addAct(p.workingHourAgo(sr.days), p.lead, func(ctx context.Context) error {
		for _, in := range ins {
			if _, err := p.Roster.Create(ctx, p.slug(), in, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if pr := sr.period; pr.rule != "" {
		from, _ := civil.Instant(t.AddDays(pr.day), civil.At(pr.hour, 0), p.loc)
		p.addAct(p.workingHourAgo(sr.days), p.lead, func(ctx context.Context) error {
			_, err := p.Roster.AddPeriod(ctx, p.slug(), roster.PeriodInput{Rule: pr.rule, Call: p.who[pr.call], Decider: p.who[pr.decider],
				Span: roster.Span{From: from}}, "")
			return err
		})
	}
	if tp := sr.topic; tp.name != "" {
		p.addAct(p.workingHourAgo(sr.days), p.lead, func(ctx context.Context) error {
			first := p.who[tp.first]
			_, err := p.Roster.AddTopic(ctx, p.slug(), roster.TopicInput{Name: tp.name, Hint: tp.hint,
				Steps: []roster.Step{{UserID: &first, Wait: 15}, {Role: roster.Primary, Wait: 10}}}, "")
			return err
		})
	}
	if sr.noteFrom != "" {
		n := sr.note
		n.ToID = p.who[sr.noteTo]
		p.addAct(p.workingHourAgo(sr.noteDaysAgo), sr.noteFrom, func(ctx context.Context) error {
			_, err := p.Roster.Leave(ctx, p.slug(), n, "")
			return err
		})
	}
}
