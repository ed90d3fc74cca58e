package db

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Instant is a moment, kept as Unix milliseconds: alike on both databases,
// fast to read, and nothing of it is lost. The zero value is NULL.
type Instant struct{ time.Time }

// At is the instant of t, to the millisecond, in UTC.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Millisecond)} }

// AtMilli is the instant of a number of Unix milliseconds, 0 being none.
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

// GormDataType keeps GORM from treating an instant as a time column.
func (Instant) GormDataType() string { return "integer" }
