package template

import (
	"errors"
	"fmt"
	"strings"

	"tminus/models/fault"
)

// An Error is one problem of a template file. Path is its place in the format,
// counted from one ("deliverables[3].lane"). Line is 0 if the problem has no line.
// Message names the item and can be shown as it is.
type Error struct {
	Path    string
	Line    int
	Message string
}

func (e Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Message)
	}
	return e.Message
}

// Errors are all problems of one file, in the order of the file.
type Errors []Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, p := range e {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// As converts the errors to a fault of kind Invalid, with one message per problem
// for the field "source", so that handlers answer 422.
func (e Errors) As(target any) bool {
	f, ok := target.(**fault.Error)
	if !ok {
		return false
	}
	var c fault.Check
	for _, p := range e {
		c.Add("source", "%s", p.Error())
	}
	return errors.As(c.Err(), f)
}

// tidy cuts the list off after maxProblems.
func (e Errors) tidy() Errors {
	if len(e) <= maxProblems {
		return e
	}
	more := len(e) - maxProblems
	return append(e[:maxProblems:maxProblems], Error{Message: fmt.Sprintf("and %d more problems", more)})
}
