package civil_test

import (
	"slices"
	"testing"

	"tminus/internal/civil"
)

func TestZonesAreAccepted(t *testing.T) {
	t.Parallel()
	names := civil.Zones()
	if len(names) < 400 || !slices.IsSorted(names) || !slices.Contains(names, "Europe/Berlin") || !slices.Contains(names, "UTC") {
		t.Fatalf("%d zones", len(names))
	}
	for _, n := range names {
		if _, err := civil.Zone(n); err != nil {
			t.Error(err)
		}
	}
}
