package feedback

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/models/fault"
	"tminus/models/guide"
	"tminus/models/template"
)

var noon = time.Date(2026, 12, 10, 12, 30, 0, 0, time.UTC)

func TestReportState(t *testing.T) {
	closed := noon
	for name, c := range map[string]struct {
		r    Report
		want State
		ripe bool
	}{
		"new":                    {Report{}, Open, false},
		"decided":                {Report{Outcome: QuickFix}, Decided, false},
		"its work is under way":  {Report{Outcome: QuickFix, Links: []Link{{Done: true}, {}}}, Decided, false},
		"all its work is done":   {Report{Outcome: QuickFix, Links: []Link{{Done: true}, {Gone: true}}}, Decided, true},
		"work without a word":    {Report{Links: []Link{{Done: true}}}, Open, false},
		"closed":                 {Report{Outcome: QuickFix, ClosedAt: closed, Links: []Link{{Done: true}}}, Done, false},
		"a duplicate":            {Report{Original: 4, Outcome: QuickFix}, Duplicate, false},
		"a duplicate and closed": {Report{Original: 4, ClosedAt: closed}, Duplicate, false},
	} {
		if got := c.r.State(); got != c.want || c.r.Ripe() != c.ripe {
			t.Errorf("%s: %s, ripe %v", name, got, c.r.Ripe())
		}
	}
}

func TestReportUnowned(t *testing.T) {
	for name, c := range map[string]struct {
		r    Report
		want bool
	}{
		"nobody has it":       {Report{}, true},
		"who had it has left": {Report{OwnerID: 1, OwnerGone: true, Outcome: Roadmap}, true},
		"somebody has it":     {Report{OwnerID: 1}, false},
		"closed":              {Report{ClosedAt: noon}, false},
		"a duplicate":         {Report{Original: 2}, false},
	} {
		if got := c.r.Unowned(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTitleShortensFirstLine(t *testing.T) {
	long := strings.Repeat("word ", 60)
	for text, want := range map[string]string{
		"It crashed":               "It crashed",
		"  It\t crashed \nTwice":   "It crashed",
		strings.Repeat("x", 200):   strings.Repeat("x", MaxTitle-1) + "…",
		long:                       strings.TrimSpace(long[:155]) + "…",
		strings.Repeat("ж", 5_000): strings.Repeat("ж", MaxTitle-1) + "…",
	} {
		if got := (Said{Wrong: text}).Title(); got != want || len([]rune(got)) > MaxTitle {
			t.Errorf("%.20q: %q", text, got)
		}
	}
}

func fields(err error) []string {
	var out []string
	for _, f := range fault.FieldsOf(err) {
		out = append(out, f.Name)
	}
	slices.Sort(out)
	return out
}

func TestInputCleanReturnsAllProblems(t *testing.T) {
	in := Input{Channel: "pigeon", Said: Said{Doing: strings.Repeat("a", MaxText+1)}, Times: 0, Reporter: strings.Repeat("a", 121),
		At: noon.Add(time.Hour)}
	_, err := in.Clean(noon, time.Time{})
	if got := fields(err); !slices.Equal(got, []string{"at", "channel", "doing", "reporter", "times", "wrong"}) {
		t.Errorf("fields: %v", got)
	}
	got, err := Input{Channel: BySupport, Said: Said{Wrong: " No mail\r\narrives "}, Times: 3}.Clean(noon, time.Time{})
	if err != nil || got.Wrong != "No mail\narrives" || got.Title != "No mail" || !got.At.Equal(noon) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := (Input{Channel: BySupport, Said: Said{Wrong: "x"}, Times: 1, At: noon.AddDate(-2, 0, 0)}).Clean(noon,
		time.Time{}); fields(err) == nil {
		t.Error("a report of two years ago was taken")
	}
}

func TestTriageNeedsReason(t *testing.T) {
	plays := []Play{{Key: "slow"}}
	for name, c := range map[string]struct {
		t    Triage
		want []string
	}{
		"nothing, for a reason":    {Triage{Outcome: Nothing, Note: "As designed"}, nil},
		"nothing":                  {Triage{Outcome: Nothing}, []string{"note"}},
		"a workaround, unsaid":     {Triage{Outcome: Workaround}, []string{"note"}},
		"a fix":                    {Triage{Outcome: QuickFix, Symptom: "slow"}, nil},
		"an end that there is not": {Triage{Outcome: "magic"}, []string{"outcome"}},
		"the symptom it had":       {Triage{Symptom: "gone"}, nil},
		"a symptom that is gone":   {Triage{Symptom: "fast"}, []string{"symptom"}},
	} {
		if _, err := c.t.Clean(plays, "gone"); !slices.Equal(fields(err), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRecogniseMatchesWholeWords(t *testing.T) {
	plays := []Play{{Key: "slow", Words: []string{"slow", "lag", "takes forever", "can’t load"}},
		{Key: "lost", Words: []string{"where is", "Wo finde ich"}}}
	for text, want := range map[string]string{
		"It is SLOW.": "slow", "the flag is off": "", "takes\n forever": "slow", "I can't load it": "slow",
		"Slow, and where is it?": "slow", "Where is the bell": "lost", "wo finde ich die Glocke?": "lost", "somewhere isolated": "", "": "",
	} {
		if got := Recognise(plays, text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := Recognise([]Play{{Key: "x", Words: []string{" ", "!"}}}, "anything at all"); got != "" {
		t.Errorf("a play of no words was recognised: %q", got)
	}
}

func TestPlayShowsAboveThreshold(t *testing.T) {
	tickets := Play{Key: "tickets", Channel: "support", More: 50, Hours: 24}
	slow := Play{Key: "slow", Words: []string{"slow"}, More: 2, Hours: 2}
	ticks := []Tick{
		{At: noon.Add(-23 * time.Hour), Channel: BySupport, Times: 30}, {At: noon.Add(-time.Minute), Channel: BySupport, Times: 20},
		{At: noon.Add(-25 * time.Hour), Channel: BySupport, Times: 100}, {At: noon.Add(-time.Hour), Channel: BySocial, Symptom: "slow", Times: 2},
		{At: noon.Add(-3 * time.Hour), Channel: ByBeta, Symptom: "slow", Times: 9},
	}
	got := Watch([]Play{tickets, slow}, ticks, noon)
	if got[0].Reports != 50 || got[0].Shows() || got[1].Reports != 2 || got[1].Shows() {
		t.Errorf("at the figure: %+v", got)
	}
	ticks = append(ticks, Tick{At: noon, Channel: BySupport, Symptom: "slow", Times: 1})
	got = Watch([]Play{tickets, slow}, ticks, noon)
	if !got[0].Shows() || !got[1].Shows() {
		t.Errorf("one more: %+v", got)
	}
}

func TestCleanPlayRejectsPlayWithoutCriterion(t *testing.T) {
	ok := Play{Symptom: "Slow", Words: []string{"slow"}, Hours: 1, Remedies: []Remedy{{Do: "Look", Kind: template.KindOther}}}
	if _, err := cleanPlay(ok); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Play)
		field  string
	}{
		"no words, no channel": {func(p *Play) { p.Words = []string{" "} }, "words"},
		"a channel of nobody":  {func(p *Play) { p.Channel = "pigeon" }, "channel"},
		"no hours":             {func(p *Play) { p.Hours = 0 }, "hours"},
		"too many hours":       {func(p *Play) { p.Hours = 745 }, "hours"},
		"less than nothing":    {func(p *Play) { p.More = -1 }, "more"},
		"nothing to try":       {func(p *Play) { p.Remedies = nil }, "remedies"},
		"a cause without more": {func(p *Play) { p.Remedies = []Remedy{{When: "Bug"}} }, "remedies"},
		"no symptom":           {func(p *Play) { p.Symptom = " " }, "symptom"},
		"31 words": {func(p *Play) {
			for i := range 31 {
				p.Words = append(p.Words, fmt.Sprint("w", i))
			}
		}, "words"},
	} {
		p := ok
		c.change(&p)
		if _, err := cleanPlay(p); !slices.Contains(fields(err), c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestByHourUsesHoursOfZone(t *testing.T) {
	kolkata := time.FixedZone("IST", 5*3600+1800)
	got := ByHour([]Tick{{At: noon.Add(-time.Minute), Channel: ByBeta, Times: 2},
		{At: noon.Add(-31 * time.Minute), Channel: ByBeta, Times: 1}}, noon, 2, kolkata)
	// 12:30 in UTC is 18:00 there.
	if got[1].From.Format("15:04") != "18:00" || got[0].By[ByBeta] != 3 || got[1].Total() != 0 {
		t.Errorf("%+v", got)
	}
}

func TestByHourCountsEachReportOnce(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Skip(err)
		}
		now := time.UnixMilli(rapid.Int64Range(1_700_000_000_000, 1_900_000_000_000).Draw(t, "now"))
		hours := rapid.IntRange(1, 200).Draw(t, "hours")
		var ticks []Tick
		want := 0
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			// Use only full hours, which are one less than are shown.
			back := rapid.Int64Range(0, int64(hours-1)*60).Draw(t, "back")
			k := Tick{At: now.Add(-time.Duration(back) * time.Minute), Channel: rapid.SampledFrom(Channels).Draw(t, "channel"),
				Times: rapid.IntRange(1, 9).Draw(t, "times")}
			ticks, want = append(ticks, k), want+k.Times
		}
		got := 0
		list := ByHour(ticks, now, hours, zone)
		for i, h := range list {
			got += h.Total()
			if i > 0 && h.From.Sub(list[i-1].From) != time.Hour {
				t.Fatalf("a gap after %s", list[i-1].From)
			}
		}
		if got != want || len(list) != hours || list[hours-1].From.After(now) || now.Sub(list[hours-1].From) >= time.Hour {
			t.Fatalf("%d of %d in %d hours up to %s", got, want, len(list), list[hours-1].From)
		}
	})
}

func TestAlikeOrdersBySimilarity(t *testing.T) {
	own := Report{ID: 1, Title: "The bell shows no notification on Android"}
	list := []Report{
		{ID: 1, Title: own.Title}, {ID: 2, Title: "Invoices are printed twice"}, {ID: 3, Title: "No notification on the phone"},
		{ID: 4, Title: "Android: the bell shows no notification"},
	}
	var got []int64
	for _, r := range Alike(own, list) {
		got = append(got, r.ID)
	}
	if !slices.Equal(got, []int64{4, 3}) {
		t.Errorf("%v", got)
	}
}

func TestHeardHidesInternalNames(t *testing.T) {
	for _, s := range States {
		for _, o := range append([]Outcome{Undecided}, Outcomes...) {
			if words := Heard(s, o); words == "" || strings.Contains(words, "_") {
				t.Errorf("%s, %s: %q", s, o, words)
			}
		}
	}
	if Heard(Done, QuickFix) != "Fixed" || Heard(Open, Undecided) != "Received" {
		t.Error("the words are others")
	}
}

func TestByIssue(t *testing.T) {
	t.Parallel()
	to := func(id int64, links ...Link) Report { return Report{ID: id, Links: links} }
	issue := func(guide int64, anchor string) Link {
		return Link{Kind: ToGuide, TargetID: guide, Anchor: anchor}
	}
	list := []Report{
		to(1, issue(7, "aaa")), to(2, issue(7, "aaa"), issue(7, "bbb")), to(3, issue(7, "gone")), to(4, issue(8, "aaa")),
		to(5, Link{Kind: ToRisk, TargetID: 7, Anchor: "aaa"}), to(6, issue(7, "")), to(7),
	}
	at, rest := ByIssue(list, 7, guide.Content{Issues: []guide.Issue{{ID: "aaa"}, {ID: "bbb"}, {ID: "ccc"}}})
	ids := func(list []Report) (out []int64) {
		for _, r := range list {
			out = append(out, r.ID)
		}
		return out
	}
	if !slices.Equal(ids(at["aaa"]), []int64{1, 2}) || !slices.Equal(ids(at["bbb"]), []int64{2}) || len(at["ccc"]) != 0 ||
		!slices.Equal(ids(rest), []int64{3, 4, 5, 6, 7}) {
		t.Errorf("by issue %v, rest %v", at, ids(rest))
	}
}
