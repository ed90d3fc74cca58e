package db

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"tminus/migrations"
)

// Migrate migrates the schema to the version of this program and returns the applied versions. It
// refuses a database that a newer program has written.
func (d *DB) Migrate(ctx context.Context) ([]int64, error) {
	p, err := d.provider()
	if err != nil {
		return nil, err
	}
	if err := refuseNewer(ctx, p); err != nil {
		return nil, err
	}
	results, err := p.Up(ctx)
	applied := make([]int64, 0, len(results))
	for _, r := range results {
		applied = append(applied, r.Source.Version)
	}
	return applied, err
}

func refuseNewer(ctx context.Context, p *goose.Provider) error {
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > known {
		return newerSchema("the database", have, known)
	}
	return nil
}

func (d *DB) provider() (*goose.Provider, error) {
	pool, err := d.write.DB()
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if d.dialect.name() == "postgres" {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, pool, migrations.For(d.dialect.name()), goose.WithVerbose(false))
}

// knownSchema returns the latest schema version of this program.
func knownSchema(d dialect) (int64, error) {
	files, err := fs.Glob(migrations.For(d.name()), "*.sql")
	if err != nil {
		return 0, err
	}
	var newest int64
	for _, file := range files {
		v, err := goose.NumericComponent(file)
		if err != nil {
			return 0, err
		}
		newest = max(newest, v)
	}
	return newest, nil
}

func newerSchema(what string, have, known int64) error {
	return fmt.Errorf("%s has schema %d, written by a newer T-Minus; this one knows %d. Start the newer program, or restore a backup",
		what, have, known)
}
