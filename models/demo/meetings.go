package demo

import (
	"context"
	"slices"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/gonogo"
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
		p.addAct(p.workingHourAgo(v.days), v.by, func(ctx context.Context) error { return p.vote(ctx, v.topic, v.in) })
	}
	if len(sampleBallots[p.name]) > 0 {
		p.addAct(p.workingHourAgo(0), p.lead, func(ctx context.Context) error {
			return p.addCondition(ctx, "The load test is repeated with the gateway's new limits", "marek", civil.At(18, 0))
		})
	}
}

// meeting returns the planned meeting.
func (p *storyBuilder) meeting(ctx context.Context) (gonogo.MeetingDetail, error) {
	id, err := p.GoNoGo.PlannedMeeting(ctx, p.story.launch.ID)
	if err != nil {
		return gonogo.MeetingDetail{}, err
	}
	return p.GoNoGo.Get(ctx, p.slug(), id)
}

// vote answers the question about a topic at the planned meeting as the person who is asked.
func (p *storyBuilder) vote(ctx context.Context, topic string, in gonogo.AnswerInput) error {
	m, err := p.meeting(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(m.Questions, func(q gonogo.QuestionDetail) bool { return q.Topic == topic && q.UserID != nil })
	if at < 0 {
		return nil
	}
	q := m.Questions[at]
	u, err := p.People.User(ctx, *q.UserID)
	if err != nil {
		return err
	}
	_, _, err = p.GoNoGo.Answer(db.WithActor(ctx, actor(u)), p.slug(), m.ID, q.ID, in, q.Version)
	return err
}

// addCondition adds a condition to the planned meeting, due on the day before T.
func (p *storyBuilder) addCondition(ctx context.Context, text, owner string, at civil.TimeOfDay) error {
	m, err := p.meeting(ctx)
	if err != nil {
		return err
	}
	id := p.who[owner]
	in := gonogo.ConditionInput{Text: text, OwnerID: &id, DueOn: p.story.Target.On.AddDays(-1), DueTime: at}
	_, err = p.GoNoGo.AddCondition(ctx, p.slug(), m.ID, in, "")
	return err
}

// meetConditions meets the conditions of the decision that stands.
func (p *storyBuilder) meetConditions(ctx context.Context, note string) error {
	d, err := p.GoNoGo.Decision(ctx, p.slug())
	if err != nil || !d.Decided() {
		return err
	}
	m, err := p.GoNoGo.Get(ctx, p.slug(), d.MeetingID)
	if err != nil {
		return err
	}
	for _, c := range m.ConditionsOf(gonogo.ScopeLaunch) {
		if err := p.GoNoGo.MeetCondition(ctx, p.slug(), m.ID, c.ID, note, c.Version, false); err != nil {
			return err
		}
	}
	return nil
}

// record records a decision about the launch with the readiness of that time. It names the topics
// without an answer, and omits the reason where none is needed.
func (p *storyBuilder) record(ctx context.Context, in gonogo.DecisionInput) error {
	m, err := p.meeting(ctx)
	if err != nil {
		return err
	}
	var v gonogo.Readiness
	err = p.db.Write(ctx, func(tx *db.Tx) error {
		v, err = p.Readiness.Judge(tx, p.story.launch)
		return err
	})
	if err != nil {
		return err
	}
	if v.Go && in.Outcome == gonogo.OutcomeGo || in.Outcome == gonogo.OutcomeConditional {
		in.Reason = ""
	}
	if missing := m.Missing(); len(missing) > 0 {
		in.Reason = strings.TrimSpace(in.Reason + " Asked by phone, nothing against it: " + gonogo.Topics(missing) + ".")
	}
	in.Scope = gonogo.ScopeLaunch
	in.Seen = gonogo.StateOf(m, v)
	return p.GoNoGo.Record(ctx, p.slug(), m.ID, in, m.Version)
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
		p.addAct(when, p.lead, func(ctx context.Context) error {
			return p.vote(ctx, q.Topic, gonogo.AnswerInput{Answer: gonogo.AnswerGo})
		})
	}
	in := gonogo.DecisionInput{
		Outcome: gonogo.OutcomeGo, ByID: p.story.LeadID,
		Reason: "What is open was gone through line by line. None of it touches users while the flag is at 10 %, and the rollback was rehearsed.",
	}
	if p.name == conditionalName {
		in.Outcome = gonogo.OutcomeConditional
		p.addAct(at.Add(-2*time.Minute), p.lead, func(ctx context.Context) error {
			return p.addCondition(ctx, "Support has tried how somebody who lost their phone gets back in", "dana", civil.At(17, 0))
		})
		met := at.Add(18 * time.Hour)
		if met.Before(p.now) {
			p.addAct(met, "dana", func(ctx context.Context) error {
				return p.meetConditions(ctx, "Tried with two accounts, twelve minutes each; the guide says how.")
			})
		}
	}
	p.addAct(at.Add(-time.Minute), p.lead, func(ctx context.Context) error {
		m, err := p.meeting(ctx)
		if err == nil {
			_, err = p.GoNoGo.ConfirmRunSheet(ctx, p.slug(), m.ID, m.Version, false)
		}
		return err
	})
	p.addAct(at, p.lead, func(ctx context.Context) error { return p.record(ctx, in) })
}
