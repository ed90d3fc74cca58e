package interview

import (
	"testing"

	"tminus/internal/civil"
	"tminus/models/db"
)

func TestFlagFollowsFromAnswer(t *testing.T) {
	t.Parallel()
	launchOn := civil.New(2026, 12, 10)
	dated := Question{Dated: true, LatestOffset: -3, Options: []Option{{Key: "no_date", Flag: true}}}
	accepted := db.AtMilli(1)
	for _, c := range []struct {
		name string
		q    Question
		a    *Answer
		want FlagState
	}{
		{"nothing answered is no flag", dated, nil, FlagOpen},
		{"a day with slack", dated, &Answer{AnswerOn: launchOn.AddDays(-7)}, FlagNone},
		{"the last good day", dated, &Answer{AnswerOn: launchOn.AddDays(-3)}, FlagNone},
		{"a day too late", dated, &Answer{AnswerOn: launchOn.AddDays(-2)}, FlagStands},
		{"no date", dated, &Answer{OptionKey: "no_date", Flagged: true}, FlagStands},
		{"no date, accepted", dated, &Answer{Flagged: true, AcceptedAt: accepted}, FlagAccepted},
		{"too late, accepted", dated, &Answer{AnswerOn: launchOn, AcceptedAt: accepted}, FlagAccepted},
		{"in time, accepted while it was late", dated, &Answer{AnswerOn: launchOn.AddDays(-9), AcceptedAt: accepted}, FlagNone},
		{"a good option", Question{}, &Answer{OptionKey: "x"}, FlagNone},
		{"a flagged option", Question{}, &Answer{OptionKey: "x", Flagged: true}, FlagStands},
		{"a day is nothing to who was asked for no day", Question{LatestOffset: -3}, &Answer{AnswerOn: launchOn}, FlagNone},
	} {
		if got := flagOf(c.q, c.a, launchOn); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
