package demo

import (
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
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
		owner := p.who[ss.owner]
		st := stakeholder.Story{Input: ss.in, Recorded: ss.byHand}
		st.OwnerID = &owner
		if ss.told {
			st.Told = p.dayBefore(ss.old)
		}
		if ss.knows {
			st.Acknowledged = st.Told
		}
		p.addAct(p.workingHourAgo(ss.days), ss.owner, func(tx *db.Tx, m launch.Creation) error {
			return stakeholder.WriteStory(tx, m.Launch, st)
		})
	}
}

// dayBefore is T as it was when it stood some days earlier.
func (p *storyBuilder) dayBefore(days int) stakeholder.Day {
	t := p.story.Target
	day := t.On
	if days > 0 {
		day = day.AddDays(-days).PrevWorkday()
	}
	at, _ := civil.Instant(day, t.Time, p.loc)
	return stakeholder.Day{On: day, At: at.Truncate(time.Millisecond), Zone: t.Zone}
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
