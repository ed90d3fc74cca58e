package launch

import (
	"slices"
	"testing"

	"tminus/models/fault"
	"tminus/models/template"
)

var everyStatus = []Status{NotStarted, InProgress, InReview, Done, Blocked, Skipped, Draft, Final, Scheduled, Published}

func TestKindAcceptsOnlyItsStatuses(t *testing.T) {
	for _, k := range template.Kinds {
		for _, s := range everyStatus {
			ch, err := StatusChange{To: s, BlockedReason: " the  licence ", SkipReason: "no time"}.Clean(k)
			if own := slices.Contains(Statuses(k), s); own != (err == nil) {
				t.Errorf("%s as %s: %v", k, s, err)
			}
			if err != nil {
				continue
			}
			if (ch.BlockedReason != "") != (s == Blocked) || (ch.SkipReason != "") != (s == Skipped) {
				t.Errorf("%s as %s keeps a reason of another status: %+v", k, s, ch)
			}
		}
	}
}

func TestBlockedAndSkippedNeedReason(t *testing.T) {
	for s, field := range map[Status]string{Blocked: "blocked_reason", Skipped: "skip_reason"} {
		_, err := StatusChange{To: s, BlockedReason: " ", SkipReason: "\t"}.Clean(template.KindQA)
		if !fault.Is(err, fault.KindInvalid) || fault.FieldsOf(err)[0].Name != field {
			t.Errorf("%s without a reason: %v", s, err)
		}
	}
}

func TestNextStatusEndsWhenFinished(t *testing.T) {
	for _, k := range template.Kinds {
		for _, s := range Statuses(k) {
			to := s.Next(k)
			if !slices.Contains(Statuses(k), to) || needsReason(to) && to != s {
				t.Errorf("%s advances from %s to %s", k, s, to)
			}
			for range 10 {
				to = to.Next(k)
			}
			if !to.Finished() {
				t.Errorf("%s never gets from %s to an end but to %s", k, s, to)
			}
		}
	}
}

func needsReason(s Status) bool { return s == Blocked || s == Skipped }

func TestKindChangeTranslatesStatus(t *testing.T) {
	for _, k := range template.Kinds {
		for _, s := range everyStatus {
			to := s.For(k)
			if !slices.Contains(Statuses(k), to) {
				t.Errorf("%s translates %s to %s, which it cannot be", k, s, to)
			}
			if to.Finished() != s.Finished() {
				t.Errorf("%s turns %s into %s: what was finished must stay so, and the other way round", k, s, to)
			}
			if again := to.For(k); again != to {
				t.Errorf("%s translates %s twice to %s", k, s, again)
			}
		}
	}
}
