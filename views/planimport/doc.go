// Package planimport has the pages of the import of deliverables from a table: the page for pasting
// or uploading it, and the preview of each row before anything is written. The page carries the
// text from step to step.
package planimport
