package db

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"
)

// Anybody can cause any number of refusals, so their part of the audit log is limited: one row a
// minute for each action, actor, record and address, at most repeatedRows new rows and
// repeatedWrites writes a minute in each process. Further refusals are counted in one row.
const (
	repeatedRows   = 60
	repeatedWrites = 600
)

// fieldTimes is the field of an audit row with the number of times that it happened.
const fieldTimes = "Times"

// repeated holds the rows of the present minute.
type repeated struct {
	mu     sync.Mutex
	minute time.Time
	rows   map[string]*repeatedRow
	writes int
	// leftOut is the number of refusals that were not written since the last row that counts them.
	leftOut int
}

type repeatedRow struct {
	batch string
	since Instant
	times int
}

// take counts a refusal. It returns its row, or nil if the minute has no writes left; whether that
// row is new; and how many refusals were left out before.
func (r *repeated) take(key string, now time.Time) (row *repeatedRow, fresh bool, leftOut int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if minute := now.Truncate(time.Minute); !minute.Equal(r.minute) {
		r.minute, r.rows, r.writes = minute, map[string]*repeatedRow{}, 0
	}
	row = r.rows[key]
	if r.writes >= repeatedWrites || row == nil && len(r.rows) >= repeatedRows {
		r.leftOut++
		return nil, false, 0
	}
	if row == nil {
		row, fresh = &repeatedRow{batch: newBatch(), since: At(now)}, true
		r.rows[key] = row
		leftOut, r.leftOut = r.leftOut, 0
	}
	r.writes++
	row.times++
	return row, fresh, leftOut
}

func (r *repeated) changes(row *repeatedRow) []Change {
	r.mu.Lock()
	defer r.mu.Unlock()
	return timesChange(row.times)
}

func timesChange(n int) []Change {
	if n == 1 {
		return nil
	}
	return []Change{{Field: fieldTimes, New: strconv.Itoa(n)}}
}

// AuditRepeated adds e to the audit log in the name of the context's actor, or increases the count
// of its row in this minute. It is for events that anybody can repeat without limit, such as failed
// attempts to sign in. It has its own transaction because it changes nothing else.
func (d *DB) AuditRepeated(ctx context.Context, e Entry) error {
	a := ActorOf(ctx)
	key, err := json.Marshal([]any{e.Action, e.Entity, e.EntityID, e.Label, e.Reason, a.ID, a.Address})
	if err != nil {
		return err
	}
	row, fresh, leftOut := d.repeated.take(string(key), d.Now())
	if row == nil {
		return nil
	}
	return d.Write(ctx, func(tx *Tx) error {
		// Read within the transaction, so that the last of concurrent writes writes the total.
		e.Changes = d.repeated.changes(row)
		if !fresh {
			b, err := json.Marshal(e.Changes)
			if err != nil {
				return err
			}
			return tx.Exec("UPDATE audit_log SET changes = ? WHERE at >= ? AND batch = ? AND action = ?", string(b), row.since, row.batch,
				e.Action).Error
		}
		own := &Tx{Reader: tx.Reader, Now: tx.Now, Actor: tx.Actor, batch: row.batch, commit: tx.commit}
		if err := own.Audit(e); err != nil || leftOut == 0 {
			return err
		}
		system := &Tx{Reader: tx.Reader, Now: tx.Now, Actor: System(), batch: row.batch, commit: tx.commit}
		return system.Audit(Entry{Action: "refusal.not recorded one by one", Entity: "refusal", Changes: timesChange(leftOut),
			Reason: "There were more than the audit log records in a minute. The server's log has them all."})
	})
}
