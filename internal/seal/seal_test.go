package seal_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"tminus/internal/seal"
)

func TestSealedTextOpensOnlyWithItsKeyAndPlace(t *testing.T) {
	t.Parallel()
	box := seal.New([]byte("secret"), "channels")
	others := []seal.Box{seal.New([]byte("secret"), "sources"), seal.New([]byte("other"), "channels")}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.StringN(1, -1, -1).Draw(t, "plain")
		sealed := box.Seal(plain, "1")
		if got, err := box.Open(sealed, "1"); err != nil || got != plain {
			t.Fatalf("%q, %v", got, err)
		}
		if sealed == box.Seal(plain, "1") {
			t.Fatal("sealing the same text twice shows that it is the same")
		}
		for _, b := range others {
			if _, err := b.Open(sealed, "1"); !errors.Is(err, seal.ErrSealed) {
				t.Fatalf("opened with another key: %v", err)
			}
		}
		if _, err := box.Open(sealed, "2"); !errors.Is(err, seal.ErrSealed) {
			t.Fatalf("opened at another place: %v", err)
		}
	})
	for _, bad := range []string{"x", "!!!", "AAAA"} {
		if _, err := box.Open(bad, "1"); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
