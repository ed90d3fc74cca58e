package hub

import (
	"context"
	"errors"
)

// ErrClosed is returned by a reader of a closed hub.
var ErrClosed = errors.New("the hub is closed")

// ErrSlow is returned by a reader that fell behind, after it got its Reset.
var ErrSlow = errors.New("the reader fell behind")

// Reader reads the events of a topic. It is for one goroutine at a time.
type Reader struct {
	hub    *Hub
	topic  *topic
	seen   uint64 // number of the last event read
	reset  bool   // a Reset is due
	slow   bool   // the reader fell behind and was told
	closed bool
}

// Next returns the next event, and waits for it until ctx is done. A reader that fell behind gets
// an event with Reset once, then ErrSlow until it calls Skip. Next returns ErrClosed if the hub is
// closed and all events were read.
func (r *Reader) Next(ctx context.Context) (Event, error) {
	for {
		e, wake, err := r.read()
		if wake == nil {
			return e, err
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return Event{}, ctx.Err()
		case <-r.hub.done:
			// Events published before Close are still read.
			if e, wake, err = r.read(); wake == nil {
				return e, err
			}
			return Event{}, ErrClosed
		}
	}
}

// read returns an event or an error, or the channel to wait for.
func (r *Reader) read() (Event, <-chan struct{}, error) {
	if r.closed {
		return Event{}, nil, ErrClosed
	}
	if r.slow {
		return Event{}, nil, ErrSlow
	}
	t := r.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case r.reset:
		r.reset, r.seen = false, t.last
	case t.last-r.seen > uint64(len(t.ring)):
		r.slow, r.seen = true, t.last
	case r.seen < t.last:
		r.seen++
		return t.ring[(r.seen-1)%uint64(r.hub.size)], nil, nil
	default:
		return Event{}, t.wake, nil
	}
	return Event{Seq: r.seen, ID: t.id(r.seen), Reset: true}, nil, nil
}

// Ready returns a channel that is closed when there is an event that was neither read nor skipped.
func (r *Reader) Ready() <-chan struct{} {
	t := r.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.reset || r.slow || r.seen < t.last {
		return ready
	}
	return t.wake
}

var ready = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Skip skips all present events and reports whether there were any. It is for a reader that reloads
// everything anyway.
func (r *Reader) Skip() bool {
	t := r.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	news := r.reset || r.slow || r.seen < t.last
	r.seen, r.reset, r.slow = t.last, false, false
	return news
}

// Close removes the reader from the topic. It may be called more than once.
func (r *Reader) Close() {
	if !r.closed {
		r.closed = true
		r.hub.leave(r.topic)
	}
}
