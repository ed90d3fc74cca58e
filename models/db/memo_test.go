package db_test

import (
	"context"
	"errors"
	"testing"

	"tminus/models/db"
	"tminus/models/db/dbtest"
)

func TestRememberLoadsOncePerContextUntilACommit(t *testing.T) {
	d, _ := dbtest.Open(t)
	type key string
	loads := 0
	read := func(ctx context.Context, k key) int {
		t.Helper()
		n, err := db.Remember(ctx, k, func() (int, error) { loads++; return loads, nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	ctx := db.WithMemo(db.WithActor(t.Context(), db.System()))
	if a, b, c := read(ctx, "a"), read(ctx, "a"), read(ctx, "b"); a != 1 || b != 1 || c != 2 {
		t.Errorf("loaded %d, %d, %d", a, b, c)
	}
	failed := errors.New("rolled back")
	if err := d.Write(ctx, func(*db.Tx) error { return failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if n := read(ctx, "a"); n != 1 {
		t.Errorf("a rolled-back write made it load again: %d", n)
	}
	if err := d.Write(ctx, func(*db.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if n := read(ctx, "a"); n != 3 {
		t.Errorf("after a commit: %d", n)
	}
	if a, b := read(t.Context(), "a"), read(t.Context(), "a"); a == b {
		t.Error("a context without a memo kept a value")
	}
	if _, err := db.Remember(ctx, key("c"), func() (int, error) { return 0, failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if n := read(ctx, "c"); n == 0 {
		t.Error("a failed load was kept")
	}
}
