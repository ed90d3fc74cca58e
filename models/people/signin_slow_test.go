package people_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/people"
)

// office is the address that a whole office shares.
const office = "198.51.100.7"

// attempt signs in from an address, with the devices of a browser.
func attempt(s *people.Store, email, plain, address string, devices ...people.Device) error {
	_, err := s.SignIn(context.Background(), people.Attempt{Email: email, Password: plain, Address: address, Devices: devices})
	return err
}

func addStaff(t *testing.T, s *people.Store, n int) []people.User {
	t.Helper()
	out := make([]people.User, n)
	for i := range out {
		out[i] = addPerson(t, s, fmt.Sprintf("Person%d", i), people.Member)
	}
	return out
}

func TestSignInSlowsGuessesAtAnAccount(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	addPerson(t, s, "Ana", people.Member)
	try := func(plain string) error { return attempt(s, " ANA@example.com ", plain, office) }
	for i := range 5 {
		if err := try("wrong"); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	err := try(secretWord)
	if !fault.Is(err, fault.KindUnavailable) || !strings.Contains(fault.MessageOf(err), "1 second") {
		t.Fatalf("the right password during the wait: %v", err)
	}
	clock.Advance(time.Second)
	if err := try("wrong"); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("after the wait: %v", err)
	}
	if err := try("wrong"); !strings.Contains(fault.MessageOf(err), "2 seconds") {
		t.Fatalf("the wait does not double: %v", err)
	}
	clock.Advance(2 * time.Second)
	if err := try(secretWord); err != nil {
		t.Fatalf("the right password after the wait: %v", err)
	}
	if err := try("wrong"); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("signing in did not forget the failures: %v", err)
	}
}

func TestSignInKeepsSlowingAGuesserWhoWaits(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	addPerson(t, s, "Ana", people.Member)
	guesses := 0
	for range 24 * 60 {
		if fault.Is(attempt(s, "ana@example.com", "wrong", office), fault.KindInvalid) {
			guesses++
		}
		clock.Advance(time.Minute)
	}
	if guesses > 150 {
		t.Errorf("%d guesses in a day", guesses)
	}
}

func TestSignInLetsAWholeOfficeIn(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	for i, u := range addStaff(t, s, 120) {
		if i%4 == 0 {
			if err := attempt(s, u.Email, "mistyped", office); !fault.Is(err, fault.KindInvalid) {
				t.Fatalf("person %d mistypes: %v", i, err)
			}
		}
		if err := attempt(s, u.Email, secretWord, office); err != nil {
			t.Fatalf("person %d cannot get in: %v", i, err)
		}
	}
}

func TestSignInLetsAWholeOfficeInAtOnce(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	people := addStaff(t, s, 120)
	// All typing errors happen before the first person signs in.
	for i := 0; i < len(people); i += 4 {
		if err := attempt(s, people[i].Email, "mistyped", office); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("person %d mistypes: %v", i, err)
		}
	}
	var wg sync.WaitGroup
	for i, u := range people {
		wg.Go(func() {
			if err := attempt(s, u.Email, secretWord, office); err != nil {
				t.Errorf("person %d cannot get in: %v", i, err)
			}
		})
	}
	wg.Wait()
}

func TestSignInRepaysTheAddress(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	ana := addPerson(t, s, "Ana", people.Member)
	// More typing errors than an address has free failures, each reset by a sign-in.
	for i := range 260 {
		if err := attempt(s, ana.Email, "mistyped", office); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("typing error %d: %v", i, err)
		}
		if err := attempt(s, ana.Email, secretWord, office); err != nil {
			t.Fatalf("sign-in %d: %v", i, err)
		}
		clock.Advance(time.Millisecond)
	}
}

func TestSignInDoesNotRepayGuessesAtOthers(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	mallory := addPerson(t, s, "Mallory", people.Member)
	refused := 0
	for i := range 400 {
		if fault.Is(attempt(s, fmt.Sprintf("victim%d@example.com", i), "spring2026", office), fault.KindUnavailable) {
			refused++
		}
		if i%10 == 0 {
			_ = attempt(s, mallory.Email, secretWord, office)
		}
	}
	if refused < 190 {
		t.Errorf("signing in to one account let %d of 400 guesses at others through", 400-refused)
	}
}

func TestSignInSlowsASprayFromOneNetwork(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	ana := addPerson(t, s, "Ana", people.Member)
	checked := 0
	for i := range 1000 {
		// One customer has a whole /64.
		err := attempt(s, fmt.Sprintf("victim%d@example.com", i), "spring2026", fmt.Sprintf("2001:db8::%x", i+1))
		if fault.Is(err, fault.KindInvalid) {
			checked++
		}
	}
	if checked != 200 {
		t.Errorf("%d guesses over as many accounts were checked, want 200", checked)
	}
	if err := attempt(s, ana.Email, secretWord, "2001:db8::ffff"); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("the network may go on: %v", err)
	}
	if err := attempt(s, ana.Email, secretWord, "2001:db8:0:1::1"); err != nil {
		t.Errorf("another network has to wait too: %v", err)
	}
	clock.Advance(2 * time.Hour)
	if err := attempt(s, ana.Email, secretWord, "2001:db8::1"); err != nil {
		t.Errorf("failures are never forgotten: %v", err)
	}
}

func TestSignInForgetsFailuresOfABusyAddress(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	// A typing error every half minute, day and night, without a sign-in.
	for i := range 3 * 24 * 120 {
		if i%100 != 0 {
			clock.Advance(30 * time.Second)
			continue
		}
		for n := range 20 {
			if err := attempt(s, fmt.Sprintf("typo%d.%d@example.com", i, n), "x", office); !fault.Is(err, fault.KindInvalid) {
				t.Fatalf("after %d half minutes: %v", i, err)
			}
		}
		clock.Advance(30 * time.Second)
	}
}

func TestSignInFromKnownDeviceIsNotDelayed(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	ana, petra := addPerson(t, s, "Ana", people.Member), addPerson(t, s, "Petra", people.Member)
	laptop := people.NewDevice(ana)
	// An outsider fills the counters of the account and of the address.
	for i := range 300 {
		_ = attempt(s, ana.Email, "guess", fmt.Sprintf("203.0.113.%d", i%250))
		_ = attempt(s, fmt.Sprintf("victim%d@example.com", i), "guess", office)
		clock.Advance(time.Second)
	}
	if err := attempt(s, ana.Email, secretWord, "192.0.2.200"); !fault.Is(err, fault.KindUnavailable) {
		t.Fatalf("guesses from many addresses do not slow the account: %v", err)
	}
	if err := attempt(s, ana.Email, secretWord, office, laptop); err != nil {
		t.Errorf("an outsider locks out a known device: %v", err)
	}
	if err := attempt(s, ana.Email, secretWord, "192.0.2.200"); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("signing in from a known device gave the outsider new guesses: %v", err)
	}
	if err := attempt(s, petra.Email, secretWord, office, laptop); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("a device of one account counts for another: %v", err)
	}
	for i := range 5 {
		if err := attempt(s, ana.Email, "guess", office, laptop); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("guess %d from a known device: %v", i, err)
		}
	}
	if err := attempt(s, ana.Email, secretWord, office, laptop); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("guesses from a known device are not slowed: %v", err)
	}
	if err := attempt(s, ana.Email, secretWord, office, people.NewDevice(ana)); err != nil {
		t.Errorf("one device holds up another: %v", err)
	}
}

func TestDeviceIsForgottenWithThePassword(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	ana := addPerson(t, s, "Ana", people.Member)
	old := people.NewDevice(ana)
	if err := s.ChangePassword(as(ana), secretWord, "another odd phrase 43", ""); err != nil {
		t.Fatal(err)
	}
	now, err := s.User(system(), ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	if old.Knows(now) || !people.NewDevice(now).Knows(now) {
		t.Error("a device from before the password changed is still known")
	}
	if (people.Device{}).Knows(people.User{}) {
		t.Error("no device knows nobody")
	}
}

func TestPasswordChangeIsNotDelayedByOutsiders(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	ana := addPerson(t, s, "Ana", people.Member)
	for range 8 {
		_ = attempt(s, ana.Email, "guess", "203.0.113.9")
	}
	if err := s.ChangePassword(as(ana), secretWord, "another odd phrase 43", ""); err != nil {
		t.Errorf("changing the password: %v", err)
	}
}

func TestConcurrentSignInAttemptsAreLimited(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	ana := addPerson(t, s, "Ana", people.Member)
	for name, devices := range map[string][]people.Device{"unknown": nil, "known": {people.NewDevice(ana)}} {
		var wg sync.WaitGroup
		checked := make(chan bool, 40)
		for range 40 {
			wg.Go(func() { checked <- fault.Is(attempt(s, ana.Email, "wrong", office, devices...), fault.KindInvalid) })
		}
		wg.Wait()
		close(checked)
		n := 0
		for c := range checked {
			if c {
				n++
			}
		}
		if n != 5 {
			t.Errorf("%s device: %d of 40 passwords were checked, want 5", name, n)
		}
	}
}

type auditRow struct {
	Action, Label, Reason, Changes, Address string
	EntityID                                int64
}

func auditRows(t *testing.T, d *db.DB) (out []auditRow) {
	t.Helper()
	err := d.Read(context.Background()).Raw(`SELECT action, label, reason, changes, address, entity_id FROM audit_log
		WHERE action LIKE '%sign in' OR entity = 'refusal' ORDER BY id`).Scan(&out).Error
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRefusedSignInsAreAudited(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	ana := addPerson(t, s, "Ana", people.Member)
	for range 7 {
		_ = attempt(s, ana.Email, "my secret guess", office)
	}
	_ = attempt(s, "my secret password", "x", "203.0.113.9")
	clock.Advance(time.Minute)
	_ = attempt(s, ana.Email, "my secret guess", office)
	got := auditRows(t, d)
	times := func(n int) string { return fmt.Sprintf(`[{"field":"Times","old":"","new":"%d"}]`, n) }
	want := []auditRow{
		{"user.failed to sign in", "Ana", "wrong password", times(5), office, ana.ID},
		{"user.had to wait to sign in", "Ana", "wait for the account", times(2), office, ana.ID},
		{"user.failed to sign in", "unknown account", "no such account", "[]", "203.0.113.9", 0},
		{"user.failed to sign in", "Ana", "wrong password", "[]", office, ana.ID},
	}
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d: %+v", len(got), len(want), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d is %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestAuditRowsOfRefusalsAreBounded(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	for i := range 200 {
		_ = attempt(s, "nobody@example.com", "x", fmt.Sprintf("203.0.113.%d", i))
	}
	if got := auditRows(t, d); len(got) != 60 {
		t.Fatalf("%d rows in a minute, want 60", len(got))
	}
	clock.Advance(time.Hour)
	_ = attempt(s, "nobody@example.com", "x", "203.0.113.250")
	rows := auditRows(t, d)
	if last := rows[len(rows)-1]; len(rows) != 62 || !strings.Contains(last.Changes, `"140"`) {
		t.Errorf("%d rows, the last is %+v: want 62, and one that counts the 140 left out", len(rows), last)
	}
}

func TestFailedSignInRevealsNothingAboutAccount(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	addPerson(t, s, "Ana", people.Member)
	known, unknown := attempt(s, "ana@example.com", "x", office), attempt(s, "nobody@example.com", "x", office)
	if fault.MessageOf(known) != fault.MessageOf(unknown) {
		t.Errorf("%v and %v", known, unknown)
	}
	var typed int64
	err := d.Read(context.Background()).Raw("SELECT COUNT(*) FROM sign_in_attempts WHERE subject LIKE '%example%'").Scan(&typed).Error
	if err != nil || typed != 0 {
		t.Errorf("%d counters hold what was typed (%v)", typed, err)
	}
	if password.NeedsRehash(hashOf()) {
		t.Error("the test's hash is not of the present cost")
	}
}
