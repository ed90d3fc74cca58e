package clock_test

import (
	"sync"
	"testing"
	"time"

	"tminus/internal/clock"
)

var _ = []clock.Clock{clock.System{}, clock.Fixed{}, &clock.Manual{}}

func TestClocks(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 12, 9, 0, 0, 0, time.FixedZone("CEST", 7200))
	if got := clock.Fixed(at).Now(); !got.Equal(at) || got.Location() != time.UTC {
		t.Errorf("fixed clock shows %v", got)
	}
	m := clock.NewManual(at)
	if got := m.Advance(time.Hour); !got.Equal(at.Add(time.Hour)) || m.Now() != got {
		t.Errorf("advanced clock shows %v, then %v", got, m.Now())
	}
	if m.Set(at); !m.Now().Equal(at) {
		t.Errorf("set clock shows %v", m.Now())
	}
	before := time.Now()
	if got := (clock.System{}).Now(); got.Before(before) || got.Location() != time.UTC {
		t.Errorf("system clock shows %v", got)
	}
}

func TestManualIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)
	m := clock.NewManual(start)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { m.Advance(time.Second); m.Now() })
	}
	wg.Wait()
	if got := m.Now().Sub(start); got != 50*time.Second {
		t.Errorf("50 seconds later the clock is %v on", got)
	}
}
