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

// Task is one line of the launch-day run sheet. It starts so many minutes
// from the moment of T, so that moving T moves it; what a clock on the wall
// shows then is worked out, on a day when the clocks change too.
type Task struct {
	ID         int64
	LaunchID   int64
	Title      string
	OwnerID    *int64
	FallbackID *int64
	// RoleKey and FallbackKey are the roles that the template gave it to.
	RoleKey, FallbackKey string
	StartMinutes         int
	Minutes              int
	Needs                string
	DoneAt               db.Instant
	DoneBy               *int64
	Position             int
	ArchivedAt           db.Instant
	Version              int
	CreatedAt            db.Instant
	UpdatedAt            db.Instant
}

// TableName implements GORM's Tabler.
func (Task) TableName() string { return "run_tasks" }

// Bounds of a run sheet: it is about the day of the launch and those around it.
const (
	farthestStart = 72 * 60
	longestTask   = 24 * 60
	longestShift  = 24 * 60
)

// TaskInput is what a person types about a line. Start is as it was typed.
type TaskInput struct {
	Title      string
	OwnerID    *int64
	FallbackID *int64
	Start      string
	Minutes    string
	Needs      string
}

// Clean returns the input with the minutes that its times mean for a launch, or
// Invalid with all that is wrong.
func (in TaskInput) Clean(l launch.Launch) (_ TaskInput, start, minutes int, _ error) {
	var c fault.Check
	in.Title, in.Needs = words.OneLine(in.Title), words.OneLine(in.Needs)
	c.That(in.Title != "", "title", "Say what is to be done.")
	c.That(len([]rune(in.Title)) <= launch.MaxTitle, "title", "Use at most %d characters.", launch.MaxTitle)
	c.That(len([]rune(in.Needs)) <= launch.MaxReason, "needs", "Use at most %d characters.", launch.MaxReason)
	start, err := ParseStart(in.Start, l)
	if err := c.Merge(err); err != nil {
		return in, 0, 0, err
	}
	minutes, err = strconv.Atoi(strings.TrimSpace(in.Minutes))
	c.That(err == nil && minutes >= 0 && minutes <= longestTask, "minutes", "Enter whole minutes, from 0 to %d.", longestTask)
	c.That(in.OwnerID == nil || db.IDOf(in.OwnerID) != db.IDOf(in.FallbackID), "fallback", "The fallback is for when the owner cannot. Choose somebody else.")
	return in, start, minutes, c.Err()
}

// ParseStart reads when a task starts, in minutes from T: typed as T-2h, T or
// T+1h30m, as a time of launch day, or as a day and time, in the launch's zone.
// A time that the clocks skip on that day is refused; of one that they show
// twice the first is meant.
func ParseStart(text string, l launch.Launch) (int, error) {
	text = strings.ToUpper(strings.Join(strings.Fields(strings.NewReplacer("−", "-", "–", "-", "T ", "T", "t ", "T").Replace(text)), " "))
	minutes, ok := 0, false
	if rest, relative := strings.CutPrefix(text, "T"); relative {
		minutes, ok = relativeMinutes(strings.ReplaceAll(rest, " ", ""))
	} else if text != "" {
		day, clock, dated := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
		if !dated {
			day, clock = l.LaunchOn.String(), text
		}
		on, err1 := civil.Parse(day)
		at, err2 := civil.ParseTime(clock)
		if ok = err1 == nil && err2 == nil && !on.IsZero() && !at.IsZero(); ok {
			moment, how := civil.Instant(on, at, l.Location())
			if how == civil.Skipped {
				return 0, fault.Invalid("start", "%s does not exist on %s in %s: the clocks go forward. Choose another time.", at, on.Long(), l.Zone)
			}
			// The sheet keeps minutes; T itself is on a full one.
			minutes = int(moment.Sub(l.LaunchAt.Time) / time.Minute)
		}
	}
	switch {
	case !ok:
		return 0, fault.Invalid("start", "Enter it like T-2h, T+30m, 08:00 or 2026-12-10 08:00.")
	case minutes > farthestStart || minutes < -farthestStart:
		return 0, fault.Invalid("start", "That is more than three days from the launch. The run sheet is for the day itself.")
	}
	return minutes, nil
}

// relativeMinutes reads what stands after the T: nothing, or -2h, +1h30m, -45m.
func relativeMinutes(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	sign := 1
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	total, last := 0, "DHM"
	for s = s[1:]; s != ""; {
		i := strings.IndexAny(s, "DHM")
		if i < 1 || i > 5 {
			return 0, false
		}
		n, err := strconv.ParseUint(s[:i], 10, 32)
		k := strings.IndexByte(last, s[i])
		if err != nil || k < 0 {
			return 0, false
		}
		total += int(n) * map[byte]int{'D': 24 * 60, 'H': 60, 'M': 1}[s[i]]
		s, last = s[i+1:], last[k+1:]
	}
	return sign * total, last != "DHM"
}

// FromT is a start as people write it: T-2h, T, T+1h30m.
func FromT(minutes int) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	if minutes == 0 {
		return "T"
	}
	return "T" + sign + strings.ReplaceAll(Duration(minutes), " ", "")
}

// Duration is a duration as people write it: 30m, 2h, 1h 30m.
func Duration(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return strconv.Itoa(m) + "m"
	case m == 0:
		return strconv.Itoa(h) + "h"
	}
	return fmt.Sprintf("%dh %dm", h, m)
}

// Line is a task with its moments, its people's names and what is wrong.
type Line struct {
	Task
	OwnerName, FallbackName, DoneName string
	OwnerGone, FallbackGone           bool
	Start, End                        time.Time
	// Gap is how many minutes lie between the tasks before and this one.
	Gap      int      `gorm:"-"`
	Problems []string `gorm:"-"`
}

// Done tells whether the task was done.
func (t Task) Done() bool { return !t.DoneAt.IsZero() }

// Sheet is the run sheet of a launch.
type Sheet struct {
	Lines []Line
	// Removed are lines that can be brought back.
	Removed []Task
	// Confirmed is who agreed on the sheet at the latest meeting that did, and
	// when; Changed is who changed it last since.
	ConfirmedBy string
	ConfirmedAt db.Instant
	ChangedBy   string
	ChangedAt   db.Instant
}

// Ends is when the last task ends; zero for an empty sheet.
func (v Sheet) Ends() time.Time {
	var end time.Time
	for _, l := range v.Lines {
		if l.End.After(end) {
			end = l.End
		}
	}
	return end
}

// DoneCount counts the tasks that are done, Problems those with something wrong.
func (v Sheet) DoneCount() int {
	return v.count(func(l Line) bool { return l.Done() })
}

// Problems counts the lines with something wrong.
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

// Line returns the line with that id.
func (v Sheet) Line(id int64) (Line, bool) {
	i := slices.IndexFunc(v.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return v.Lines[i], true
}

// judged puts lines in order, gives them their moments, and names what is wrong
// with those that are still to be done.
func judged(lines []Line, l launch.Launch, away []people.Absence) []Line {
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
		if k := &lines[i]; !k.Done() {
			k.Problems = append(peopleProblems(*k, l, away), overlaps(lines, *k, l)...)
		}
	}
	return lines
}

func peopleProblems(k Line, l launch.Launch, away []people.Absence) []string {
	var out []string
	switch {
	case k.OwnerID == nil:
		out = append(out, "No owner")
	case k.OwnerGone:
		out = append(out, k.OwnerName+" has left")
	}
	switch {
	case k.FallbackID == nil:
		out = append(out, "No fallback")
	case k.FallbackGone:
		out = append(out, k.FallbackName+", the fallback, has left")
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
	}
	return out
}

// overlaps names what else the owner is to do at the same time.
func overlaps(lines []Line, k Line, l launch.Launch) []string {
	var out []string
	for _, o := range lines {
		if o.ID == k.ID || o.Done() || k.OwnerID == nil || db.IDOf(o.OwnerID) != *k.OwnerID || !meet(k, o) {
			continue
		}
		out = append(out, fmt.Sprintf("%s is on “%s” too, %s to %s", k.OwnerName, o.Title, clock(o.Start, l), clock(o.End, l)))
	}
	return out
}

// meet tells whether two tasks share a minute; one of no length is in another
// that it begins in.
func meet(a, b Line) bool {
	if a.StartMinutes == b.StartMinutes {
		return true
	}
	return a.StartMinutes < b.StartMinutes+b.Minutes && b.StartMinutes < a.StartMinutes+a.Minutes
}

func clock(at time.Time, l launch.Launch) string { return at.In(l.Location()).Format("15:04") }

// places are where two neighbours go when they change places: the later one
// takes the start of the earlier, and the pause between them, or how long both
// run at once, stays. Doing it again puts them back. Where the later one runs
// within the other, they change their starts; with one start, only their order.
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
