package readiness

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/calendar"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/gonogo"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/stakeholder"
)

// today is nine days before theDay.
var today = civil.Of(noon, time.UTC)

const ana, ben = 1, 2

// launchFacts are those of a launch with nothing open: a meeting is planned and the roster is covered.
func launchFacts(change func(*facts)) facts {
	l := launch.Launch{ID: 7, LeadID: ana, LaunchOn: theDay, LaunchAt: db.At(time.Date(2026, 12, 10, 9, 0, 0, 0, time.UTC)), Zone: "UTC",
		State: launch.Planning}
	f := facts{launch: l, launchID: 7, launchOn: theDay, loc: time.UTC, leadName: "Ana", planned: true, plannedOn: theDay.AddDays(-1),
		roster: roster.Fact{SeniorAtT: true}, present: stakeholder.DayOf(l)}
	if change != nil {
		change(&f)
	}
	return f
}

func item(id int64, title string, due int) itemFact {
	return itemFact{ID: id, Title: title, Status: launch.InProgress, OwnerID: ben, Owner: "Ben", DueOn: theDay.AddDays(due)}
}

// text returns a line as "severity | title | word | verb | due as days from T".
func (l Line) text() string {
	return fmt.Sprintf("%s | %s | %s | %s | %s", map[Severity]string{NotYet: "not yet", Due: "open", Stops: "stops"}[l.Severity], l.Title,
		l.Word, l.Verb, civil.Countdown(theDay, l.Due))
}

// Every source of readiness.md §1, with the severity, the reason, the verb and the due day.
func TestListHasEverySource(t *testing.T) {
	t.Parallel()
	days := func(n int) *int { return &n }
	question := questionFact{Fact: interview.Fact{Question: interview.Question{ID: 3, Ask: "Load tested?", OwnerID: idRef(ben)},
		OwnerName: "Ben",
		Answer:    &interview.Answer{OptionLabel: "To half", Flagged: true, At: hours(2)}}}
	stopper := risk.Fact{ID: 5, Title: "Push gateway fails", OwnerID: ben, OwnerName: "Ben", ShowStopper: true,
		Scores: risk.Scores{Current: risk.Score{Likelihood: 3, Impact: 5}}}
	accepted := func(until time.Time) func(*facts) {
		return func(f *facts) {
			r := stopper
			r.Acceptance = risk.Acceptance{ID: 1, Score: r.Current, Until: db.At(until)}
			f.risks = []risk.Fact{r}
		}
	}
	items := func(list ...itemFact) func(*facts) { return func(f *facts) { f.items = list } }
	with := func(it itemFact, change func(*itemFact)) itemFact {
		change(&it)
		return it
	}
	manual := func(kind Kind, change func(*criterionFact)) func(*facts) {
		return func(f *facts) {
			c := goBy(BindManual, 0, change)
			c.Kind, c.Title = kind, "No critical bug"
			c.OwnerID, c.ownerName = idRef(ben), "Ben"
			f.criteria = []criterionFact{c}
		}
	}
	check := func(c checkFact) func(*facts) {
		c.ID, c.Title, c.List, c.OwnerID, c.Owner = 8, "Works on staging", "Staging", ben, "Ben"
		return func(f *facts) { f.checks = []checkFact{c} }
	}
	for _, c := range []struct {
		name string
		f    func(*facts)
		want string
	}{
		{"nothing", nil, ""},
		{"criterion not signed off", manual(KindGo, nil), "not yet | No critical bug | Not signed off | Sign off | T-1"},
		{"criterion said to be not met", manual(KindGo, func(c *criterionFact) { c.Sign, c.SignedAt = SignNotMet, hours(1) }),
			"open | No critical bug | Not met | Sign off | T-9"},
		{"criterion expired", manual(KindGo, func(c *criterionFact) { c.Sign, c.SignedAt, c.RenewMinutes = SignMet, hours(30), 24*60 }),
			"open | No critical bug | Expired | Sign off | T-9"},
		{"criterion waived", manual(KindGo, func(c *criterionFact) { c.WaivedAt = hours(1) }), ""},
		{"criterion without an owner", func(f *facts) {
			manual(KindGo, nil)(f)
			f.criteria[0].OwnerID = nil
		}, "open | No critical bug | No owner | Assign | T-7"},
		{"condition not checked", manual(KindNoGo, nil), "not yet | No critical bug | Not checked | Check | T-1"},
		{"condition active", manual(KindNoGo, func(c *criterionFact) { c.Sign, c.SignedAt = SignMet, hours(1) }),
			"stops | No critical bug | Active | Check | T-9"},
		{"condition clear", manual(KindNoGo, func(c *criterionFact) { c.Sign, c.SignedAt = SignNotMet, hours(1) }), ""},
		{"red flag", func(f *facts) { f.questions = []questionFact{question} }, "open | Load tested? | Red flag | Resolve | T-9"},
		{"red flag accepted", func(f *facts) {
			q := question
			a := *q.Answer
			a.AcceptedAt, q.Answer = hours(1), &a
			f.questions = []questionFact{q}
		}, ""},
		{"failed check", check(checkFact{Mode: checklist.ModeVerdict, State: checklist.Failed, DueOffset: days(3)}),
			"stops | Works on staging | Failed | Retest | T-9"},
		{"open check due before the decision", check(checkFact{State: checklist.Open, DueOffset: days(-2)}),
			"not yet | Works on staging | Not checked | Check | T-2"},
		{"open check due soon", check(checkFact{State: checklist.Open, DueOffset: days(-6)}),
			"open | Works on staging | Not checked | Check | T-6"},
		{"open check due after the decision", check(checkFact{State: checklist.Open, DueOffset: days(0)}), ""},
		{"open check before launch without a day", check(checkFact{State: checklist.Open, Part: checklist.PartBefore}),
			"not yet | Works on staging | Not checked | Check | T-1"},
		{"open check after launch without a day", check(checkFact{State: checklist.Open, Part: checklist.PartAfter}), ""},
		{"deliverable before the decision", items(item(1, "Merged", -2)), "not yet | Merged | In progress | Open | T-2"},
		{"deliverable due soon", items(item(1, "Merged", -6)), "open | Merged | In progress | Open | T-6"},
		{"deliverable late", items(item(1, "Merged", -12)), "open | Merged | Late | Set date | T-12"},
		{"deliverable blocked", items(with(item(1, "Merged", -2), func(it *itemFact) {
			it.Status, it.BlockedReason = launch.Blocked,
				"a review"
		})),
			"stops | Merged | Blocked | Unblock | T-9"},
		{"deliverable on launch day", items(item(1, "Published", 0)), ""},
		{"deliverable after the decision that launch day depends on",
			items(item(1, "Approved", 0), with(item(2, "Published", 0), func(it *itemFact) { it.Needs = []int64{1} })),
			"not yet | Approved | In progress | Open | T"},
		{"deliverable without an owner", items(with(item(1, "Merged", -2), func(it *itemFact) { it.OwnerID, it.Owner = 0, "" })),
			"open | Merged | No owner | Assign | T-7"},
		{"deliverable whose owner has left", items(with(item(1, "Merged", -2), func(it *itemFact) { it.OwnerGone = true })),
			"open | Merged | Owner has left | Reassign | T-7"},
		{"deliverable whose owner is away on its day", func(f *facts) {
			items(item(1, "Merged", -2))(f)
			f.absences = []people.Absence{{UserID: ben, FirstDay: theDay.AddDays(-3), LastDay: theDay}}
		}, "open | Merged | Owner away | Reassign | T-7"},
		{"deliverable that ends after its successor starts", items(item(1, "Merged", -2),
			with(item(2, "Tested", 5), func(it *itemFact) { it.StartsOn, it.Needs = theDay.AddDays(-4), []int64{1} })),
			"not yet | Merged | Out of order | Set date | T-4"},
		{"go/no-go meeting itself", items(with(item(1, "Go/no-go", -1), func(it *itemFact) { it.Decision = true })), ""},
		{"no meeting planned", func(f *facts) { f.planned = false }, "open | Go/no-go meeting | Not planned | Plan | T-7"},
		{"show-stopper", func(f *facts) { f.risks = []risk.Fact{stopper} }, "open | Push gateway fails | Undecided | Decide | T-9"},
		{"show-stopper accepted through T", accepted(time.Date(2026, 12, 11, 0, 0, 0, 0, time.UTC)), ""},
		{"show-stopper accepted until the day before T", accepted(time.Date(2026, 12, 9, 0, 0, 0, 0, time.UTC)),
			"open | Push gateway fails | Accepted too short | Decide | T-9"},
		{"risk without an owner", func(f *facts) { f.risks = []risk.Fact{{ID: 5, Title: "Costs rise"}} },
			"open | Costs rise | No owner | Assign | T-7"},
		{"task without an owner", func(f *facts) { f.tasks = []taskFact{{ID: 1, Title: "Deploy", On: theDay}} },
			"open | Deploy | No owner | Assign | T-7"},
		{"empty roster", func(f *facts) { f.roster.Empty = true }, "open | On-call coverage | Gap | Fill gap | T-7"},
		{"no senior engineer", func(f *facts) { f.roster.SeniorAtT = false }, "open | Senior engineer on call | Gap | Fill gap | T-7"},
		{"collision", func(f *facts) {
			f.collisions = []calendar.Listed{{Collision: calendar.Collision{Key: "k", What: "T", With: "Freeze", Text: "T is in a freeze"}}}
		}, "open | T | Collision | Decide | T-7"},
		{"stakeholder", func(f *facts) {
			f.stakeholders = []stakeholder.Fact{{ID: 1, Name: "Norwind", OwnerID: ben, OwnerName: "Ben"}}
		},
			"not yet | Norwind | Not told | Remind | T-3"},
	} {
		var got []string
		list := openList(launchFacts(c.f), noon)
		for _, l := range list.Lines {
			got = append(got, l.text())
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, strings.Join(got, "\n     "), c.want)
		}
	}
}

// A criterion and the thing that it follows are one line.
func TestListJoinsCriterionWithWhatItFollows(t *testing.T) {
	t.Parallel()
	f := launchFacts(func(f *facts) {
		f.items = []itemFact{item(4, "Code merged", -2)}
		c := goBy(launch.BindDeliverable, 4, func(c *criterionFact) { c.Title, c.status = "Code reviewed and tested", string(launch.InProgress) })
		f.criteria = []criterionFact{c}
	})
	lines := openList(f, noon).Lines
	if len(lines) != 1 || lines[0].Title != "Code reviewed and tested" || lines[0].From != "Code merged" ||
		lines[0].FromPath != "/deliverables/4" {
		t.Errorf("%+v", lines)
	}
}

// Things of one source with the same owner, due day and verb are one line that says how many.
func TestListCombinesEqualThings(t *testing.T) {
	t.Parallel()
	f := launchFacts(func(f *facts) {
		for i := range int64(5) {
			f.risks = append(f.risks, risk.Fact{ID: i + 1, Title: fmt.Sprint("Risk ", i), OwnerID: ana, OwnerName: "Ana", ShowStopper: true})
		}
	})
	list := openList(f, noon)
	if len(list.Lines) != 1 || list.Lines[0].Title != "5 show-stopper risks to decide" || len(list.Lines[0].Keys()) != 5 ||
		list.State.Open != 1 {
		t.Errorf("%+v", list)
	}
}

// The state of a launch is the first row of readiness.md §2 that applies.
func TestStateIsFirstRowThatApplies(t *testing.T) {
	t.Parallel()
	in := func(s launch.State) func(*facts) { return func(f *facts) { f.launch.State = s } }
	decided := func(o gonogo.Outcome) func(*facts) {
		return func(f *facts) {
			f.decision = gonogo.Decision{MeetingID: 1, Outcome: o, At: hours(24)}
			f.goFor, f.planned = theDay, false
		}
	}
	both := func(fs ...func(*facts)) func(*facts) {
		return func(f *facts) {
			for _, fn := range fs {
				fn(f)
			}
		}
	}
	active := func(f *facts) {
		f.criteria = append(f.criteria, goBy(BindManual, 0, func(c *criterionFact) {
			c.Kind, c.Title, c.Sign, c.SignedAt = KindNoGo, "P0 bug", SignMet, hours(1)
		}))
	}
	late := func(f *facts) { f.items = append(f.items, item(1, "Merged", -12)) }
	var states strings.Builder
	for _, c := range []struct {
		f    func(*facts)
		tone Tone
		want string
	}{
		{both(in(launch.Closed), active), Grey, "Closed"},
		{in(launch.Cancelled), Grey, "Cancelled"},
		{both(in(launch.RolledBack), active), Red, "Rolled back"},
		{both(in(launch.Launching), active), Blue, "Launching"},
		{in(launch.Live), Green, "Live"},
		{both(decided(gonogo.OutcomeGo), active), Red, "No-go · P0 bug"},
		{decided(gonogo.OutcomeNoGo), Red, "No-go · 30 Nov"},
		{both(decided(gonogo.OutcomeNoGo), func(f *facts) { f.planned = true }, late), Amber, "Not ready · 1 open"},
		{both(decided(gonogo.OutcomeGo), func(f *facts) { f.goFor = theDay.AddDays(-7) }, late), Amber, "Go was for 3 Dec · new decision needed"},
		{both(decided(gonogo.OutcomeGo), late), Amber, "Go · 1 no longer met"},
		{both(decided(gonogo.OutcomeGo), late, func(f *facts) { f.frozen = []string{"deliverable 1"} }), Green, "Go · 30 Nov"},
		{both(decided(gonogo.OutcomeGo), late, func(f *facts) { f.items[0].Status, f.frozen = launch.Blocked, []string{"deliverable 1"} }),
			Amber, "Go · 1 no longer met"},
		{both(decided(gonogo.OutcomeGo), late, func(f *facts) { f.items[0].Status, f.frozen = launch.Blocked, []string{"deliverable 1 stops"} }),
			Green, "Go · 30 Nov"},
		{both(decided(gonogo.OutcomeConditional), func(f *facts) {
			f.decision.Conditions = []gonogo.UnmetCondition{{Text: "Fix it", DueAt: hours(-48)}, {Text: "Test it", DueAt: hours(-72)}}
		}), Amber, "Conditional go · 2 open"},
		{decided(gonogo.OutcomeConditional), Green, "Go · 30 Nov"},
		{decided(gonogo.OutcomeGo), Green, "Go · 30 Nov"},
		{late, Amber, "Not ready · 1 open"},
		{both(late, func(f *facts) { f.items[0].DueOn = today.AddDays(-1); f.launchOn = today.AddDays(3) }), Red, "Not ready · 1 open"},
		{func(f *facts) { f.items = []itemFact{item(1, "Merged", -2)} }, Grey, "On schedule · 1 to come"},
		{nil, Green, "Ready"},
	} {
		s := openList(launchFacts(c.f), noon).State
		if s.Label != c.want || s.Tone != c.tone {
			t.Errorf("got %s %q, want %s %q", s.Tone, s.Label, c.tone, c.want)
		}
		if row := fmt.Sprintf("%s %s\n", s.Tone, s.Label); !strings.Contains(states.String(), row) {
			states.WriteString(row)
		}
	}
	// The views render the states of this file.
	golden, err := os.ReadFile("testdata/states.txt")
	if err != nil || string(golden) != states.String() {
		t.Errorf("testdata/states.txt should be:\n%s%v", &states, err)
	}
}

// A criterion or condition that does not hold always has a line, alone or as what it follows.
func TestUnmetCriterionAlwaysHasLine(t *testing.T) {
	t.Parallel()
	for _, bind := range bindings(false) {
		for _, kind := range []Kind{KindGo, KindNoGo} {
			f := launchFacts(func(f *facts) {
				f.criteria = []criterionFact{goBy(bind, 4, func(c *criterionFact) {
					c.Kind, c.Title, c.BindRule = kind, "The criterion", map[string]string{risk.BindRisks: risk.RuleShowStopper,
						roster.BindCoverage: roster.RuleSenior}[bind]
				})}
				f.risks = []risk.Fact{{ID: 5, Title: "Fails", ShowStopper: true, OwnerID: ben}}
				f.roster.SeniorAtT = false
			})
			v, list := assess(f, noon), openList(f, noon)
			for _, l := range append(v.Criteria, v.Conditions...) {
				named := slices.ContainsFunc(list.Lines, func(x Line) bool { return x.Title == l.Title || x.From == l.Title })
				if !l.State.Holds() && !named {
					t.Errorf("%s %s is %s and has no line", kind, bind, l.State)
				}
			}
		}
	}
}
