// Package planimport makes deliverables of tables and lists that people paste
// into the plan of a launch, and writes a plan as such a table.
package planimport

import (
	"tminus/internal/fold"
	"tminus/internal/tabular"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// MaxRows is how many deliverables one import may bring: more than any launch
// has in good faith, and few enough to look through before pressing the button.
const MaxRows = 1000

// Input is a table with all that a person has decided about it. It is kept
// nowhere: the page carries it from step to step, so that nothing is written
// before it is confirmed and there is nothing to clean up.
type Input struct {
	Text string
	// NoHeader says that the first row is an item already.
	NoHeader bool
	// Columns says what each column is; nil means that they are recognised.
	Columns []Field
	// Cells are those that were corrected, by row and field.
	Cells map[int]map[Field]string
	// LeaveOut are the rows that are not wanted.
	LeaveOut map[int]bool
	// Answers are those to the import's questions, by their keys.
	Answers map[string]string
	// Lane is where rows without a lane go: ByTeam, NewLane, or a lane's id.
	Lane string
	// Kind is what rows without a kind are; "" takes it from the lane.
	Kind template.Kind
	// Pinned keeps the dates when T moves, unless the row says otherwise.
	Pinned bool
	// SkipKnown leaves out what is in the launch under the same title.
	SkipKnown bool
	// KeepRoles makes the owners' roles that were answered roles of the launch.
	KeepRoles bool
	// NoOwnerOK confirms that some rows have no owner.
	NoOwnerOK bool
}

// Values of Input.Lane, and of the answers.
const (
	ByTeam  = "team"
	NewLane = "new"
	// DefaultLane is the name of the lane that NewLane makes.
	DefaultLane = "Imported"
)

// Surroundings are what an import is matched against.
type Surroundings struct {
	Plan   *launch.Plan
	People []people.User // who has left among them
	Roles  []launch.RoleFilled
}

// Prepare works out what a table would become. Returns Invalid when there
// is no table in the text; what is wrong with single rows is in the preview.
func Prepare(around Surroundings, in Input) (*Preview, error) {
	t, err := tabular.Read([]byte(in.Text))
	if err != nil {
		return nil, fault.Invalid("text", "%s", err.Error())
	}
	found := RecogniseColumns(t.Header)
	// A list of lines whose first is no column's name has no header.
	if in.NoHeader || len(t.Header) == 1 && found[0] == NoField {
		in.NoHeader = true
		t = t.WithoutHeader()
		found = RecogniseColumns(t.Header)
		if len(found) == 1 {
			found[0] = FieldTitle
		}
	}
	if n := len(t.Rows); n > MaxRows {
		return nil, fault.Invalid("text", "The table has %d rows; at most %d are imported at once. Import it in parts.", n, MaxRows)
	}
	if len(t.Rows) == 0 {
		return nil, fault.Invalid("text", "There is a line of column names, but no row beneath it.")
	}
	if len(in.Columns) == len(t.Header) {
		found = in.Columns
	}
	b := newBuilder(around, in, t, found)
	for i := range t.Rows {
		b.addRow(i)
	}
	b.tieRows()
	b.out.Questions = b.questions.list
	return b.out, nil
}

// builder works a preview out.
type builder struct {
	Surroundings
	in        Input
	table     tabular.Table
	zoneNamed string // the zone that the header of the time column names
	out       *Preview
	who       *whoIsWho
	questions questions
	known     map[string]int64 // existing items by folded title
	byTitle   map[string]int   // rows by folded title
	byID      map[string]int   // rows by what their id column says
}

func newBuilder(around Surroundings, in Input, t tabular.Table, cols []Field) *builder {
	b := &builder{
		Surroundings: around, in: in, table: t, who: newWhoIsWho(around),
		known: map[string]int64{}, byTitle: map[string]int{}, byID: map[string]int{},
		out: &Preview{Format: t.Format, Around: t.Around, Header: t.Header, Columns: cols, NoHeader: in.NoHeader, NoOwnerOK: in.NoOwnerOK, people: map[int64]people.User{}},
	}
	b.questions.byKey = map[string]int{}
	for _, u := range around.People {
		b.out.people[u.ID] = u
	}
	for _, it := range around.Plan.Items {
		b.known[titleKey(it.Title)] = it.ID
	}
	b.out.Samples = samples(t)
	b.checkColumns()
	return b
}

func titleKey(s string) string { return fold.Text(words.OneLine(s)) }

// samples are the first cells of the columns that hold anything.
func samples(t tabular.Table) []string {
	out := make([]string, len(t.Header))
	for i := range out {
		for _, r := range t.Rows {
			if c := words.OneLine(r.Cells[i]); c != "" {
				out[i] = c
				break
			}
		}
	}
	return out
}

func (b *builder) checkColumns() {
	seen := map[Field]bool{}
	for i, f := range b.out.Columns {
		if f != NoField && seen[f] {
			b.out.Problems = append(b.out.Problems, "Two columns are taken for “"+f.Label()+"”. Keep one of them.")
		}
		seen[f] = true
		if f == FieldTime {
			b.zoneNamed = bracketed(b.table.Header[i])
		}
	}
	if !seen[FieldTitle] {
		b.out.Problems = append(b.out.Problems, "No column is taken for the title. Choose which one it is.")
	}
}

// cells returns a row's cells by field, with corrections in place.
func (b *builder) cells(i int) (cells map[Field]string, edited map[Field]bool) {
	cells, edited = map[Field]string{}, map[Field]bool{}
	for j, f := range b.out.Columns {
		if f != NoField {
			cells[f] = b.table.Rows[i].Cells[j]
		}
	}
	for f, text := range b.in.Cells[i] {
		cells[f], edited[f] = text, true
	}
	return cells, edited
}
