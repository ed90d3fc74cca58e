package db_test

import (
	"errors"
	"testing"

	"tminus/models/db"
	"tminus/models/db/dbtest"
)

func TestOutcomeMayHaveSaved(t *testing.T) {
	d, _ := dbtest.Open(t)
	write := func(tx *db.Tx) error { return tx.Audit(db.Entry{Action: "x.y", Entity: "x"}) }
	refused := func(tx *db.Tx) error { return errors.Join(write(tx), errors.New("refused")) }

	ctx := db.WithOutcome(system())
	if _ = d.Write(ctx, refused); db.MayHaveSaved(ctx) {
		t.Error("a transaction that was rolled back counts as saved")
	}
	if err := d.Write(db.Aside(ctx), write); err != nil || db.MayHaveSaved(ctx) {
		t.Errorf("a write aside counts as saved (%v)", err)
	}
	if err := d.Write(ctx, write); err != nil || !db.MayHaveSaved(ctx) {
		t.Errorf("a commit does not count as saved (%v)", err)
	}
	if _ = d.Write(ctx, refused); !db.MayHaveSaved(ctx) {
		t.Error("an error after a commit makes the commit forgotten")
	}
	if err := d.Write(system(), write); err != nil || db.MayHaveSaved(system()) {
		t.Errorf("a context without an outcome has one (%v)", err)
	}
}
