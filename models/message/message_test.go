package message

import (
	"testing"
	"time"
)

func TestAttemptsFollowTheTableAndNeverPassTheExpiry(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	busy := answered(500, 0)
	at := now
	for attempts, wait := range []time.Duration{5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour} {
		state, next := busy.next(attempts+1, at, now.Add(24*time.Hour))
		if state != Waiting || next.Sub(at) != wait {
			t.Errorf("after %d attempts: %s, %v", attempts+1, state, next.Sub(at))
		}
		if state, _ := busy.next(attempts+1, at, at.Add(wait)); state != Overtaken {
			t.Errorf("the next attempt would be at the expiry: %s", state)
		}
		at = next
	}
	if state, _ := busy.next(6, at, now.Add(24*time.Hour)); state != Failed {
		t.Errorf("after the last attempt: %s", state)
	}
}

func TestStatusDecides(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		status int
		after  time.Duration
		state  string
		wait   time.Duration
	}{
		{200, 0, Sent, 0}, {204, 0, Sent, 0}, {299, 0, Sent, 0}, {301, 0, Waiting, 5 * time.Second}, {307, 0, Waiting, 5 * time.Second},
		{400, 0, Failed, 0}, {401, 0, Failed, 0}, {404, 0, Failed, 0}, {410, 0, Failed, 0}, {499, 0, Failed, 0},
		{429, 0, Waiting, 30 * time.Second}, {429, 7 * time.Second, Waiting, 7 * time.Second}, {429, 100 * time.Hour, Waiting, time.Hour},
		{500, 0, Waiting, 5 * time.Second}, {503, 0, Waiting, 5 * time.Second}, {100, 0, Waiting, 5 * time.Second},
	} {
		r := answered(tt.status, tt.after)
		state, at := r.next(1, now, now.Add(24*time.Hour))
		if state != tt.state || state == Waiting && at.Sub(now) != tt.wait {
			t.Errorf("%d: %s at %v", tt.status, state, at)
		}
		if (r.reason == "") != (state == Sent) {
			t.Errorf("%d: reason %q", tt.status, r.reason)
		}
	}
}
