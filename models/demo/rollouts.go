package demo

import (
	"context"
	"time"

	"tminus/models/launch"
	"tminus/models/rollout"
)

// watched is the reason of an advance.
const watched = "Nothing odd in the logs or the tickets."

// rollOut starts the rollout of the launch, or ends it.
func (p *storyBuilder) rollOut(ctx context.Context, to launch.State) error {
	if to == launch.Live {
		return p.advanceStage(ctx)
	}
	strategy := rollout.AllAtOnce
	if p.state == launch.Launching {
		strategy = rollout.Percentage
	}
	if err := p.Rollouts.Plan(ctx, p.slug(), strategy, 0); err != nil {
		return err
	}
	r, err := p.Rollouts.Newest(ctx, p.slug())
	if err != nil {
		return err
	}
	return p.Rollouts.Start(ctx, p.slug(), "Everybody is here already.", r.Version)
}

// confirmStages confirms the first stage of the rollout that started at an instant, and goes on to the second.
func (p *storyBuilder) confirmStages(started time.Time) {
	confirm := func(percent string) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			r, err := p.Rollouts.Newest(ctx, p.slug())
			if err != nil {
				return err
			}
			st, _ := r.Current()
			return p.Rollouts.Confirm(ctx, p.slug(), st.ID, percent, st.Version)
		}
	}
	first := "100"
	if p.state == launch.Launching {
		first = "10"
	}
	for i, step := range []func(ctx context.Context) error{confirm(first), p.advanceStage, confirm("25")} {
		at := started.Add([]time.Duration{2 * time.Minute, 130 * time.Minute, 132 * time.Minute}[i])
		if at.After(p.now) || i > 0 && p.state != launch.Launching {
			return
		}
		p.add(at, p.story.LeadID, step)
	}
}

// advanceStage passes the current stage.
func (p *storyBuilder) advanceStage(ctx context.Context) error {
	r, err := p.Rollouts.Newest(ctx, p.slug())
	if err != nil {
		return err
	}
	st, _ := r.Current()
	return p.Rollouts.Advance(ctx, p.slug(), st.ID, watched, st.Version)
}
