package people

import (
	"maps"
	"slices"
)

// Actions returns every action that has a rule, in the order of their names.
func Actions() []Action { return slices.Sorted(maps.Keys(rules)) }
