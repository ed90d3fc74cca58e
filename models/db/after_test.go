package db_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/db/dbtest"
)

func TestAfterRunsInOrderAfterCommit(t *testing.T) {
	d, _ := dbtest.Open(t)
	var ran []string
	err := d.Write(system(), func(tx *db.Tx) error {
		tx.After(func() { ran = append(ran, "first"); mustCount(t, d, "teams", 1) })
		tx.After(func() { ran = append(ran, "second") })
		if err := addTeam(tx, "one"); err != nil {
			return err
		}
		tx.After(func() { ran = append(ran, "third") })
		if len(ran) != 0 {
			t.Error("a function ran inside of the transaction")
		}
		return nil
	})
	if err != nil || !slices.Equal(ran, []string{"first", "second", "third"}) {
		t.Errorf("%v ran, %v", ran, err)
	}
}

func mustCount(t *testing.T, d *db.DB, table string, want int) {
	t.Helper()
	if n := count(t, d, table); n != want {
		t.Errorf("%d %s instead of %d", n, table, want)
	}
}

func TestAfterNeverRunsOnRollback(t *testing.T) {
	d, _ := dbtest.Open(t)
	oops := errors.New("oops")
	never := func() { t.Error("a function ran though nothing was committed") }
	if err := d.Write(system(), func(tx *db.Tx) error { tx.After(never); return oops }); !errors.Is(err, oops) {
		t.Error(err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = d.Write(system(), func(tx *db.Tx) error { tx.After(never); panic("in the transaction") })
	}()
	ctx, cancel := context.WithCancel(system())
	if err := d.Write(ctx, func(tx *db.Tx) error { tx.After(never); cancel(); return addTeam(tx, "one") }); err == nil {
		t.Error("a canceled transaction was committed")
	}
	mustCount(t, d, "teams", 0)
}

func TestAfterRunsOnceWhenTransactionIsRetried(t *testing.T) {
	d, _ := dbtest.Open(t)
	tried, ran := 0, 0
	err := d.Write(system(), func(tx *db.Tx) error {
		tried++
		tx.After(func() { ran++ })
		if tried < 3 {
			return db.ErrRaced
		}
		return nil
	})
	if err != nil || tried != 3 || ran != 1 {
		t.Errorf("tried %d times, ran %d times, %v", tried, ran, err)
	}
}

// Two transactions each read what the other writes, so PostgreSQL makes one of them start again.
func TestAfterRunsOncePerCommitOfRacingWriters(t *testing.T) {
	d, _ := dbtest.Open(t)
	const writers = 8
	var mu sync.Mutex
	ran := map[int]int{}
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			err := d.Write(system(), func(tx *db.Tx) error {
				var n int
				if err := tx.Raw("SELECT COUNT(*) FROM teams").Scan(&n).Error; err != nil {
					return err
				}
				tx.After(func() {
					mu.Lock()
					defer mu.Unlock()
					ran[i]++
				})
				return addTeam(tx, string(rune('a'+n)))
			})
			mu.Lock()
			defer mu.Unlock()
			if err != nil && ran[i] != 0 {
				t.Errorf("writer %d failed with %v, but a function ran", i, err)
			}
		})
	}
	wg.Wait()
	mustCount(t, d, "teams", len(ran))
	for i, n := range ran {
		if n != 1 {
			t.Errorf("writer %d: ran %d times", i, n)
		}
	}
}

func TestAfterPanicStopsNothing(t *testing.T) {
	d, _ := dbtest.Open(t)
	ran := false
	err := d.Write(system(), func(tx *db.Tx) error {
		tx.After(func() { panic("after the commit") })
		tx.After(func() { ran = true })
		return addTeam(tx, "one")
	})
	if err != nil || !ran {
		t.Errorf("the writer got %v; the next function ran: %t", err, ran)
	}
	mustCount(t, d, "teams", 1)
}

// SQLite has one connection for writing, which is free again when the functions run.
func TestAfterMayWrite(t *testing.T) {
	d, _ := dbtest.Open(t)
	ctx, cancel := context.WithTimeout(system(), 30*time.Second)
	defer cancel()
	var inner error
	err := d.Write(ctx, func(tx *db.Tx) error {
		tx.After(func() {
			inner = d.Write(ctx, func(tx *db.Tx) error {
				tx.After(func() { mustCount(t, d, "teams", 2) })
				return addTeam(tx, "two")
			})
		})
		return addTeam(tx, "one")
	})
	if err != nil || inner != nil {
		t.Errorf("%v, then %v", err, inner)
	}
}

func TestAfterInTogetherWaitsForOuterCommit(t *testing.T) {
	d, _ := dbtest.Open(t)
	oops := errors.New("oops")
	var ran []string
	both := func(end error) error {
		return d.Together(system(), func(ctx context.Context) error {
			for _, key := range []string{"one", "two"} {
				err := d.Write(ctx, func(tx *db.Tx) error {
					tx.After(func() {
						ran = append(ran, key)
						if err := d.Write(ctx, func(tx *db.Tx) error { return addTeam(tx, key+" after") }); err != nil {
							t.Error(err)
						}
					})
					return addTeam(tx, key)
				})
				if err != nil {
					return err
				}
			}
			err := d.Write(ctx, func(tx *db.Tx) error {
				tx.After(func() { ran = append(ran, "of the part that failed") })
				return oops
			})
			if !errors.Is(err, oops) || len(ran) != 0 {
				t.Errorf("before the commit %v ran, %v", ran, err)
			}
			return end
		})
	}
	if err := both(oops); !errors.Is(err, oops) || len(ran) != 0 {
		t.Errorf("after a rollback %v ran, %v", ran, err)
	}
	if err := both(nil); err != nil || !slices.Equal(ran, []string{"one", "two"}) {
		t.Errorf("%v ran, %v", ran, err)
	}
	mustCount(t, d, "teams", 4)
}

func TestPublishReachesTheHubAfterTheCommit(t *testing.T) {
	d, _ := dbtest.Open(t)
	r := d.Hub().Subscribe("teams", "")
	oops := errors.New("oops")
	if err := d.Write(system(), func(tx *db.Tx) error { tx.Publish("teams", 1); return oops }); !errors.Is(err, oops) {
		t.Fatal(err)
	}
	err := d.Write(system(), func(tx *db.Tx) error {
		tx.Publish("teams", 2)
		if r.Skip() {
			t.Error("it was published before the commit")
		}
		return nil
	})
	if e, _ := r.Next(t.Context()); err != nil || e.Data != 2 || e.Seq != 1 {
		t.Errorf("the reader got %+v, %v", e, err)
	}
}
