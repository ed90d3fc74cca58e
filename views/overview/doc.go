// Package overview shows a launch at a glance: its readiness, problems, the reader's items, the
// teams' progress and upcoming dates.
package overview
