package demo

import (
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/launch"
)

// sampleVote is a vote for a meeting that is still to come.
type sampleVote struct {
	by, function string
	days         int
	in           gonogo.VoteInput
}

// sampleVotes are by the name of the launch.
var sampleVotes = map[string][]sampleVote{
	"Real-time notifications": {
		{by: "marek", function: "Engineering", days: 1, in: gonogo.VoteInput{Vote: gonogo.VoteGo}},
		{by: "lukasz", function: "QA", days: 0, in: gonogo.VoteInput{Vote: gonogo.VoteNoGo, Reason: "The flag was never toggled on staging, and the test rig holds half of the load that we expect."}},
	},
}

// votes tells who has voted ahead of the meeting.
func (p *plot) votes() {
	for _, v := range sampleVotes[p.name] {
		p.tell(p.ago(v.days), v.by, func(tx *db.Tx, m launch.Made) error { return gonogo.TellVote(tx, m.Launch, v.function, v.in) })
	}
	if len(sampleVotes[p.name]) > 0 {
		p.tell(p.ago(0), p.lead, func(tx *db.Tx, m launch.Made) error {
			day := p.story.Target.On.AddDays(-1)
			return gonogo.TellCondition(tx, m.Launch, "The load test is repeated with the gateway's new limits", p.who["marek"], day, civil.At(18, 0))
		})
	}
}

// conditionalName is the launch that went with a condition.
const conditionalName = "Two-step sign-in for everybody"

// decisionAt is when the go was given: late in the afternoon two days before T.
func (p *plot) decisionAt() time.Time {
	at, _ := civil.Instant(p.story.Target.On.AddDays(-2), civil.At(16, 45), p.loc)
	return at
}

// decide has everybody vote, and the lead record it. It takes the launch to go.
func (p *plot) decide(at time.Time) {
	for i, seat := range gonogo.Section.Of(p.story.Template).Seats {
		when := at.Add(-time.Duration(3+2*i) * time.Minute)
		p.tell(when, p.lead, func(tx *db.Tx, m launch.Made) error {
			return gonogo.TellVote(tx, m.Launch, seat.Function, gonogo.VoteInput{Vote: gonogo.VoteGo})
		})
	}
	in := gonogo.DecisionInput{
		Outcome: gonogo.OutcomeGo, ByID: p.story.LeadID, Absent: "Could not come; was asked on the phone and has nothing against it.",
		Reason: "What is open was gone through line by line. None of it touches users while the flag is at 10 %, and the rollback was rehearsed.",
	}
	if p.name == conditionalName {
		in.Outcome = gonogo.OutcomeConditional
		p.tell(at.Add(-2*time.Minute), p.lead, func(tx *db.Tx, m launch.Made) error {
			day := p.story.Target.On.AddDays(-1)
			return gonogo.TellCondition(tx, m.Launch, "Support has tried how somebody who lost their phone gets back in", p.who["dana"], day, civil.At(17, 0))
		})
		met := at.Add(18 * time.Hour)
		if met.Before(p.now) {
			p.tell(met, "dana", func(tx *db.Tx, m launch.Made) error {
				return gonogo.TellMet(tx, m.Launch, "Tried with two accounts, twelve minutes each; the guide says how.")
			})
		}
	}
	p.tell(at.Add(-time.Minute), p.lead, func(tx *db.Tx, m launch.Made) error { return gonogo.TellSheet(tx, m.Launch) })
	p.tell(at, p.lead, func(tx *db.Tx, m launch.Made) error { return p.decisions.TellDecision(tx, m.Launch, in) })
}
