package db

import (
	"context"
	"time"
)

// LogLimitForTest returns the take method of a logLimit.
func LogLimitForTest(lines int, every time.Duration) func(time.Time) (int, bool) {
	return (&logLimit{lines: lines, every: every}).take
}

// MigrateToForTest applies the migrations up to version.
func MigrateToForTest(ctx context.Context, d *DB, version int64) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}

// KnownSchemaForTest returns the latest schema version of this program.
func KnownSchemaForTest() int64 {
	v, err := knownSchema(sqliteDialect{})
	if err != nil {
		panic(err)
	}
	return v
}

// IsSQLiteForTest reports whether d is an SQLite file.
func (d *DB) IsSQLiteForTest() bool { return d.dialect.name() == "sqlite" }

// ErrRaced makes Write run its function again.
var ErrRaced = errRaced
