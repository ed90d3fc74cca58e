package people_test

import (
	"context"
	"encoding/base64"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/fault"
	"tminus/models/people"
)

func argonOf(t *testing.T, plain string) string {
	t.Helper()
	return base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(plain), []byte("somesaltsomesalt"), 1, 8192, 1, 32))
}

func setHash(t *testing.T, d *db.DB, id int64, hash string) {
	t.Helper()
	err := d.Write(system(), func(tx *db.Tx) error {
		return tx.Exec("UPDATE users SET password_hash = ? WHERE id = ?", hash, id).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// startSession signs a person in with a secret.
func startSession(t *testing.T, s *people.Store, u people.User, secret string) {
	t.Helper()
	if err := s.SaveSession(context.Background(), secret, "", &u.ID, "", "Firefox", "192.0.2.1", lim); err != nil {
		t.Fatal(err)
	}
}

func isLive(t *testing.T, s *people.Store, secret string) bool {
	t.Helper()
	in, err := s.Session(context.Background(), secret, lim)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		t.Fatal(err)
	}
	return err == nil && in.UserID != nil
}

func TestSessionEndsWhenIdle(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	startSession(t, s, addPerson(t, s, "Ana", people.Member), "secret")
	for range 3 {
		clock.Advance(lim.Idle - time.Second)
		if !isLive(t, s, "secret") {
			t.Fatal("it ended although it was used")
		}
	}
	clock.Advance(lim.Idle)
	if isLive(t, s, "secret") {
		t.Error("it lives on although nobody used it")
	}
}

func TestSessionEndsAtItsMaximumAge(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	startSession(t, s, addPerson(t, s, "Ana", people.Member), "secret")
	end := clock.Now().Add(lim.Absolute)
	for clock.Now().Add(6 * time.Hour).Before(end) {
		clock.Advance(6 * time.Hour)
		if !isLive(t, s, "secret") {
			t.Fatalf("it ended %s too early", end.Sub(clock.Now()))
		}
	}
	clock.Set(end)
	if isLive(t, s, "secret") {
		t.Error("it lives on past its absolute limit")
	}
	if err := s.PurgeSessions(system()); err != nil {
		t.Fatal(err)
	}
}

func TestSessionSecretIsStoredHashed(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Member)
	startSession(t, s, u, "secret")
	list, err := s.Sessions(as(u), lim)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	if list[0].ID == "secret" || isLive(t, s, list[0].ID) {
		t.Error("what the database holds opens a session")
	}
}

func TestEndedSessionIsNotSavedAgain(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Member)
	startSession(t, s, u, "secret")
	if n, err := s.SignOutEverywhere(as(u)); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	err := s.SaveSession(context.Background(), "secret", "secret", &u.ID, "a message", "", "", lim)
	if !fault.Is(err, fault.KindUnauthenticated) || isLive(t, s, "secret") {
		t.Errorf("it is back: %v", err)
	}
}

func TestSessionCanBeEndedByItsPersonOnly(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	ana, bo := addPerson(t, s, "Ana", people.Member), addPerson(t, s, "Bo", people.Administrator)
	startSession(t, s, ana, "one")
	startSession(t, s, ana, "two")
	if err := s.EndSession(as(bo), people.HashSecret("one")); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	if err := s.EndSession(as(ana), people.HashSecret("one")); err != nil {
		t.Fatal(err)
	}
	if isLive(t, s, "one") || !isLive(t, s, "two") {
		t.Error("the wrong one ended")
	}
}

func TestSignInReplacesPlantedSecret(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Member)
	ctx := context.Background()
	if err := s.SaveSession(ctx, "planted", "", nil, "", "", "", lim); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSession(ctx, "fresh", "planted", &u.ID, "", "", "", lim); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Session(ctx, "planted", lim); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the planted secret is still known: %v", err)
	}
	if !isLive(t, s, "fresh") {
		t.Error("the fresh one is not")
	}
}
