package launch

import (
	"slices"
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/template"
)

// Status is the status of a deliverable. Tasks and materials have different statuses; each is shown
// with one of the marks.
type Status string

// The statuses of tasks, of materials, and of both.
const (
	NotStarted Status = "not_started"
	InProgress Status = "in_progress"
	InReview   Status = "in_review"
	Done       Status = "done"
	Blocked    Status = "blocked"
	Skipped    Status = "skipped"
	Draft      Status = "draft"
	Final      Status = "final"
	Scheduled  Status = "scheduled"
	Published  Status = "published"
)

var (
	taskStatuses     = []Status{NotStarted, InProgress, InReview, Done, Blocked, Skipped}
	materialStatuses = []Status{NotStarted, Draft, InReview, Final, Scheduled, Published, Blocked, Skipped}
)

// Statuses returns the statuses of deliverables of a kind, in order.
func Statuses(k template.Kind) []Status {
	if k.Material() {
		return materialStatuses
	}
	return taskStatuses
}

// Next returns the status that usually follows s for a deliverable of a kind, or s itself if there
// is none.
func (s Status) Next(k template.Kind) Status {
	all := Statuses(k)
	if s == Blocked {
		return all[1]
	}
	i := slices.Index(all, s)
	if i < 0 || i+1 >= len(all) || all[i+1] == Blocked || s == Skipped {
		return s
	}
	return all[i+1]
}

// For returns the status of a kind that corresponds to s, for a deliverable that changes from a
// task to a material or back.
func (s Status) For(k template.Kind) Status {
	if slices.Contains(Statuses(k), s) {
		return s
	}
	switch s {
	case Draft:
		return InProgress
	case Final:
		return InReview
	case Scheduled, Published:
		return Done
	case InProgress:
		return Draft
	case Done:
		return Published
	}
	return NotStarted
}

// Label returns the name of the status on screen.
func (s Status) Label() string {
	if s == "" {
		return ""
	}
	words := strings.ReplaceAll(string(s), "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// Finished reports whether nothing more has to be done. A scheduled material is published
// automatically.
func (s Status) Finished() bool {
	return s == Done || s == Skipped || s == Scheduled || s == Published
}

// Mark is the symbol of a status. Its values are used in CSS.
type Mark string

// The marks. At risk is not a status; it is derived from problems.
const (
	MarkNotStarted Mark = "todo"
	MarkInProgress Mark = "doing"
	MarkInReview   Mark = "review"
	MarkAtRisk     Mark = "risk"
	MarkBlocked    Mark = "blocked"
	MarkDone       Mark = "done"
	MarkSkipped    Mark = "skipped"
)

// Mark returns the mark of the status. A final material is still open because it is not scheduled,
// so it has the same mark as a review.
func (s Status) Mark() Mark {
	switch s {
	case InProgress, Draft:
		return MarkInProgress
	case InReview, Final:
		return MarkInReview
	case Done, Scheduled, Published:
		return MarkDone
	case Blocked:
		return MarkBlocked
	case Skipped:
		return MarkSkipped
	}
	return MarkNotStarted
}

// StatusChange is a new status with its explanation: the reason why it is blocked or skipped, and
// the person who can unblock it.
type StatusChange struct {
	To            Status
	BlockedReason string
	UnblockerID   *int64
	SkipReason    string
}

// MaxReason is the maximum length of a reason, in characters.
const MaxReason = 500

// Clean returns the normalized change, or Invalid. It clears reasons that belong to another status.
func (ch StatusChange) Clean(k template.Kind) (StatusChange, error) {
	var c fault.Check
	c.That(slices.Contains(Statuses(k), ch.To), "status", "%s is not a status of this kind (%s).", ch.To.Label(), k.Label())
	ch.BlockedReason, ch.SkipReason = words.OneLine(ch.BlockedReason), words.OneLine(ch.SkipReason)
	if ch.To == Blocked {
		c.That(ch.BlockedReason != "", "blocked_reason", "Say what it waits for.")
		c.That(len([]rune(ch.BlockedReason)) <= MaxReason, "blocked_reason", "Use at most %d characters.", MaxReason)
	} else {
		ch.BlockedReason, ch.UnblockerID = "", nil
	}
	if ch.To == Skipped {
		c.That(ch.SkipReason != "", "skip_reason", "Say why it is left out.")
		c.That(len([]rune(ch.SkipReason)) <= MaxReason, "skip_reason", "Use at most %d characters.", MaxReason)
	} else {
		ch.SkipReason = ""
	}
	return ch, c.Err()
}

// currentStatus returns the status as a StatusChange that would restore it.
func (d Deliverable) currentStatus() StatusChange {
	return StatusChange{To: d.Status, BlockedReason: d.BlockedReason, UnblockerID: d.UnblockerID, SkipReason: d.SkipReason}
}

func (ch StatusChange) equal(o StatusChange) bool {
	return ch.To == o.To && ch.BlockedReason == o.BlockedReason && ch.SkipReason == o.SkipReason &&
		db.IDOf(ch.UnblockerID) == db.IDOf(o.UnblockerID)
}
