// Package planimport creates deliverables from tables and lists that people paste into the plan of
// a launch, and exports a plan as such a table.
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

// MaxRows is the maximum number of deliverables in an import: more than real launches have, and few
// enough to review.
const MaxRows = 1000

// Input is a table with the decisions that a person made about it. It is not stored: the page
// carries it from step to step, so that nothing is written before the confirmation and nothing has
// to be cleaned up.
type Input struct {
	Text string
	// NoHeader reports whether the first row is an item.
	NoHeader bool
	// Columns are the fields of the columns; nil means to recognise them.
	Columns []Field
	// Cells are the corrected cells, by row and field.
	Cells map[int]map[Field]string
	// LeaveOut are the rows to leave out.
	LeaveOut map[int]bool
	// Answers are the answers to the import's questions, by key.
	Answers map[string]string
	// Lane is the lane for rows without one: ByTeam, NewLane, or a lane's id.
	Lane string
	// Kind is the kind of rows without one; "" takes it from the lane.
	Kind template.Kind
	// Pinned keeps the dates when T moves, unless the row has a policy.
	Pinned bool
	// SkipKnown leaves out rows with the title of an existing item.
	SkipKnown bool
	// KeepRoles adds the answered owner roles to the launch.
	KeepRoles bool
	// NoOwnerOK confirms that some rows have no owner.
	NoOwnerOK bool
}

// Values of Input.Lane, and of the answers.
const (
	ByTeam  = "team"
	NewLane = "new"
	// DefaultLane is the name of the lane that NewLane creates.
	DefaultLane = "Imported"
)

// Surroundings holds the data that an import is matched with.
type Surroundings struct {
	Plan   *launch.Plan
	People []people.User // including deactivated people
	Roles  []launch.RoleFilled
}

// Prepare returns a preview of an import. It returns Invalid if the text has no table; problems of
// single rows are in the preview.
func Prepare(around Surroundings, in Input) (*Preview, error) {
	t, err := tabular.Read([]byte(in.Text))
	if err != nil {
		return nil, fault.Invalid("text", "%s", err.Error())
	}
	found := RecogniseColumns(t.Header)
	// A list of lines whose first line is not a column name has no header.
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

// builder builds a preview.
type builder struct {
	Surroundings
	in        Input
	table     tabular.Table
	zoneNamed string // the zone in the header of the time column
	out       *Preview
	who       *directory
	questions questions
	known     map[string]int64 // existing items by folded title
	byTitle   map[string]int   // rows by folded title
	byID      map[string]int   // rows by id column
}

func newBuilder(around Surroundings, in Input, t tabular.Table, cols []Field) *builder {
	b := &builder{
		Surroundings: around, in: in, table: t, who: newDirectory(around),
		known: map[string]int64{}, byTitle: map[string]int{}, byID: map[string]int{},
		out: &Preview{Format: t.Format, Around: t.Around, Header: t.Header, Columns: cols, NoHeader: in.NoHeader, NoOwnerOK: in.NoOwnerOK,
			people: map[int64]people.User{}},
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

// samples returns the first non-empty cell of each column.
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

// cells returns a row's cells by field, with corrections.
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
