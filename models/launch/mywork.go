package launch

import (
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
)

// A When is a group of my work by when it is due.
type When string

// The groups, the most pressing first.
const (
	DueOverdue When = "overdue"
	DueToday   When = "today"
	DueWeek    When = "this week"
	DueLater   When = "later"
	NoDate     When = "no date"
)

// Whens lists the groups in their order.
var Whens = []When{DueOverdue, DueToday, DueWeek, DueLater, NoDate}

// weekDays is how far "this week" reaches. It rolls, since on a Friday the
// days that matter are not those up to Sunday.
const weekDays = 7

// WhenOf says to which group something due belongs on the given day. Both are
// dates of the launch's zone: it is there that the day ends.
func WhenOf(due, today civil.Date) When {
	switch days := due.Sub(today); {
	case due.IsZero():
		return NoDate
	case days < 0:
		return DueOverdue
	case days == 0:
		return DueToday
	case days < weekDays:
		return DueWeek
	}
	return DueLater
}

// A WorkItem is an item with the launch that it belongs to.
type WorkItem struct {
	Item
	LaunchSlug string
	LaunchName string
	LaunchOn   civil.Date
	Zone       string
	// Today is the day in the launch's zone.
	Today civil.Date
	// Helps says that the person whose work this is helps with it.
	Helps bool
}

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
	Due map[When][]WorkItem
	// Unblock are other people's items that this person can unblock.
	Unblock []WorkItem
	// Review are other people's items that this person is to review now.
	Review []WorkItem
	// Help are other people's items that this person helps with.
	Help     []WorkItem
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
func groupWork(items []WorkItem, person int64) Work {
	w := Work{Due: make(map[When][]WorkItem)}
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b WorkItem) int {
		if c := compareDue(a.Schedule, b.Schedule); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	for _, it := range items {
		switch {
		case person == 0 || it.Status.Finished():
		case it.OwnerID == person:
			when := WhenOf(it.DueOn, it.Today)
			w.Due[when] = append(w.Due[when], it)
		case it.Status == Blocked && it.UnblockerID == person:
			w.Unblock = append(w.Unblock, it)
		case it.Status == InReview && it.ReviewerID == person:
			w.Review = append(w.Review, it)
		case it.Helps:
			w.Help = append(w.Help, it)
		}
	}
	return w
}
