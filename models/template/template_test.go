package template

import (
	"slices"
	"strings"
	"testing"
)

func shipped(t *testing.T) []Template {
	t.Helper()
	all, err := PlanOnly.shipped()
	if err != nil {
		t.Fatalf("a shipped template is not valid:\n%v", err)
	}
	if len(all) != len(shippedKeys) {
		t.Fatalf("%d templates ship, want %d", len(all), len(shippedKeys))
	}
	return all
}

func TestShippedTemplatesAreSound(t *testing.T) {
	t.Parallel()
	for i, tpl := range shipped(t) {
		t.Run(tpl.Key, func(t *testing.T) {
			t.Parallel()
			if tpl.Key != shippedKeys[i] {
				t.Errorf("%s.yaml has the key %q", shippedKeys[i], tpl.Key)
			}
			phases, lanes, roles := map[Phase]int{}, map[string]int{}, map[string]int{}
			due := map[string]int{}
			for _, it := range tpl.Deliverables {
				phases[tpl.PhaseAt(it.Due)]++
				lanes[it.Lane]++
				roles[it.Role]++
				due[it.Key] = it.Due
			}
			for _, p := range Phases {
				if phases[p] == 0 {
					t.Errorf("nothing is due in the phase %s", p)
				}
			}
			for _, l := range tpl.Lanes {
				if lanes[l.Key] == 0 {
					t.Errorf("the lane %s is empty", l.Key)
				}
			}
			for _, r := range tpl.Roles {
				if roles[r.Key] == 0 {
					t.Errorf("the role %s owns nothing", r.Key)
				}
			}
			for _, it := range tpl.Deliverables {
				soundItem(t, it, due)
			}
		})
	}
}

func soundItem(t *testing.T, it Item, due map[string]int) {
	t.Helper()
	if it.Description == "" {
		t.Errorf("%q does not say what done means", it.Title)
	}
	if it.Reviewer == it.Role || slices.Contains(it.Helpers, it.Role) {
		t.Errorf("%q: the owner helps or reviews itself", it.Title)
	}
	for _, a := range it.After {
		if due[a] > it.Due {
			t.Errorf("%q is due before %s, which it depends on", it.Title, a)
		}
	}
	// Launch day is what the lead chose, weekend or not: what happens on it stays on it.
	if it.Kind == KindMeeting && it.Due != 0 && it.Anchor == Follows {
		t.Errorf("the meeting %q may land on a weekend", it.Title)
	}
	if it.Kind == KindMeeting && it.Time == "" {
		t.Errorf("the meeting %q has no time", it.Title)
	}
	if it.Due < 0 && it.Anchor != PreviousWorkday {
		t.Errorf("%q is due before T but does not go back over a weekend", it.Title)
	}
	if it.Due > 0 && it.Anchor == PreviousWorkday {
		t.Errorf("%q is due after T but may move towards it", it.Title)
	}
}

func TestShippedTemplatesHaveTheirSizes(t *testing.T) {
	t.Parallel()
	limits := map[string][2]int{"small": {8, 12}, "standard": {22, 30}, "major": {42, 50}}
	for _, tpl := range shipped(t) {
		if n, l := len(tpl.Deliverables), limits[tpl.Key]; n < l[0] || n > l[1] {
			t.Errorf("%s has %d deliverables, want %d to %d", tpl.Key, n, l[0], l[1])
		}
	}
}

func item(t *testing.T, template, key string) Item {
	t.Helper()
	for _, tpl := range shipped(t) {
		for _, it := range tpl.Deliverables {
			if tpl.Key == template && it.Key == key {
				return it
			}
		}
	}
	t.Fatalf("%s has no %s", template, key)
	return Item{}
}

// Week 1 draft, week 2 feedback and revision, week 3 finalise and schedule.
func TestShippedMarketingFollowsTheThreeWeeks(t *testing.T) {
	t.Parallel()
	for _, template := range []string{"standard", "major"} {
		drafted, revised := item(t, template, "materials_drafted"), item(t, template, "materials_revised")
		final := item(t, template, "materials_scheduled")
		if drafted.Due != -15 || revised.Due != -8 || final.Due < -7 || final.Due >= 0 {
			t.Errorf("%s: drafted T%d, revised T%d, final T%d", template, drafted.Due, revised.Due, final.Due)
		}
		if !slices.Contains(revised.After, drafted.Key) || !slices.Contains(final.After, revised.Key) {
			t.Errorf("%s: the three weeks are not in order", template)
		}
		for _, key := range []string{"blog_post", "launch_email"} {
			if it := item(t, template, key); it.Start < -21 || it.Start > -15 || it.Due != 0 || !it.Kind.Material() {
				t.Errorf("%s: %s is not a material drafted in week 1 and published at T", template, key)
			}
		}
	}
}

func TestShippedFiguresComeFromTheDomain(t *testing.T) {
	t.Parallel()
	for _, template := range []string{"standard", "major"} {
		if it := item(t, template, "morning_sync"); it.Due != 0 || it.Time != "T-2h" {
			t.Errorf("%s: the morning sync is on T%+d at %s", template, it.Due, it.Time)
		}
		if it := item(t, template, "staging_validation"); it.Start != -3 || it.Due != -1 {
			t.Errorf("%s: staging validation runs %d to %d", template, it.Start, it.Due)
		}
		if it := item(t, template, "go_no_go"); !slices.Contains(it.After, "staging_validation") {
			t.Errorf("%s: go/no-go does not wait for staging validation", template)
		}
		if it := item(t, template, "support_training"); !slices.Contains(it.After, "support_guide") {
			t.Errorf("%s: support is trained before there is a guide", template)
		}
		if it := item(t, template, "customer_conversations"); it.Start != 3 || it.Due != 5 {
			t.Errorf("%s: customers are talked to on %d to %d", template, it.Start, it.Due)
		}
	}
	for key, day := range map[string]int{"follow_up_30": 30, "follow_up_60": 60, "follow_up_90": 90} {
		if it := item(t, "major", key); it.Due != day {
			t.Errorf("%s is due on T+%d", key, it.Due)
		}
	}
}

func TestPhaseAtCoversEveryDay(t *testing.T) {
	t.Parallel()
	tpl := shipped(t)[0]
	for day, want := range map[int]Phase{
		-98: PhasePlan, -22: PhasePlan, -21: PhasePlan, -8: PhasePlan, -7: PhaseVerify, -1: PhaseVerify,
		0: PhaseLaunch, 1: PhaseMonitor, 7: PhaseMonitor, 8: PhaseMonitor, 9: PhaseMonitor, 10: PhaseLearn, 14: PhaseLearn, 90: PhaseLearn,
	} {
		if got := tpl.PhaseAt(day); got != want {
			t.Errorf("%s is in %s, want %s", TMinus(day), got, want)
		}
	}
}

func TestClockAtFollowsTheTimeOfLaunch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		time, launch, want string
		days               int
	}{
		{"", "09:00", "", 0}, {"14:00", "09:00", "14:00", 0}, {"T", "09:05", "09:05", 0}, {"T-2h", "09:00", "07:00", 0},
		{"T-2h", "01:00", "23:00", -1}, {"T+1h30m", "23:00", "00:30", 1}, {"T+30m", "09:45", "10:15", 0}, {"T-2h", "", "", 0},
	} {
		if got, days := (Item{Time: c.time}).ClockAt(c.launch); got != c.want || days != c.days {
			t.Errorf("%q with a launch at %q is %q %+d, want %q %+d", c.time, c.launch, got, days, c.want, c.days)
		}
	}
}

func TestShippedSourceIsTheFile(t *testing.T) {
	t.Parallel()
	for _, key := range shippedKeys {
		if !strings.HasPrefix(string(ShippedSource(key)), "# ") {
			t.Errorf("%s does not begin with its comment", key)
		}
	}
	if ShippedSource("../../go.mod") != nil || ShippedSource("none") != nil {
		t.Error("a template that does not ship has a source")
	}
}

func TestKindsAndAnchorsHaveLabels(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds {
		if k.Label() == string(k) {
			t.Errorf("the kind %s has no label", k)
		}
	}
	for _, a := range Anchors {
		if a.Label() == string(a) {
			t.Errorf("the anchor %s has no label", a)
		}
	}
	var materials []string
	for _, k := range Kinds {
		if k.Material() {
			materials = append(materials, string(k))
		}
	}
	if got := strings.Join(materials, " "); got != "announcement customer_notification sales_enablement faq support_guide" {
		t.Errorf("materials are %s", got)
	}
}
