// Package faulttest holds what tests ask of errors.
package faulttest

import (
	"testing"

	"tminus/models/fault"
)

// Err returns the error of a call that also returns a value.
func Err[T any](_ T, err error) error { return err }

// WantInvalid fails the test unless err is Invalid and names the field.
func WantInvalid(t testing.TB, err error, field string) {
	t.Helper()
	for _, f := range fault.FieldsOf(err) {
		if f.Name == field {
			return
		}
	}
	t.Errorf("got %v, want a message about %q", err, field)
}
