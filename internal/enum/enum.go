// Package enum describes types with a fixed list of values: their order on screen and their labels.
package enum

// Labels lists the values of a type in their order, each with its label.
type Labels[T ~string] []struct {
	Value T
	Label string
}

// Values returns the values in order.
func (l Labels[T]) Values() []T {
	out := make([]T, len(l))
	for i, e := range l {
		out[i] = e.Value
	}
	return out
}

// Has reports whether v is one of the values.
func (l Labels[T]) Has(v T) bool {
	for _, e := range l {
		if e.Value == v {
			return true
		}
	}
	return false
}

// Label returns the label of v, or v itself if it is none of the values.
func (l Labels[T]) Label(v T) string { return l.LabelOr(v, string(v)) }

// LabelOr returns the label of v, or another text if v is none of the values.
func (l Labels[T]) LabelOr(v T, other string) string {
	for _, e := range l {
		if e.Value == v {
			return e.Label
		}
	}
	return other
}
