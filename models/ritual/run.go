package ritual

import (
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/enum"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Environment is the environment against which a ritual is run.
type Environment string

// The environments. A laptop, a QA build or unit tests are not staging.
const (
	Staging    Environment = "staging"
	Production Environment = "production"
)

// Environments lists the environments.
var Environments = []Environment{Staging, Production}

// RunState is the state of a run.
type RunState string

// The states.
const (
	RunPlanned  RunState = "planned"
	RunRunning  RunState = "running"
	RunFinished RunState = "finished"
	RunDropped  RunState = "dropped"
)

var runStateLabels = enum.Labels[RunState]{
	{RunRunning, "Running"},
	{RunFinished, "Finished"},
	{RunDropped, "Dropped"},
}

// Label is the state as people read it.
func (s RunState) Label() string { return runStateLabels.LabelOr(s, "Planned") }

// RunResult is the result of a finished run.
type RunResult string

// The results.
const (
	RunPassed     RunResult = "passed"
	RunFailed     RunResult = "failed"
	RunIncomplete RunResult = "incomplete"
)

var runResultLabels = enum.Labels[RunResult]{
	{RunPassed, "Passed"},
	{RunFailed, "Failed"},
	{RunIncomplete, "Incomplete"},
}

// Label returns the result as it is shown.
func (r RunResult) Label() string { return runResultLabels.LabelOr(r, "") }

// Run is one execution of a ritual against an environment. A run of the cadence
// has a DueOffset. A dry run rehearses the ritual: it has findings and meets no
// criterion.
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

// Open reports whether there is something left to do.
func (r Run) Open() bool { return r.State == RunPlanned || r.State == RunRunning }

// Counts reports whether the result says something about the product.
func (r Run) Counts() bool { return r.State == RunFinished && !r.DryRun }

// Label returns the environment as it is shown within a sentence.
func (e Environment) Label() string { return string(e) }

// Title returns the environment as it is shown on its own.
func (e Environment) Title() string {
	if e == Production {
		return "Production"
	}
	return "Staging"
}

// Valid reports whether there is such an environment.
func (e Environment) Valid() bool { return e == Staging || e == Production }

// StepOutcome is the outcome of a step, "" before it was tried.
type StepOutcome string

// The outcomes.
const (
	StepNone    StepOutcome = ""
	StepPass    StepOutcome = "pass"
	StepFail    StepOutcome = "fail"
	StepSkipped StepOutcome = "skipped"
)

var stepOutcomeLabels = enum.Labels[StepOutcome]{
	{StepPass, "Pass"},
	{StepFail, "Fail"},
	{StepSkipped, "Skipped"},
}

// StepOutcomes are the outcomes in the order in which they are offered.
var StepOutcomes = stepOutcomeLabels.Values()

// Label returns the outcome as it is shown.
func (o StepOutcome) Label() string { return stepOutcomeLabels.LabelOr(o, "Not tried") }

// StepResult is a step as it was when its run began, with its outcome.
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

// Tally counts the steps of a run by their outcome, and adds up their weights.
type Tally struct {
	Steps, Passed, Failed, Skipped             int
	Weight, PassedWeight, FailedWeight, Unsaid int
}

// TallyOf counts results. Unsaid are the skipped steps without a note.
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

// Done returns how many steps have an outcome.
func (t Tally) Done() int { return t.Passed + t.Failed + t.Skipped }

// Coverage returns how much of what users do has passed, in per cent: the
// weight of the passed steps as a part of the whole weight. It is rounded down,
// so that 100 means everything.
func (t Tally) Coverage() int { return share(t.PassedWeight, t.Weight) }

// Executed returns how much of what users do was tried, in per cent.
func (t Tally) Executed() int { return share(t.PassedWeight+t.FailedWeight, t.Weight) }

func share(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return 100 * part / whole
}

// Result judges a run by its steps. It failed when a step failed. It passed
// when at least one step passed and every other passed or was skipped with a
// note. Otherwise it is incomplete.
func (t Tally) Result() RunResult {
	switch {
	case t.Failed > 0:
		return RunFailed
	case t.Passed > 0 && t.Done() == t.Steps && t.Unsaid == 0:
		return RunPassed
	}
	return RunIncomplete
}

// StepNote is the form of an outcome; the note says what was seen, or why the
// step is skipped.
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

// RunInput is the form of a run.
type RunInput struct {
	Environment Environment
	OwnerID     *int64
	DryRun      bool
	Findings    string
}

// MaxFindings is the longest text of the findings, in characters.
const MaxFindings = 20_000

// Clean returns the input as it is stored, or Invalid.
func (in RunInput) Clean() (RunInput, error) {
	var c fault.Check
	in.Findings = strings.TrimSpace(in.Findings)
	c.That(in.Environment.Valid(), "environment", "Choose staging or production.")
	c.That(len([]rune(in.Findings)) <= MaxFindings, "findings", "Use at most %d characters.", MaxFindings)
	return in, c.Err()
}

// RunLine is a run with names, its tally and T.
type RunLine struct {
	Run
	OwnerName string
	OwnerGone bool
	Tally     Tally `gorm:"-"`
	// LaunchOn is the day of T, to which DueOffset is relative.
	LaunchOn civil.Date `gorm:"-"`
	// DoneBy is the person who finished it.
	DoneBy string
}

// Day returns the day of a run of the cadence, the zero Date for an unplanned
// run.
func (r RunLine) Day() civil.Date { return r.LaunchOn.AddOffset(r.DueOffset) }
