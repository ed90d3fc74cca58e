// Package fault holds the errors that the product speaks of. A store returns
// one of them, and handlers map its kind to an HTTP status in one place, so
// that no rule has to know about HTTP and no page has to guess.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says what sort of thing went wrong, from the point of view of whoever asked.
type Kind int

// The kinds. Internal is what every foreign error counts as.
const (
	KindInternal Kind = iota
	KindInvalid
	KindUnauthenticated
	KindForbidden
	KindNotFound
	KindConflict
	KindUnavailable
)

// Field is one message about one input, in the place where it was typed.
type Field struct {
	Name    string
	Message string
}

// Error is a typed error with a message that a person can act on.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field
}

func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Name + ": " + f.Message
	}
	return e.Message + " (" + strings.Join(parts, "; ") + ")"
}

// KindOf tells the kind of err, KindInternal for an error that is not ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// Is tells whether err is of the given kind.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// FieldsOf returns the messages for single inputs that err carries.
func FieldsOf(err error) []Field {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// MessageOf returns what a person may be told of err: its message when it is
// one of ours, and nothing of the inside of the house otherwise.
func MessageOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	return "Something went wrong on our side."
}

// Unauthenticated says that nobody is signed in.
func Unauthenticated() error {
	return &Error{Kind: KindUnauthenticated, Message: "Sign in to go on."}
}

// Forbidden says that the actor may not do this, and who may.
func Forbidden(format string, args ...any) error {
	return &Error{Kind: KindForbidden, Message: fmt.Sprintf(format, args...)}
}

// ForbiddenAt is a Forbidden with messages about single inputs, so that a form can
// show each where it was typed.
func ForbiddenAt(err error, fields ...Field) error {
	return &Error{Kind: KindForbidden, Message: MessageOf(err), Fields: fields}
}

// NotFound says that there is no such thing, or none that the actor can see.
func NotFound(what string) error {
	return &Error{Kind: KindNotFound, Message: "There is no such " + what + "."}
}

// Conflict says that the thing was changed since the actor read it.
func Conflict(format string, args ...any) error {
	return &Error{Kind: KindConflict, Message: fmt.Sprintf(format, args...)}
}

// Unavailable says that trying again later can help.
func Unavailable(format string, args ...any) error {
	return &Error{Kind: KindUnavailable, Message: fmt.Sprintf(format, args...)}
}

// Invalid is a problem with one input.
func Invalid(field, format string, args ...any) error {
	var c Check
	c.Add(field, format, args...)
	return c.Err()
}

// Check collects every problem of an input, so that a person is told of all
// of them at once.
type Check struct{ fields []Field }

// Add notes a problem with a field.
func (c *Check) Add(field, format string, args ...any) {
	c.fields = append(c.fields, Field{field, fmt.Sprintf(format, args...)})
}

// That notes the message when ok does not hold.
func (c *Check) That(ok bool, field, format string, args ...any) {
	if !ok {
		c.Add(field, format, args...)
	}
}

// Merge takes over the problems of err with fields that have none yet, as one
// mistake is said once; another error is returned as it is.
func (c *Check) Merge(err error) error {
	if err == nil {
		return nil
	}
	if !Is(err, KindInvalid) {
		return err
	}
	for _, f := range FieldsOf(err) {
		if !slices.ContainsFunc(c.fields, func(have Field) bool { return have.Name == f.Name }) {
			c.fields = append(c.fields, f)
		}
	}
	return nil
}

// Rename returns err with its messages about the field from moved to the field to, for a form that calls the
// input by another name.
func Rename(err error, from, to string) error {
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	renamed := *e
	renamed.Fields = slices.Clone(e.Fields)
	for i := range renamed.Fields {
		if renamed.Fields[i].Name == from {
			renamed.Fields[i].Name = to
		}
	}
	return &renamed
}

// Err is nil when nothing was noted, else an Invalid error with all of it.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: KindInvalid, Message: "Some of this cannot be saved yet.", Fields: c.fields}
}
