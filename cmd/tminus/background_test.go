package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tminus/models"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/guide"
)

// inBubble runs fn with a database in a bubble, where hours pass at once.
func inBubble(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	dsn := dbtest.DSN(t)
	synctest.Test(t, func(t *testing.T) {
		d, err := db.Open(dsn, db.Options{Synchronous: "normal"})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		fn(t, d)
	})
}

func TestExpiredSessionsArePurgedEachHour(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, d *db.DB) {
		ends := time.Now().Add(90 * time.Minute)
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return tx.Exec(`INSERT INTO sessions (id, data, created_at, seen_at, expires_at) VALUES ('a', '', ?, ?, ?)`,
				tx.Now, tx.Now, db.At(ends)).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		stop := startBackground(t.Context(), d, models.NewStores(d), func(context.Context) error { return nil })
		defer stop()
		for hour, want := range []int{1, 1, 0} {
			synctest.Wait()
			var n int
			if err := d.Read(t.Context()).Raw("SELECT COUNT(*) FROM sessions").Scan(&n).Error; err != nil || n != want {
				t.Errorf("after %d hours there are %d sessions instead of %d, %v", hour, n, want, err)
			}
			time.Sleep(time.Hour + time.Minute)
		}
	})
}

func TestGuideIndexIsRefreshedAtOnceAndAfterACommit(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, d *db.DB) {
		calls := 0
		refresh := func(ctx context.Context) error {
			calls++
			if db.ActorOf(ctx) != db.System() {
				t.Error("the index is not refreshed in the program's own name")
			}
			return nil
		}
		stop := startBackground(t.Context(), d, models.NewStores(d), refresh)
		synctest.Wait()
		if calls != 1 {
			t.Errorf("at the start it is refreshed %d times", calls)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { tx.Publish(guide.Topic, int64(1)); return nil }); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if calls != 2 {
			t.Errorf("after the commit it was refreshed %d times", calls)
		}
		time.Sleep(indexEvery)
		synctest.Wait()
		if calls != 3 {
			t.Errorf("a second later it was refreshed %d times", calls)
		}
		stop()
	})
}
