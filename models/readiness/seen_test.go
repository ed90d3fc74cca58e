package readiness

import (
	"slices"
	"testing"

	"tminus/models/db"
)

// Who records sees lines and votes, not counts: one line that becomes met while
// another ceases to be changes what is decided on.
func TestWhatWasSeenIsComparedLineByLine(t *testing.T) {
	t.Parallel()
	line := func(id int64, title string, s State) Line { return Line{ID: id, Kind: KindGo, Title: title, State: s} }
	seat := MeetingSeat{Seat: Seat{ID: 7, Function: "QA", Vote: VoteGo, Version: 2}, Name: "Max"}
	m := MeetingDetail{Seats: []MeetingSeat{seat}}
	was := Verdict{Total: 2, Met: 1, Criteria: []Line{line(1, "Code reviewed", Met), line(2, "Alerts set up", NotMet)},
		Conditions: []Line{{ID: 3, Kind: KindNoGo, Title: "A P0 bug", State: Clear}}, Flags: []Flag{{QuestionID: 4, Ask: "Rollback plan?", Answer: "None"}}}
	seen := Seen(m, was)
	for name, c := range map[string]struct {
		change func(m *MeetingDetail, v *Verdict)
		want   []string
	}{
		"nothing":         {func(*MeetingDetail, *Verdict) {}, nil},
		"as time goes by": {func(_ *MeetingDetail, v *Verdict) { v.Criteria[0].Why = "Signed off 2 h ago" }, nil},
		"two lines change places": {func(_ *MeetingDetail, v *Verdict) { v.Criteria[0].State, v.Criteria[1].State = NotMet, Met },
			[]string{"“Code reviewed”: Not met, was met", "“Alerts set up”: Met, was not met"}},
		"a line says something else": {func(_ *MeetingDetail, v *Verdict) { v.Criteria[0].Title = "Code written" }, []string{"“Code written”: Met, changed"}},
		"a line goes, one comes": {func(_ *MeetingDetail, v *Verdict) {
			v.Criteria = append(v.Criteria[:1], line(9, "Legal agrees", NotChecked))
		},
			[]string{"New: “Legal agrees”: Not checked", "A line was taken out of the decision."}},
		"a flag is accepted": {func(_ *MeetingDetail, v *Verdict) { v.Flags[0].Accepted = true }, []string{"Red flag “Rollback plan?”: accepted, was open"}},
		"a vote":             {func(m *MeetingDetail, _ *Verdict) { m.Seats[0].Vote, m.Seats[0].Version = VoteNoGo, 3 }, []string{"QA, Max: No-go, changed"}},
		"a condition": {func(m *MeetingDetail, _ *Verdict) {
			m.Conditions = []AgreedCondition{{MeetingCondition: MeetingCondition{ID: 5, Text: "Load test", Version: 1, DueAt: db.At(noon)}}}
		}, []string{"New: Condition “Load test”"}},
	} {
		m, v := m, was
		m.Seats, v.Criteria, v.Flags = slices.Clone(m.Seats), slices.Clone(was.Criteria), slices.Clone(was.Flags)
		c.change(&m, &v)
		if got := ChangedSince(seen, m, v); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if same := Seen(m, v) == seen; same != (c.want == nil) {
			t.Errorf("%s: seen the same: %v", name, same)
		}
	}
	for _, forged := range []string{"", "=", "= =", "x=1 l=", "l99=met", "=.="} {
		_ = ChangedSince(forged, m, was) // says something, and never breaks
	}
}
