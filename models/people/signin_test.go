package people_test

import (
	"context"
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

func addPerson(t *testing.T, s *people.Store, name string, role people.Role) people.User {
	t.Helper()
	u, err := s.CreateWithPassword(system(), people.Input{Name: name, Email: strings.ToLower(name) + "@example.com", Role: role}, hashOf())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestGuessingAnAccountIsSlowedDown(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	addPerson(t, s, "Ana", people.Member)
	try := func(pw string) error {
		_, err := s.SignIn(context.Background(), " ANA@example.com ", pw, "192.0.2.1")
		return err
	}
	for i := range 5 {
		if err := try("wrong"); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("try %d: %v", i, err)
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

func TestAnAddressIsSlowedDownAcrossAccounts(t *testing.T) {
	t.Parallel()
	d, clock := dbtest.Open(t)
	s := people.NewStore(d)
	addPerson(t, s, "Ana", people.Member)
	from := func(email, address, pw string) error {
		_, err := s.SignIn(context.Background(), email, pw, address)
		return err
	}
	for i := range 20 {
		// One household has a whole /64.
		if err := from(string(rune('a'+i))+"@example.com", "2001:db8::"+string(rune('1'+i%9)), "wrong"); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if err := from("ana@example.com", "2001:db8::ffff", secretWord); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("the address may go on: %v", err)
	}
	if err := from("ana@example.com", "2001:db8:0:1::1", secretWord); err != nil {
		t.Errorf("another address has to wait too: %v", err)
	}
	clock.Advance(2 * time.Hour)
	if err := from("ana@example.com", "2001:db8::1", secretWord); err != nil {
		t.Errorf("failures are never forgotten: %v", err)
	}
}

func TestTriesAtOnceGetNoFurtherThanOneAfterTheOther(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	addPerson(t, s, "Ana", people.Member)
	var wg sync.WaitGroup
	looked := make(chan bool, 40)
	for range 40 {
		wg.Go(func() {
			_, err := s.SignIn(context.Background(), "ana@example.com", "wrong", "192.0.2.1")
			looked <- fault.Is(err, fault.KindInvalid)
		})
	}
	wg.Wait()
	close(looked)
	n := 0
	for l := range looked {
		if l {
			n++
		}
	}
	if n != 5 {
		t.Errorf("%d of 40 passwords were looked at, want 5", n)
	}
}

func TestAnOldHashIsRenewedAtSignIn(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	s := people.NewStore(d)
	u := addPerson(t, s, "Ana", people.Member)
	// The same password with a lower cost, as an earlier version wrote it.
	old := "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + argonOf(t, secretWord)
	setHash(t, d, u.ID, old)
	if _, err := s.SignIn(context.Background(), u.Email, secretWord, ""); err != nil {
		t.Fatal(err)
	}
	got, err := s.User(system(), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.PasswordHash == old || password.NeedsRehash(got.PasswordHash) {
		t.Errorf("the hash is still %q", got.PasswordHash)
	}
	if _, err := s.SignIn(context.Background(), u.Email, secretWord, ""); err != nil {
		t.Errorf("with the renewed hash: %v", err)
	}
}

func TestWhoHasGoneCannotSignIn(t *testing.T) {
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
	if _, err := s.SignIn(context.Background(), u.Email, secretWord, ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("sign-in: %v", err)
	}
	if _, err := s.Session(context.Background(), "secret", lim); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the old session: %v", err)
	}
	if err := s.SaveSession(context.Background(), "new", "", &u.ID, "", "", "", lim); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("a new session: %v", err)
	}
}
