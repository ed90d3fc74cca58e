package readiness

import (
	"strings"
	"testing"

	"tminus/models/checklist"
	"tminus/models/guide"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/stakeholder"
)

// derives returns a deliverable that follows a fact, due on a day from T.
func derives(id int64, title, by string, due int, change func(*derivedFact)) derivedFact {
	d := derivedFact{entity: launch.BindDeliverable, state: string(launch.NotStarted), dueOn: theDay.AddDays(due)}
	d.ID, d.Title, d.OwnerID, d.ownerName, d.Bind, d.loc = id, title, idRef(ben), "Ben", by, noon.Location()
	if change != nil {
		change(&d)
	}
	return d
}

// A derived item whose fact has lines, or a criterion, is no other line; otherwise it is one that leads to its fact.
func TestDerivedItemJoinsItsFact(t *testing.T) {
	t.Parallel()
	empty := func(f *facts) { f.roster.Empty = true }
	covered := func(d *derivedFact) { d.BindRule = roster.RuleCovered }
	for _, c := range []struct {
		name string
		f    func(*facts)
		want string
	}{
		{"roster with a gap", func(f *facts) {
			empty(f)
			f.derived = []derivedFact{derives(1, "Roster filled", roster.BindCoverage, -5, covered)}
		}, "open | On-call coverage | Gap | Fill gap | T-7"},
		{"due before its fact", func(f *facts) {
			f.stakeholders = []stakeholder.Fact{{ID: 1, Name: "Norwind", OwnerID: ben, OwnerName: "Ben"}}
			f.derived = []derivedFact{derives(1, "Informed", stakeholder.BindStakeholders, -8, nil)}
		}, "open | Norwind | Not told | Remind | T-8"},
		{"of a criterion without lines", func(f *facts) {
			f.criteria = []criterionFact{goBy(guide.BindGuide, 0, func(c *criterionFact) {
				c.Title, c.OwnerID, c.ownerName = "Support docs", idRef(ben), "Ben"
			})}
			f.derived = []derivedFact{derives(1, "Support guide", guide.BindGuide, -1, nil)}
		}, "not yet | Support docs | Not checked | Open | T-1"},
		{"alone", func(f *facts) { f.derived = []derivedFact{derives(1, "Support guide", guide.BindGuide, -3, nil)} },
			"not yet | Support guide | Open | Open | T-3"},
		{"alone and late", func(f *facts) { f.derived = []derivedFact{derives(1, "Risk register", risk.BindRegister, -12, nil)} },
			"open | Risk register | Late | Open | T-12"},
		{"without an owner", func(f *facts) {
			f.derived = []derivedFact{derives(1, "Support guide", guide.BindGuide, -3, func(d *derivedFact) { d.OwnerID = nil })}
		}, "open | Support guide | No owner | Assign | T-7"},
		{"after the decision", func(f *facts) { f.derived = []derivedFact{derives(1, "Learned", guide.BindGuide, 14, nil)} }, ""},
		{"check of a deliverable that derives", func(f *facts) {
			empty(f)
			follows := derives(2, "On-call assigned", launch.BindDeliverable, -3, func(d *derivedFact) {
				d.entity, d.state, d.BindID, d.there, d.status = checklist.BindCheck, string(checklist.Open), idRef(1), true, string(launch.NotStarted)
			})
			f.derived = []derivedFact{derives(1, "Roster filled", roster.BindCoverage, -5, covered), follows}
		}, "open | On-call coverage | Gap | Fill gap | T-7"},
		{"interview without answers", func(f *facts) {
			f.questions = []questionFact{{Fact: interview.Fact{Question: interview.Question{ID: 3, Ask: "Load tested?"}}}}
			f.derived = []derivedFact{derives(1, "Interview", interview.BindInterview, -3, nil)}
		}, "not yet | Interview | Open | Open | T-3"},
	} {
		var got []string
		for _, l := range openList(launchFacts(c.f), noon).Lines {
			got = append(got, l.text())
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, strings.Join(got, "\n     "), c.want)
		}
	}
}

// A stored status is outdated when it is not what its fact says; after the launch only records still change it.
func TestDerivedStatusIsThatOfItsFact(t *testing.T) {
	t.Parallel()
	item := func(by, state string, change func(*derivedFact)) func(*facts) {
		return func(f *facts) {
			f.derived = []derivedFact{derives(1, "It", by, -3, func(d *derivedFact) {
				d.state = state
				if change != nil {
					change(d)
				}
			})}
		}
	}
	after := func(fn func(*facts)) func(*facts) {
		return func(f *facts) {
			fn(f)
			f.launch.State = launch.Live
		}
	}
	done, open := string(launch.Done), string(launch.NotStarted)
	of := func(status launch.Status) func(*derivedFact) {
		return func(d *derivedFact) { d.BindID, d.there, d.status = idRef(9), true, string(status) }
	}
	rule := func(d *derivedFact) { d.BindRule = roster.RuleCovered }
	for _, c := range []struct {
		name     string
		f        func(*facts)
		outdated bool
	}{
		{"no guide", item(guide.BindGuide, open, nil), false},
		{"guide lost", item(guide.BindGuide, done, nil), true},
		{"covered", item(roster.BindCoverage, open, rule), true},
		{"covered and done", item(roster.BindCoverage, done, rule), false},
		{"deliverable done", item(launch.BindDeliverable, open, of(launch.Done)), true},
		{"deliverable skipped", item(launch.BindDeliverable, open, of(launch.Skipped)), false},
		{"deliverable removed", item(launch.BindDeliverable, done, nil), true},
		{"published counts as done", item(launch.BindDeliverable, string(launch.Published), of(launch.Done)), false},
		{"guide lost after the launch", after(item(guide.BindGuide, done, nil)), false},
		{"deliverable done after the launch", after(item(launch.BindDeliverable, open, of(launch.Done))), true},
	} {
		if got := len(launchFacts(c.f).outdated(noon)) > 0; got != c.outdated {
			t.Errorf("%s: outdated %v", c.name, got)
		}
	}
}

// Everything that can be followed has a name and a page.
func TestEveryBindingHasPage(t *testing.T) {
	t.Parallel()
	for _, by := range bindings(true) {
		k := kindOf(by)
		if from, path := Origin(launch.Source{FollowBy: by, FollowID: idRef(4)}); from == "" || !strings.HasPrefix(path, "/") ||
			strings.Contains(path, "%") || k.label == "" {
			t.Errorf("%s: %q %q", by, from, path)
		}
	}
}
