package pace_test

import (
	"testing"
	"time"

	"tminus/internal/pace"
)

func TestLimiterCountsEachKeySeparately(t *testing.T) {
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	l := pace.New(2, time.Minute)
	for i := range 2 {
		if wait := l.Take("a", now); wait != 0 {
			t.Errorf("try %d waits %s", i+1, wait)
		}
	}
	if wait := l.Take("a", now.Add(20*time.Second)); wait != 40*time.Second {
		t.Errorf("the third waits %s", wait)
	}
	if wait := l.Take("b", now); wait != 0 {
		t.Errorf("another waits %s", wait)
	}
	if wait := l.Take("a", now.Add(time.Minute)); wait != 0 {
		t.Errorf("a minute later it waits %s", wait)
	}
	if wait := l.Take("a", now.Add(-time.Hour)); wait != 0 {
		t.Errorf("after the clock was set back it waits %s", wait)
	}
}

func TestAddressKeyGroupsIPv6Prefix(t *testing.T) {
	if a, b := pace.AddressKey("2001:db8:1:2::1"), pace.AddressKey("2001:db8:1:2:ffff::9"); a != b {
		t.Errorf("%s and %s", a, b)
	}
	for _, s := range []string{"203.0.113.9", "not an address"} {
		if got := pace.AddressKey(s); got != s {
			t.Errorf("%q counts as %q", s, got)
		}
	}
}
