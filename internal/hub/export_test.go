package hub

const MaxIdle = maxIdle

// Topics counts the topics that the hub knows.
func (h *Hub) Topics() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.topics)
}
