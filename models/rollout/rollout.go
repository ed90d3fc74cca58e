package rollout

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// State is the state of a rollout (day.md §3).
type State string

// The states. Only a running or paused rollout has a current stage.
const (
	Ready      State = "ready"
	Running    State = "running"
	Paused     State = "paused"
	Live       State = "live"
	RolledBack State = "rolled back"
)

// Under reports whether the rollout is under way.
func (s State) Under() bool { return s == Running || s == Paused }

// StageState is the state of a stage.
type StageState string

// The states of a stage. It is Running until somebody confirms the share, and then Holding.
const (
	Pending       StageState = "pending"
	StageRunning  StageState = "running"
	Holding       StageState = "holding"
	Passed        StageState = "passed"
	StageReverted StageState = "rolled back"
)

// Stage is a share of the users that have the launch for some time.
type Stage struct {
	ID        int64
	RolloutID int64
	Position  int
	Name      string
	Audience  string
	// WantedBP is the share that the stage turns on, in basis points, ActualBP the one that was confirmed.
	WantedBP int `gorm:"column:wanted_bp"`
	// HoldMinutes is how long the stage must be clean. HoldUntil is a time of day until which it also lasts, zero for none.
	HoldMinutes   int
	HoldUntil     civil.TimeOfDay
	SettleMinutes int
	Instruction   string
	State         StageState
	StartedAt     db.Instant
	ConfirmedAt   db.Instant
	ConfirmedBy   *int64
	ActualBP      int `gorm:"column:actual_bp"`
	PassedAt      db.Instant
	Version       int
	UpdatedAt     db.Instant
}

// TableName implements GORM's Tabler.
func (Stage) TableName() string { return "rollout_stages" }

// Rollout turns a launch on in stages.
type Rollout struct {
	ID        int64
	LaunchID  int64
	Number    int
	Strategy  Strategy
	State     State
	StageID   *int64
	StartedAt db.Instant
	EndedAt   db.Instant
	// OffAt is when somebody confirmed that a rolled back launch is off.
	OffAt     db.Instant
	Version   int
	CreatedAt db.Instant
	UpdatedAt db.Instant

	Stages    []Stage    `gorm:"-"`
	Decisions []Decision `gorm:"-"`
}

// Kind is the kind of a decision.
type Kind string

// The kinds of decisions.
const (
	KindStart    Kind = "start"
	KindConfirm  Kind = "confirm"
	KindAdvance  Kind = "advance"
	KindEarly    Kind = "early"
	KindLive     Kind = "live"
	KindPause    Kind = "pause"
	KindResume   Kind = "resume"
	KindLower    Kind = "lower"
	KindRollBack Kind = "roll back"
	KindOff      Kind = "off"
)

var kindLabels = enum.Labels[Kind]{
	{KindStart, "Started"}, {KindConfirm, "Confirmed"}, {KindAdvance, "Advanced"}, {KindEarly, "Advanced early"}, {KindLive, "Live"},
	{KindPause, "Paused"}, {KindResume, "Resumed"}, {KindLower, "Lowered"}, {KindRollBack, "Rolled back"}, {KindOff, "Off for everyone"},
}

// Label returns the name of the kind on screen.
func (k Kind) Label() string { return kindLabels.Label(k) }

// Decision is what somebody decided about a rollout. It is never changed.
type Decision struct {
	ID        int64
	RolloutID int64
	StageID   *int64
	Kind      Kind
	At        db.Instant
	ByID      *int64
	ByName    string `gorm:"->"`
	Reason    string
	// Seen is what was on the page then, a line each.
	Seen string
}

// TableName implements GORM's Tabler.
func (Decision) TableName() string { return "rollout_decisions" }

// Current returns the stage that is running or holding.
func (r Rollout) Current() (Stage, bool) {
	for _, s := range r.Stages {
		if r.State.Under() && s.ID == db.IDOf(r.StageID) {
			return s, true
		}
	}
	return Stage{}, false
}

// Next returns the stage after another one.
func (r Rollout) Next(after Stage) (Stage, bool) {
	for i, s := range r.Stages {
		if s.ID == after.ID && i+1 < len(r.Stages) {
			return r.Stages[i+1], true
		}
	}
	return Stage{}, false
}

// Stage returns a stage by its id.
func (r Rollout) Stage(id int64) (Stage, bool) {
	for _, s := range r.Stages {
		if s.ID == id {
			return s, true
		}
	}
	return Stage{}, false
}

// ActualBP returns the share of the users that have the launch, in basis points.
func (r Rollout) ActualBP() int {
	switch s, ok := r.Current(); {
	case ok && !s.ConfirmedAt.IsZero():
		return s.ActualBP
	case r.State == Live:
		return Full
	}
	bp := 0
	for _, s := range r.Stages {
		if r.State.Under() && s.State == Passed {
			bp = s.ActualBP
		}
	}
	return bp
}

// pauses returns when the rollout was paused.
func (r Rollout) pauses() []Span {
	var out []Span
	for _, d := range r.Decisions {
		switch d.Kind {
		case KindPause:
			out = append(out, Span{Start: d.At.Time})
		case KindResume, KindRollBack:
			if n := len(out); n > 0 && out[n-1].End.IsZero() {
				out[n-1].End = d.At.Time
			}
		}
	}
	return out
}

// Watch returns what the clean time of a stage is computed from. Without metrics, a person judges it.
func (r Rollout) Watch(s Stage) Watch {
	return Watch{ConfirmedAt: s.ConfirmedAt.Time, Settle: time.Duration(s.SettleMinutes) * time.Minute, Reset: 5 * time.Minute,
		Pauses: r.pauses(), Judged: true}
}

// Gate is what keeps a stage from passing.
type Gate struct {
	Clean, Hold time.Duration
	// Until is when a hold until a time of day ends, zero for none.
	Until time.Time
	// Missing says what is not met, a line each; the gate is open if it is empty.
	Missing []string
}

// Progress says how much of the hold is over: "53 of 120 clean minutes".
func (g Gate) Progress() string {
	return fmt.Sprintf("%d of %s", int(g.Clean/time.Minute), Minutes(g.Hold))
}

// Open reports whether the stage may pass.
func (g Gate) Open() bool { return len(g.Missing) == 0 }

// GateOf returns the gate of the current stage at an instant; loc is the zone of the launch.
func (r Rollout) GateOf(s Stage, now time.Time, loc *time.Location) Gate {
	g := Gate{Hold: time.Duration(s.HoldMinutes) * time.Minute}
	if r.State == Paused {
		g.Missing = append(g.Missing, "The rollout is paused")
	}
	if s.State != Holding {
		g.Missing = append(g.Missing, "Nobody has confirmed that "+Percent(s.WantedBP)+" is on")
		return g
	}
	if s.ActualBP != s.WantedBP {
		g.Missing = append(g.Missing, "Actual is "+Percent(s.ActualBP)+", wanted "+Percent(s.WantedBP))
	}
	g.Clean, _, _ = r.Watch(s).Clean(now)
	if g.Clean < g.Hold {
		g.Missing = append(g.Missing, g.Progress())
	}
	if !s.HoldUntil.IsZero() {
		on := civil.Of(s.ConfirmedAt.Time, loc)
		if g.Until, _ = civil.Instant(on, s.HoldUntil, loc); now.Before(g.Until) {
			g.Missing = append(g.Missing, "Holds until "+s.HoldUntil.String())
		}
	}
	return g
}

// Minutes returns a duration in whole minutes: "1 clean minute", "40 clean minutes".
func Minutes(d time.Duration) string {
	return words.Count(int(d/time.Minute), "clean minute")
}

// Label returns the state as it stands in the head of the launch: "25 % · holding", "Paused at 25 %".
func (r Rollout) Label() string {
	s, ok := r.Current()
	switch {
	case ok && r.State == Paused:
		return "Paused at " + Percent(r.ActualBP())
	case ok && s.State == Holding:
		return Percent(s.ActualBP) + " · holding"
	case ok:
		return Percent(s.WantedBP) + " · confirming"
	}
	return ""
}

// StageInput is the form of a stage.
type StageInput struct {
	Name, Audience, Percent, Hold, Until, Settle, Instruction string
}

// Bounds of a plan.
const (
	maxStages = 20
	maxHold   = 14 * 24 * 60
	maxText   = 500
	minReason = 10
)

// Clean returns the stage that the input describes. Returns Invalid with every mistake.
func (in StageInput) Clean() (Stage, error) {
	var c fault.Check
	s := Stage{Name: words.OneLine(in.Name), Audience: words.OneLine(in.Audience), Instruction: words.OneLine(in.Instruction)}
	bp, err := ParsePercent(in.Percent)
	if err := c.Merge(err); err != nil {
		return s, err
	}
	if s.WantedBP = bp; s.Name == "" {
		s.Name = Percent(bp)
	}
	for field, text := range map[string]string{"name": s.Name, "audience": s.Audience, "instruction": s.Instruction} {
		c.That(len([]rune(text)) <= maxText, field, "Use at most %d characters.", maxText)
	}
	s.HoldMinutes, err = strconv.Atoi(strings.TrimSpace(in.Hold))
	c.That(err == nil && s.HoldMinutes >= 0 && s.HoldMinutes <= maxHold, "hold", "Enter whole minutes, from 0 to %d.", maxHold)
	if strings.TrimSpace(in.Settle) != "" {
		s.SettleMinutes, err = strconv.Atoi(strings.TrimSpace(in.Settle))
		c.That(err == nil && s.SettleMinutes >= 0 && s.SettleMinutes <= day, "settle", "Enter whole minutes, from 0 to %d.", day)
	}
	if s.HoldUntil, err = civil.ParseTime(strings.TrimSpace(in.Until)); err != nil {
		c.Add("until", "Enter a time of day, such as 18:00, or nothing.")
	}
	return s, c.Err()
}

// ParsePercent reads a share above 0 and up to 100, such as "25", "2.5" or "0,5 %", in basis points. It returns Invalid for the
// field "percent".
func ParsePercent(text string) (int, error) {
	wrong := fault.Invalid("percent", "Enter a share above 0 and up to 100 %%, with at most two decimals.")
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	whole, part, _ := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	n, err := strconv.ParseUint(whole, 10, 16)
	if err != nil || len(part) > 2 {
		return 0, wrong
	}
	bp := int(n) * 100
	if part != "" {
		f, err := strconv.ParseUint((part + "0")[:2], 10, 8)
		if err != nil {
			return 0, wrong
		}
		bp += int(f)
	}
	if bp < 1 || bp > Full {
		return 0, wrong
	}
	return bp, nil
}

// checkPlan returns Invalid for the field "percent" unless the shares strictly increase.
func checkPlan(stages []Stage) error {
	if len(stages) > maxStages {
		return fault.Invalid("percent", "Use at most %d stages.", maxStages)
	}
	for i := 1; i < len(stages); i++ {
		if stages[i].WantedBP <= stages[i-1].WantedBP {
			return fault.Invalid("percent", "Each stage needs a greater share than the one before: %s comes after %s.",
				Percent(stages[i].WantedBP), Percent(stages[i-1].WantedBP))
		}
	}
	return nil
}

// Earliest returns when each stage begins at the earliest if the rollout starts at an instant, and when it ends.
func (r Rollout) Earliest(start time.Time, loc *time.Location) (begins []time.Time, ends time.Time) {
	at := start
	for _, s := range r.Stages {
		begins = append(begins, at)
		end := at.Add(time.Duration(s.SettleMinutes+s.HoldMinutes) * time.Minute)
		if !s.HoldUntil.IsZero() {
			if until, _ := civil.Instant(civil.Of(at, loc), s.HoldUntil, loc); until.After(end) {
				end = until
			}
		}
		at = end
	}
	return begins, at
}

// StartsAt is the instant from which a rollout may start without a reason.
func StartsAt(l launch.Launch) time.Time { return l.LaunchAt.Add(-15 * time.Minute) }
