// Package deliverable shows one deliverable: its page, its form, its comments
// and history, and the status control that stands wherever an item is shown.
package deliverable

import "strconv"

func id(n int64) string { return strconv.FormatInt(n, 10) }
