package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/models/guide"
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
		// slug is set when the guide has been created. Each step gets the guide as it is then.
		var slug string
		step := func(by string, do func(ctx context.Context, g guide.Detail) error) {
			at := p.workingHourAgo(day)
			if !at.After(last) {
				at = last.Add(10 * time.Second)
			}
			last = p.addAct(at, by, p.onGuide(&slug, do))
			day = max(day-1, 0)
		}
		last = p.addAct(p.workingHourAgo(day), sg.owner, func(ctx context.Context) error {
			g, err := p.Guides.Create(ctx, guide.New{Content: sg.content, OwnerID: p.who[sg.owner], LaunchID: p.story.launch.ID}, "")
			slug = g.Slug
			return err
		})
		day = max(day-1, 0)
		last = p.addAct(last.Add(10*time.Second), sg.owner, p.setGuide(&slug, func(set *guide.Settings) {
			set.DeliverableID = p.story.items["support_guide"]
		}))
		if sg.asked {
			step(sg.owner, func(ctx context.Context, g guide.Detail) error {
				return p.Guides.Ask(ctx, slug, p.who[sg.reviewer], "", g.Version)
			})
		}
		if sg.approved {
			step(sg.reviewer, func(ctx context.Context, g guide.Detail) error {
				return p.Guides.Approve(ctx, slug, sg.note, g.Version)
			})
		}
		if sg.returned != "" {
			step(sg.reviewer, func(ctx context.Context, g guide.Detail) error {
				return p.Guides.SendBack(ctx, slug, sg.returned, g.Version)
			})
		}
		if sg.published {
			step(sg.owner, func(ctx context.Context, g guide.Detail) error { return p.Guides.Publish(ctx, slug, 1, g.Version) })
		}
		if sg.again != nil {
			step(sg.owner, func(ctx context.Context, g guide.Detail) error {
				_, err := p.Guides.Save(ctx, slug, withIDs(*sg.again, g.Revision.Content), "Added what beta users asked", g.Version)
				return err
			})
		}
		if sg.public != "" {
			step(sg.owner, func(ctx context.Context, g guide.Detail) error { return p.Guides.Open(ctx, slug, sg.public, g.Version) })
		}
		if sg.late > 0 {
			step(sg.owner, func(ctx context.Context, _ guide.Detail) error {
				return p.setGuide(&slug, func(set *guide.Settings) { set.ReviewOn = p.today.AddDays(-sg.late) })(ctx)
			})
		}
		for _, u := range sg.unhelped {
			p.addAct(p.workingHourAgo(u.days), u.by, p.onGuide(&slug, func(ctx context.Context, g guide.Detail) error {
				at := slices.IndexFunc(g.Revision.Content.Issues, func(i guide.Issue) bool { return i.Symptom == u.symptom })
				if at < 0 {
					return fmt.Errorf("the guide %s has no issue %q", slug, u.symptom)
				}
				_, err := p.Guides.Helped(ctx, slug, g.Revision.Content.Issues[at].Anchor(), false, u.missing)
				return err
			}))
		}
		for _, v := range sg.vain {
			p.addAct(p.workingHourAgo(v.days), "dana", func(ctx context.Context) error { return p.Guides.Missed(ctx, v.query) })
		}
	}
}

// onGuide returns an action on the newest revision of a guide.
func (p *storyBuilder) onGuide(slug *string, do func(ctx context.Context, g guide.Detail) error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		g, err := p.Guides.Newest(ctx, *slug)
		if err != nil {
			return err
		}
		return do(ctx, g)
	}
}

// setGuide returns an action that changes the settings of a guide.
func (p *storyBuilder) setGuide(slug *string, change func(*guide.Settings)) func(ctx context.Context) error {
	return p.onGuide(slug, func(ctx context.Context, g guide.Detail) error {
		set, err := p.Guides.Settings(ctx, *slug)
		if err != nil {
			return err
		}
		change(&set)
		_, err = p.Guides.Set(ctx, *slug, set, g.Version)
		return err
	})
}

// withIDs returns c with the ids that was has at the same positions.
func withIDs(c, was guide.Content) guide.Content {
	c.Issues, c.Templates = slices.Clone(c.Issues), slices.Clone(c.Templates)
	for i := range min(len(c.Issues), len(was.Issues)) {
		c.Issues[i].ID = was.Issues[i].ID
	}
	for i := range min(len(c.Templates), len(was.Templates)) {
		c.Templates[i].ID = was.Templates[i].ID
	}
	return c
}
