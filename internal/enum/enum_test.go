package enum_test

import (
	"slices"
	"testing"

	"tminus/internal/enum"
)

type size string

var sizes = enum.Labels[size]{{"s", "Small"}, {"l", "Large"}}

func TestValuesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	if got := sizes.Values(); !slices.Equal(got, []size{"s", "l"}) {
		t.Errorf("got %v", got)
	}
}

func TestUnknownValueHasNoLabel(t *testing.T) {
	t.Parallel()
	if !sizes.Has("l") || sizes.Has("m") || sizes.Has("") {
		t.Error("Has does not follow the list")
	}
	for got, want := range map[string]string{sizes.Label("l"): "Large", sizes.Label("m"): "m", sizes.LabelOr("", "None"): "None"} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
