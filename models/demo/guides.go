package demo

import (
	"time"

	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/launch"
)

// sampleGuide is a guide of a sample launch and how far it has come. Days are
// counted back from today.
type sampleGuide struct {
	owner, reviewer string
	content         guide.Content
	days            int // when it was begun
	// asked, approved, returned and published say whether that happened, each a
	// day after the one before. again is what was written after publication.
	asked, approved, published bool
	note                       string // of the reviewer
	returned                   string // why it was sent back; "" for not
	again                      *guide.Content
	// late is by how many days the day of its next review has passed; 0 for not.
	late int
	// public says who outside may read it.
	public guide.Public
	// unhelped is what support missed in it.
	unhelped []sampleUnhelped
	// vain is what support looked for in vain while it was to be found in no guide.
	vain []sampleVain
}

type sampleUnhelped struct {
	days                 int // back from today
	by, symptom, missing string
}

type sampleVain struct {
	days  int // back from today
	query string
}

// guides tells how the launch's guides were written.
func (p *plot) guides() {
	for _, sg := range sampleGuides[p.name] {
		day := sg.days
		var last time.Time
		step := func(by string, act guide.Act) {
			at := p.ago(day)
			if !at.After(last) {
				at = last.Add(10 * time.Second)
			}
			last = p.tell(at, by, func(tx *db.Tx, m launch.Made) error { return act(tx, m.Launch.ID) })
			day = max(day-1, 0)
		}
		title := sg.content.Title
		step(sg.owner, guide.Wrote(sg.content))
		last = p.tell(last.Add(10*time.Second), sg.owner, func(tx *db.Tx, m launch.Made) error {
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
			p.told(u.days, u.by, guide.DidNotHelp(title, u.symptom, u.missing))
		}
		for _, v := range sg.vain {
			p.told(v.days, "dana", guide.LookedFor(v.query))
		}
	}
}

// told is something that happened to a guide, or was looked for, some days ago.
func (p *plot) told(days int, by string, act guide.Act) {
	p.tell(p.ago(days), by, func(tx *db.Tx, m launch.Made) error { return act(tx, m.Launch.ID) })
}
