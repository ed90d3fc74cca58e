package demo

import (
	"time"

	"tminus/models/db"
	"tminus/models/feedback"
	"tminus/models/launch"
)

// sampleReport is a report about a sample launch and its outcome.
type sampleReport struct {
	hours  int    // before now
	by     string // author; for a beta user's report, the owner
	tester string // the beta user; "" for a report entered by hand
	in     feedback.Input
	// then is the outcome, an hour later; item the deliverable that resulted.
	then *feedback.StoryOutcome
	item string
}

// addFeedback adds the reports from outside.
func (p *storyBuilder) addFeedback() {
	for _, t := range sampleTesters[p.name] {
		p.addAct(p.workingHourAgo(6), "ana", func(tx *db.Tx, m launch.Creation) error { return feedback.WriteTester(tx, m.Launch.ID, t) })
	}
	for _, r := range sampleReports[p.name] {
		at := p.now.Add(-time.Duration(r.hours)*time.Hour - 7*time.Minute)
		if r.in.Times == 0 {
			r.in.Times = 1
		}
		last := p.addAct(at, r.by, func(tx *db.Tx, m launch.Creation) error { return feedback.WriteReport(tx, m.Launch.ID, r.in, r.tester) })
		if r.then == nil {
			continue
		}
		p.addAct(last.Add(5*time.Minute), r.by, func(tx *db.Tx, m launch.Creation) error {
			then := *r.then
			if then.SameAs == "" {
				then.OwnerID, then.Item = p.who[r.by], m.Items[r.item]
			}
			return then.Write(tx, m.Launch, r.in.Said.Title())
		})
	}
}

var sampleTesters = map[string][]feedback.TesterInput{
	"Real-time notifications": {
		{Name: "Design partners", Contact: "#beta-notifications", Shared: true},
		{Name: "Greta Lindqvist", Contact: "greta.lindqvist@nordwind.example"},
		{Name: "Joana Ribeiro", Contact: "joana@casaaberta.example"},
	},
	"Two-step sign-in for everybody": {{Name: "First customers", Contact: "#beta-sign-in", Shared: true}},
}

func becomes(o feedback.Outcome, note string, closed bool) *feedback.StoryOutcome {
	return &feedback.StoryOutcome{Triage: feedback.Triage{Outcome: o, Note: note}, Closed: closed}
}

// intoGuide adds an issue in the launch's guide to an outcome.
func intoGuide(symptom string, t *feedback.StoryOutcome) *feedback.StoryOutcome {
	t.Issue = symptom
	return t
}

func sameAs(title string) *feedback.StoryOutcome { return &feedback.StoryOutcome{SameAs: title} }

func saying(doing, wrong, expected string) feedback.Input {
	return feedback.Input{Said: feedback.Said{Doing: doing, Wrong: wrong, Expected: expected}}
}

// tickets returns a number of support tickets within an hour.
func tickets(times int, wrong string) feedback.Input {
	return feedback.Input{Channel: feedback.BySupport, Times: times, Said: feedback.Said{Wrong: wrong}}
}

func posts(times int, wrong, source string) feedback.Input {
	return feedback.Input{Channel: feedback.BySocial, Times: times, Source: source, Said: feedback.Said{Wrong: wrong}}
}

var sampleReports = map[string][]sampleReport{
	"Real-time notifications": {
		{hours: 98, by: "ben", tester: "Greta Lindqvist",
			in: saying("Waiting for a reply on my phone.", "The bell stayed empty until I opened the app.", "The phone should have told me."),
			then: intoGuide("The customer does not receive any notifications",
				becomes(feedback.HelpText, "The phone must allow it: the guide says where.", true))},
		{hours: 74, by: "ben", tester: "Design partners",
			in: saying("Reading mail at night.", "It woke me at three, though I had set quiet hours.",
				"Quiet hours should be those of where I am."),
			then: becomes(feedback.QuickFix, "The zone of the browser is taken over now.", false), item: "feature_flag"},
		{hours: 50, by: "ben", tester: "Joana Ribeiro",
			in: saying("Trying it with our drivers.", "Three of them were notified in the middle of the night.", "Not at all at night.")},
		{hours: 26, by: "hugo", tester: "Design partners",
			in:   saying("Looking for what I missed.", "There is no list of older notifications.", "I would like to scroll back a week."),
			then: becomes(feedback.Roadmap, "Planned for the spring release.", false)},
		{hours: 20, by: "fatima", in: feedback.Input{Channel: feedback.ByConversation, Reporter: "Joana Ribeiro", Contact: "+351 21 555 0147",
			Said: feedback.Said{Wrong: "They want to choose who of a team is notified.", Expected: "A choice for each member."}}},
		{hours: 5, by: "ben", tester: "Greta Lindqvist",
			in: saying("Switching it on.", "I could not find where. Where is the setting?", "It should ask me once.")},
		{hours: 2, by: "dana", in: posts(3, "People ask when everybody gets it", "https://social.example/aurora/4711")},
	},
	"Two-step sign-in for everybody": {
		{hours: 30, by: "dana", in: tickets(2, "The code arrives late"),
			then: becomes(feedback.Workaround, "Use the code of the authenticator app instead of the text message.", false), item: "support_guide"},
		{hours: 9, by: "dana", in: tickets(6, "The code does not arrive"), then: sameAs("The code arrives late")},
		{hours: 6, by: "dana", in: tickets(11, "They do not have the phone any more")},
		{hours: 4, by: "dana", in: tickets(14, "They do not know why they must do this"),
			then: becomes(feedback.HelpText, "A sentence on the first page, and in the mail.", false)},
		{hours: 3, by: "maria", in: posts(5, "“Why do you want my phone number?”", "https://social.example/aurora/4802")},
		{hours: 2, by: "dana", in: tickets(17, "The page asks for a code again and again")},
		{hours: 1, by: "dana", in: tickets(9, "The page takes forever to load after the code")},
	},
	"Invoices by bank transfer": {
		{hours: 60, by: "dana", in: tickets(3, "They do not see the account number"),
			then: becomes(feedback.HelpText, "It stands on the second page of the invoice.", true)},
		{hours: 40, by: "hugo", in: tickets(1, "They want to pay in three parts"),
			then: becomes(feedback.Nothing, "Not part of this launch; sales knows.", true)},
		{hours: 16, by: "dana", in: tickets(2, "The transfer was not matched with its invoice")},
	},
}
