package gonogo_test

import (
	"testing"

	"tminus/models/fault"
	"tminus/models/fault/faulttest"
	"tminus/models/gonogo"
	"tminus/models/modeltest"
)

// A new round asks the same questions without answers, and the first one stays as it was. It can be taken back until
// somebody answers.
func TestNewRoundAsksAgain(t *testing.T) {
	t.Parallel()
	b := modeltest.NewOrg(t)
	slug, store := b.Launch.Slug, b.GoNoGo
	b.Topic(b.Member, "Engineering", true)
	first := b.Meeting()
	_, err := store.NewRound(b.As(b.Lead), slug, first.ID, first.Version)
	b.WantKind("nobody has answered", err, fault.KindConflict)
	b.Poll(b.Member, gonogo.AnswerGo, "All tested")
	first = b.Meeting()
	b.WantKind("a member", faulttest.Err(store.NewRound(b.As(b.Member), slug, first.ID, first.Version)), fault.KindForbidden)
	b.WantKind("a stale form", faulttest.Err(store.NewRound(b.As(b.Lead), slug, first.ID, first.Version+5)), fault.KindConflict)
	id, err := store.NewRound(b.As(b.Lead), slug, first.ID, first.Version)
	if err != nil {
		t.Fatal(err)
	}
	second := b.Meeting()
	if second.ID != id || second.Number != first.Number+1 || len(second.Questions) != len(first.Questions) || second.Answered() > 0 ||
		second.On != first.On {
		t.Errorf("the second round: %+v", second.Meeting)
	}
	was, err := store.Get(b.As(b.Viewer), slug, first.ID)
	if err != nil || was.Answered() == 0 {
		t.Errorf("the first round lost its answers: %v", err)
	}
	if before, err := store.UndoRound(b.As(b.Lead), slug, id); err != nil || before != first.ID || b.Meeting().Answered() == 0 {
		t.Fatalf("after the undo meeting %d is planned, %v", before, err)
	}
	first = b.Meeting()
	if id, err = store.NewRound(b.As(b.Lead), slug, first.ID, first.Version); err != nil {
		t.Fatal(err)
	}
	b.Poll(b.Member, gonogo.AnswerGo, "Tested again")
	b.WantKind("undone after an answer", faulttest.Err(store.UndoRound(b.As(b.Lead), slug, id)), fault.KindConflict)
}
