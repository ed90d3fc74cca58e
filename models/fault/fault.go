// Package fault defines the errors that stores return. Each has a kind, which handlers map to an
// HTTP status in one place, and a message for the user.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind classifies an error by its cause as the caller sees it.
type Kind int

// The kinds. KindInternal is the kind of every error that does not come from this package.
const (
	KindInternal Kind = iota
	KindInvalid
	KindUnauthenticated
	KindForbidden
	KindNotFound
	KindConflict
	KindUnavailable
)

// Field is a validation message for one input of a form.
type Field struct {
	Name    string
	Message string
}

// Error is an error with a kind and a message for the user.
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

// KindOf returns the kind of err, or KindInternal if err does not wrap an Error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// Is reports whether err has kind k. It returns false for a nil error.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// FieldsOf returns the field messages that err carries, or nil if it carries none.
func FieldsOf(err error) []Field {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// MessageOf returns the message of err that is safe to show to a user: its own message if it wraps
// an Error, and a general one otherwise, so that internal details do not leak.
func MessageOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	return "Something went wrong on our side."
}

// Unauthenticated returns the error for a request without a signed-in user.
func Unauthenticated() error {
	return &Error{Kind: KindUnauthenticated, Message: "Sign in to go on."}
}

// Forbidden returns an error for an action that the actor has no permission for. The message should
// name who has it.
func Forbidden(format string, args ...any) error {
	return &Error{Kind: KindForbidden, Message: fmt.Sprintf(format, args...)}
}

// ForbiddenAt returns err as a Forbidden error with messages for single fields.
func ForbiddenAt(err error, fields ...Field) error {
	return &Error{Kind: KindForbidden, Message: MessageOf(err), Fields: fields}
}

// NotFound returns the error for a missing item, or one that the actor may not see.
func NotFound(what string) error {
	return &Error{Kind: KindNotFound, Message: "There is no such " + what + "."}
}

// Conflict returns an error for an item that changed since the actor read it.
func Conflict(format string, args ...any) error {
	return &Error{Kind: KindConflict, Message: fmt.Sprintf(format, args...)}
}

// Changed returns the Conflict for an item that somebody else changed after the actor opened it.
// The item is part of a sentence: "this risk".
func Changed(item string) error { return ChangedBy("Somebody else", item, "") }

// ChangedBy is Changed with the person's name and, if it is known, what they changed.
func ChangedBy(who, item, what string) error {
	if what != "" {
		what = " (" + what + ")"
	}
	return Conflict("%s changed %s after you opened it%s. Your change is not saved.", who, item, what)
}

// Unavailable returns an error for a failure that may go away on a later try.
func Unavailable(format string, args ...any) error {
	return &Error{Kind: KindUnavailable, Message: fmt.Sprintf(format, args...)}
}

// Invalid returns a validation error for one field.
func Invalid(field, format string, args ...any) error {
	var c Check
	c.Add(field, format, args...)
	return c.Err()
}

// Check collects the validation errors of a form, so that the user sees all of them at once.
type Check struct{ fields []Field }

// Add records a message for a field.
func (c *Check) Add(field, format string, args ...any) {
	c.fields = append(c.fields, Field{field, fmt.Sprintf(format, args...)})
}

// That records the message if ok is false.
func (c *Check) That(ok bool, field, format string, args ...any) {
	if !ok {
		c.Add(field, format, args...)
	}
}

// Merge adds the field messages of err, except for fields that have a message already. It returns
// err unchanged if its kind is not KindInvalid, and nil otherwise.
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

// Rename returns err with its messages for the field from moved to the field to, for a form that uses
// another name for the input.
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

// Err returns nil if no message was recorded, and otherwise one Invalid error with all of them.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: KindInvalid, Message: "Some of this cannot be saved yet.", Fields: c.fields}
}
