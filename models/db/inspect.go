package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
)

// FileInfo describes an SQLite database file.
type FileInfo struct {
	Path     string
	Size     int64
	Schema   int64
	Launches int64
}

var (
	errMissing  = errors.New("there is no such file")
	errEmpty    = errors.New("the file is empty")
	errNoSchema = errors.New("it has no schema")
	errForeign  = errors.New("it is the database of another program")
	errDamaged  = errors.New("the database is damaged")
)

// examineFile returns the file's schema version without changing anything. It returns errMissing,
// errEmpty, errNoSchema or errForeign if it is not a T-Minus database.
func examineFile(ctx context.Context, path string) (FileInfo, error) {
	info := FileInfo{Path: path}
	if err := examineSize(&info); err != nil {
		return info, fmt.Errorf("%s: %w", path, err)
	}
	pool, err := openExisting(path)
	if err != nil {
		return info, err
	}
	defer pool.Close()
	if err := readSchema(ctx, pool, &info); err != nil {
		return info, fmt.Errorf("%s: %w", path, damageNamed(err))
	}
	return info, nil
}

// examineSize fails for files that SQLite would replace by a new database. It does not open the
// file, because closing it again would release the locks that SQLite holds on it in this process.
func examineSize(info *FileInfo) error {
	stat, err := os.Stat(info.Path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errMissing
	case err != nil:
		return err
	case !stat.Mode().IsRegular():
		return errors.New("it is not a regular file")
	case stat.Size() == 0:
		return errEmpty
	}
	info.Size = stat.Size()
	return nil
}

// openExisting opens a database file for reading and never creates one. The mode is rw, because a
// reader of a write-ahead log writes to the -shm file.
func openExisting(path string) (*sql.DB, error) {
	_, uri := sqliteFile(path)
	pool, err := sql.Open("sqlite3", uri+"?mode=rw&_busy_timeout=5000")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	return pool, nil
}

func readSchema(ctx context.Context, pool *sql.DB, info *FileInfo) error {
	var tables, versions int
	err := pool.QueryRowContext(ctx, `SELECT COUNT(*), COUNT(CASE WHEN name = 'goose_db_version' THEN 1 END)
		FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).Scan(&tables, &versions)
	switch {
	case err != nil:
		return err
	case tables == 0:
		return errNoSchema
	case versions == 0:
		return errForeign
	}
	err = pool.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&info.Schema)
	if err == nil && info.Schema == 0 {
		return errNoSchema
	}
	return err
}

// verifyFile is examineFile that also runs quick_check and counts the launches.
func verifyFile(ctx context.Context, path string) (FileInfo, error) {
	info, err := examineFile(ctx, path)
	if err != nil {
		return info, err
	}
	pool, err := openExisting(path)
	if err != nil {
		return info, err
	}
	defer pool.Close()
	if err := quickCheck(ctx, pool); err != nil {
		return info, fmt.Errorf("%s: %w", path, err)
	}
	if err := pool.QueryRowContext(ctx, "SELECT COUNT(*) FROM launches").Scan(&info.Launches); err != nil {
		return info, fmt.Errorf("%s: %w", path, damageNamed(err))
	}
	return info, nil
}

// quickCheck returns an error with the first faults that SQLite finds in the file. It reads the
// whole file.
func quickCheck(ctx context.Context, pool *sql.DB) error {
	rows, err := pool.QueryContext(ctx, "PRAGMA quick_check(3)")
	if err != nil {
		return damageNamed(err)
	}
	defer rows.Close()
	var faults []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		faults = append(faults, line)
	}
	if err := rows.Err(); err != nil {
		return damageNamed(err)
	}
	if len(faults) == 1 && faults[0] == "ok" {
		return nil
	}
	return fmt.Errorf("%w: %s", errDamaged, strings.Join(faults, "; "))
}

// damageNamed adds errDamaged to SQLite's errors about a damaged file.
func damageNamed(err error) error {
	if (sqliteDialect{}).trouble(err) == damaged {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return err
}
