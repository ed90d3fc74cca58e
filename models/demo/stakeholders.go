package demo

import (
	"context"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/stakeholder"
)

// sampleStakeholder is a stakeholder of a sample launch. Days count back from today.
type sampleStakeholder struct {
	in    stakeholder.Input
	owner string
	days  int // when they were added and informed
	told  bool
	// knows reports whether they acknowledged the date, byHand whether somebody recorded that.
	knows, byHand bool
	// old is the number of days by which the date that they know is earlier than T.
	old int
}

// addStakeholders adds the stakeholders.
func (p *storyBuilder) addStakeholders() {
	for _, ss := range sampleStakeholders[p.name] {
		p.addAct(p.workingHourAgo(ss.days), ss.owner, func(ctx context.Context) error {
			in, owner := ss.in, p.who[ss.owner]
			in.OwnerID = &owner
			id, err := p.Stakeholders.Create(ctx, p.slug(), in, "")
			if err == nil && ss.told {
				_, err = p.Stakeholders.RecordNotice(ctx, p.slug(), id, ss.in.Channel, "")
			}
			switch {
			case err == nil && ss.byHand:
				_, err = p.Stakeholders.Record(ctx, p.slug(), id, ss.in.Channel, "")
			case err == nil && ss.knows:
				err = p.acknowledge(ctx, id)
			}
			if err != nil || ss.old == 0 {
				return err
			}
			return p.backdateNotices(ctx, id, ss.old)
		})
	}
}

// acknowledge creates a link, with which the stakeholder acknowledges T.
func (p *storyBuilder) acknowledge(ctx context.Context, id int64) error {
	secret, err := p.Stakeholders.NewLink(ctx, p.slug(), id)
	if err != nil {
		return err
	}
	return p.Stakeholders.Acknowledge(db.WithActor(ctx, db.Actor{}), secret, p.story.launch.LaunchAt.UnixMilli())
}

// backdateNotices makes the notices of a stakeholder those of T as it was some days earlier.
func (p *storyBuilder) backdateNotices(ctx context.Context, id int64, days int) error {
	t := p.story.Target
	day := t.On.AddDays(-days).PrevWorkday()
	at, _ := civil.Instant(day, t.Time, p.loc)
	return p.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Exec("UPDATE stakeholder_notices SET launch_on = ?, launch_at = ? WHERE stakeholder_id = ?", day.String(), db.At(at),
			id).Error
	})
}

// sampleStakeholders are the lists, by the name of the launch.
var sampleStakeholders = map[string][]sampleStakeholder{
	"Real-time notifications": {
		{owner: "maria", days: 9, told: true, knows: true, old: 7,
			in: stakeholder.Input{Name: "Greta Lindqvist", Function: "Partner", Organisation: "Nordwind Logistics",
				Channel: stakeholder.ByEmail, Contact: "greta.lindqvist@nordwind.example",
				Note: "Announces our notifications to their drivers in their own newsletter, the week after T."}},
		{owner: "petra", days: 6, told: true, knows: true,
			in: stakeholder.Input{Name: "Duty desk", Function: "Supplier", Organisation: "Pushgate",
				Channel: stakeholder.ByEmail, Contact: "duty@pushgate.example",
				Note: "Raises our limit for launch day, if told two working days before."}},
		{owner: "fatima", days: 5, told: true, knows: true, byHand: true,
			in: stakeholder.Input{Name: "Joana Ribeiro", Function: "Customer", Organisation: "Casa Aberta",
				Channel: stakeholder.ByCall, Contact: "+351 21 555 0147"}},
		{owner: "ana", days: 5, told: true, knows: true,
			in: stakeholder.Input{Name: "Finance", Function: "Team", Channel: stakeholder.ByChat, Contact: "#finance"}},
		{owner: "dana", days: 3, told: true,
			in: stakeholder.Input{Name: "Night shift", Function: "Team", Organisation: "Callwell", Channel: stakeholder.ByEmail,
				Contact: "nightshift@callwell.example", Note: "Answers our customers between eight in the evening and seven in the morning."}},
		{owner: "hugo", days: 2, in: stakeholder.Input{Name: "Works council", Function: "Works council", Channel: stakeholder.ByMeeting}},
	},
	"New plans and prices": {
		{owner: "fatima", days: 4, told: true,
			in: stakeholder.Input{Name: "Okonkwo & Partners", Function: "Customer", Channel: stakeholder.ByCall, Contact: "+44 20 7946 0321"}},
		{owner: "hugo", days: 3, in: stakeholder.Input{Name: "Finance", Function: "Team", Channel: stakeholder.ByChat, Contact: "#finance"}},
	},
}
