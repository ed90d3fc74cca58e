package main

import (
	"context"
	"fmt"
	"time"

	"tminus/models/db"
)

func backup(ctx context.Context, in invocation) error {
	if len(in.args) != 1 {
		return usage("backup")
	}
	info, err := db.Backup(ctx, in.cfg.DB, in.args[0])
	if err != nil {
		return err
	}
	fmt.Fprintf(in.out, "Wrote %s: %s.\n", info.Path, contents(info))
	return nil
}

func restore(ctx context.Context, in invocation) error {
	if len(in.args) != 1 {
		return usage("restore")
	}
	info, kept, err := db.Restore(ctx, in.cfg.DB, in.args[0], time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(in.out, "Restored %s: %s.\n", info.Path, contents(info))
	if kept != "" {
		fmt.Fprintf(in.out, "The database that was there is %s now; remove it when you no longer need it.\n", kept)
	}
	return nil
}

// contents returns a description of a database file that distinguishes it from others.
func contents(info db.FileInfo) string {
	launches := "1 launch"
	if info.Launches != 1 {
		launches = fmt.Sprintf("%d launches", info.Launches)
	}
	return fmt.Sprintf("%d bytes, schema %d, %s", info.Size, info.Schema, launches)
}
