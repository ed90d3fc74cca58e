package ui

import (
	"context"
	"io"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"tminus/static"
)

// Mark is the symbol of a state. It is drawn as a shape and always has a label, so that it is
// readable without colour.
type Mark string

// The marks, each with its own shape.
const (
	MarkNotStarted Mark = "todo"    // circle
	MarkInProgress Mark = "doing"   // half circle
	MarkInReview   Mark = "review"  // diamond
	MarkAtRisk     Mark = "risk"    // triangle
	MarkBlocked    Mark = "blocked" // octagon
	MarkDone       Mark = "done"    // tick
	MarkSkipped    Mark = "skipped" // dash
)

// text returns a component of HTML. Icons occur hundreds of times on a page, so they are built once
// instead of being rendered in parts.
func text(html string) templ.Component { return Text(html) }

// Text returns a component of HTML that was built without templ, such as charts. People's input
// must be escaped in it.
func Text(html string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html)
		return err
	})
}

// IconHTML returns the HTML of an icon, for rows that are built without templ.
func IconHTML(name string) string {
	return `<svg class="icon" width="16" height="16" aria-hidden="true"><use href="` +
		templ.EscapeString(static.URL("icons.svg")+"#"+name) + `"></use></svg>`
}

// MarkHTML returns the HTML of a mark, for rows that are built without templ.
func MarkHTML(m Mark) string {
	return `<svg class="mark" width="10" height="10" aria-hidden="true"><use href="` +
		templ.EscapeString(static.URL("icons.svg")+"#m-"+string(m)) + `"></use></svg>`
}

// Icon draws an icon of the sprite. It is decoration and needs a label next to it.
func Icon(name string) templ.Component { return text(IconHTML(name)) }

// MarkIcon draws the shape of a mark, which needs a label next to it.
func MarkIcon(m Mark) templ.Component { return text(MarkHTML(m)) }

// Initials returns the first letters of the first and the last word of a name.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return "?"
	}
	initials := first(words[0])
	if len(words) > 1 {
		initials += first(words[len(words)-1])
	}
	return initials
}

func first(word string) string {
	for _, r := range word {
		return string(unicode.ToUpper(r))
	}
	return ""
}
