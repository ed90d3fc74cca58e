package message

import (
	"strings"
	"time"

	"tminus/models/fault"
)

// PageState is the state of a page.
type PageState string

// The states.
const (
	// Paging means that nobody has seen it yet, and that the next step follows.
	Paging PageState = "paging"
	Seen   PageState = "seen"
	// Unanswered means that nobody has seen it, and that there are no more steps.
	Unanswered PageState = "unanswered"
)

// PageView is a page of a launch with what happened.
type PageView struct {
	ID     int64
	Text   string
	By     string
	State  PageState
	Calls  []PageCallView
	SeenAt time.Time
	// SeenBy is the name of the person, "" if the link was used without saying who.
	SeenBy string
	// NextAt is when the next step follows, zero if none does.
	NextAt time.Time
}

// PageCallView is a step of a page that was reached.
type PageCallView struct {
	Step    int
	PagedAt time.Time
	People  []string
}

// MaxPageText is the maximum length of the text of a page.
const MaxPageText = 300

func cleanPageText(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	var c fault.Check
	c.That(text != "" && len([]rune(text)) <= MaxPageText, "text", "Say in at most %d characters what has happened.", MaxPageText)
	return text, c.Err()
}
