package readiness_test

import (
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/checklist"
	"tminus/models/fault/faulttest"
	"tminus/models/gonogo"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/risk"
)

// deed is something that people do, or that time does.
type deed struct {
	name string
	do   func(*history)
}

var deeds = []deed{
	{"an hour or days", func(h *history) {
		h.Clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 7, 23, 24, 30, 80}).Draw(h.t, "hours")) * time.Hour)
	}},
	{"a sign-off", (*history).signs}, {"a sign-off", (*history).signs},
	{"a waiver", (*history).waives},
	{"a condition", (*history).raises},
	{"a deliverable", func(h *history) { h.itemDone = h.statusOf(h.item) }},
	{"a deliverable", func(h *history) { h.itemDone = h.statusOf(h.item) }},
	{"a mitigation", func(h *history) { h.mitigated = h.statusOf(h.mitigation) }},
	{"a tick", (*history).ticks}, {"a tick", (*history).ticks},
	{"an answer", (*history).answers}, {"an answer", (*history).answers},
	{"a flag accepted or not", (*history).takesFlag},
	{"a risk accepted or not", (*history).takesRisk},
	{"a new score", (*history).rescores},
	{"a risk closed or opened", (*history).shuts},
	{"a line removed or back", (*history).removes},
	{"a conditional go", (*history).promised},
	{"a promise kept or not", (*history).keeps},
}

func (h *history) signs() {
	sign := rapid.SampledFrom([]readiness.Sign{readiness.SignMet, readiness.SignMet, readiness.SignNotMet, readiness.SignNone}).Draw(h.t,
		"sign")
	if h.removed[h.signed] {
		return
	}
	so := readiness.SignOff{Sign: sign}
	if sign == readiness.SignNotMet {
		so.Note = "Two bugs are open"
	}
	_, err := h.Readiness.SignOff(h.As(h.Member), h.slug, h.signed, so, h.version("criteria", h.signed))
	h.must(err)
	h.sign, h.signedAt = sign, h.Clock.Now()
}

func (h *history) waives() {
	id := rapid.SampledFrom([]int64{h.signed, h.followsItem, h.followsCheck, h.followsQuestion}).Draw(h.t, "which")
	if h.removed[id] {
		return
	}
	if h.waived[id] {
		_, err := h.Readiness.Unwaive(h.As(h.Lead), h.slug, id, h.version("criteria", id))
		h.must(err)
	} else {
		h.must(h.Readiness.Waive(h.As(h.Lead), h.slug, id, "One line only", h.version("criteria", id)))
	}
	h.waived[id] = !h.waived[id]
}

func (h *history) raises() {
	if h.removed[h.condition] {
		return
	}
	so := readiness.SignOff{Sign: readiness.SignMet, Note: "Seen on staging"}
	if h.raised {
		so.Sign = readiness.SignNotMet
	}
	_, err := h.Readiness.SignOff(h.As(h.Member), h.slug, h.condition, so, h.version("criteria", h.condition))
	h.must(err)
	h.raised = !h.raised
	h.lowered = h.lowered || !h.raised
}

// statusOf changes a deliverable, and tells whether it is done by then: what
// was skipped is not.
func (h *history) statusOf(id int64) bool {
	to := rapid.SampledFrom([]launch.Status{launch.Done, launch.Done, launch.Blocked, launch.Skipped, launch.InProgress}).Draw(h.t, "status")
	ch := launch.StatusChange{To: to}
	switch to {
	case launch.Blocked:
		ch.BlockedReason = "The licence"
	case launch.Skipped:
		ch.SkipReason = "No time"
	}
	_, err := h.Launches.SetStatus(h.As(h.Member), h.slug, id, ch, h.version("deliverables", id))
	h.must(err)
	return to == launch.Done
}

func (h *history) ticks() {
	to := rapid.SampledFrom([]checklist.State{checklist.Done, checklist.Done, checklist.NotApplicable, checklist.Open}).Draw(h.t, "state")
	ch := checklist.Change{To: to, Note: "Looked at", Noted: true}
	_, err := h.Checklists.SetState(h.As(h.Member), h.slug, h.check, ch, h.version("checklist_items", h.check))
	h.must(err)
	h.checked = to != checklist.Open
}

func (h *history) answers() {
	option := rapid.SampledFrom([]string{"rehearsed", "doubt", "none"}).Draw(h.t, "answer")
	was := h.Count("SELECT COALESCE(answer_id, 0) FROM interview_questions WHERE id = ?", h.question)
	_, err := h.Interviews.Answer(h.As(h.Member), h.slug, h.question, interview.Reply{Option: option},
		h.version("interview_questions", h.question))
	h.must(err)
	if h.Count("SELECT answer_id FROM interview_questions WHERE id = ?", h.question) == was {
		return // the same again is no new answer, and ends nothing
	}
	h.answered, h.flagged, h.flagTaken = true, option != "rehearsed", false
}

func (h *history) takesFlag() {
	version := h.version("interview_questions", h.question)
	switch {
	case h.flagTaken:
		h.must(h.Interviews.WithdrawAcceptance(h.As(h.Lead), h.slug, h.question, version))
		h.flagTaken = false
	case h.answered && h.flagged:
		h.must(h.Interviews.AcceptFlag(h.As(h.Lead), h.slug, h.question, "One in ten first", version))
		h.flagTaken = true
	default:
		refusedTo(h, h.Interviews.AcceptFlag(h.As(h.Lead), h.slug, h.question, "There is none", version))
	}
}

func (h *history) takesRisk() {
	version := h.version("risks", h.risk)
	if h.closed {
		refusedTo(h, faulttest.Err(h.Risks.Accept(h.As(h.Lead), h.slug, h.risk, "It is closed", civil.Date{}, version)))
		return
	}
	if !h.acceptedUntil.IsZero() && rapid.Bool().Draw(h.t, "takes it back") {
		h.must(h.Risks.EndAcceptance(h.As(h.Lead), h.slug, h.risk, version))
		h.acceptedUntil = time.Time{}
		return
	}
	day, until := h.ahead(rapid.SampledFrom([]int{0, 1, 3, 30, 40}).Draw(h.t, "days"))
	h.must(faulttest.Err(h.Risks.Accept(h.As(h.Lead), h.slug, h.risk, "We can live with it", day, version)))
	h.acceptedUntil, h.takenFor = until, h.effective()
}

// rescores gives the risk another score, or, there and back, the one that it
// had: what was accepted ends all the same.
func (h *history) rescores() {
	was := h.current
	h.rescoreTo(risk.Score{Likelihood: rapid.IntRange(2, 4).Draw(h.t, "likelihood"), Impact: 4})
	if rapid.Bool().Draw(h.t, "and back") {
		h.rescoreTo(was)
	}
}

func (h *history) rescoreTo(to risk.Score) {
	_, _, err := h.Risks.Rescore(h.As(h.Lead), h.slug, h.risk, to, h.residual, h.version("risks", h.risk))
	h.must(err)
	if to != h.current {
		h.acceptedUntil = time.Time{}
	}
	h.current = to
}

func (h *history) shuts() {
	version := h.version("risks", h.risk)
	if h.closed {
		h.must(h.Risks.Reopen(h.As(h.Member), h.slug, h.risk, version))
	} else {
		h.must(faulttest.Err(h.Risks.Close(h.As(h.Lead), h.slug, h.risk, "It cannot happen any more", version)))
	}
	h.closed = !h.closed
}

func (h *history) removes() {
	id := rapid.SampledFrom([]int64{h.signed, h.followsItem, h.condition, h.stopper}).Draw(h.t, "which")
	h.must(faulttest.Err(h.Readiness.RemoveCriterion(h.As(h.Lead), h.slug, id, h.version("criteria", id), h.removed[id])))
	h.removed[id] = !h.removed[id]
}

// promised records a conditional go with one condition, which is due on the
// next day; those of the decision before are no matter then.
func (h *history) promised() {
	lead := h.As(h.Lead)
	if h.Count("SELECT COUNT(*) FROM meetings WHERE launch_id = ? AND state = 'planned'", h.Launch.ID) == 0 {
		_, err := h.GoNoGo.Plan(lead, h.slug, h.Meeting().Next(), "")
		h.must(err)
	}
	due := civil.Of(h.Clock.Now(), time.UTC).AddDays(1)
	_, err := h.GoNoGo.AddCondition(lead, h.slug, h.Meeting().ID, gonogo.ConditionInput{Text: "Load test repeated", OwnerID: &h.Other.ID,
		DueOn: due, DueTime: civil.At(12, 0)}, "")
	h.must(err)
	m := h.Meeting()
	h.must(h.Record(gonogo.DecisionInput{Outcome: gonogo.OutcomeConditional, Reason: "All the same"}))
	at, _ := civil.Instant(due, civil.At(12, 0), time.UTC)
	h.promises = []promise{{meeting: m.ID, id: m.Conditions[len(m.Conditions)-1].ID, due: at}}
}

func (h *history) keeps() {
	for i := range h.promises {
		p := &h.promises[i]
		h.must(h.GoNoGo.MeetCondition(h.As(h.Other), h.slug, p.meeting, p.id, "Done", h.version("meeting_conditions", p.id), p.kept))
		p.kept = !p.kept
	}
}

// refusedTo fails unless something that cannot be done is refused.
func refusedTo(h *history, err error) {
	h.t.Helper()
	if err == nil {
		h.t.Fatal("it was not refused")
	}
}
