package ritual

import (
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Environment is where a ritual is run.
type Environment string

// The environments. A laptop, a QA build or unit tests are not staging.
const (
	Staging    Environment = "staging"
	Production Environment = "production"
)

// RunState is how far a run is.
type RunState string

// The states.
const (
	RunPlanned  RunState = "planned"
	RunRunning  RunState = "running"
	RunFinished RunState = "finished"
	RunDropped  RunState = "dropped"
)

// Label is the state as people read it.
func (s RunState) Label() string {
	switch s {
	case RunRunning:
		return "Running"
	case RunFinished:
		return "Finished"
	case RunDropped:
		return "Dropped"
	}
	return "Planned"
}

// RunResult is what the steps of a finished run amounted to.
type RunResult string

// The results.
const (
	RunPassed     RunResult = "passed"
	RunFailed     RunResult = "failed"
	RunIncomplete RunResult = "incomplete"
)

// Label is the result as people read it.
func (r RunResult) Label() string {
	switch r {
	case RunPassed:
		return "Passed"
	case RunFailed:
		return "Failed"
	case RunIncomplete:
		return "Incomplete"
	}
	return ""
}

// Run is one time that a ritual is gone through against an environment. One
// that belongs to the cadence has a DueOffset. A dry run rehearses the ritual:
// it has findings and meets no criterion.
type Run struct {
	ID          int64
	LaunchID    int64
	RitualID    int64
	Environment Environment
	OwnerID     *int64
	DueOffset   *int
	State       RunState
	DryRun      bool
	Findings    string // Markdown
	DropReason  string
	Result      RunResult
	StartedAt   db.Instant
	FinishedAt  db.Instant
	FinishedBy  *int64
	Version     int
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
}

// TableName implements GORM's Tabler.
func (Run) TableName() string { return "runs" }

// Open tells whether there is something left to do.
func (r Run) Open() bool { return r.State == RunPlanned || r.State == RunRunning }

// Counts tells whether the run says something about the product.
func (r Run) Counts() bool { return r.State == RunFinished && !r.DryRun }

// Label is the environment as people read it, within a sentence.
func (e Environment) Label() string { return string(e) }

// Title is the environment as people read it, on its own.
func (e Environment) Title() string {
	if e == Production {
		return "Production"
	}
	return "Staging"
}

// Valid tells whether there is such an environment.
func (e Environment) Valid() bool { return e == Staging || e == Production }

// StepOutcome is what was seen of a step, "" for one that was not tried yet.
type StepOutcome string

// The outcomes.
const (
	StepNone    StepOutcome = ""
	StepPass    StepOutcome = "pass"
	StepFail    StepOutcome = "fail"
	StepSkipped StepOutcome = "skipped"
)

// StepOutcomes in the order in which they are offered.
var StepOutcomes = []StepOutcome{StepPass, StepFail, StepSkipped}

// Label is the outcome as people read it.
func (o StepOutcome) Label() string {
	switch o {
	case StepPass:
		return "Pass"
	case StepFail:
		return "Fail"
	case StepSkipped:
		return "Skipped"
	}
	return "Not tried"
}

// StepResult is a step as it was when its run began, with what came of it.
type StepResult struct {
	RunID    int64
	StepID   int64
	Title    string
	Weight   int
	Position int
	Outcome  StepOutcome
	Note     string
	ByID     *int64
	At       db.Instant
	Version  int
}

// TableName implements GORM's Tabler.
func (StepResult) TableName() string { return "run_results" }

// Tally is what the steps of a run amount to: how many there are of each
// outcome, and the weights behind them.
type Tally struct {
	Steps, Passed, Failed, Skipped             int
	Weight, PassedWeight, FailedWeight, Unsaid int
}

// TallyOf counts the results. Unsaid are the skipped steps without a note.
func TallyOf(results []StepResult) Tally {
	var t Tally
	for _, r := range results {
		t.Steps++
		t.Weight += r.Weight
		switch r.Outcome {
		case StepPass:
			t.Passed++
			t.PassedWeight += r.Weight
		case StepFail:
			t.Failed++
			t.FailedWeight += r.Weight
		case StepSkipped:
			t.Skipped++
			if r.Note == "" {
				t.Unsaid++
			}
		}
	}
	return t
}

// Done is how many steps have an outcome.
func (t Tally) Done() int { return t.Passed + t.Failed + t.Skipped }

// Coverage is how much of what users really do has passed, in per cent: the
// weights of the passed steps as a part of all weights. A step that nobody
// does adds nothing. It is rounded down, so that 100 means all of it.
func (t Tally) Coverage() int { return share(t.PassedWeight, t.Weight) }

// Executed is how much of what users really do was tried, passed or failed.
func (t Tally) Executed() int { return share(t.PassedWeight+t.FailedWeight, t.Weight) }

func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return 100 * part / whole
}

// Result judges a run by its steps. It failed when one of them did. It passed
// when one at least passed and every other passed too or was skipped with a
// note that says why. Everything else is incomplete: a step that nobody tried,
// or left out without a word, may hide anything.
func (t Tally) Result() RunResult {
	switch {
	case t.Failed > 0:
		return RunFailed
	case t.Passed > 0 && t.Done() == t.Steps && t.Unsaid == 0:
		return RunPassed
	}
	return RunIncomplete
}

// StepNote is what was seen of a step; the note says what, or why it is skipped.
type StepNote struct {
	Outcome StepOutcome
	Note    string
}

// Clean returns the input as it is stored, or Invalid.
func (in StepNote) Clean() (StepNote, error) {
	var c fault.Check
	in.Note = strings.TrimSpace(in.Note)
	c.That(in.Outcome == StepNone || slices.Contains(StepOutcomes, in.Outcome), "outcome", "Choose pass, fail or skipped.")
	c.That(len([]rune(in.Note)) <= launch.MaxNote, "note", "Use at most %d characters.", launch.MaxNote)
	return in, c.Err()
}

// RunInput is what can be changed about a run as a whole.
type RunInput struct {
	Environment Environment
	OwnerID     *int64
	DryRun      bool
	Findings    string
}

// MaxFindings is how long the findings of a dry run may be, in characters.
const MaxFindings = 20_000

// Clean returns the input as it is stored, or Invalid.
func (in RunInput) Clean() (RunInput, error) {
	var c fault.Check
	in.Findings = strings.TrimSpace(in.Findings)
	c.That(in.Environment.Valid(), "environment", "Choose staging or production.")
	c.That(len([]rune(in.Findings)) <= MaxFindings, "findings", "Use at most %d characters.", MaxFindings)
	return in, c.Err()
}

// RunLine is a run as lists show it.
type RunLine struct {
	Run
	OwnerName string
	OwnerGone bool
	Tally     Tally `gorm:"-"`
	// LaunchOn is T's day, from which a planned run has its own.
	LaunchOn civil.Date `gorm:"-"`
	// DoneBy is who finished it.
	DoneBy string
}

// Day is the day of a run of the cadence, none for one that nobody planned.
func (r RunLine) Day() civil.Date { return r.LaunchOn.AddOffset(r.DueOffset) }
