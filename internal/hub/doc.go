// Package hub publishes events to readers in the same process. Each topic
// numbers its events and keeps the newest of them in a ring, so that a reader
// that comes back goes on where it was. Readers look into that ring at their
// own pace: they cost no goroutine and no buffer, a publisher never waits for
// them, and one that falls behind the ring is told to start anew.
package hub
