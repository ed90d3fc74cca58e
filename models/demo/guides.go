package demo

import (
	"time"

	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/launch"
)

// sampleGuide is a guide of a sample launch and its progress. Days count back from today.
type sampleGuide struct {
	owner, reviewer string
	content         guide.Content
	days            int // when it was created
	// asked, approved, returned and published report whether that happened, each a day after the
	// previous. again is the text written after publication.
	asked, approved, published bool
	note                       string // by the reviewer
	returned                   string // the reason for returning it; "" if it was not returned
	again                      *guide.Content
	// late is the number of days since its next review was due; 0 if it is not.
	late int
	// public is its visibility outside.
	public guide.Public
	// unhelped is what support could not find in it.
	unhelped []sampleUnhelped
	// sampleVain is a search that found no guide.
	vain []sampleVain
}

type sampleUnhelped struct {
	days                 int // before today
	by, symptom, missing string
}

type sampleVain struct {
	days  int // before today
	query string
}

// addGuides adds the launch's guides.
func (p *storyBuilder) addGuides() {
	for _, sg := range sampleGuides[p.name] {
		day := sg.days
		var last time.Time
		step := func(by string, act guide.Act) {
			at := p.workingHourAgo(day)
			if !at.After(last) {
				at = last.Add(10 * time.Second)
			}
			last = p.addAct(at, by, func(tx *db.Tx, m launch.Creation) error { return act(tx, m.Launch.ID) })
			day = max(day-1, 0)
		}
		title := sg.content.Title
		step(sg.owner, guide.Wrote(sg.content))
		last = p.addAct(last.Add(10*time.Second), sg.owner, func(tx *db.Tx, m launch.Creation) error {
			return guide.TiedTo(title, m.Items["support_guide"])(tx, m.Launch.ID)
		})
		if sg.asked {
			step(sg.owner, guide.AskedFor(title, p.who[sg.reviewer], ""))
		}
		if sg.approved {
			step(sg.reviewer, guide.ApprovedWith(title, sg.note))
		}
		if sg.returned != "" {
			step(sg.reviewer, guide.SentBackWith(title, sg.returned))
		}
		if sg.published {
			step(sg.owner, guide.PublishedAs(title, 1))
		}
		if sg.again != nil {
			step(sg.owner, guide.Rewrote(*sg.again, "Added what beta users asked"))
		}
		if sg.public != "" {
			step(sg.owner, guide.OpenedTo(title, sg.public))
		}
		if sg.late > 0 {
			step(sg.owner, guide.DueFor(title, p.today.AddDays(-sg.late)))
		}
		for _, u := range sg.unhelped {
			p.addGuideAct(u.days, u.by, guide.DidNotHelp(title, u.symptom, u.missing))
		}
		for _, v := range sg.vain {
			p.addGuideAct(v.days, "dana", guide.LookedFor(v.query))
		}
	}
}

// addGuideAct adds an action on a guide, or a search, some days ago.
func (p *storyBuilder) addGuideAct(days int, by string, act guide.Act) {
	p.addAct(p.workingHourAgo(days), by, func(tx *db.Tx, m launch.Creation) error { return act(tx, m.Launch.ID) })
}
