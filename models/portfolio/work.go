package portfolio

import (
	"slices"

	"tminus/models/db"
	"tminus/models/launch"
)

// A Notice is a comment that names me.
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

// Work is everything that waits for one person, across launches. An item is
// in it once: under when it is due if it is the person's own, else under what
// they are asked for.
type Work struct {
	Due map[launch.When][]launch.WorkItem
	// Unblock are other people's items that this person can unblock.
	Unblock []launch.WorkItem
	// Review are other people's items that this person is to review now.
	Review []launch.WorkItem
	// Help are other people's items that this person helps with.
	Help     []launch.WorkItem
	Mentions []Notice
	// Cut says that there is more than is shown.
	Cut bool
}

// Own counts the person's own open items.
func (w Work) Own() int {
	n := 0
	for _, items := range w.Due {
		n += len(items)
	}
	return n
}

// Empty tells whether nothing waits.
func (w Work) Empty() bool {
	return w.Own()+len(w.Unblock)+len(w.Review)+len(w.Help)+len(w.Mentions) == 0
}

// groupWork sorts out what waits for a person. What is finished, and what is
// not theirs, is left out.
func groupWork(items []launch.WorkItem, person int64) Work {
	w := Work{Due: make(map[launch.When][]launch.WorkItem)}
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
			when := launch.WhenOf(it.DueOn, it.Today)
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
