package runsheet

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Task is one line of the run sheet. Its start is relative to T in minutes of
// elapsed time, so that it moves with T, also over a change of the clocks.
type Task struct {
	ID       int64
	LaunchID int64
	Title    string
	// Block is the heading that the task stands under, "" for none.
	Block      string
	OwnerID    *int64
	FallbackID *int64
	// RoleKey and FallbackKey are the roles that the template gave it to.
	RoleKey, FallbackKey string
	StartMinutes         int
	Minutes              int
	Needs                string
	// BackID is the task that switches on again what this one switches off, nil for none.
	BackID *int64
	// WaitFor is what the task waits for, WaitID the task if it is one.
	WaitFor WaitFor
	WaitID  *int64
	// Links is a link on each line, see ParseLinks. Post is a text that is published with the task.
	Links, Post string
	DoneAt      db.Instant
	DoneBy      *int64
	Position    int
	ArchivedAt  db.Instant
	Version     int
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
}

// TableName implements GORM's Tabler.
func (Task) TableName() string { return "run_tasks" }

// Bounds of a run sheet.
const (
	farthestStart = launch.MaxDays * 24 * 60
	maxBlock      = 100
	maxPost       = 4000
	maxMembers    = 50
	longestTask   = 24 * 60
	longestShift  = 24 * 60
)

// TaskInput is the form of a task. Start is as typed; a task of a block inherits the block's start if it is blank. Blank
// minutes are none.
type TaskInput struct {
	Title      string
	Block      string
	OwnerID    *int64
	FallbackID *int64
	Start      string
	Minutes    string
	Needs      string
	// BackID is the task that switches on again what this one switches off. Back is its title, for tasks that are pasted.
	BackID *int64
	Back   string
	// Members are the people of the group that does the task, each with a tick; a task with members has no owner.
	Members []int64
	// WaitFor is what the task waits for, and WaitID the task. Wait is its title, for tasks that are pasted.
	WaitFor WaitFor
	WaitID  *int64
	Wait    string
	Links   string
	Post    string
}

// Clean returns the input as it is stored, with its start and duration in
// minutes. Returns Invalid with every mistake.
func (in TaskInput) Clean(l launch.Launch) (_ TaskInput, start, minutes int, _ error) {
	var c fault.Check
	in.Title, in.Needs = words.OneLine(in.Title), words.OneLine(in.Needs)
	c.That(in.Title != "", "title", "Say what is to be done.")
	c.That(len([]rune(in.Title)) <= launch.MaxTitle, "title", "Use at most %d characters.", launch.MaxTitle)
	if in.Block = words.OneLine(in.Block); len([]rune(in.Block)) > maxBlock {
		c.Add("block", "Use at most %d characters.", maxBlock)
	}
	if strings.TrimSpace(in.Minutes) == "" {
		in.Minutes = "0"
	}
	c.That(len([]rune(in.Needs)) <= launch.MaxReason, "needs", "Use at most %d characters.", launch.MaxReason)
	start, err := ParseStart(in.Start, l)
	if err := c.Merge(err); err != nil {
		return in, 0, 0, err
	}
	minutes, err = strconv.Atoi(strings.TrimSpace(in.Minutes))
	c.That(err == nil && minutes >= 0 && minutes <= longestTask, "minutes", "Enter whole minutes, from 0 to %d.", longestTask)
	c.That(in.OwnerID == nil || db.IDOf(in.OwnerID) != db.IDOf(in.FallbackID), "fallback",
		"The fallback is for when the owner cannot. Choose somebody else.")
	in.cleanMore(&c)
	return in, start, minutes, c.Err()
}

// Line is a task with its instants, names and problems.
type Line struct {
	Task
	OwnerName, FallbackName, DoneName string
	OwnerGone, FallbackGone           bool
	Start, End                        time.Time
	// Gap is how many minutes are free between the tasks before and this one.
	Gap      int      `gorm:"-"`
	Problems []string `gorm:"-"`
	// Back is the title of the task that switches on again what this one switches off, "" for none; StillOff says that this
	// one is done and that one is not.
	Back     string `gorm:"-"`
	StillOff bool   `gorm:"-"`
	// Members are the people of the group that does the task, none if it has an owner.
	Members []Member `gorm:"-"`
	// Wait is what the task waits for, "" for nothing; Waiting says that it is not done yet.
	Wait    string `gorm:"-"`
	Waiting bool   `gorm:"-"`
}

// Done reports whether the task is done.
func (t Task) Done() bool { return !t.DoneAt.IsZero() }

// Sheet is the run sheet of a launch.
type Sheet struct {
	Lines []Line
	// Removed are tasks that can be restored.
	Removed []Task
	// Backup does a task when its owner cannot and it has no fallback.
	Backup Backup
	Confirmation
}

// Confirmation says whether a run sheet is confirmed.
type Confirmation struct {
	// ConfirmedBy confirmed the sheet at the latest meeting that did; ChangedBy
	// is the last person who changed it or moved T since.
	ConfirmedBy string
	ConfirmedAt db.Instant
	ChangedBy   string
	ChangedAt   db.Instant
}

// Summary is what a meeting says about a run sheet.
type Summary struct {
	Tasks int
	Confirmation
}

// Ends returns when the last task ends; zero for an empty sheet.
func (v Sheet) Ends() time.Time {
	var end time.Time
	for _, l := range v.Lines {
		if l.End.After(end) {
			end = l.End
		}
	}
	return end
}

// DoneCount returns how many tasks are done.
func (v Sheet) DoneCount() int {
	return v.count(func(l Line) bool { return l.Done() })
}

// StillOff returns how many lines have switched something off that is not on again.
func (v Sheet) StillOff() int { return v.count(func(l Line) bool { return l.StillOff }) }

// Problems returns how many lines have problems.
func (v Sheet) Problems() int {
	return v.count(func(l Line) bool { return len(l.Problems) > 0 })
}

func (v Sheet) count(is func(Line) bool) int {
	n := 0
	for _, l := range v.Lines {
		if is(l) {
			n++
		}
	}
	return n
}

// Line returns a line by its id.
func (v Sheet) Line(id int64) (Line, bool) {
	i := slices.IndexFunc(v.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return v.Lines[i], true
}

// judged sorts lines, fills in their instants, and names the problems of those
// that are not done.
func judged(lines []Line, l launch.Launch, away []people.Absence, goes bool) []Line {
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.StartMinutes, b.StartMinutes), cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
	})
	busy := 0
	for i := range lines {
		k := &lines[i]
		k.Start = l.LaunchAt.Add(time.Duration(k.StartMinutes) * time.Minute)
		k.End = k.Start.Add(time.Duration(k.Minutes) * time.Minute)
		if i > 0 {
			k.Gap = max(0, k.StartMinutes-busy)
		}
		if end := k.StartMinutes + k.Minutes; i == 0 || end > busy {
			busy = end
		}
	}
	for i := range lines {
		k := &lines[i]
		if t := slices.IndexFunc(lines, func(o Line) bool { return o.ID == db.IDOf(k.BackID) }); t >= 0 {
			k.Back, k.StillOff = lines[t].Title, k.Done() && !lines[t].Done()
		}
		k.wait(lines, goes)
		if !k.Done() {
			k.Problems = append(peopleProblems(*k, l, away), overlaps(lines, *k, l)...)
			k.Problems = append(k.Problems, waitProblems(lines, *k, l)...)
		}
	}
	return lines
}

func peopleProblems(k Line, l launch.Launch, away []people.Absence) []string {
	var out []string
	switch {
	case len(k.Members) > 0:
	case k.OwnerID == nil:
		out = append(out, "No owner")
	case k.OwnerGone:
		out = append(out, k.OwnerName+" has left")
	}
	if k.FallbackGone {
		out = append(out, k.FallbackName+", the fallback, has left")
	}
	for _, m := range k.Members {
		if m.Gone && !m.Done() {
			out = append(out, m.Name+" has left")
		}
	}
	first, last := civil.Of(k.Start, l.Location()), civil.Of(k.End, l.Location())
	for _, a := range away {
		if a.FirstDay.After(last) || a.LastDay.Before(first) {
			continue
		}
		switch a.UserID {
		case db.IDOf(k.OwnerID):
			out = append(out, k.OwnerName+" is away that day")
		case db.IDOf(k.FallbackID):
			out = append(out, k.FallbackName+", the fallback, is away that day")
		}
		for _, m := range k.Members {
			if m.UserID == a.UserID && !m.Done() {
				out = append(out, m.Name+" is away that day")
			}
		}
	}
	return out
}

// shortTask is the duration in minutes up to which a person can do a task beside another (readiness.md §5).
const shortTask = 5

// overlaps names the other tasks that the owner has at the same time, if both take longer than shortTask.
func overlaps(lines []Line, k Line, l launch.Launch) []string {
	var out []string
	for _, o := range lines {
		if o.ID == k.ID || o.Done() || k.OwnerID == nil || db.IDOf(o.OwnerID) != *k.OwnerID || !meet(k, o) ||
			k.Minutes <= shortTask || o.Minutes <= shortTask {
			continue
		}
		out = append(out, fmt.Sprintf("%s is on “%s” too, %s to %s", k.OwnerName, o.Title, clock(o.Start, l), clock(o.End, l)))
	}
	return out
}

// meet reports whether two tasks share a minute. A task without a duration
// meets one in which it begins.
func meet(a, b Line) bool {
	if a.StartMinutes == b.StartMinutes {
		return true
	}
	return a.StartMinutes < b.StartMinutes+b.Minutes && b.StartMinutes < a.StartMinutes+a.Minutes
}

func clock(at time.Time, l launch.Launch) string { return at.In(l.Location()).Format("15:04") }

// places returns where two neighbours start after they changed places: the
// later one takes the start of the earlier, and the pause or overlap between
// them stays. Doing it twice restores them. When the later one runs within the
// other, they swap their starts; with the same start, only their order.
func places(a, b Task) (startA, startB int, swapOrder bool) {
	if a.StartMinutes == b.StartMinutes {
		return a.StartMinutes, b.StartMinutes, true
	}
	startA = b.StartMinutes + b.Minutes - a.Minutes
	if startA <= a.StartMinutes {
		startA = b.StartMinutes
	}
	return startA, a.StartMinutes, false
}
