package hub

import (
	"container/list"
	"crypto/rand"
	"strconv"
	"strings"
	"sync"
)

// maxIdle is the number of topics without readers that are kept for returning readers; beyond it
// the least recently used one is dropped.
const maxIdle = 1000

// Event is an event published on a topic.
type Event struct {
	// Seq numbers the events of a topic, without gaps.
	Seq uint64
	// ID is the id that a returning reader passes to Subscribe. A browser sends it as
	// Last-Event-ID.
	ID   string
	Data any
	// Reset reports that the reader missed events and must reload everything; Data is nil then.
	Reset bool
}

// Hub is a set of topics. It is safe for concurrent use.
type Hub struct {
	size  int
	nonce string
	done  chan struct{}

	mu     sync.Mutex
	topics map[string]*topic
	idle   list.List // the *topic values without readers, least recently used first
	made   uint64
	closed bool
}

// topic keeps its latest events in a ring buffer.
type topic struct {
	name string
	// epoch distinguishes this topic from one with the same name that was dropped or belonged to an
	// earlier process.
	epoch string

	// Guarded by the hub's mutex.
	readers int
	place   *list.Element

	mu   sync.Mutex
	ring []Event
	last uint64
	wake chan struct{} // closed by the next event
}

// New returns a hub that keeps the latest size events of each topic.
func New(size int) *Hub {
	return &Hub{size: max(size, 1), nonce: rand.Text()[:10], done: make(chan struct{}), topics: map[string]*topic{}}
}

// Publish appends an event to a topic. It does not wait for readers. After
// Close it does nothing.
func (h *Hub) Publish(name string, data any) {
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		return
	}
	t := h.topic(name)
	h.mu.Unlock()

	t.mu.Lock()
	defer t.mu.Unlock()
	t.last++
	e := Event{Seq: t.last, ID: t.id(t.last), Data: data}
	if len(t.ring) < h.size {
		t.ring = append(t.ring, e)
	} else {
		t.ring[(t.last-1)%uint64(h.size)] = e
	}
	close(t.wake)
	t.wake = make(chan struct{})
}

// Subscribe returns a reader of a topic's events. Given the ID of the last event that it received,
// it resumes after that one; if later events are gone, or the ID is from another process, its first
// event is a Reset. With an empty ID it starts with the next event. The caller closes the reader.
func (h *Hub) Subscribe(name, lastID string) *Reader {
	h.mu.Lock()
	t := h.topic(name)
	t.readers++
	if t.place != nil {
		h.idle.Remove(t.place)
		t.place = nil
	}
	h.mu.Unlock()

	t.mu.Lock()
	defer t.mu.Unlock()
	r := &Reader{hub: h, topic: t, seen: t.last}
	if lastID != "" {
		seq, ok := t.seq(lastID)
		if ok && seq <= t.last && t.last-seq <= uint64(len(t.ring)) {
			r.seen = seq
		} else {
			r.reset = true
		}
	}
	return r
}

// Close closes the hub: readers get ErrClosed after they have read the remaining events.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.done)
	}
}

// topic returns a new or existing topic. The caller holds the hub's mutex.
func (h *Hub) topic(name string) *topic {
	t, ok := h.topics[name]
	if !ok {
		h.made++
		t = &topic{name: name, epoch: h.nonce + "." + strconv.FormatUint(h.made, 10), wake: make(chan struct{})}
		h.topics[name] = t
	}
	if t.readers == 0 {
		h.keepIdle(t)
	}
	return t
}

// keepIdle makes a topic without readers the most recently used one.
func (h *Hub) keepIdle(t *topic) {
	if t.place != nil {
		h.idle.MoveToBack(t.place)
		return
	}
	t.place = h.idle.PushBack(t)
	if h.idle.Len() > maxIdle {
		oldest := h.idle.Remove(h.idle.Front()).(*topic)
		delete(h.topics, oldest.name)
	}
}

func (h *Hub) leave(t *topic) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t.readers--
	if t.readers == 0 {
		h.keepIdle(t)
	}
}

func (t *topic) id(seq uint64) string { return t.epoch + "." + strconv.FormatUint(seq, 10) }

// seq returns the number in an ID, if the ID is from this topic.
func (t *topic) seq(id string) (uint64, bool) {
	digits, ok := strings.CutPrefix(id, t.epoch+".")
	if !ok {
		return 0, false
	}
	seq, err := strconv.ParseUint(digits, 10, 64)
	return seq, err == nil
}
