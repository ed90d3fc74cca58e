package ui

import (
	"context"
	"io"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"tminus/static"
)

// Mark is how far something is. It is drawn as a shape and never without a word
// beside it, so that it reads without colour.
type Mark string

// The marks, each with a shape of its own.
const (
	MarkNotStarted Mark = "todo"    // circle
	MarkInProgress Mark = "doing"   // half circle
	MarkInReview   Mark = "review"  // diamond
	MarkAtRisk     Mark = "risk"    // triangle
	MarkBlocked    Mark = "blocked" // octagon
	MarkDone       Mark = "done"    // tick
	MarkSkipped    Mark = "skipped" // dash
)

// text answers ready-made HTML. Icons stand hundreds of times on a page, which
// is why they are joined here once and not rendered part by part.
func text(html string) templ.Component { return Text(html) }

// Text answers markup that was made by hand, as charts are. What came from
// people must have been escaped in it.
func Text(html string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html)
		return err
	})
}

// IconHTML is the markup of an icon, for rows that are appended by hand.
func IconHTML(name string) string {
	return `<svg class="icon" width="16" height="16" aria-hidden="true"><use href="` +
		templ.EscapeString(static.URL("icons.svg")+"#"+name) + `"></use></svg>`
}

// MarkHTML is the markup of a mark, for rows that are appended by hand.
func MarkHTML(m Mark) string {
	return `<svg class="mark" width="10" height="10" aria-hidden="true"><use href="` +
		templ.EscapeString(static.URL("icons.svg")+"#m-"+string(m)) + `"></use></svg>`
}

// Icon draws an icon of the sprite. It is decoration: the word stands beside it.
func Icon(name string) templ.Component { return text(IconHTML(name)) }

// MarkIcon draws the shape of a mark alone; the word must stand beside it.
func MarkIcon(m Mark) templ.Component { return text(MarkHTML(m)) }

// Initials are the first letters of the first and the last word of a name.
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
