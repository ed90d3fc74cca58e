package demo

import (
	"tminus/models/checklist"
	"tminus/models/db"
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
		p.addAct(p.workingHourAgo(a.days), a.by, func(tx *db.Tx, m launch.Creation) error {
			r := interview.Reply{Option: a.option, Note: a.note}
			if a.option == "" {
				r.On = m.Launch.LaunchOn.AddDays(a.on)
			}
			return interview.WriteAnswer(tx, m.Launch, a.key, r)
		})
		if a.accepted != "" {
			p.addAct(p.workingHourAgo(a.days-1), p.lead, func(tx *db.Tx, m launch.Creation) error {
				return interview.WriteAcceptance(tx, m.Launch, a.key, a.accepted)
			})
		}
	}
	for _, t := range sampleTicks[p.name] {
		p.addAct(p.workingHourAgo(t.days), t.by, func(tx *db.Tx, m launch.Creation) error {
			return checklist.WriteCheck(tx, m.Launch, t.path, checklist.Change{To: t.to, Note: t.note, Noted: true}, t.evidence)
		})
	}
}

// answerAll answers all questions without red flags a week before T.
func (p *storyBuilder) answerAll() {
	at := p.workingHour(p.story.Target.On.AddDays(-8))
	for _, q := range interview.Section.Of(p.story.Template) {
		r := interview.Reply{}
		for _, a := range q.Answers {
			if !a.Flag && r.Option == "" && !q.Dated {
				r.Option = a.Key
			}
		}
		p.add(at, p.roleOf(q.Role), p.inTx(func(tx *db.Tx, m launch.Creation) error {
			if q.Dated {
				r.On = m.Launch.LaunchOn.AddDays(q.Latest - 2)
			}
			return interview.WriteAnswer(tx, m.Launch, q.Key, r)
		}))
	}
}

// closeDue finishes the items that were due before T and, after T, those due by yesterday.
func (p *storyBuilder) closeDue() {
	for _, l := range checklist.Section.Of(p.story.Template) {
		for _, c := range l.Items {
			day := p.story.Target.On.AddDays(c.Due)
			if c.Due >= 0 && !day.Before(p.today) {
				continue
			}
			p.add(p.workingHour(day.PrevWorkday()), p.roleOf(c.Role), p.inTx(func(tx *db.Tx, m launch.Creation) error {
				return checklist.WriteCheck(tx, m.Launch, l.Key+"/"+c.Key, checklist.Change{To: checklist.Done}, "")
			}))
		}
	}
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
		{by: "marek", days: 6, key: "on_call", option: "senior", note: "Petra, with Marek behind her."},
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
		{by: "ana", days: 4, path: "pre_launch/stakeholders", to: checklist.Done},
		{by: "ana", days: 1, path: "pre_launch/metrics", to: checklist.Done,
			note: "Activation above 5 % on the first day, opt-outs below 2 %.", evidence: "https://docs.aurora.example/notifications/metrics"},
		{by: "marek", days: 2, path: "pre_launch/alerts", to: checklist.Done, evidence: "https://metrics.aurora.example/alerts/notifications"},
		{by: "petra", days: 1, path: "pre_launch/on_call", to: checklist.Done},
		{by: "lukasz", days: 2, path: "staging/works", to: checklist.Failed, note: "“Never” is saved, and is “daily” again after a reload."},
		{by: "lukasz", days: 2, path: "staging/alerts", to: checklist.Done},
		{by: "yuki", days: 1, path: "staging/apps", to: checklist.Done, note: "iOS 17 and 18, Android 13 to 15."},
		{by: "marek", days: 1, path: "staging/migration", to: checklist.Done, note: "40 minutes, counts agree."},
	},
	"New plans and prices": {
		{by: "hugo", days: 1, path: "pre_launch/stakeholders", to: checklist.Open, note: "Partners know; two of the large customers do not yet."},
	},
	"Two-step sign-in for everybody": {
		{by: "petra", days: 1, path: "staging/apps", to: checklist.NotApplicable,
			note: "Codes are typed on the web; there is no app of ours in it."},
	},
}
