package modeltest

import (
	"time"

	"tminus/models/ritual"
)

// FirstRitual returns the first ritual of the launch's template.
func (o *Org) FirstRitual() ritual.Detail {
	o.Helper()
	v, err := o.Rituals.List(o.As(o.Member), o.Launch.Slug)
	if err != nil || len(v.Rituals) == 0 {
		o.Fatalf("%d rituals, %v", len(v.Rituals), err)
	}
	return o.Ritual(v.Rituals[0].ID)
}

// Ritual returns a ritual of the launch.
func (o *Org) Ritual(id int64) ritual.Detail {
	o.Helper()
	r, err := o.Rituals.Get(o.As(o.Member), o.Launch.Slug, id)
	if err != nil {
		o.Fatal(err)
	}
	return r
}

// Run returns a run of the launch.
func (o *Org) Run(id int64) ritual.RunDetail {
	o.Helper()
	v, err := o.Rituals.Run(o.As(o.Member), o.Launch.Slug, id)
	if err != nil {
		o.Fatal(err)
	}
	return v
}

// DoRun runs a ritual on an environment and returns the finished run. seen has a letter for each
// step: p for passed, f for failed, s for skipped with a note, - for not tried.
func (o *Org) DoRun(id int64, env ritual.Environment, seen string) ritual.RunDetail {
	o.Helper()
	ctx := o.As(o.Member)
	o.Clock.Set(o.Clock.Now().Add(time.Minute))
	runID, err := o.Rituals.StartNow(ctx, o.Launch.Slug, id, ritual.RunInput{Environment: env}, "")
	o.OK(err)
	v := o.Run(runID)
	for i, letter := range seen {
		in := map[rune]ritual.StepNote{'p': {Outcome: ritual.StepPass}, 'f': {Outcome: ritual.StepFail, Note: "500"},
			's': {Outcome: ritual.StepSkipped, Note: "no phone"}}[letter]
		if in.Outcome == "" {
			continue
		}
		_, _, err := o.Rituals.Note(ctx, o.Launch.Slug, runID, v.Results[i].StepID, in, v.Results[i].Version)
		o.OK(err)
	}
	_, _, err = o.Rituals.FinishRun(ctx, o.Launch.Slug, runID, o.Run(runID).Version)
	o.OK(err)
	return o.Run(runID)
}
