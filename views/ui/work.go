package ui

import (
	"strconv"
	"strings"
)

// The tones of a StateTag.
const (
	ToneGrey  = "grey"
	ToneBlue  = "blue"
	ToneAmber = "amber"
	ToneRed   = "red"
	ToneGreen = "green"
)

// StateTag is the state of a launch in one tag. The zero value shows nothing; without Href the tag is no link.
type StateTag struct {
	Tone  string
	Mark  Mark
	Label string
	Href  string
}

// class returns the class of the tag: each tone has the colours of a mark.
func (t StateTag) class() string {
	switch t.Tone {
	case ToneBlue:
		return string(MarkInProgress)
	case ToneAmber:
		return string(MarkAtRisk)
	case ToneRed:
		return string(MarkBlocked)
	case ToneGreen:
		return string(MarkDone)
	}
	return string(MarkNotStarted)
}

// Link is a text that leads to an address.
type Link struct{ Label, Href string }

// Owner is the person of a WorkRow; an empty name is nobody.
type Owner struct {
	Name string
	Me   bool
}

// Verb is the one action of a WorkRow: a link to Href, or a button that posts Fields to Action.
type Verb struct {
	Label, Href string
	Action      string
	Fields      [][2]string
}

// WorkRow is a line of a WorkList.
type WorkRow struct {
	ID    string // of the element; may be empty
	Mark  Mark
	Title string
	Href  string
	// State is the word before the reason, such as "Blocked", in the ink of Tone. An empty Tone is that of the mark.
	State string
	Tone  Mark
	Why   string
	// From is where the row comes from, such as the deliverable of a criterion.
	From  Link
	Owner Owner
	// Due is the distance in words ("In 4 days"), DueSmall the dates ("T-5 · Fri 4 Dec").
	Due, DueSmall string
	Late          bool
	Verb          Verb
	// Quiet is a row that is not due yet: lower, without owner and verb.
	Quiet bool
}

func (r WorkRow) tone() string {
	if r.Tone == "" {
		return string(r.Mark)
	}
	return string(r.Tone)
}

// reason returns the reason as a sentence of its own, if what follows names where the row comes from.
func (r WorkRow) reason() string {
	if r.Why == "" || r.From.Label == "" || strings.ContainsRune(".?!", rune(r.Why[len(r.Why)-1])) {
		return r.Why
	}
	return r.Why + "."
}

func (o Owner) label() string {
	switch {
	case o.Me:
		return "You"
	case o.Name == "":
		return "No owner"
	}
	return o.Name
}

func (o Owner) class() string {
	switch {
	case o.Me:
		return "who me"
	case o.Name == "":
		return "who none"
	}
	return "who"
}

func (o Owner) initials() string {
	if o.Name == "" {
		return "?"
	}
	return Initials(o.Name)
}

func dotted(n int) string { return " · " + strconv.Itoa(n) }
