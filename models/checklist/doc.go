// Package checklist keeps the checklists of a launch: items that are ticked off or
// judged, each due on a day relative to T.
package checklist
