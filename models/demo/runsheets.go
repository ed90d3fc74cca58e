package demo

import (
	"context"

	"tminus/models/rollout"
	"tminus/models/runsheet"
)

// addRunSheet plans the launch day of one launch: its rollout, and what few run sheets need: a block with a group, a task that waits
// for the go, and a backup person.
func (p *storyBuilder) addRunSheet() {
	if p.name != "Real-time notifications" {
		return
	}
	p.addAct(p.workingHourAgo(2), p.lead, func(ctx context.Context) error {
		marek, dana := p.who["marek"], p.who["dana"]
		for _, in := range []runsheet.TaskInput{
			{Title: "Read the release notes", Block: "The day before", Start: "T-18h", Members: []int64{marek, dana, p.who["fatima"]}},
			{Title: "Tell the partners that we launch tomorrow", Block: "The day before", Start: "T-17h", OwnerID: &dana,
				WaitFor: runsheet.WaitGo, Links: "Partner list https://wiki.aurora.example/partners",
				Post: "We launch notifications tomorrow at 10:00. Nothing changes for you; the guide is in the help centre."},
		} {
			if _, err := p.Runsheets.AddTask(ctx, p.slug(), in, ""); err != nil {
				return err
			}
		}
		if _, err := p.Runsheets.SetBackup(ctx, p.slug(), &marek, 0); err != nil {
			return err
		}
		return p.Rollouts.Plan(ctx, p.slug(), rollout.Percentage, 0)
	})
}
