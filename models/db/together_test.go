package db_test

import (
	"context"
	"errors"
	"testing"

	"tminus/models/db"
	"tminus/models/db/dbtest"
)

func TestTogetherIsOneTransaction(t *testing.T) {
	d, _ := dbtest.Open(t)
	oops := errors.New("oops")
	within := func(end error) error {
		return d.Together(system(), func(ctx context.Context) error {
			for _, key := range []string{"one", "two"} {
				if err := d.Write(ctx, func(tx *db.Tx) error { return addTeam(tx, key) }); err != nil {
					return err
				}
			}
			err := d.Write(ctx, func(tx *db.Tx) error { return errors.Join(addTeam(tx, "three"), oops) })
			if !errors.Is(err, oops) {
				t.Errorf("a write that failed: %v", err)
			}
			var seen int
			if err := d.Read(ctx).Raw("SELECT COUNT(*) FROM teams").Scan(&seen).Error; err != nil || seen != 2 {
				t.Errorf("it sees %d of its own writes, %v", seen, err)
			}
			if n := count(t, d, "teams"); n != 0 {
				t.Errorf("others see %d of them", n)
			}
			return end
		})
	}
	if err := within(oops); !errors.Is(err, oops) || count(t, d, "teams") != 0 {
		t.Errorf("after an error: %v and %d teams", err, count(t, d, "teams"))
	}
	if err := within(nil); err != nil || count(t, d, "teams") != 2 {
		t.Errorf("at the end: %v and %d teams", err, count(t, d, "teams"))
	}
}

func TestAsOfIsInstantOfWritesInTogether(t *testing.T) {
	d, _ := dbtest.Open(t)
	past := db.At(dbtest.Start.AddDate(0, -1, 0))
	now := func(ctx context.Context) (at db.Instant) {
		if err := d.Write(ctx, func(tx *db.Tx) error { at = tx.Now; return nil }); err != nil {
			t.Error(err)
		}
		return at
	}
	if got := now(db.AsOf(system(), past.Time)); got == past {
		t.Error("a write of its own is in the past")
	}
	err := d.Together(system(), func(ctx context.Context) error {
		if got := now(db.AsOf(ctx, past.Time)); got != past {
			t.Errorf("the write is at %s, want %s", got, past)
		}
		if got := now(ctx); got != db.At(d.Now()) {
			t.Errorf("another write is at %s", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
