// Package deliverable shows a deliverable: its page, its form, its comments and history, and the
// status control for lists of items.
package deliverable
