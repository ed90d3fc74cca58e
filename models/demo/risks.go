package demo

import (
	"context"
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/risk"
)

// sampleRisk is a risk of a sample launch with its history. Days count back from today.
type sampleRisk struct {
	in          risk.Input
	owner, by   string
	days        int
	mitigations []string // keys of the deliverables that mitigate it
	review      int      // days from today, 0 for none
	events      []sampleScore
	accepted    string // the lead's reason for accepting it, two days ago
	closed      string // the reason for closing it, yesterday
}

// sampleScore is a new score of a risk.
type sampleScore struct {
	by            string
	days          int
	now, residual risk.Score
}

func score(likelihood, impact int) risk.Score {
	return risk.Score{Likelihood: likelihood, Impact: impact}
}

// scores returns the inherent, current and residual scores of a risk.
func scores(inherent, now, residual risk.Score) risk.Scores {
	return risk.Scores{Inherent: inherent, Current: now, Residual: residual}
}

// addRisks adds the risk register.
func (p *storyBuilder) addRisks() {
	defer p.acceptTheRest()
	for _, sr := range sampleRisks[p.name] {
		var id int64
		in := sr.in
		owner := p.who[sr.owner]
		if owner != 0 {
			in.OwnerID = &owner
		}
		if sr.review != 0 {
			in.ReviewOn = p.today.AddDays(sr.review)
		}
		last := p.addAct(p.workingHourAgo(sr.days), sr.by, func(ctx context.Context) error {
			var err error
			id, err = p.Risks.Create(ctx, p.slug(), in, "")
			for _, key := range sr.mitigations {
				item := p.story.items[key]
				if err == nil && item == 0 {
					err = fmt.Errorf("the template has no item %q", key)
				}
				if err == nil {
					err = p.onRisk(ctx, id, func(version int) error {
						_, err := p.Risks.Link(ctx, p.slug(), id, item, version)
						return err
					})
				}
			}
			return err
		})
		then := func(days int, by string, do func(ctx context.Context, version int) error) {
			at := p.workingHourAgo(days)
			if !at.After(last) {
				at = last.Add(time.Millisecond)
			}
			last = p.addAct(at, by, func(ctx context.Context) error {
				return p.onRisk(ctx, id, func(version int) error { return do(ctx, version) })
			})
		}
		for _, s := range sr.events {
			then(s.days, s.by, func(ctx context.Context, version int) error {
				_, _, err := p.Risks.Rescore(ctx, p.slug(), id, s.now, s.residual, version)
				return err
			})
		}
		if sr.accepted != "" {
			then(2, p.lead, func(ctx context.Context, version int) error {
				_, err := p.Risks.Accept(ctx, p.slug(), id, sr.accepted, p.acceptanceEnd(), version)
				return err
			})
		}
		if sr.closed != "" {
			then(1, sr.owner, func(ctx context.Context, version int) error {
				_, err := p.Risks.Close(ctx, p.slug(), id, sr.closed, version)
				return err
			})
		}
	}
}

// onRisk calls do with the present version of a risk.
func (p *storyBuilder) onRisk(ctx context.Context, id int64, do func(version int) error) error {
	r, err := p.Risks.Risk(ctx, p.slug(), id)
	if err != nil {
		return err
	}
	return do(r.Version)
}

// acceptTheRest accepts, as the lead and two days before T, the risks that would have kept a past
// launch from going.
func (p *storyBuilder) acceptTheRest() {
	if p.state == launch.Planning {
		return
	}
	at, _ := civil.Instant(p.story.Target.On.AddDays(-2), civil.At(16, 30), p.loc)
	if at.After(p.now) {
		at = p.now
	}
	p.addAct(at, p.lead, func(ctx context.Context) error {
		open, err := risk.Facts(p.db.Read(ctx), p.story.launch.ID)
		if err != nil {
			return err
		}
		for _, f := range open[p.story.launch.ID] {
			if !f.Stands(at) {
				continue
			}
			_, err := p.Risks.Accept(ctx, p.slug(), f.ID, "Its plan B was walked through with the team, and the people for it are named.",
				p.story.Target.On.AddDays(14), f.Version)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// acceptanceEnd returns the last day of an acceptance: launch day, or today if that has passed.
func (p *storyBuilder) acceptanceEnd() civil.Date {
	if p.story.Target.On.Before(p.today) {
		return p.today
	}
	return p.story.Target.On
}

// addAct adds an action of a person, given by their key, and returns its time.
func (p *storyBuilder) addAct(at time.Time, by string, do func(ctx context.Context) error) time.Time {
	p.add(at, p.who[by], do)
	return at
}

// slug returns the slug of the created launch.
func (p *storyBuilder) slug() string { return p.story.launch.Slug }

// workingHourAgo returns a working hour some days ago.
func (p *storyBuilder) workingHourAgo(days int) time.Time {
	day := p.today.AddDays(-days)
	if days > 0 {
		day = day.PrevWorkday()
	}
	return p.workingHour(day)
}

// sampleRisks are the registers by launch name.
var sampleRisks = map[string][]sampleRisk{
	"Real-time notifications": {
		{
			owner: "marek", by: "marek", days: 12, review: 2, mitigations: []string{"code_merged", "monitoring_alerts"},
			in: risk.Input{Title: "The push gateway drops notifications under load", Category: "dependency", Response: risk.Mitigate,
				ShowStopper: true,
				Cause:       "The supplier's gateway takes 300 messages a second a customer; a busy workspace sends 1,200 at nine in the morning.",
				Event:       "The gateway answers 429 and drops what comes after.",
				Effect:      "People miss what concerns them, and the launch breaks the one promise that it makes.",
				Scores:      scores(score(4, 5), score(4, 5), score(2, 4)), Cost: "6 engineer days, € 400 a month for the larger plan",
				Trigger: "More than 1 % of answers from the gateway are 429 for five minutes.",
				PlanB:   "Send once a minute in batches, and say so in the product.",
				Steps: []string{"Turn the flag “batched delivery” on for everybody",
					"Tell support, with the reply “notifications may come a minute late”", "Ask the supplier for a higher limit, with the graph",
					"Turn the flag off, workspace by workspace"}},
			events: []sampleScore{{"marek", 8, score(4, 4), score(2, 4)}, {"marek", 3, score(3, 4), score(2, 3)}},
		},
		{
			owner: "yuki", by: "yuki", days: 9, review: 5,
			in: risk.Input{Title: "The app store holds the mobile release back", Category: "schedule", Response: risk.PlanB,
				Cause:  "Review takes one to four days, and new permissions are looked at by hand.",
				Event:  "The version that asks for push is not out on launch day.",
				Effect: "Push starts days after the banner; the email speaks of both.", Scores: scores(score(3, 3), score(3, 3), risk.Score{}),
				Trigger: "Still “in review” two days before T.", PlanB: "Launch on the web alone; the email goes out without the part on push.",
				Steps: []string{"Take the part on push out of the email and the blog post", "Launch on the web",
					"Turn push on when the version is out, with a banner"}},
		},
		{
			owner: "ana", by: "ana", days: 11, review: 9,
			in: risk.Input{Title: "People turn everything off on the first day", Category: "customer", Response: risk.Accept,
				Cause: "The default is “all of it, at once”.", Event: "More than a quarter switch notifications off within a day.",
				Effect: "They do not come back, and the feature is dead to them.", Scores: scores(score(3, 4), score(3, 3), risk.Score{}),
				Trigger: "Opt-out above 10 % among the first tenth of users.", PlanB: "Change the default to “what mentions me”."},
			accepted: "The first stage is 10 % of users, and the default can be changed behind the flag within minutes.",
		},
		{
			owner: "", by: "dana", days: 4,
			in: risk.Input{Title: "Support cannot tell a late notification from a lost one", Category: "people", Response: risk.Mitigate,
				Cause: "There is no page that shows what was sent to whom.", Event: "Every question goes to engineering.",
				Effect: "Answers take a day instead of minutes.",
				Scores: scores(score(4, 2), score(4, 2), score(2, 2))}, mitigations: []string{"support_guide"},
		},
		{
			owner: "petra", by: "petra", days: 12,
			in: risk.Input{Title: "Old clients open a connection each second", Category: "technical", Response: risk.Avoid,
				Cause: "Versions before 4.2 know no back-off.", Event: "They reconnect for ever when the socket is refused.",
				Effect: "The edge runs out of connections.",
				Scores: scores(score(3, 5), score(2, 5), score(1, 5))},
			events: []sampleScore{{"petra", 6, score(1, 5), score(1, 5)}},
			closed: "Versions before 4.2 are refused the socket and poll instead.",
		},
	},
	"New plans and prices": {
		{
			owner: "marek", by: "hugo", days: 4, review: 3, mitigations: []string{"migrations_rehearsal", "dry_run"},
			in: risk.Input{Title: "Invoices that run over the change of month are wrong", Category: "migration", Response: risk.Mitigate,
				ShowStopper: true,
				Cause:       "A seat that is bought on the last day belongs to two price lists.", Event: "The migration bills it twice, or not at all.",
				Effect: "Thousands of wrong invoices, each with a refund and a call.", Scores: scores(score(4, 5), score(4, 5), score(1, 5)),
				Cost:    "8 engineer days and a rehearsal on a copy of production",
				Trigger: "The rehearsal's sums differ from the ledger by more than € 1.",
				PlanB:   "Keep the old prices for invoices that were opened before T.",
				Steps:   []string{"Stop the billing job", "Restore the price list of the day before", "Tell finance and the key accounts"}},
			events: []sampleScore{{"marek", 1, score(3, 5), score(1, 5)}},
		},
		{
			owner: "fatima", by: "fatima", days: 3, review: 6, mitigations: []string{"key_accounts"},
			in: risk.Input{Title: "Large customers hear of the new prices from the press", Category: "commercial", Response: risk.Mitigate,
				Cause: "The embargo ends at nine in New York, when Europe has gone home.", Event: "A journalist calls a customer before we do.",
				Effect: "They open their contract again, all of it.", Scores: scores(score(3, 4), score(3, 4), score(1, 3)),
				Trigger: "The first question on a social channel.",
				PlanB:   "The founders call the ten largest the same hour."},
		},
		{
			owner: "ana", by: "ana", days: 2, review: 12,
			in: risk.Input{Title: "The tax rates of two countries change in the same week", Category: "other", Response: risk.Transfer,
				Event: "The supplier's tables come late.", Effect: "Invoices in those countries are held back by days.",
				Scores: scores(score(2, 3), score(2, 3), risk.Score{}),
				Cost:   "In the supplier's contract", Trigger: "No new tables a week before."},
		},
	},
	"Two-step sign-in for everybody": {
		{
			owner: "petra", by: "marek", days: 8, mitigations: []string{"migrations_rollback"},
			in: risk.Input{Title: "People lock themselves out and cannot reach an administrator", Category: "customer", Response: risk.Mitigate,
				ShowStopper: true,
				Cause:       "The phone with the app is lost, and the recovery codes were never written down.",
				Event:       "Somebody cannot sign in on the first morning.",
				Effect:      "Work stands still for a whole organisation when it is the only administrator.",
				Scores:      scores(score(4, 4), score(3, 4), score(2, 2)),
				Trigger:     "More than five requests for a reset an hour.", PlanB: "Support resets the second step after a call back.",
				Steps: []string{"Call back on the number in the contract", "Reset the second step", "Write it into the log"}},
			events: []sampleScore{{"petra", 3, score(2, 4), score(2, 2)}},
		},
		{
			owner: "lukasz", by: "petra", days: 6,
			in: risk.Input{Title: "The clock of a phone is off by minutes", Category: "technical", Response: risk.Accept,
				Event: "Codes are refused although they are right.", Effect: "A few hundred tickets.",
				Scores:  scores(score(2, 2), score(2, 2), risk.Score{}),
				Trigger: "“Wrong code” above 4 % of sign-ins.", PlanB: "Take codes of one step before and after."},
			accepted: "Support has the answer in its guide, and keys are not affected.",
		},
	},
}
