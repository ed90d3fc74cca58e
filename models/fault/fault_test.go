package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestCheckMergesEachFieldOnce(t *testing.T) {
	var c Check
	c.That(true, "name", "not this one")
	c.Add("due_on", "Enter a day.")
	if err := c.Merge(nil); err != nil {
		t.Fatal(err)
	}
	other := &Error{Kind: KindInvalid, Fields: []Field{{"due_on", "Enter when it is due."}, {"title", "Give it a title."}}}
	if err := c.Merge(other); err != nil {
		t.Fatal(err)
	}
	got := FieldsOf(c.Err())
	if len(got) != 2 || got[0] != (Field{"due_on", "Enter a day."}) || got[1].Name != "title" {
		t.Errorf("got %v", got)
	}
	foreign := errors.New("the disk is gone")
	if err := c.Merge(foreign); !errors.Is(err, foreign) {
		t.Errorf("a foreign error became %v", err)
	}
}

func TestKindOfWrappedError(t *testing.T) {
	err := fmt.Errorf("while saving: %w", NotFound("launch"))
	if !Is(err, KindNotFound) || MessageOf(err) != "There is no such launch." {
		t.Errorf("kind %d, message %q", KindOf(err), MessageOf(err))
	}
	if Is(nil, KindInternal) || KindOf(errors.New("x")) != KindInternal {
		t.Error("a foreign error is not internal, or a nil error has a kind")
	}
	if MessageOf(errors.New("password=hunter2")) == "password=hunter2" {
		t.Error("the message of a foreign error was exposed")
	}
}

func TestChangedNamesItemPersonAndChange(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"Somebody else changed this risk after you opened it. Your change is not saved.":        Changed("this risk"),
		"Petra Lund changed “Docs” after you opened it (due: 1 → 2). Your change is not saved.": ChangedBy("Petra Lund", "“Docs”", "due: 1 → 2"),
	} {
		if got := MessageOf(err); got != want || !Is(err, KindConflict) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
