package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// receiveGrace is the time for which a request may still arrive after the signal to stop. A request
// that was fully received has --shutdown-timeout to be answered.
const receiveGrace = time.Second

// incoming tracks which connections are still receiving a request, so that a client that sends
// slowly, or never ends, does not keep the server from stopping.
type incoming struct {
	mu    sync.Mutex
	conns map[net.Conn]*arrival
}

// arrival is the progress of one connection's request. The mutex of incoming guards the fields.
type arrival struct {
	handled  bool // a handler was called and has not returned
	reading  bool // the handler waits for the body
	complete bool // the request was received in full
}

type arrivalKey struct{}

// trackIncoming makes srv report the progress of its requests.
func trackIncoming(srv *http.Server) *incoming {
	in := &incoming{conns: map[net.Conn]*arrival{}}
	srv.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateClosed || state == http.StateHijacked {
			in.mu.Lock()
			defer in.mu.Unlock()
			delete(in.conns, c)
		}
	}
	srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		a := &arrival{}
		in.mu.Lock()
		defer in.mu.Unlock()
		in.conns[c] = a
		return context.WithValue(ctx, arrivalKey{}, a)
	}
	next := srv.Handler
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := r.Context().Value(arrivalKey{}).(*arrival)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		in.set(func() { a.handled, a.complete = true, r.ContentLength == 0 })
		defer in.set(func() { a.handled = false })
		if r.ContentLength != 0 {
			r.Body = &arrivingBody{ReadCloser: r.Body, in: in, arrival: a}
		}
		next.ServeHTTP(w, r)
	})
	return in
}

func (in *incoming) set(change func()) {
	in.mu.Lock()
	defer in.mu.Unlock()
	change()
}

// cut closes the connections whose request has not been received in full, except those whose
// handler is not waiting for the rest.
func (in *incoming) cut() {
	in.mu.Lock()
	defer in.mu.Unlock()
	for c, a := range in.conns {
		if a.reading || !a.handled && !a.complete {
			_ = c.Close()
		}
	}
}

// arrivingBody records while a handler waits for the body of its request.
type arrivingBody struct {
	io.ReadCloser
	in      *incoming
	arrival *arrival
}

func (b *arrivingBody) Read(p []byte) (int, error) {
	b.in.set(func() { b.arrival.reading = true })
	n, err := b.ReadCloser.Read(p)
	b.in.set(func() {
		b.arrival.reading = false
		if err != nil {
			b.arrival.complete = true
		}
	})
	return n, err
}
