package demo

import (
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/launch"
)

// sampleBallot is an answer for a future meeting.
type sampleBallot struct {
	by, topic string
	days      int
	in        gonogo.AnswerInput
}

// sampleBallots are the answers by launch name.
var sampleBallots = map[string][]sampleBallot{
	"Real-time notifications": {
		{by: "marek", topic: "Code and tests", days: 1, in: gonogo.AnswerInput{Answer: gonogo.AnswerGo}},
		{by: "lukasz", topic: "Quality", days: 0,
			in: gonogo.AnswerInput{Answer: gonogo.AnswerNoGo,
				Note: "The flag was never toggled on staging, and the test rig holds half of the load that we expect."}},
	},
}

// addAnswers adds the answers before the meeting.
func (p *storyBuilder) addAnswers() {
	for _, v := range sampleBallots[p.name] {
		p.addAct(p.workingHourAgo(v.days), v.by, func(tx *db.Tx, m launch.Creation) error {
			return gonogo.WriteAnswer(tx, m.Launch, v.topic, v.in)
		})
	}
	if len(sampleBallots[p.name]) > 0 {
		p.addAct(p.workingHourAgo(0), p.lead, func(tx *db.Tx, m launch.Creation) error {
			day := p.story.Target.On.AddDays(-1)
			return gonogo.WriteCondition(tx, m.Launch, "The load test is repeated with the gateway's new limits", p.who["marek"], day,
				civil.At(18, 0))
		})
	}
}

// conditionalName is the launch with a conditional go.
const conditionalName = "Two-step sign-in for everybody"

// decisionAt returns the time of the go: late in the afternoon, two days before T.
func (p *storyBuilder) decisionAt() time.Time {
	at, _ := civil.Instant(p.story.Target.On.AddDays(-2), civil.At(16, 45), p.loc)
	return at
}

// decide adds everybody's answers and the lead's decision, which changes the launch to go.
func (p *storyBuilder) decide(at time.Time) {
	for i, q := range gonogo.Section.Of(p.story.Template).Questions {
		when := at.Add(-time.Duration(3+2*i) * time.Minute)
		p.addAct(when, p.lead, func(tx *db.Tx, m launch.Creation) error {
			return gonogo.WriteAnswer(tx, m.Launch, q.Topic, gonogo.AnswerInput{Answer: gonogo.AnswerGo})
		})
	}
	in := gonogo.DecisionInput{
		Outcome: gonogo.OutcomeGo, ByID: p.story.LeadID,
		Reason: "What is open was gone through line by line. None of it touches users while the flag is at 10 %, and the rollback was rehearsed.",
	}
	if p.name == conditionalName {
		in.Outcome = gonogo.OutcomeConditional
		p.addAct(at.Add(-2*time.Minute), p.lead, func(tx *db.Tx, m launch.Creation) error {
			day := p.story.Target.On.AddDays(-1)
			return gonogo.WriteCondition(tx, m.Launch, "Support has tried how somebody who lost their phone gets back in", p.who["dana"], day,
				civil.At(17, 0))
		})
		met := at.Add(18 * time.Hour)
		if met.Before(p.now) {
			p.addAct(met, "dana", func(tx *db.Tx, m launch.Creation) error {
				return gonogo.WriteConditionMet(tx, m.Launch, "Tried with two accounts, twelve minutes each; the guide says how.")
			})
		}
	}
	p.addAct(at.Add(-time.Minute), p.lead, func(tx *db.Tx, m launch.Creation) error { return gonogo.WriteSheet(tx, m.Launch) })
	p.addAct(at, p.lead, func(tx *db.Tx, m launch.Creation) error { return p.decisions.WriteDecision(tx, m.Launch, in) })
}
