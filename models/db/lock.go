package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Two lock files are next to an SQLite database. A process that uses the database holds runningLock
// shared; a restore holds it exclusively. A process that checks, creates, migrates or fills the
// database holds startingLock exclusively.
const (
	runningLock  = ".lock"
	startingLock = ".starting"
)

// errLocked means that another process holds the lock.
var errLocked = errors.New("another process holds the lock")

// lockRetry is the wait before trying again to take a lock.
const lockRetry = 20 * time.Millisecond

// lockFile takes the lock of the file at path, which it creates. It returns errLocked if another
// process holds a conflicting lock.
func lockFile(path string, exclusive bool) (*os.File, error) {
	for {
		f, err := openLock(path)
		if err != nil {
			return nil, err
		}
		if err := tryLock(f, exclusive); err != nil {
			_ = f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		// The previous holder may have removed the file in the meantime.
		held, err := f.Stat()
		if now, e := os.Stat(path); err == nil && e == nil && os.SameFile(held, now) {
			return f, nil
		}
		_ = f.Close()
	}
}

func openLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	}
	if err != nil {
		return nil, err
	}
	return f, giveToOwner(path)
}

// waitForLock waits for an exclusive lock until ctx ends. The returned function releases it and
// removes the file.
func waitForLock(ctx context.Context, path string) (release func(), err error) {
	for {
		f, err := lockFile(path, true)
		if err == nil {
			return func() { _ = os.Remove(path); _ = f.Close() }, nil
		}
		if !errors.Is(err, errLocked) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for another process that is starting: %w", ctx.Err())
		case <-time.After(lockRetry):
		}
	}
}

// resolvedPath returns the absolute path of the database file with symbolic links resolved, so that
// all processes use the same lock files.
func resolvedPath(dsn string) (string, error) {
	path, _ := sqliteFile(dsn)
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		return filepath.Abs(resolved)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return filepath.Abs(path)
	}
	return filepath.Abs(filepath.Join(dir, filepath.Base(path)))
}
