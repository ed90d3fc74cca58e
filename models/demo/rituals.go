package demo

import (
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/ritual"
)

// sampleRun is an unplanned run, days before today.
type sampleRun struct {
	by   string
	days int
	told ritual.StoryRun
}

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
				told := ritual.StoryRun{Ritual: r.Key, Planned: true, Day: beat.Day, Environment: ritual.EnvironmentOn(beat.Day)}
				p.add(p.workingHour(day), who, p.inTx(func(tx *db.Tx, m launch.Creation) error {
					return ritual.WriteRun(tx, m.Launch, told)
				}))
			}
		}
	}
	for _, s := range sampleRuns[p.name] {
		at := p.workingHourAgo(s.days)
		if s.days == 0 {
			at = p.now.Add(-10 * time.Minute)
		}
		p.addAct(at, s.by, func(tx *db.Tx, m launch.Creation) error { return ritual.WriteRun(tx, m.Launch, s.told) })
	}
	for _, in := range sampleParity[p.name] {
		p.addAct(p.workingHourAgo(3), p.lead, func(tx *db.Tx, m launch.Creation) error { return ritual.WriteParity(tx, m.Launch, in) })
	}
}

const coreFlows = "core_flows"

// sampleRuns are the runs by launch name.
var sampleRuns = map[string][]sampleRun{
	"Real-time notifications": {
		{by: "lukasz", days: 7, told: ritual.StoryRun{Ritual: coreFlows, Environment: ritual.Staging, DryRun: true,
			Seen: map[int]ritual.StepNote{3: skipped("The phones of the test lab were not charged.")},
			Findings: "We went through the list once to see whether it can be done in half an hour. It can, but:\n\n" +
				"- the test account needs **two** workspaces, else nobody sends it anything\n- step 6 needs somebody who can stop the " +
				"push gateway: that is Marek or Petra\n- charge the phones the evening before\n"}},
		{by: "lukasz", days: 4, told: ritual.StoryRun{Ritual: coreFlows, Environment: ritual.Staging,
			Seen: map[int]ritual.StepNote{4: failed("“Never” is saved, and is “daily” again after a reload."),
				6: skipped("The flag is not on staging yet.")}}},
		{by: "priya", days: 1, told: ritual.StoryRun{Ritual: coreFlows, Environment: ritual.Staging,
			Seen: map[int]ritual.StepNote{6: skipped("The flag is read at start only on phones; the fix is in review.")}}},
	},
	"Two-step sign-in for everybody": {
		{by: "priya", days: 0, told: ritual.StoryRun{Ritual: coreFlows, Environment: ritual.Production,
			Seen: map[int]ritual.StepNote{
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
