// Package template has the pages for reading and editing templates: as a table, and as the file.
package template
