package hub

const MaxIdle = maxIdle

// Topics returns the number of topics of the hub.
func (h *Hub) Topics() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.topics)
}
