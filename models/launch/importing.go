package launch

import (
	"hash/fnv"
	"strconv"
	"strings"

	"tminus/internal/fold"
	"tminus/internal/tabular"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/template"
)

// MaxImport is how many deliverables one import may bring: more than any launch
// has in good faith, and few enough to look through before pressing the button.
const MaxImport = 1000

// ImportInput is a table with all that a person has decided about it. It is kept
// nowhere: the page carries it from step to step, so that nothing is written
// before it is confirmed and there is nothing to clean up.
type ImportInput struct {
	Text string
	// NoHeader says that the first row is an item already.
	NoHeader bool
	// Columns says what each column is; nil means that they are recognised.
	Columns []ImportField
	// Cells are those that were corrected, by row and field.
	Cells map[int]map[ImportField]string
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

// Values of ImportInput.Lane, and of the answers.
const (
	ByTeam  = "team"
	NewLane = "new"
	// DefaultLane is the name of the lane that NewLane makes.
	DefaultLane = "Imported"
)

// Surroundings are what an import is matched against.
type Surroundings struct {
	Plan   *Plan
	People []people.User // who has left among them
	Roles  []RoleFilled
}

// RoleFilled is an owner role of a launch and who fills it, 0 for nobody.
type RoleFilled struct {
	Key    string
	Name   string
	UserID int64
}

// ImportRow is what one row of the table becomes, or why it cannot.
type ImportRow struct {
	Index int
	// Line is where the row stands in the text, counted from 1.
	Line int
	// Cells are the row's cells, corrected ones included, by field.
	Cells map[ImportField]string
	// Edited tells which cells were corrected in place.
	Edited map[ImportField]bool

	Title       string
	Description string
	Lane        ImportLane
	Kind        template.Kind
	OwnerID     int64
	ReviewerID  int64
	Helpers     []int64
	Status      StatusChange
	Schedule    Schedule
	Links       []Link
	// After are rows of the table that this one waits for, DependsOn items that
	// are in the launch already.
	After     []int
	DependsOn []int64

	Errors   []ImportIssue
	Warnings []ImportIssue
	LeftOut  bool
	// Known tells that the launch has an item of this title.
	Known bool
}

// ImportIssue is something that is wrong with a row. Question is the key of the
// question that settles it, "" where the cell itself is to be corrected.
type ImportIssue struct {
	Field    ImportField
	Text     string
	Question string
}

// ImportLane is a lane that is there, or, without an id, one to be made.
type ImportLane struct {
	ID   int64
	Name string
}

// ImportPreview is what an import would do.
type ImportPreview struct {
	Format  string
	Around  int
	Header  []string
	Samples []string
	Columns []ImportField
	// NoHeader tells that the first row is taken as an item.
	NoHeader bool
	Rows     []ImportRow
	// Questions are about texts that mean a person, a lane, a kind or a status.
	Questions []ImportQuestion
	// Problems concern the table as a whole.
	Problems  []string
	NoOwnerOK bool
	people    map[int64]people.User
}

// Person is the name of somebody in the preview, "" for nobody.
func (p *ImportPreview) Person(id int64) string { return p.people[id].Name }

// count tells how many rows keep holds for.
func (p *ImportPreview) count(keep func(ImportRow) bool) int {
	n := 0
	for _, r := range p.Rows {
		if keep(r) {
			n++
		}
	}
	return n
}

// Wanted is how many rows are to be imported.
func (p *ImportPreview) Wanted() int {
	return p.count(func(r ImportRow) bool { return !r.LeftOut })
}

// Faulty is how many of them cannot be.
func (p *ImportPreview) Faulty() int {
	return p.count(func(r ImportRow) bool { return !r.LeftOut && len(r.Errors) > 0 })
}

// Ownerless is how many would have no owner.
func (p *ImportPreview) Ownerless() int {
	return p.count(func(r ImportRow) bool { return !r.LeftOut && len(r.Errors) == 0 && r.OwnerID == 0 })
}

// Known is how many rows have the title of an item that is there already.
func (p *ImportPreview) Known() int {
	return p.count(func(r ImportRow) bool { return r.Known })
}

// NewLanes are the names of the lanes that would be made, in their order.
func (p *ImportPreview) NewLanes() []string {
	var names []string
	seen := map[string]bool{}
	for _, r := range p.Rows {
		if k := fold.Text(r.Lane.Name); !r.LeftOut && r.Lane.ID == 0 && !seen[k] {
			seen[k] = true
			names = append(names, r.Lane.Name)
		}
	}
	return names
}

// Open are the questions that must be answered first.
func (p *ImportPreview) Open() int {
	n := 0
	for _, q := range p.Questions {
		if q.Open() {
			n++
		}
	}
	return n
}

// Check returns Invalid with what stands in the way of the import.
func (p *ImportPreview) Check() error {
	var c fault.Check
	for _, text := range p.Problems {
		c.Add("columns", "%s", text)
	}
	switch n := p.Faulty(); {
	case n == 1:
		c.Add("rows", "One row cannot be imported yet: correct it, or leave it out.")
	case n > 1:
		c.Add("rows", "%d rows cannot be imported yet: correct them, or leave them out.", n)
	}
	c.That(p.Wanted() > 0, "rows", "Every row is left out: there is nothing to import.")
	if n := p.Ownerless(); n > 0 && c.Err() == nil {
		c.That(p.NoOwnerOK, "no_owner_ok", "Confirm that what has no owner is to be imported, or name the owners.")
	}
	return c.Err()
}

// PrepareImport works out what a table would become. Returns Invalid when there
// is no table in the text; what is wrong with single rows is in the preview.
func PrepareImport(around Surroundings, in ImportInput) (*ImportPreview, error) {
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
	if n := len(t.Rows); n > MaxImport {
		return nil, fault.Invalid("text", "The table has %d rows; at most %d are imported at once. Import it in parts.", n, MaxImport)
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
	in        ImportInput
	table     tabular.Table
	zoneNamed string // the zone that the header of the time column names
	out       *ImportPreview
	who       *whoIsWho
	questions questions
	known     map[string]int64 // existing items by folded title
	byTitle   map[string]int   // rows by folded title
	byID      map[string]int   // rows by what their id column says
}

func newBuilder(around Surroundings, in ImportInput, t tabular.Table, cols []ImportField) *builder {
	b := &builder{
		Surroundings: around, in: in, table: t, who: newWhoIsWho(around),
		known: map[string]int64{}, byTitle: map[string]int{}, byID: map[string]int{},
		out: &ImportPreview{Format: t.Format, Around: t.Around, Header: t.Header, Columns: cols, NoHeader: in.NoHeader, NoOwnerOK: in.NoOwnerOK, people: map[int64]people.User{}},
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

func titleKey(s string) string { return fold.Text(oneLine(s)) }

// samples are the first cells of the columns that hold anything.
func samples(t tabular.Table) []string {
	out := make([]string, len(t.Header))
	for i := range out {
		for _, r := range t.Rows {
			if c := oneLine(r.Cells[i]); c != "" {
				out[i] = c
				break
			}
		}
	}
	return out
}

func (b *builder) checkColumns() {
	seen := map[ImportField]bool{}
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
func (b *builder) cells(i int) (cells map[ImportField]string, edited map[ImportField]bool) {
	cells, edited = map[ImportField]string{}, map[ImportField]bool{}
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

// questionKey names a question in a form; texts that differ in case alone are one.
func questionKey(sort, text string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(titleKey(text)))
	return sort + "-" + strconv.FormatUint(h.Sum64(), 36)
}

// ImportQuestion asks what a text of the table means.
type ImportQuestion struct {
	Key string
	// Sort is "who", "lane", "kind" or "status".
	Sort string
	Text string
	// Answer is what was chosen, or what is proposed; "" is still open.
	Answer string
	// Why says why it is asked.
	Why string
	// Named are the people whom the text itself names.
	Named []int64
	Rows  int
	role  bool
}

// Role tells whether the text can be the name of a role: it names one thing.
func (q ImportQuestion) Role() bool { return q.role }

// Open tells whether the question keeps rows from being imported.
func (q ImportQuestion) Open() bool { return q.Answer == "" }

// questions are those of one import, each asked once.
type questions struct {
	list  []ImportQuestion
	byKey map[string]int
}

// ask returns the question about a text, with its answer.
func (qs *questions) ask(q ImportQuestion, answers map[string]string, valid func(string) bool) ImportQuestion {
	q.Key = questionKey(q.Sort, q.Text)
	i, ok := qs.byKey[q.Key]
	if !ok {
		if a := strings.TrimSpace(answers[q.Key]); a != "" && valid(a) {
			q.Answer = a
		}
		i = len(qs.list)
		qs.byKey[q.Key] = i
		qs.list = append(qs.list, q)
	}
	qs.list[i].Rows++
	return qs.list[i]
}
