package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Started describes the database that Start opened.
type Started struct {
	// Path is the absolute path of an SQLite file, "" for PostgreSQL.
	Path string
	// Created reports whether there was no schema.
	Created bool
	// Schema is the present version, Applied the versions that were applied.
	Schema  int64
	Applied []int64
	// Checked is the duration of the check for damage.
	Checked time.Duration
}

// Start opens the database at dsn for a server. It waits for other starting processes, refuses a
// damaged file, creates a missing database, migrates the schema and runs fill. Several processes
// may start on one database concurrently. On SQLite the database is locked until Close, so that no
// restore replaces it.
func Start(ctx context.Context, dsn string, opt Options, fill func(context.Context, *DB) error) (*DB, Started, error) {
	dialect := dialectOf(dsn)
	var s Started
	release, err := dialect.lockStart(ctx, dsn)
	if err != nil {
		return nil, s, err
	}
	defer release()
	hold, err := dialect.hold(dsn)
	if err != nil {
		return nil, s, err
	}
	d, err := s.open(ctx, dialect, dsn, opt)
	if err != nil {
		hold()
		return nil, s, err
	}
	d.release = hold
	if err := s.migrate(ctx, d); err != nil {
		return nil, s, errors.Join(err, d.Close())
	}
	if err := fill(ctx, d); err != nil {
		return nil, s, errors.Join(err, d.Close())
	}
	return d, s, nil
}

func (s *Started) open(ctx context.Context, dialect dialect, dsn string, opt Options) (*DB, error) {
	began := time.Now()
	path, err := dialect.check(ctx, dsn)
	if err != nil {
		return nil, err
	}
	s.Path, s.Checked = path, time.Since(began)
	return Open(dsn, opt)
}

func (s *Started) migrate(ctx context.Context, d *DB) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	before, _, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	s.Created = before == 0
	if s.Applied, err = d.Migrate(ctx); err != nil {
		return err
	}
	s.Schema, _, err = p.GetVersions(ctx)
	return err
}

// OpenCurrent opens an existing database with the schema of this program, and refuses any other. It
// changes nothing.
func OpenCurrent(ctx context.Context, dsn string, opt Options) (*DB, error) {
	dialect := dialectOf(dsn)
	if err := dialect.exists(ctx, dsn); err != nil {
		return nil, fmt.Errorf("%w; tminus migrate makes a database", err)
	}
	hold, err := dialect.hold(dsn)
	if err != nil {
		return nil, err
	}
	d, err := Open(dsn, opt)
	if err != nil {
		hold()
		return nil, err
	}
	d.release = hold
	if err := d.refuseOther(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *DB) refuseOther(ctx context.Context) error {
	known, err := knownSchema(d.dialect)
	if err != nil {
		return err
	}
	g := d.read.WithContext(ctx)
	var have int64
	if g.Migrator().HasTable("goose_db_version") {
		if err := g.Raw("SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&have).Error; err != nil {
			return err
		}
	}
	switch {
	case have == 0:
		return errors.New("the database has no schema; tminus migrate makes it")
	case have < known:
		return fmt.Errorf("the database has schema %d, this program needs %d; tminus migrate brings it up to date", have, known)
	case have > known:
		return newerSchema("the database", have, known)
	}
	return nil
}

// lockStart waits for the lock of starting processes.
func (sqliteDialect) lockStart(ctx context.Context, dsn string) (func(), error) {
	name, _ := sqliteFile(dsn)
	if dir := filepath.Dir(name); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, err
		}
	}
	path, err := resolvedPath(dsn)
	if err != nil {
		return nil, err
	}
	return waitForLock(ctx, path+startingLock)
}

// hold prevents a restore from replacing the database.
func (sqliteDialect) hold(dsn string) (func(), error) {
	path, err := resolvedPath(dsn)
	if err != nil {
		return nil, err
	}
	f, err := lockFile(path+runningLock, false)
	if errors.Is(err, errLocked) {
		return nil, fmt.Errorf("%s is being restored", path)
	}
	if err != nil {
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

// check returns the path of the database, and an error if it is damaged or the
// database of another program.
func (sqliteDialect) check(ctx context.Context, dsn string) (string, error) {
	path, err := resolvedPath(dsn)
	if err != nil {
		return "", err
	}
	_, err = examineFile(ctx, path)
	switch {
	case errors.Is(err, errMissing), errors.Is(err, errEmpty), errors.Is(err, errNoSchema):
		return path, nil
	case err != nil:
		return "", unusable(err)
	}
	pool, err := openExisting(path)
	if err != nil {
		return "", err
	}
	defer pool.Close()
	if err := quickCheck(ctx, pool); err != nil {
		return "", unusable(fmt.Errorf("%s: %w", path, err))
	}
	return path, nil
}

func unusable(err error) error {
	if !errors.Is(err, errDamaged) {
		return err
	}
	return fmt.Errorf("%w. Nothing was changed; tminus restore FILE puts a backup in its place and keeps the damaged file", err)
}

func (sqliteDialect) exists(ctx context.Context, dsn string) error {
	path, err := resolvedPath(dsn)
	if err != nil {
		return err
	}
	_, err = examineFile(ctx, path)
	return err
}
