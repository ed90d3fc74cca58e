// Package hub publishes events to readers in the same process. Each topic numbers its events and
// keeps the latest in a ring buffer, so that a returning reader can resume. Readers read from the
// ring at their own pace: they need no goroutine and no buffer, a publisher never waits for them,
// and a reader that falls behind the ring must start again.
package hub
