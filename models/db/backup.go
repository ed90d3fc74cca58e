package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// partialSuffix is added to the name of a file that is being written.
const partialSuffix = ".partial"

// Backup writes a consistent copy of the SQLite database at dsn to a new file, while servers use
// it, and returns the copy's properties. It refuses a database that is missing, empty or without a
// schema, and never overwrites a file. It fails on PostgreSQL, which has pg_dump for this.
func Backup(ctx context.Context, dsn, file string) (FileInfo, error) {
	if _, ok := dialectOf(dsn).(sqliteDialect); !ok {
		return FileInfo{}, errors.New("backup copies an SQLite file; PostgreSQL has pg_dump for this")
	}
	from, err := resolvedPath(dsn)
	if err != nil {
		return FileInfo{}, err
	}
	if _, err := examineFile(ctx, from); err != nil {
		return FileInfo{}, fmt.Errorf("nothing was backed up: %w", err)
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return FileInfo{}, err
	}
	if _, err := os.Lstat(to); err == nil {
		return FileInfo{}, fmt.Errorf("%s exists already; a backup never overwrites", to)
	}
	partial := to + partialSuffix
	if err := createPrivate(partial); err != nil {
		if errors.Is(err, os.ErrExist) {
			return FileInfo{}, fmt.Errorf("%s exists: another backup is being written, or one was interrupted; remove the file then", partial)
		}
		return FileInfo{}, err
	}
	defer func() { _ = os.Remove(partial) }()
	info, err := copyDatabase(ctx, from, partial)
	if err != nil {
		return FileInfo{}, fmt.Errorf("nothing was backed up: %w", err)
	}
	if err := publish(partial, to); err != nil {
		return FileInfo{}, err
	}
	info.Path = to
	return info, nil
}

// copyDatabase copies the database to an empty file in a single read transaction; SQLite's stepped
// online backup never ended in measurements while others wrote. It checks the copy and flushes it
// to the disk.
func copyDatabase(ctx context.Context, from, to string) (FileInfo, error) {
	pool, err := openExisting(from)
	if err != nil {
		return FileInfo{}, err
	}
	_, err = pool.ExecContext(ctx, "VACUUM INTO ?", to)
	if err = errors.Join(damageNamed(err), pool.Close()); err != nil {
		return FileInfo{}, err
	}
	info, err := verifyFile(ctx, to)
	if err != nil {
		return FileInfo{}, err
	}
	return info, syncPath(to)
}

// publish renames a complete file to its name, unless the name is taken.
func publish(partial, file string) error {
	err := os.Link(partial, file)
	switch {
	case errors.Is(err, os.ErrExist):
		return fmt.Errorf("%s exists already; a backup never overwrites", file)
	case err != nil: // a file system without hard links
		if _, e := os.Lstat(file); e == nil {
			return fmt.Errorf("%s exists already; a backup never overwrites", file)
		}
		if err := os.Rename(partial, file); err != nil {
			return err
		}
	default:
		if err := os.Remove(partial); err != nil {
			return err
		}
	}
	return syncPath(filepath.Dir(file))
}

// syncPath flushes a file or a directory to the disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// createPrivate creates an empty file that only its owner can read, because a database contains
// password hashes. SQLite fills an empty file, and gives the files next to it the same mode. It
// fails if the file exists.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}
