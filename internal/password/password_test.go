package password_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/internal/password"
)

func TestHashAndVerify(t *testing.T) {
	t.Parallel()
	const pw = "purple otters déjà vu"
	hash, err := password.Hash(pw)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash is %s", hash)
	}
	if again, _ := password.Hash(pw); again == hash {
		t.Error("two hashes of one password are the same: no salt")
	}
	for try, want := range map[string]bool{
		pw: true, "purple otters de\u0301ja\u0300 vu": true,
		"purple otters": false, "": false, pw + " ": false, "Purple otters déjà vu": false,
		strings.Repeat("x", password.MaxBytes+1): false,
	} {
		if ok, err := password.Verify(hash, try); ok != want || err != nil {
			t.Errorf("Verify %.30q = %v, %v; want %v", try, ok, err, want)
		}
	}
	if password.NeedsRehash(hash) {
		t.Error("a fresh hash needs no rehash")
	}
}

// The hash is a test vector of the reference implementation.
func TestVerifyAcceptsReferenceHash(t *testing.T) {
	t.Parallel()
	const hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if ok, err := password.Verify(hash, "password"); !ok || err != nil {
		t.Errorf("Verify = %v, %v", ok, err)
	}
	if !password.NeedsRehash(hash) {
		t.Error("a weaker hash needs no rehash")
	}
}

func TestVerifyRejectsMalformedHashes(t *testing.T) {
	t.Parallel()
	good, _ := password.Hash("purple otters")
	for _, hash := range []string{
		"", "plain", "$2a$10$abcdefghijklmnopqrstuv", good + "$", good[:40], strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=19456", "m=4194304", 1), strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "t=2", "t=4000000", 1),
		strings.Replace(good, "p=1", "p=1x", 1), strings.Replace(good, "argon2id", "argon2i", 1), "$argon2id$v=19$m=19456,t=2,p=1$$",
	} {
		if ok, err := password.Verify(hash, "purple otters"); ok || err == nil {
			t.Errorf("Verify(%q) = %v, %v; want an error", hash, ok, err)
		} else if hash != "" && strings.Contains(err.Error(), hash) {
			t.Errorf("the error shows the hash: %v", err)
		}
		if !password.NeedsRehash(hash) {
			t.Errorf("NeedsRehash(%q) = false", hash)
		}
	}
	if _, err := password.Hash(strings.Repeat("x", password.MaxBytes+1)); !errors.Is(err, password.ErrTooLong) {
		t.Errorf("a too long password: %v", err)
	}
}

func TestConcurrentHashesFinish(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() { password.Dummy("purple otters") })
		}
		wg.Wait()
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("twelve hashes did not end within a minute")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ pw, message string }{
		{"purple otters", ""},
		{"тихая вода 9", ""},
		{"x7#kQ!2p", ""},
		{strings.Repeat("long pass phrase ", 15), ""},
		{"Anastasia likes tea", ""},
		{"we launch at noon", ""},
		{"", "Enter"},
		{"short", "at least 8"},
		{"ééééééé", "at least 8"},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301", "at least 8"},
		{strings.Repeat("longer ", 40), "at most 256"},
		{"          ", "spaces only"},
		{"password", "most common"},
		{"PassWord123!", "most common"},
		{"iloveyou2", "most common"},
		{"correct horse battery staple", "most common"},
		{"aaaaaaaaaa", "repeats"},
		{"ababababab", "repeats"},
		{"wxyzwxyz", "repeats"},
		{"bcdefghij", "counts"},
		{"jihgfedcb", "counts"},
		{"kowalska", "your name"},
		{"Ana.Kowalska1", "your name"},
		{"akowalska!2026", "your name"},
		{"tminus2026", "this product"},
		{"good\xffpassword", "not text"},
	} {
		got := password.Check(c.pw, "akowalska@example.com", "Ana Kowalska")
		if (c.message == "") != (got == "") || !strings.Contains(got, c.message) {
			t.Errorf("Check(%.40q) = %q, want %q", c.pw, got, c.message)
		}
	}
}
