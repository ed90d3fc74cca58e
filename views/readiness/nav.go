package readiness

import "tminus/views/ui"

// Nav returns no tabs: the frame of a launch has the pages about readiness.
func Nav(string, string) []ui.Tab { return nil }
