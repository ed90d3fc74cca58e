package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/models/db"
	"tminus/models/ritual"
)

// sampleRun is an unplanned run, days before today.
type sampleRun struct {
	by   string
	days int
	told run
}

// run is a run of a ritual. Steps that seen does not name passed.
type run struct {
	ritual.RunInput
	// day is that of the planned run; an unplanned run is on none.
	day     int
	planned bool
	seen    map[int]ritual.StepNote
}

// took is the duration of a run.
const took = 25 * time.Minute

// skipped and failed return a note for a step that did not pass.
func skipped(note string) ritual.StepNote {
	return ritual.StepNote{Outcome: ritual.StepSkipped, Note: note}
}

func failed(note string) ritual.StepNote {
	return ritual.StepNote{Outcome: ritual.StepFail, Note: note}
}

// addRituals adds the planned runs until yesterday, which all passed, then the unplanned ones, and
// the versions on staging and production.
func (p *storyBuilder) addRituals() {
	for _, r := range ritual.Section.Of(p.story.Template) {
		who := p.who[p.lead]
		if id := p.story.Roles[r.Role]; id != 0 {
			who = id
		}
		for _, beat := range (ritual.Cadence{From: r.From, To: r.To, Peak: r.Peak}).Beats() {
			day := p.story.Target.On.AddDays(beat.Day)
			if !day.Before(p.today) {
				continue
			}
			for range beat.Runs {
				p.addRun(p.workingHour(day), who, r.Key, run{planned: true, day: beat.Day})
			}
		}
	}
	for _, s := range sampleRuns[p.name] {
		at := p.workingHourAgo(s.days)
		if s.days == 0 {
			at = p.now.Add(-10 * time.Minute)
		}
		p.addRun(at, p.who[s.by], coreFlows, s.told)
	}
	for _, in := range sampleParity[p.name] {
		p.addAct(p.workingHourAgo(3), p.lead, func(ctx context.Context) error {
			rows, _, err := p.Rituals.Parity(ctx, p.slug())
			if err != nil {
				return err
			}
			at := slices.IndexFunc(rows, func(r ritual.ParityRow) bool { return r.Aspect == in.Aspect })
			if at < 0 {
				return fmt.Errorf("there is no aspect %q", in.Aspect)
			}
			return p.Rituals.UpdateParity(ctx, p.slug(), rows[at].ID, in, rows[at].Version)
		})
	}
}

// addRun adds a run that ended at a time.
func (p *storyBuilder) addRun(at time.Time, who int64, key string, r run) {
	var id int64
	p.add(at.Add(-took), who, func(ctx context.Context) error {
		var err error
		id, err = p.startRun(ctx, key, r)
		return err
	})
	p.add(at, who, func(ctx context.Context) error { return p.finishRun(ctx, id, r) })
}

func (p *storyBuilder) startRun(ctx context.Context, key string, r run) (int64, error) {
	all, err := p.Rituals.List(ctx, p.slug())
	if err != nil {
		return 0, err
	}
	at := slices.IndexFunc(all.Rituals, func(c ritual.Card) bool { return c.Key == key })
	if at < 0 {
		return 0, fmt.Errorf("there is no ritual %q", key)
	}
	of := all.Rituals[at].ID
	if !r.planned {
		return p.Rituals.StartNow(ctx, p.slug(), of, r.RunInput, "")
	}
	marks, err := p.Rituals.PlannedRuns(ctx, p.story.launch)
	if err != nil {
		return 0, err
	}
	at = slices.IndexFunc(marks, func(m ritual.RunMark) bool {
		return m.RitualID == of && m.Day == r.day && m.State == ritual.RunPlanned
	})
	if at < 0 {
		return 0, fmt.Errorf("no run of %q is planned %d days from T", key, r.day)
	}
	return marks[at].ID, p.Rituals.StartRun(ctx, p.slug(), marks[at].ID, 1)
}

// finishRun notes the steps and finishes the run. All steps that passed are noted at once.
func (p *storyBuilder) finishRun(ctx context.Context, id int64, r run) error {
	v, err := p.Rituals.Run(ctx, p.slug(), id)
	if err != nil {
		return err
	}
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec("UPDATE run_results SET outcome = ?, by_id = ?, at = ?, version = version + 1 WHERE run_id = ?", ritual.StepPass,
			tx.ActorID(), tx.Now, id).Error
	})
	for i, step := range v.Results {
		if seen, ok := r.seen[i]; ok && err == nil {
			_, _, err = p.Rituals.Note(ctx, p.slug(), id, step.StepID, seen, step.Version+1)
		}
	}
	version := v.Version
	if r.Findings != "" && err == nil {
		in := r.RunInput
		in.OwnerID = v.OwnerID
		err = p.Rituals.UpdateRun(ctx, p.slug(), id, in, version)
		version++
	}
	if err == nil {
		_, _, err = p.Rituals.FinishRun(ctx, p.slug(), id, version)
	}
	return err
}

const coreFlows = "core_flows"

// sampleRuns are the runs by launch name.
var sampleRuns = map[string][]sampleRun{
	"Real-time notifications": {
		{by: "lukasz", days: 7, told: run{seen: map[int]ritual.StepNote{3: skipped("The phones of the test lab were not charged.")},
			RunInput: ritual.RunInput{Environment: ritual.Staging, DryRun: true,
				Findings: "We went through the list once to see whether it can be done in half an hour. It can, but:\n\n" +
					"- the test account needs **two** workspaces, else nobody sends it anything\n- step 6 needs somebody who can stop the " +
					"push gateway: that is Marek or Petra\n- charge the phones the evening before\n"}}},
		{by: "lukasz", days: 4, told: run{RunInput: ritual.RunInput{Environment: ritual.Staging},
			seen: map[int]ritual.StepNote{4: failed("“Never” is saved, and is “daily” again after a reload."),
				6: skipped("The flag is not on staging yet.")}}},
		{by: "priya", days: 1, told: run{RunInput: ritual.RunInput{Environment: ritual.Staging},
			seen: map[int]ritual.StepNote{6: skipped("The flag is read at start only on phones; the fix is in review.")}}},
	},
	"Two-step sign-in for everybody": {
		{by: "priya", days: 0, told: run{RunInput: ritual.RunInput{Environment: ritual.Production},
			seen: map[int]ritual.StepNote{
				4: failed("Saving answers 500: the settings service has no right to write with its production credential.")}}},
	},
}

// sampleParity is the parity by launch name.
var sampleParity = map[string][]ritual.ParityInput{
	"Real-time notifications": {
		{Aspect: "Version", Staging: "2026.47 (release candidate)", Production: "2026.45", Matters: ritual.MatterNo,
			Note: "As it should be before the launch."},
		{Aspect: "Configuration", Staging: "Push gateway: sandbox, no limit", Production: "Push gateway: 300 messages a second",
			Matters: ritual.MatterYes,
			Note:    "A run on staging says nothing about load. Ask the supplier for the same limit on the sandbox."},
		{Aspect: "Data", Staging: "Copy of last month, without names", Production: "Live", Matters: ritual.MatterNo},
		{Aspect: "Shared services", Staging: "Own queue, 2 nodes", Production: "Own queue, 2 nodes", Matters: ritual.MatterSame},
	},
	"Two-step sign-in for everybody": {
		{Aspect: "Version", Staging: "2026.46", Production: "2026.46", Matters: ritual.MatterSame},
		{Aspect: "Flags", Staging: "two_step on for all", Production: "two_step on for 10 %", Matters: ritual.MatterNo,
			Note: "That is the rollout."},
	},
}
