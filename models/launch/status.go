package launch

import (
	"slices"
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/template"
)

// Status is how far a deliverable has come. Tasks and materials have stages of
// their own; each is shown by one of the marks.
type Status string

// The statuses of a task, of a material, and of both.
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

// Statuses returns the statuses that a deliverable of a kind can have, in order.
func Statuses(k template.Kind) []Status {
	if k.Material() {
		return materialStatuses
	}
	return taskStatuses
}

// Next returns the status that usually follows s for a deliverable of a kind, or
// s itself when there is none.
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

// For returns the status of a kind that comes nearest to s, for a deliverable
// that changes from a task to a material or back.
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

// Label is the status as people read it.
func (s Status) Label() string {
	if s == "" {
		return ""
	}
	words := strings.ReplaceAll(string(s), "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// Finished tells whether nothing more has to be done. A material that is
// scheduled goes out by itself.
func (s Status) Finished() bool {
	return s == Done || s == Skipped || s == Scheduled || s == Published
}

// Mark is the sign by which a status is shown. The names are those of the look.
type Mark string

// The marks. At risk is never a status: it is derived from problems.
const (
	MarkNotStarted Mark = "todo"
	MarkInProgress Mark = "doing"
	MarkInReview   Mark = "review"
	MarkAtRisk     Mark = "risk"
	MarkBlocked    Mark = "blocked"
	MarkDone       Mark = "done"
	MarkSkipped    Mark = "skipped"
)

// Mark returns the sign of the status. A final material is still open, since
// nobody has scheduled it: it keeps the mark of what waits for somebody.
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

// StatusChange is a new status with what it needs to be understood: who or
// what blocks, who can unblock, why something is left out.
type StatusChange struct {
	To            Status
	BlockedReason string
	UnblockerID   *int64
	SkipReason    string
}

// MaxReason is how long a reason may be.
const MaxReason = 500

// Clean returns the change as it is stored, or Invalid. Reasons that belong
// to another status are dropped, so that none is left behind.
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

// statusNow is the status as it is, in the form in which it could be set again.
func (d Deliverable) statusNow() StatusChange {
	return StatusChange{To: d.Status, BlockedReason: d.BlockedReason, UnblockerID: d.UnblockerID, SkipReason: d.SkipReason}
}

func (ch StatusChange) same(o StatusChange) bool {
	return ch.To == o.To && ch.BlockedReason == o.BlockedReason && ch.SkipReason == o.SkipReason && db.IDOf(ch.UnblockerID) == db.IDOf(o.UnblockerID)
}
