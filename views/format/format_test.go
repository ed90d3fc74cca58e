package format_test

import (
	"testing"
	"time"

	"tminus/views/format"
)

func TestInstantsAreShownInTheZoneOfTheReader(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.December, 9, 23, 30, 0, 0, time.UTC)
	berlin := format.Zone("Europe/Berlin")
	for want, got := range map[string]string{
		"Thu 10 Dec 2026, 00:30 CET": format.Moment(at, berlin),
		"Thu 10 Dec, 00:30 CET":      format.ShortMoment(at, berlin),
		"00:30 CET":                  format.Clock(at, berlin),
		"2026-12-09T23:30:00Z":       format.ISO(at.In(berlin)),
		"23:30 UTC":                  format.Clock(at, format.Zone("nowhere")),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
