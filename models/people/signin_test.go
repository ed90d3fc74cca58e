package people_test

import (
	"context"
	"os"
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

// TestMain makes hashing cheap, because these tests do not depend on its cost.
func TestMain(m *testing.M) {
	password.SetCheap()
	os.Exit(m.Run())
}

const secretWord = "a long and odd phrase 42"

var hashOf = sync.OnceValue(func() string {
	h, err := password.Hash(secretWord)
	if err != nil {
		panic(err)
	}
	return h
})

var lim = people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour}

func system() context.Context { return db.WithActor(context.Background(), db.System()) }

func as(u people.User) context.Context {
	return db.WithActor(context.Background(), db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)})
}

// signIn signs in from a new browser and a new address.
func signIn(s *people.Store, email, plain string) (people.User, error) {
	return s.SignIn(context.Background(), people.Attempt{Email: email, Password: plain, Address: "192.0.2.1"})
}

func addPerson(t *testing.T, s *people.Store, name string, role people.Role) people.User {
	t.Helper()
	u, err := s.CreateWithPassword(system(), people.Input{Name: name, Email: strings.ToLower(name) + "@example.com", Role: role}, hashOf())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestSignInRenewsOldHash(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Member)
	// The same password with a lower cost, as an earlier version stored it.
	old := "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + argonOf(t, secretWord)
	setHash(t, d, u.ID, old)
	if _, err := signIn(s, u.Email, secretWord); err != nil {
		t.Fatal(err)
	}
	got, err := s.User(system(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.PasswordHash == old || password.NeedsRehash(got.PasswordHash) {
		t.Errorf("the hash is still %q", got.PasswordHash)
	}
	if _, err := signIn(s, u.Email, secretWord); err != nil {
		t.Errorf("with the renewed hash: %v", err)
	}
}

func TestDeactivatedPersonCannotSignIn(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	boss, u := addPerson(t, s, "Boss", people.Administrator), addPerson(t, s, "Ana", people.Member)
	if err := s.SaveSession(context.Background(), "secret", "", &u.ID, "", "", "", lim); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Deactivate(as(boss), u.ID, people.Handover{Seen: people.Fingerprint(nil), Version: u.Version}); err != nil {
		t.Fatal(err)
	}
	if _, err := signIn(s, u.Email, secretWord); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("sign-in: %v", err)
	}
	if _, err := s.Session(context.Background(), "secret", lim); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the old session: %v", err)
	}
	if err := s.SaveSession(context.Background(), "new", "", &u.ID, "", "", "", lim); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("a new session: %v", err)
	}
}
