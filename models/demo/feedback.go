package demo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/models/db"
	"tminus/models/feedback"
)

// sampleReport is a report about a sample launch and its outcome.
type sampleReport struct {
	hours  int    // before now
	by     string // author; for a beta user's report, the owner
	tester string // the beta user; "" for a report entered by hand
	in     feedback.Input
	// then is the outcome, an hour later; item the deliverable that resulted.
	then *outcome
	item string
}

// outcome is what became of a report.
type outcome struct {
	feedback.Triage
	// sameAs is the title of the report that this one duplicates.
	sameAs string
	// issue is the symptom of the issue that resulted from it in a guide of the launch.
	issue  string
	closed bool
}

// addFeedback adds the reports from outside.
func (p *storyBuilder) addFeedback() {
	secrets := map[string]string{} // of the testers' links
	for _, t := range sampleTesters[p.name] {
		p.addAct(p.workingHourAgo(6), "ana", func(ctx context.Context) error {
			_, secret, err := p.Feedback.AddTester(ctx, p.slug(), t, "")
			secrets[t.Name] = secret
			return err
		})
	}
	for _, r := range sampleReports[p.name] {
		at := p.now.Add(-time.Duration(r.hours)*time.Hour - 7*time.Minute)
		if r.in.Times == 0 {
			r.in.Times = 1
		}
		title := r.in.Said.Title()
		last := p.addAct(at, r.by, func(ctx context.Context) error {
			if r.tester != "" {
				return p.Feedback.Send(db.WithActor(ctx, db.Actor{}), secrets[r.tester], feedback.Sending{Said: r.in.Said}, title)
			}
			_, err := p.Feedback.Add(ctx, p.slug(), r.in, "")
			return err
		})
		if r.then == nil {
			continue
		}
		p.addAct(last.Add(5*time.Minute), r.by, func(ctx context.Context) error {
			one, err := p.report(ctx, title)
			if err != nil {
				return err
			}
			if r.then.sameAs == "" {
				return p.decideReport(ctx, one, r)
			}
			of, err := p.report(ctx, r.then.sameAs)
			if err == nil {
				_, _, err = p.Feedback.MarkDuplicate(ctx, p.slug(), one.ID, of.ID, one.Version)
			}
			return err
		})
	}
}

// report returns the report with a title.
func (p *storyBuilder) report(ctx context.Context, title string) (feedback.Report, error) {
	all, err := p.Feedback.Of(ctx, p.story.launch, feedback.Filter{State: feedback.Any})
	if err != nil {
		return feedback.Report{}, err
	}
	at := slices.IndexFunc(all.Rows, func(r feedback.Report) bool { return r.Title == title })
	if at < 0 {
		return feedback.Report{}, fmt.Errorf("there is no report %q", title)
	}
	return all.Rows[at], nil
}

// decideReport saves the outcome of a report, and what resulted from it.
func (p *storyBuilder) decideReport(ctx context.Context, one feedback.Report, r sampleReport) error {
	t := r.then.Triage
	t.OwnerID, t.Symptom = p.who[r.by], cmp.Or(t.Symptom, one.Symptom)
	version, err := p.Feedback.Triage(ctx, p.slug(), one.ID, t, one.Version)
	if err == nil && r.item != "" {
		err = p.linkReport(ctx, one, feedback.ToDeliverable, p.story.items[r.item], "", "a deliverable")
	}
	if err == nil && r.then.issue != "" {
		err = p.linkToIssue(ctx, one, r.then.issue)
	}
	if err == nil && r.then.closed {
		_, err = p.Feedback.Close(ctx, p.slug(), one.ID, false, version)
	}
	return err
}

// linkToIssue links a report to the issue with a symptom in the guides of the launch.
func (p *storyBuilder) linkToIssue(ctx context.Context, one feedback.Report, symptom string) error {
	all, err := p.Guides.OfLaunch(ctx, p.story.launch)
	for _, g := range all {
		d, err := p.Guides.Newest(ctx, g.Slug)
		if err != nil {
			return err
		}
		for _, i := range d.Revision.Content.Issues {
			if i.Symptom == symptom {
				return p.linkReport(ctx, one, feedback.ToGuide, g.ID, i.ID, "an issue in a guide")
			}
		}
	}
	return cmp.Or(err, fmt.Errorf("no guide has an issue %q", symptom))
}

// linkReport links a report to a record that exists. The store links only to what it creates.
func (p *storyBuilder) linkReport(ctx context.Context, one feedback.Report, kind feedback.LinkKind, target int64, anchor,
	what string) error {
	return p.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Exec("INSERT INTO feedback_links (report_id, kind, target_id, anchor, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?)",
			one.ID, kind, target, anchor, tx.ActorID(), tx.Now).Error
		if err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "report.led to", Entity: "report", EntityID: one.ID, LaunchID: &p.story.launch.ID, Label: one.Title,
			Changes: []db.Change{{Field: "led to", New: what}}})
	})
}

var sampleTesters = map[string][]feedback.TesterInput{
	"Real-time notifications": {
		{Name: "Design partners", Contact: "#beta-notifications", Shared: true},
		{Name: "Greta Lindqvist", Contact: "greta.lindqvist@nordwind.example"},
		{Name: "Joana Ribeiro", Contact: "joana@casaaberta.example"},
	},
	"Two-step sign-in for everybody": {{Name: "First customers", Contact: "#beta-sign-in", Shared: true}},
}

func becomes(o feedback.Outcome, note string, closed bool) *outcome {
	return &outcome{Triage: feedback.Triage{Outcome: o, Note: note}, closed: closed}
}

// intoGuide adds an issue in the launch's guide to an outcome.
func intoGuide(symptom string, t *outcome) *outcome {
	t.issue = symptom
	return t
}

func sameAs(title string) *outcome { return &outcome{sameAs: title} }

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
