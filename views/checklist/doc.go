// Package checklist has the pages of a launch's checklists, on which items are completed, single or
// several together.
package checklist
