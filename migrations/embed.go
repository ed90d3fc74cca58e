// Package migrations holds the schema of the database, one numbered file a
// change and dialect. The numbers are the same in both folders.
package migrations

import "embed"

// Files has the folders sqlite and postgres.
//
//go:embed sqlite/*.sql postgres/*.sql
var Files embed.FS
