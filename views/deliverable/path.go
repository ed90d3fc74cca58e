package deliverable

import "strconv"

func id(n int64) string { return strconv.FormatInt(n, 10) }

// Path returns the URL of a deliverable.
func Path(slug string, n int64) string { return "/launches/" + slug + "/deliverables/" + id(n) }
