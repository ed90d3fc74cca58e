package readiness_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tminus/internal/civil"
	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault/faulttest"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/modeltest"
	"tminus/models/readiness"
	"tminus/models/risk"
)

// history is a launch that is judged by one line of each sort, beside what
// should be true of it, kept as plainly as can be.
type history struct {
	*modeltest.Org
	t    *rapid.T
	slug string
	// ids of what is changed
	signed, followsItem, followsCheck, followsQuestion, condition, stopper int64
	item, mitigation, check, question, risk                                int64
	// what was done
	signedAt, acceptedUntil      time.Time
	sign                         readiness.Sign
	waived, removed              map[int64]bool
	itemDone, mitigated, checked bool
	answered, flagged, flagTaken bool
	raised, lowered, closed      bool
	current, residual, takenFor  risk.Score
	promises                     []promise
}

// promise is a condition of the newest conditional go.
type promise struct {
	meeting, id int64
	due         time.Time
	kept        bool
}

func (h *history) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) version(table string, id int64) int {
	return h.Count("SELECT version FROM "+table+" WHERE id = ?", id)
}

func (h *history) idOf(query string) int64 { return int64(h.Count(query, h.Launch.ID)) }

func newHistory(t *rapid.T, b *modeltest.Org, name string) *history {
	b.Clock.Set(dbtest.Start)
	h := &history{Org: b, t: t, waived: map[int64]bool{}, removed: map[int64]bool{}}
	b.Launch = b.MakeLaunch(name, "standard")
	h.slug = b.Launch.Slug
	lead := b.As(b.Lead)
	for h.Count("SELECT COUNT(*) FROM criteria WHERE launch_id = ? AND archived_at IS NULL", b.Launch.ID) > 0 {
		id := h.idOf("SELECT MIN(id) FROM criteria WHERE launch_id = ? AND archived_at IS NULL")
		h.must(faulttest.Err(b.Readiness.RemoveCriterion(lead, h.slug, id, h.version("criteria", id), false)))
	}
	h.item = h.idOf("SELECT MIN(id) FROM deliverables WHERE launch_id = ? AND kind = 'engineering_task'")
	h.mitigation = h.idOf("SELECT MAX(id) FROM deliverables WHERE launch_id = ? AND kind = 'engineering_task'")
	h.check = h.idOf("SELECT id FROM checklist_items WHERE launch_id = ? AND key = 'works'")
	h.question = h.idOf("SELECT id FROM interview_questions WHERE launch_id = ? AND key = 'rollback'")
	add := func(kind readiness.Kind, by string, of int64, rule string, renew int) int64 {
		in := readiness.CriterionInput{Kind: kind, Title: fmt.Sprint(kind, by), Binding: readiness.Binding{By: by, ID: of, Rule: rule},
			RenewHours: renew}
		id, err := b.Readiness.AddCriterion(lead, h.slug, in, "")
		h.must(err)
		return id
	}
	h.signed = add(readiness.KindGo, readiness.BindManual, 0, "", 24)
	h.followsItem = add(readiness.KindGo, launch.BindDeliverable, h.item, "", 0)
	h.followsCheck = add(readiness.KindGo, checklist.BindCheck, h.check, "", 0)
	h.followsQuestion = add(readiness.KindGo, interview.BindQuestion, h.question, "", 0)
	h.condition = add(readiness.KindNoGo, readiness.BindManual, 0, "", 0)
	h.stopper = add(readiness.KindNoGo, risk.BindRisks, 0, risk.RuleShowStopper, 0)
	for h.Count("SELECT COUNT(*) FROM risks WHERE launch_id = ? AND closed_at IS NULL", b.Launch.ID) > 0 {
		id := h.idOf("SELECT MIN(id) FROM risks WHERE launch_id = ? AND closed_at IS NULL")
		h.must(faulttest.Err(b.Risks.Close(lead, h.slug, id, "Not of this history", h.version("risks", id))))
	}
	h.current, h.residual = risk.Score{Likelihood: 3, Impact: 4}, risk.Score{Likelihood: 1, Impact: 2}
	var err error
	h.risk, err = b.Risks.Create(lead, h.slug, risk.Input{Title: "It breaks", Category: risk.Categories[0], Response: risk.Mitigate,
		Scores: risk.Scores{Current: h.current, Residual: h.residual}, ShowStopper: true}, "")
	h.must(err)
	h.must(faulttest.Err(b.Risks.Link(lead, h.slug, h.risk, h.mitigation, h.version("risks", h.risk))))
	return h
}

// holds is what each line should say, by its id.
func (h *history) holds(now time.Time) map[int64]bool {
	want := map[int64]bool{
		h.signed:          h.sign == readiness.SignMet && now.Before(h.signedAt.Add(24*time.Hour)),
		h.followsItem:     h.itemDone,
		h.followsCheck:    h.checked,
		h.followsQuestion: h.answered && (!h.flagged || h.flagTaken),
		h.condition:       h.lowered && !h.raised,
		h.stopper: h.closed || h.mitigated || now.Before(h.acceptedUntil) && h.takenFor == h.effective() &&
			!h.acceptedUntil.Before(h.Launch.LaunchAt.Time),
	}
	for id := range h.waived {
		want[id] = want[id] || h.waived[id]
	}
	for id, gone := range h.removed {
		if gone {
			delete(want, id)
		}
	}
	return want
}

// effective is the residual score once the mitigation is done, and never before.
func (h *history) effective() risk.Score {
	if h.mitigated {
		return h.residual
	}
	return h.current
}

// agrees fails unless the house says what should be true.
func (h *history) agrees(after string) {
	h.t.Helper()
	now, want := h.Clock.Now(), h.holds(h.Clock.Now())
	v, err := h.Readiness.Verdict(h.As(h.Viewer), h.slug)
	h.must(err)
	mayGo, criteria, promised := true, 0, 0
	for _, l := range append(v.Criteria, v.Conditions...) {
		if l.ID == 0 {
			promised++
			continue
		}
		held, known := want[l.ID]
		if !known || held != l.State.Holds() {
			h.t.Fatalf("after %s: %q is %s because %q, holds: want %v", after, l.Title, l.State, l.Why, held)
		}
		delete(want, l.ID)
		mayGo = mayGo && held
		if l.Kind == readiness.KindGo {
			criteria++
		}
	}
	for _, p := range h.promises {
		if !p.kept {
			promised--
			mayGo = mayGo && now.Before(p.due)
		}
	}
	if len(want) > 0 || promised != 0 {
		h.t.Fatalf("after %s: lines are missing: %v, %d promises too many", after, want, promised)
	}
	if v.Go != (mayGo && criteria > 0) {
		h.t.Fatalf("after %s the verdict is %s", after, v.Short())
	}
	h.storedIsComputed(after)
	d, err := h.Risks.Risk(h.As(h.Viewer), h.slug, h.risk)
	h.must(err)
	if d.Effective() != h.effective() {
		h.t.Fatalf("after %s the score that counts is %s, want %s", after, d.Effective(), h.effective())
	}
}

// storedIsComputed fails unless the stored list, and each derived status, is the one that is computed anew.
func (h *history) storedIsComputed(after string) {
	h.t.Helper()
	l, err := h.Launches.Launch(h.As(h.Viewer), h.slug)
	h.must(err)
	stored, err := h.Readiness.Open(h.As(h.Viewer), l)
	h.must(err)
	computed, err := h.Readiness.Compute(h.As(h.Viewer), l)
	h.must(err)
	if n, err := h.Readiness.Outdated(h.As(h.Viewer), l); err != nil || n != 0 {
		h.t.Fatalf("after %s: %d derived statuses are not what their facts say, %v", after, n, err)
	}
	if a, b := asJSON(h.t, stored), asJSON(h.t, computed); a != b {
		h.t.Fatalf("after %s:\nstored   %s\ncomputed %s", after, a, b)
	}
}

func asJSON(t *rapid.T, list readiness.List) string {
	list.ValidUntil, list.State.OpenedAt = db.Instant{}, db.Instant{}
	b, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A verdict is GO exactly when all criteria hold and no condition stands,
// whatever was done in whatever order; a residual score counts only once its
// mitigation is done, and what has expired never counts.
func TestVerdictMatchesModelInAnyOrder(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		h := newHistory(t, b, fmt.Sprintf("History %d", n))
		h.agrees("nothing")
		for range rapid.IntRange(5, 20).Draw(t, "length") {
			does := rapid.SampledFrom(deeds).Draw(t, "does")
			does.do(h)
			h.agrees(does.name)
		}
	})
}

// ahead is the last day until which a risk is accepted, and the instant at
// which that ends.
func (h *history) ahead(days int) (civil.Date, time.Time) {
	day := civil.Of(h.Clock.Now(), time.UTC).AddDays(days)
	_, until := civil.DayBounds(day, time.UTC)
	return day, until
}
