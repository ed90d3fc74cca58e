// Package runsheet keeps the run sheet of launch day: its tasks, their times
// relative to T, and what is wrong with them.
package runsheet
