package people_test

import (
	"context"
	"testing"
	"time"

	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/people"
)

func TestLinkWorksOnceAndEndsSessions(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	boss, u := addPerson(t, s, "Boss", people.Administrator), addPerson(t, s, "Ana", people.Member)
	startSession(t, s, u, "old browser")
	secret, l, err := s.NewLink(as(boss), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if l.TokenHash == secret || l.Purpose != people.PasswordReset {
		t.Errorf("the link is %+v", l)
	}
	for range 3 {
		if o, err := s.OpenLink(context.Background(), secret); err != nil || o.State != people.LinkOpen || o.User.ID != u.ID {
			t.Fatalf("looking at it: %+v, %v", o, err)
		}
	}
	if _, err := s.UseLink(context.Background(), secret, "short"); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("a weak password: %v", err)
	}
	const chosen = "another odd phrase 43"
	if _, err := s.UseLink(context.Background(), secret, chosen); err != nil {
		t.Fatal(err)
	}
	if isLive(t, s, "old browser") {
		t.Error("the old browser is still signed in")
	}
	if _, err := s.UseLink(context.Background(), secret, "a third odd phrase 44"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("using it twice: %v", err)
	}
	if _, err := signIn(s, u.Email, chosen); err != nil {
		t.Errorf("with the chosen password: %v", err)
	}
}

func TestLinkExpires(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		invited bool
		after   time.Duration
		again   bool
		revoke  bool
		want    people.LinkState
	}{
		"a reset just before its end":       {after: 24*time.Hour - time.Millisecond, want: people.LinkOpen},
		"a reset at its end":                {after: 24 * time.Hour, want: people.LinkExpired},
		"an invitation just before its end": {invited: true, after: 7*24*time.Hour - time.Millisecond, want: people.LinkOpen},
		"an invitation at its end":          {invited: true, after: 7 * 24 * time.Hour, want: people.LinkExpired},
		"replaced by a newer one":           {again: true, want: people.LinkRevoked},
		"taken back":                        {revoke: true, want: people.LinkRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, clock := dbtest.Open(t)
			s := people.NewStore(d)
			boss, u := addPerson(t, s, "Boss", people.Administrator), addPerson(t, s, "Ana", people.Member)
			if tc.invited {
				setHash(t, d, u.ID, "")
			}
			secret, _, err := s.NewLink(as(boss), u.ID)
			if err != nil {
				t.Fatal(err)
			}
			clock.Advance(tc.after)
			if tc.again {
				_, _, err = s.NewLink(as(boss), u.ID)
			}
			if tc.revoke {
				err = s.RevokeLinks(as(boss), u.ID)
			}
			if err != nil {
				t.Fatal(err)
			}
			o, err := s.OpenLink(context.Background(), secret)
			if err != nil || o.State != tc.want {
				t.Errorf("got %q, %v; want %q", o.State, err, tc.want)
			}
			_, err = s.UseLink(context.Background(), secret, secretWord)
			if works := err == nil; works != (tc.want == people.LinkOpen) {
				t.Errorf("using it: %v", err)
			}
		})
	}
}

func TestLinkCreationNeedsAdministrator(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u, v := addPerson(t, s, "Ana", people.Member), addPerson(t, s, "Vera", people.Viewer)
	for _, who := range []people.User{u, v} {
		if _, _, err := s.NewLink(as(who), u.ID); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%s: %v", who.Name, err)
		}
	}
}

func TestPasswordChangeEndsOtherSessions(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Member)
	startSession(t, s, u, "this")
	startSession(t, s, u, "other")
	if err := s.ChangePassword(as(u), "wrong", "another odd phrase 43", "this"); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("with a wrong present password: %v", err)
	}
	if !isLive(t, s, "other") {
		t.Fatal("a refused change ended a session")
	}
	if err := s.ChangePassword(as(u), secretWord, "another odd phrase 43", "this"); err != nil {
		t.Fatal(err)
	}
	if !isLive(t, s, "this") || isLive(t, s, "other") {
		t.Error("the wrong session ended")
	}
	for range 4 {
		_ = s.ChangePassword(as(u), "guess", "yet another phrase 45", "this")
	}
	_ = s.ChangePassword(as(u), "guess", "yet another phrase 45", "this")
	if err := s.ChangePassword(as(u), "guess", "yet another phrase 45", "this"); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("guessing the present password is not slowed down: %v", err)
	}
}
