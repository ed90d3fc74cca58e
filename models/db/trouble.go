package db

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"

	"gorm.io/gorm"

	"tminus/models/fault"
)

// trouble is a condition that keeps the database from working.
type trouble int

const (
	none trouble = iota
	full
	disk
	readOnly
	damaged
	busy
	away
	lost
	moved
)

// troubleTexts holds the text for the log and /readyz, and the message for people, by trouble.
var troubleTexts = map[trouble]struct{ reason, message string }{
	full:     {"there is no room left on the disk", "There is no room left on the disk. Please tell your administrator."},
	disk:     {"the disk is full or failing", "The disk is full or failing. Please tell your administrator."},
	readOnly: {"the database can only be read", "The database can only be read at the moment. Please tell your administrator."},
	damaged:  {"the database is damaged", "The database is damaged. Please tell your administrator."},
	busy:     {"the database is busy", "The database is busy. Please try again."},
	away:     {"the database does not answer", "The database does not answer. Please try again."},
	lost:     {"the connection to the database broke", "The connection to the database broke. Please try again."},
	moved: {"the database file was removed or replaced", "The database file was removed or replaced while T-Minus runs. " +
		"Please tell your administrator: T-Minus has to be restarted."},
}

func (t trouble) err() error { return fault.Unavailable("%s", troubleTexts[t].message) }

// lasts reports whether the trouble remains until somebody resolves it.
func (t trouble) lasts() bool { return t == full || t == disk || t == readOnly || t == damaged }

// health stores the last lasting trouble of any query.
type health struct {
	mu    sync.Mutex
	now   trouble
	count int
}

// note stores a lasting trouble and logs its start. Damage takes precedence over the others.
func (h *health) note(t trouble) {
	if !t.lasts() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count++
	if h.now == t || h.now == damaged {
		return
	}
	h.now = t
	slog.Error("not ready", "reason", troubleTexts[t].reason)
}

// last returns the stored trouble and the number of troubles.
func (h *health) last() (trouble, int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now, h.count
}

// recovered clears the trouble unless there were more than count.
func (h *health) recovered(count int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.count == count {
		h.now = none
		slog.Info("ready again")
	}
}

// Ready returns nil if the database answers, has a schema, and no query found it full, read-only or
// damaged. If it was full or read-only, Ready writes a few pages to test whether that works again;
// after damage it stays not ready, because only a start checks the whole file.
func (d *DB) Ready(ctx context.Context) error {
	for _, g := range []*gorm.DB{d.read, d.write} {
		if err := withConnTime(ctx, g).Exec("SELECT 1 FROM users LIMIT 1").Error; err != nil {
			return notReady(d.dialect.trouble(err))
		}
	}
	if !d.dialect.same(d.dsn, d.opened) {
		d.moved.Store(true)
		return notReady(moved)
	}
	d.moved.Store(false)
	t, count := d.health.last()
	switch {
	case t == none:
		return nil
	case t == damaged:
		return notReady(t)
	}
	if err := d.tryToWrite(ctx); err != nil {
		return notReady(t)
	}
	d.health.recovered(count)
	return nil
}

func notReady(t trouble) error {
	if t == none {
		t = away
	}
	return errors.New(troubleTexts[t].reason)
}

// probeSize is large enough for the probe to need new pages.
const probeSize = 64 << 10

// tryToWrite writes a row and removes it in one transaction.
func (d *DB) tryToWrite(ctx context.Context) error {
	return d.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		if err := g.Exec("INSERT INTO write_probes (filler) VALUES (?)", strings.Repeat("x", probeSize)).Error; err != nil {
			return err
		}
		return g.Exec("DELETE FROM write_probes").Error
	})
}
