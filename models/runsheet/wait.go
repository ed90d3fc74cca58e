package runsheet

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// WaitFor is the kind of thing that a task waits for.
type WaitFor string

// What a task can wait for.
const (
	WaitNothing WaitFor = ""
	WaitTask    WaitFor = "task"
	// WaitGo is a go for the launch that stands.
	WaitGo WaitFor = "go"
)

// waitGoLabel is WaitGo as it is shown, pasted and exported.
const waitGoLabel = "the go"

// cleanMore cleans what most tasks do not have, and adds its mistakes to c.
func (in *TaskInput) cleanMore(c *fault.Check) {
	c.That(len(in.Members) == 0 || in.OwnerID == nil, "members", "Choose an owner or a group, not both.")
	c.That(len(in.Members) == 0 || in.FallbackID == nil, "fallback", "A group has no fallback. Choose nobody.")
	c.That(len(in.Members) <= maxMembers, "members", "Choose at most %d people.", maxMembers)
	switch in.WaitFor {
	case WaitTask:
		c.That(in.WaitID != nil || in.Wait != "", "wait", "Choose a task of this run sheet.")
	case WaitNothing, WaitGo:
		in.WaitID = nil
	default:
		c.Add("wait", "Choose what it waits for.")
	}
	in.Links = LinkText(ParseLinks(c, in.Links))
	in.Post = strings.TrimSpace(strings.ReplaceAll(in.Post, "\r\n", "\n"))
	c.That(utf8.RuneCountInString(in.Post) <= maxPost, "post", "Use at most %d characters.", maxPost)
}

// ParseLinks reads a link on each line, such as "Dashboard https://example.org/d" or only the address. It adds mistakes to c for
// the field "links".
func ParseLinks(c *fault.Check, text string) []launch.Link {
	var all []launch.Link
	for _, line := range strings.Split(text, "\n") {
		if parts := strings.Fields(line); len(parts) > 0 {
			last := len(parts) - 1
			all = append(all, launch.Link{Label: strings.Join(parts[:last], " "), URL: parts[last]})
		}
	}
	return launch.CleanLinks(c, all)
}

// LinkText returns links as ParseLinks reads them.
func LinkText(links []launch.Link) string {
	lines := make([]string, len(links))
	for i, l := range links {
		lines[i] = strings.TrimSpace(l.Label + " " + l.URL)
	}
	return strings.Join(lines, "\n")
}

// WebLinks returns the links of the task.
func (t Task) WebLinks() []launch.Link { return ParseLinks(&fault.Check{}, t.Links) }

// wait fills in what a task waits for.
func (k *Line) wait(lines []Line, goes bool) {
	switch k.WaitFor {
	case WaitGo:
		k.Wait, k.Waiting = waitGoLabel, !goes && !k.Done()
	case WaitTask:
		if t := k.awaited(lines); t >= 0 {
			k.Wait, k.Waiting = lines[t].Title, !lines[t].Done() && !k.Done()
		}
	}
}

// awaited returns the index of the task that a task waits for, or -1.
func (k Line) awaited(lines []Line) int {
	if k.WaitFor != WaitTask {
		return -1
	}
	return slices.IndexFunc(lines, func(o Line) bool { return o.ID == db.IDOf(k.WaitID) })
}

// waitProblems says that a task is planned before what it waits for ends.
func waitProblems(lines []Line, k Line, l launch.Launch) []string {
	t := k.awaited(lines)
	if t < 0 || lines[t].Done() || !lines[t].End.After(k.Start) {
		return nil
	}
	return []string{"Waits for “" + words.Truncate(lines[t].Title, 60) + "”, which ends at " + clock(lines[t].End, l)}
}

// waitsInCircle reports whether a task would wait for itself if it waited for another.
func waitsInCircle(lines []Line, id, wait int64) bool {
	for range lines {
		if wait == id {
			return true
		}
		i := slices.IndexFunc(lines, func(o Line) bool { return o.ID == wait })
		if i < 0 || lines[i].WaitFor != WaitTask {
			return false
		}
		wait = db.IDOf(lines[i].WaitID)
	}
	return true
}
