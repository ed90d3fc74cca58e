package gonogo

import (
	"slices"
	"testing"
	"time"

	"tminus/models/db"
)

// Who records sees lines and answers, not counts: one line that becomes met while
// another ceases to be changes what is decided on.
func TestChangedSinceComparesLineByLine(t *testing.T) {
	t.Parallel()
	line := func(id int64, title, state string) ReadinessLine {
		return ReadinessLine{ID: id, FrozenLine: FrozenLine{Title: title, State: state}}
	}
	question := QuestionDetail{Question: Question{ID: 7, Topic: "QA", Answer: AnswerGo, Version: 2}, UserName: "Max"}
	m := MeetingDetail{Questions: []QuestionDetail{question}}
	was := Readiness{Total: 2, Met: 1, Criteria: []ReadinessLine{line(1, "Code reviewed", "met"), line(2, "Alerts set up", "not met")},
		Conditions: []ReadinessLine{line(3, "A P0 bug", "clear")},
		Flags:      []ReadinessFlag{{QuestionID: 4, FrozenFlag: FrozenFlag{Ask: "Rollback plan?", Answer: "None"}}}}
	seen := StateOf(m, was)
	for name, c := range map[string]struct {
		change func(m *MeetingDetail, v *Readiness)
		want   []string
	}{
		"nothing":         {func(*MeetingDetail, *Readiness) {}, nil},
		"as time goes by": {func(_ *MeetingDetail, v *Readiness) { v.Criteria[0].Why = "Signed off 2 h ago" }, nil},
		"two lines change places": {func(_ *MeetingDetail, v *Readiness) { v.Criteria[0].State, v.Criteria[1].State = "not met", "met" },
			[]string{"“Code reviewed”: Not met, was met", "“Alerts set up”: Met, was not met"}},
		"a line says something else": {func(_ *MeetingDetail, v *Readiness) { v.Criteria[0].Title = "Code written" },
			[]string{"“Code written”: Met, changed"}},
		"a line goes, one comes": {func(_ *MeetingDetail, v *Readiness) {
			v.Criteria = append(v.Criteria[:1], line(9, "Legal agrees", "not checked"))
		},
			[]string{"New: “Legal agrees”: Not checked", "A line was removed."}},
		"a flag is accepted": {func(_ *MeetingDetail, v *Readiness) { v.Flags[0].Accepted = true },
			[]string{"Red flag “Rollback plan?”: accepted, was open"}},
		"an answer": {func(m *MeetingDetail, _ *Readiness) { m.Questions[0].Answer, m.Questions[0].Version = AnswerNoGo, 3 },
			[]string{"QA, Max: No-go, changed"}},
		"a condition": {func(m *MeetingDetail, _ *Readiness) {
			m.Conditions = []ConditionDetail{{Condition: Condition{ID: 5, Text: "Load test", Version: 1,
				DueAt: db.At(time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC))}}}
		}, []string{"New: Condition “Load test”"}},
	} {
		m, v := m, was
		m.Questions, v.Criteria, v.Flags = slices.Clone(m.Questions), slices.Clone(was.Criteria), slices.Clone(was.Flags)
		c.change(&m, &v)
		if got := ChangedSince(seen, m, v); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if same := StateOf(m, v) == seen; same != (c.want == nil) {
			t.Errorf("%s: seen the same: %v", name, same)
		}
	}
	for _, forged := range []string{"", "=", "= =", "x=1 l=", "l99=met", "=.="} {
		_ = ChangedSince(forged, m, was) // says something, and never breaks
	}
}
