package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Restore replaces the SQLite database at dsn by the backup in file. It returns the backup's
// properties and the name under which the previous database is kept. It refuses if another process
// uses the database, or if the backup is damaged or newer than this program. The old database stays
// in place until the backup is complete.
func Restore(ctx context.Context, dsn, file string, now time.Time) (restored FileInfo, kept string, err error) {
	if _, ok := dialectOf(dsn).(sqliteDialect); !ok {
		return FileInfo{}, "", errors.New("restore replaces an SQLite file; PostgreSQL has pg_restore for this")
	}
	from, err := filepath.Abs(file)
	if err != nil {
		return FileInfo{}, "", err
	}
	if err := restorable(ctx, from); err != nil {
		return FileInfo{}, "", fmt.Errorf("nothing was restored: %w", err)
	}
	if path, _ := sqliteFile(dsn); filepath.Dir(path) != "." {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return FileInfo{}, "", err
		}
	}
	to, err := resolvedPath(dsn)
	if err != nil {
		return FileInfo{}, "", err
	}
	if sameFile(from, to) {
		return FileInfo{}, "", fmt.Errorf("%s is the database itself", from)
	}
	lock, err := lockFile(to+runningLock, true)
	if errors.Is(err, errLocked) {
		return FileInfo{}, "", fmt.Errorf("%s is in use: stop the server first", to)
	}
	if err != nil {
		return FileInfo{}, "", err
	}
	defer lock.Close()
	partial := to + partialSuffix
	_ = os.Remove(partial) // from an interrupted restore
	if err := errors.Join(createPrivate(partial), giveToOwner(partial)); err != nil {
		return FileInfo{}, "", err
	}
	defer func() { _ = os.Remove(partial) }()
	if restored, err = copyDatabase(ctx, from, partial); err != nil {
		return FileInfo{}, "", fmt.Errorf("nothing was restored: %w", err)
	}
	if kept, err = setAside(ctx, to, now); err != nil {
		return FileInfo{}, "", fmt.Errorf("nothing was restored: %w", err)
	}
	if err := os.Rename(partial, to); err != nil {
		return FileInfo{}, kept, err
	}
	restored.Path = to
	return restored, kept, syncPath(filepath.Dir(to))
}

func restorable(ctx context.Context, file string) error {
	info, err := verifyFile(ctx, file)
	if err != nil {
		return err
	}
	known, err := knownSchema(sqliteDialect{})
	if err != nil {
		return err
	}
	if info.Schema > known {
		return newerSchema(file, info.Schema, known)
	}
	return nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, e := os.Stat(b)
	return err == nil && e == nil && os.SameFile(one, other)
}

// setAside adds a second name to the database at path, which remains after another file takes the
// first. It returns that name, or "" if there is no database. A database that cannot be read is
// kept with its write-ahead log.
func setAside(ctx context.Context, path string, now time.Time) (string, error) {
	aside := asideName(path, now)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", setLogAside(path, aside)
	}
	if err := foldLog(ctx, path); err != nil {
		return "", err
	}
	if err := os.Link(path, aside); err != nil {
		// Without hard links, there is no database for a moment.
		if err := os.Rename(path, aside); err != nil {
			return "", err
		}
	}
	return aside, setLogAside(path, aside)
}

// asideName returns an unused name with the time for the database that was at path.
func asideName(path string, now time.Time) string {
	base := path + now.Format(".20060102-150405")
	name := base + ".old"
	for i := 2; ; i++ {
		if _, err := os.Lstat(name); err != nil {
			return name
		}
		name = fmt.Sprintf("%s.%d.old", base, i)
	}
}

// foldLog moves the write-ahead log into the database file, which only succeeds if no other program
// has it open. It does not change a damaged database.
func foldLog(ctx context.Context, path string) error {
	if _, err := examineFile(ctx, path); err != nil {
		return nil // not a readable database
	}
	pool, err := openExisting(path)
	if err != nil {
		return err
	}
	defer pool.Close()
	var mode string
	err = pool.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode)
	switch {
	case (sqliteDialect{}).trouble(err) == damaged:
		return nil
	case (sqliteDialect{}).trouble(err) == busy, err == nil && mode != "delete":
		return fmt.Errorf("%s is in use by another program", path)
	case errors.Is(err, sql.ErrNoRows):
		return nil
	}
	return err
}

// setLogAside moves the write-ahead log of a database away, because SQLite would apply it to the
// new database.
func setLogAside(path, aside string) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return syncPath(filepath.Dir(path))
}
