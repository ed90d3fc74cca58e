package db

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Instant is a time stored as Unix milliseconds, which is the same in both databases, fast to read
// and exact. The zero value is NULL.
type Instant struct{ time.Time }

// At returns the instant of t in UTC, truncated to milliseconds.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Millisecond)} }

// AtMilli returns the instant of a number of Unix milliseconds; 0 is NULL.
func AtMilli(ms int64) Instant {
	if ms == 0 {
		return Instant{}
	}
	return Instant{time.UnixMilli(ms).UTC()}
}

// Value implements driver.Valuer.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UnixMilli(), nil
}

// Scan implements sql.Scanner.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
	case int64:
		*i = Instant{time.UnixMilli(v).UTC()}
	default:
		return fmt.Errorf("an instant cannot be read from %T", src)
	}
	return nil
}

// GormDataType prevents GORM from treating an instant as a time column.
func (Instant) GormDataType() string { return "integer" }
