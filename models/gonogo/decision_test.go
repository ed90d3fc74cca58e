package gonogo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
)

func TestDecisionRules(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 8, 14, 20, 0, 0, time.UTC)
	question := func(id int64, topic string, mandatory bool, a Answer) QuestionDetail {
		return QuestionDetail{UserName: "Petra Lund", Question: Question{ID: id, Topic: topic, Mandatory: mandatory, Answer: a, Note: "Untested"}}
	}
	draft := func(due time.Time) ConditionDetail {
		return ConditionDetail{Condition: Condition{Text: "Stay at 10 %", DueAt: db.At(due)}}
	}
	ready, unready := Readiness{Go: true, Label: "GO 7/7"}, Readiness{Label: "NO-GO 4/7"}
	goes := DecisionInput{Scope: ScopeLaunch, Outcome: OutcomeGo, ByID: 1}
	for name, c := range map[string]struct {
		change     func(in *DecisionInput, v *Readiness)
		questions  []QuestionDetail
		conditions []ConditionDetail
		want       string // the field that is refused, "" for none
	}{
		"everybody says go":                   {nil, []QuestionDetail{question(1, "Product", true, AnswerGo)}, nil, ""},
		"a topic is not needed for this step": {nil, []QuestionDetail{question(1, "Legal", true, AnswerNotNeeded)}, nil, ""},
		"a no-go blocks a go":                 {nil, []QuestionDetail{question(1, "Load", false, AnswerNoGo)}, nil, "outcome"},
		"a reason alone does not unblock it": {func(in *DecisionInput, _ *Readiness) { in.Reason = "Load is fine" },
			[]QuestionDetail{question(1, "Load", false, AnswerNoGo)}, nil, "outcome"},
		"a no-go blocks a conditional go": {func(in *DecisionInput, _ *Readiness) { in.Outcome = OutcomeConditional },
			[]QuestionDetail{question(1, "Load", false, AnswerNoGo)}, []ConditionDetail{draft(now.Add(time.Hour))}, "outcome"},
		"a no-go blocks a preview": {func(in *DecisionInput, _ *Readiness) { in.Scope, in.Text = ScopePreview, "Beta" },
			[]QuestionDetail{question(1, "Load", false, AnswerNoGo)}, nil, "outcome"},
		"an override needs a reason": {func(in *DecisionInput, _ *Readiness) { in.Override = []int64{1} },
			[]QuestionDetail{question(1, "Load", false, AnswerNoGo)}, nil, "reason"},
		"the decider overrides it": {func(in *DecisionInput, _ *Readiness) {
			in.Override, in.Reason = []int64{1}, "At 10 % it carries twice the load"
		},
			[]QuestionDetail{question(1, "Load", false, AnswerNoGo)}, nil, ""},
		"another no-go is overridden": {func(in *DecisionInput, _ *Readiness) { in.Override, in.Reason = []int64{2}, "x" },
			[]QuestionDetail{question(1, "Load", false, AnswerNoGo)}, nil, "outcome"},
		"a no-go does not block a no-go": {func(in *DecisionInput, v *Readiness) { in.Outcome, *v = OutcomeNoGo, unready },
			[]QuestionDetail{question(1, "Load", false, AnswerNoGo)}, nil, ""},
		"a mandatory topic was not asked":             {nil, []QuestionDetail{question(1, "Sales", true, AnswerOpen)}, nil, "reason"},
		"a mandatory topic has no answer":             {nil, []QuestionDetail{question(1, "Sales", true, AnswerNone)}, nil, "reason"},
		"a topic that is not mandatory may be silent": {nil, []QuestionDetail{question(1, "Sales", false, AnswerNone)}, nil, ""},
		"the reason names another topic": {func(in *DecisionInput, _ *Readiness) { in.Reason = "Without Marketing" },
			[]QuestionDetail{question(1, "Sales", true, AnswerOpen)}, nil, "reason"},
		"the reason names one of two": {func(in *DecisionInput, _ *Readiness) { in.Reason = "Without sales" },
			[]QuestionDetail{question(1, "Sales", true, AnswerOpen), question(2, "Push provider", true, AnswerNone)}, nil, "reason"},
		"the reason names both": {func(in *DecisionInput, _ *Readiness) {
			in.Reason = "Without sales and push Provider: both will answer by 16:00"
		},
			[]QuestionDetail{question(1, "Sales", true, AnswerOpen), question(2, "Push provider", true, AnswerNone)}, nil, ""},
		"a no-go names them too": {func(in *DecisionInput, v *Readiness) { in.Outcome, *v = OutcomeNoGo, unready },
			[]QuestionDetail{question(1, "Sales", true, AnswerOpen)}, nil, "reason"},
		"a go against the readiness": {func(_ *DecisionInput, v *Readiness) { *v = unready }, nil, nil, "reason"},
		"with its reason": {func(in *DecisionInput, v *Readiness) { *v, in.Reason = unready, "Nothing of it touches users" }, nil,
			nil, ""},
		"a no-go against it": {func(in *DecisionInput, _ *Readiness) { in.Outcome = OutcomeNoGo }, nil, nil, "reason"},
		"a preview needs no criteria": {func(in *DecisionInput, v *Readiness) { in.Scope, in.Text, *v = ScopePreview, "Beta", unready }, nil,
			nil, ""},
		"a preview has a name": {func(in *DecisionInput, _ *Readiness) { in.Scope = ScopePreview }, nil, nil, "text"},
		"a go with conditions": {nil, nil, []ConditionDetail{draft(now.Add(time.Hour))}, "outcome"},
		"a conditional go": {func(in *DecisionInput, _ *Readiness) { in.Outcome = OutcomeConditional }, nil,
			[]ConditionDetail{draft(now.Add(time.Hour))}, ""},
		"without a condition": {func(in *DecisionInput, _ *Readiness) { in.Outcome = OutcomeConditional }, nil, nil, "outcome"},
		"its deadline has passed": {func(in *DecisionInput, _ *Readiness) { in.Outcome = OutcomeConditional }, nil,
			[]ConditionDetail{draft(now)}, "outcome"},
		"nobody decides": {func(in *DecisionInput, _ *Readiness) { in.ByID = 0 }, nil, nil, "by"},
		"about nothing":  {func(in *DecisionInput, _ *Readiness) { in.Scope = ScopeOther }, nil, nil, "scope"},
		"no outcome":     {func(in *DecisionInput, _ *Readiness) { in.Outcome = OutcomeNone }, nil, nil, "outcome"},
		"a long reason":  {func(in *DecisionInput, _ *Readiness) { in.Reason = strings.Repeat("x", 501) }, nil, nil, "reason"},
		"decided in the future": {func(in *DecisionInput, _ *Readiness) {
			in.DecidedOn, in.DecidedTime = civil.New(2026, 12, 8), civil.At(14, 21)
		},
			nil, nil, "decided_on"},
		"decided on a day without a time": {func(in *DecisionInput, _ *Readiness) { in.DecidedOn = civil.New(2026, 12, 8) }, nil, nil,
			"decided_time"},
	} {
		in, v := goes, ready
		if c.change != nil {
			c.change(&in, &v)
		}
		_, at, err := in.Clean(MeetingDetail{Questions: c.questions, Conditions: c.conditions}, v, time.UTC, now)
		var fields []string
		for _, f := range fault.FieldsOf(err) {
			fields = append(fields, f.Name)
		}
		if want := strings.Fields(c.want); !slices.Equal(slices.Compact(fields), want) {
			t.Errorf("%s: refused for %q, want %q", name, fields, want)
		}
		if c.want == "" && !at.Equal(now) {
			t.Errorf("%s: decided at %v", name, at)
		}
	}
}

func TestDecisionStandsOnlyForItsDate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 8, 14, 20, 0, 0, time.UTC)
	d := Decision{MeetingID: 1, Outcome: OutcomeGo, ForOn: civil.New(2026, 12, 9), LaunchOn: civil.New(2026, 12, 9)}
	if !d.Stands(now) || d.OtherDate() {
		t.Error("a go for this date does not stand")
	}
	d.LaunchOn = civil.New(2026, 12, 16)
	if d.Stands(now) || !d.OtherDate() || len(d.Missing(now)) != 1 || d.Label(now) != "Go for Wed 9 Dec" {
		t.Errorf("a go for another date: stands %v, missing %q, %q", d.Stands(now), d.Missing(now), d.Label(now))
	}
	d.Confirmed = &Confirmation{ByName: "Lea Lead"}
	if !d.Stands(now) {
		t.Error("a confirmed go does not stand")
	}
	d.Outcome, d.Confirmed = OutcomeNoGo, nil
	if d.OtherDate() {
		t.Error("a no-go is for no date")
	}
}

func TestQuestionInputIsChecked(t *testing.T) {
	t.Parallel()
	user := int64(1)
	for name, c := range map[string]struct {
		in   QuestionInput
		want string
	}{
		"a person":                         {QuestionInput{Topic: " Load  and capacity ", UserID: &user}, ""},
		"nobody yet":                       {QuestionInput{Topic: "Load"}, ""},
		"a guest":                          {QuestionInput{Topic: "Legal", GuestName: "Karin Voss", GuestTitle: "Outside counsel"}, ""},
		"no topic":                         {QuestionInput{}, "topic"},
		"a person and a guest":             {QuestionInput{Topic: "Legal", UserID: &user, GuestName: "Karin Voss"}, "guest_name"},
		"a job title without a name":       {QuestionInput{Topic: "Legal", GuestTitle: "Outside counsel"}, "guest_name"},
		"represented by two":               {QuestionInput{Topic: "Legal", RepresentedID: &user, RepresentedName: "Hugo"}, "represented_name"},
		"a question of many words":         {QuestionInput{Topic: "Legal", Ask: strings.Repeat("x", 201)}, "ask"},
		"a place that does not exist":      {QuestionInput{Topic: "Legal", Place: 61}, "place"},
		"a place before the first of them": {QuestionInput{Topic: "Legal", Place: -1}, "place"},
	} {
		got, err := c.in.Clean()
		var fields []string
		for _, f := range fault.FieldsOf(err) {
			fields = append(fields, f.Name)
		}
		if !slices.Equal(fields, strings.Fields(c.want)) {
			t.Errorf("%s: refused for %q, want %q", name, fields, c.want)
		}
		if name == "a person" && got.Topic != "Load and capacity" {
			t.Errorf("stored as %q", got.Topic)
		}
	}
}
