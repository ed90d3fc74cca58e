package db

import (
	"context"
	"sync"
)

// memo holds what a request has read. It is emptied after each commit that the
// request makes, so that what is read afterwards is what was written.
type memo struct {
	mu     sync.Mutex
	values map[any]any
}

type memoKey struct{}

// WithMemo returns a context in which Remember keeps values, for the length of
// one request.
func WithMemo(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoKey{}, &memo{values: map[any]any{}})
}

// Remember returns the value that was loaded for key in this context since the
// last commit, or loads it. Without WithMemo, and when load fails, nothing is
// kept. Callers share the value and must not change it.
//
// It is for what many parts of a page need, such as the launch; key has a type
// of the calling package.
func Remember[T any](ctx context.Context, key any, load func() (T, error)) (T, error) {
	m, ok := ctx.Value(memoKey{}).(*memo)
	if !ok {
		return load()
	}
	m.mu.Lock()
	v, ok := m.values[key].(T)
	m.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := load()
	if err == nil {
		m.mu.Lock()
		m.values[key] = v
		m.mu.Unlock()
	}
	return v, err
}

// forget empties the context's memo.
func forget(ctx context.Context) {
	if m, ok := ctx.Value(memoKey{}).(*memo); ok {
		m.mu.Lock()
		clear(m.values)
		m.mu.Unlock()
	}
}
