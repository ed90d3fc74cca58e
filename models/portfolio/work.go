package portfolio

import (
	"slices"

	"tminus/models/db"
	"tminus/models/launch"
)

// Notice is a comment that mentions the person.
type Notice struct {
	CommentID     int64
	DeliverableID int64
	Title         string
	LaunchSlug    string
	LaunchName    string
	AuthorName    string
	Body          string
	CreatedAt     db.Instant
	SeenAt        db.Instant
}

// Work holds everything that waits for a person, in all launches. It contains an item once: by its
// due date if the person owns it, otherwise by what is requested of them.
type Work struct {
	Due map[launch.DueGroup][]launch.WorkItem
	// Unblock are other people's items that the person can unblock.
	Unblock []launch.WorkItem
	// Review are other people's items that the person must review now.
	Review []launch.WorkItem
	// Help are other people's items that the person helps with.
	Help     []launch.WorkItem
	Mentions []Notice
	// Cut reports whether there are more than shown.
	Cut bool
}

// Own returns the number of the person's own open items.
func (w Work) Own() int {
	n := 0
	for _, items := range w.Due {
		n += len(items)
	}
	return n
}

// Empty reports whether there is no work.
func (w Work) Empty() bool {
	return w.Own()+len(w.Unblock)+len(w.Review)+len(w.Help)+len(w.Mentions) == 0
}

// groupWork groups a person's items. It omits finished items and those that are not theirs.
func groupWork(items []launch.WorkItem, person int64) Work {
	w := Work{Due: make(map[launch.DueGroup][]launch.WorkItem)}
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b launch.WorkItem) int {
		if c := a.CompareDue(b.Schedule); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	for _, it := range items {
		switch {
		case person == 0 || it.Status.Finished():
		case it.OwnerID == person:
			when := launch.DueGroupOf(it.DueOn, it.Today)
			w.Due[when] = append(w.Due[when], it)
		case it.Status == launch.Blocked && it.UnblockerID == person:
			w.Unblock = append(w.Unblock, it)
		case it.Status == launch.InReview && it.ReviewerID == person:
			w.Review = append(w.Review, it)
		case it.Helps:
			w.Help = append(w.Help, it)
		}
	}
	return w
}
