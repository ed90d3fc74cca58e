package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/models/checklist"
	"tminus/models/interview"
	"tminus/models/launch"
)

// sampleAnswer is an answer in the technical interview, days before today. A date is relative to T.
type sampleAnswer struct {
	by     string
	days   int
	key    string
	option string
	on     int
	note   string
	// accepted is the lead's reason for accepting the red flag on the next day.
	accepted string
}

// sampleTick is a state of a checklist item that differs from the default for its due date.
type sampleTick struct {
	by       string
	days     int
	path     string
	to       checklist.State
	note     string
	evidence string
}

// addTicks adds the interview and the checklists. A launch that has gone has answered and finished
// everything that was due.
func (p *storyBuilder) addTicks() {
	if p.state != launch.Planning {
		p.answerAll()
		p.closeDue()
	}
	for _, a := range sampleAnswers[p.name] {
		at := p.workingHourAgo(a.days)
		p.addAct(at, a.by, func(ctx context.Context) error {
			r := interview.Reply{Option: a.option, Note: a.note}
			if a.option == "" {
				r.On = p.story.launch.LaunchOn.AddDays(a.on)
			}
			return p.answer(ctx, a.key, r)
		})
		if a.accepted != "" {
			accepted := p.workingHourAgo(a.days - 1)
			if !accepted.After(at) {
				accepted = at.Add(time.Minute)
			}
			p.addAct(accepted, p.lead, func(ctx context.Context) error {
				q, err := p.question(ctx, a.key)
				if err != nil {
					return err
				}
				return p.Interviews.AcceptFlag(ctx, p.slug(), q.ID, a.accepted, q.Version)
			})
		}
	}
	if p.name == "Real-time notifications" {
		// Staging was validated once for a first build.
		p.addAct(p.workingHourAgo(4), "lukasz", func(ctx context.Context) error {
			failed := checklist.Change{To: checklist.Failed, Note: "The digest is sent twice.", Noted: true}
			if err := p.tick(ctx, "staging/works", failed, ""); err != nil {
				return err
			}
			return p.tick(ctx, "staging/migration", checklist.Change{To: checklist.Done}, "")
		})
		p.addAct(p.workingHourAgo(3), "lukasz", func(ctx context.Context) error { return p.newRound(ctx, "staging") })
	}
	for _, t := range sampleTicks[p.name] {
		p.addAct(p.workingHourAgo(t.days), t.by, func(ctx context.Context) error {
			return p.tick(ctx, t.path, checklist.Change{To: t.to, Note: t.note, Noted: true}, t.evidence)
		})
	}
}

// answerAll answers without red flags, a week before T, the questions that have no sample answer and derive from nothing.
func (p *storyBuilder) answerAll() {
	at := p.workingHour(p.story.Target.On.AddDays(-8))
	for _, q := range interview.Section.Of(p.story.Template) {
		if q.By != "" || slices.ContainsFunc(sampleAnswers[p.name], func(a sampleAnswer) bool { return a.key == q.Key }) {
			continue
		}
		r := interview.Reply{}
		for _, a := range q.Answers {
			if !a.Flag && r.Option == "" && !q.Dated {
				r.Option = a.Key
			}
		}
		p.add(at, p.roleOf(q.Role), func(ctx context.Context) error {
			if q.Dated {
				r.On = p.story.launch.LaunchOn.AddDays(q.Latest - 2)
			}
			return p.answer(ctx, q.Key, r)
		})
	}
}

// closeDue finishes the items that were due before T and, after T, those due by yesterday.
func (p *storyBuilder) closeDue() {
	for _, l := range checklist.Section.Of(p.story.Template) {
		for _, c := range l.Items {
			day := p.story.Target.On.AddDays(c.Due)
			if c.By != "" || c.Due >= 0 && !day.Before(p.today) {
				continue
			}
			p.add(p.workingHour(day.PrevWorkday()), p.roleOf(c.Role), func(ctx context.Context) error {
				return p.tick(ctx, l.Key+"/"+c.Key, checklist.Change{To: checklist.Done}, "")
			})
		}
	}
}

// question returns the question with a key.
func (p *storyBuilder) question(ctx context.Context, key string) (interview.QuestionDetail, error) {
	v, err := p.Interviews.Get(ctx, p.slug())
	for _, q := range v.Questions {
		if q.Key == key {
			return q, err
		}
	}
	return interview.QuestionDetail{}, cmp.Or(err, fmt.Errorf("there is no question %q", key))
}

func (p *storyBuilder) answer(ctx context.Context, key string, r interview.Reply) error {
	q, err := p.question(ctx, key)
	if err == nil {
		_, err = p.Interviews.Answer(ctx, p.slug(), q.ID, r, q.Version)
	}
	return err
}

// tick sets the state of the item "list/item", and adds its evidence.
func (p *storyBuilder) tick(ctx context.Context, path string, ch checklist.Change, evidence string) error {
	all, err := p.Checklists.List(ctx, p.slug())
	if err != nil {
		return err
	}
	for _, l := range all.Lists {
		for _, it := range l.Items {
			if l.Key+"/"+it.Key != path {
				continue
			}
			was, err := p.Checklists.SetState(ctx, p.slug(), it.ID, ch, it.Version)
			if err != nil || evidence == "" {
				return err
			}
			in := checklist.ItemInput{Title: it.Title, Part: it.Part, OwnerID: it.OwnerID, Due: it.DueOffset, Note: ch.Note}
			in.Evidence = evidence
			return p.Checklists.UpdateItem(ctx, p.slug(), it.ID, in, was.Version)
		}
	}
	return fmt.Errorf("there is no item %q", path)
}

// newRound starts a new round of a checklist.
func (p *storyBuilder) newRound(ctx context.Context, key string) error {
	all, err := p.Checklists.List(ctx, p.slug())
	if err != nil {
		return err
	}
	for _, l := range all.Lists {
		if l.Key == key {
			_, err := p.Checklists.StartRound(ctx, p.slug(), l.ID, l.Version)
			return err
		}
	}
	return fmt.Errorf("there is no checklist %q", key)
}

// roleOf returns the person who fills a role, otherwise the lead.
func (p *storyBuilder) roleOf(role string) int64 {
	if id := p.story.Roles[role]; id != 0 {
		return id
	}
	return p.story.LeadID
}

// sampleAnswers are the answers by launch name.
var sampleAnswers = map[string][]sampleAnswer{
	"Real-time notifications": {
		{by: "marek", days: 7, key: "code_ready", option: "no_date", note: "The security review of the push gateway has no slot yet."},
		{by: "marek", days: 2, key: "code_ready", on: -4, note: "The security guild has a slot tomorrow; two days for what it finds."},
		{by: "marek", days: 7, key: "risks", option: "untested", note: "The gateway and the digest are tested, sleeping phones are not."},
		{by: "marek", days: 7, key: "migrations", option: "rehearsed", note: "40 minutes on a copy of production."},
		{by: "marek", days: 7, key: "flag", option: "gradual"},
		{by: "petra", days: 3, key: "rollback", option: "planned", note: "The flag turns it off in a minute. We try it on Thursday."},
		{by: "marek", days: 6, key: "one_person", option: "backup", note: "Marek can do all that Petra does."},
		{by: "marek", days: 6, key: "migration_fails", option: "planned", note: "We stop after two hours."},
		{by: "marek", days: 6, key: "third_party", option: "degrades", note: "Without the gateway, people get the digest."},
		{by: "marek", days: 6, key: "pipeline", option: "flag"},
		{by: "lukasz", days: 3, key: "load", option: "untested", note: "The test rig holds half of what we expect."},
		{by: "marek", days: 5, key: "security", option: "no", note: "Booked, not looked at.",
			accepted: "The review is tomorrow; nothing goes out before it."},
	},
	"New plans and prices": {
		{by: "marek", days: 2, key: "code_ready", on: -5},
		{by: "marek", days: 2, key: "migrations", option: "never", note: "Moving seven plans to three is on the list for next week."},
		{by: "hugo", days: 1, key: "privacy", option: "met"},
	},
	"Two-step sign-in for everybody": {
		{by: "petra", days: 6, key: "dry_run", option: "missing", note: "The test lab was moved that day.",
			accepted: "Staff have used it for three weeks; that is our dry run."},
	},
}

// sampleTicks are the states by launch name.
var sampleTicks = map[string][]sampleTick{
	"Real-time notifications": {
		{by: "lukasz", days: 2, path: "staging/works", to: checklist.Failed, note: "“Never” is saved, and is “daily” again after a reload."},
		{by: "lukasz", days: 2, path: "staging/alerts", to: checklist.Done},
		{by: "yuki", days: 1, path: "staging/apps", to: checklist.Done, note: "iOS 17 and 18, Android 13 to 15."},
		{by: "marek", days: 1, path: "staging/migration", to: checklist.Done, note: "40 minutes, counts agree."},
	},
	"Two-step sign-in for everybody": {
		{by: "petra", days: 1, path: "staging/apps", to: checklist.NotApplicable,
			note: "Codes are typed on the web; there is no app of ours in it."},
	},
}
