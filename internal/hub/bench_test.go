package hub_test

import (
	"context"
	"sync"
	"testing"

	"tminus/internal/hub"
)

// One operation is one event delivered to all of 5,000 readers.
func BenchmarkPublishTo5000Readers(b *testing.B) {
	const readers = 5000
	h := hub.New(64)
	var got, ended sync.WaitGroup
	for range readers {
		r := h.Subscribe("a", "")
		ended.Go(func() {
			defer r.Close()
			for {
				e, err := r.Next(context.Background())
				if err != nil {
					return
				}
				if e.Reset {
					b.Error("a reader was dropped")
				}
				got.Done()
			}
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		got.Add(readers)
		h.Publish("a", "x")
		got.Wait()
	}
	h.Close()
	ended.Wait()
}

// One operation is the time that the publisher itself waits while 5,000 readers wake up.
func BenchmarkPublishWithoutWaiting(b *testing.B) {
	const readers = 5000
	h := hub.New(64)
	var ended sync.WaitGroup
	for range readers {
		r := h.Subscribe("a", "")
		ended.Go(func() {
			for {
				e, err := r.Next(context.Background())
				if err != nil {
					return
				}
				if e.Reset {
					r.Skip()
				}
			}
		})
	}
	for b.Loop() {
		h.Publish("a", "x")
	}
	h.Close()
	ended.Wait()
}
