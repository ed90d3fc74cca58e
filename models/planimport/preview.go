package planimport

import (
	"tminus/internal/fold"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// Row is a row of the table with the item that it becomes, or its errors.
type Row struct {
	Index int
	// Line is the line of the row in the text, from 1.
	Line int
	// Cells are the row's cells by field, with corrections.
	Cells map[Field]string
	// Edited reports which cells were corrected.
	Edited map[Field]bool

	Title       string
	Description string
	Lane        Lane
	Kind        template.Kind
	OwnerID     int64
	ReviewerID  int64
	Helpers     []int64
	Status      launch.StatusChange
	Schedule    launch.Schedule
	Links       []launch.Link
	// After are the rows of the table that this one depends on, DependsOn the existing items.
	After     []int
	DependsOn []int64

	Errors   []Issue
	Warnings []Issue
	LeftOut  bool
	// Known reports whether the launch has an item with this title.
	Known bool
}

// Issue is a problem of a row. Question is the key of the question that resolves it, or "" if the
// cell must be corrected.
type Issue struct {
	Field    Field
	Text     string
	Question string
}

// Lane is an existing lane or, without an id, one to create.
type Lane struct {
	ID   int64
	Name string
}

// Preview describes the result of an import.
type Preview struct {
	Format  string
	Around  int
	Header  []string
	Samples []string
	Columns []Field
	// NoHeader reports whether the first row is treated as an item.
	NoHeader bool
	Rows     []Row
	// Questions are about texts that name a person, a lane, a kind or a status.
	Questions []Question
	// Problems are about the whole table.
	Problems  []string
	NoOwnerOK bool
	people    map[int64]people.User
}

// Person returns a person's name, or "" for the id 0.
func (p *Preview) Person(id int64) string { return p.people[id].Name }

// count returns the number of rows for which keep returns true.
func (p *Preview) count(keep func(Row) bool) int {
	n := 0
	for _, r := range p.Rows {
		if keep(r) {
			n++
		}
	}
	return n
}

// Wanted returns the number of rows to import.
func (p *Preview) Wanted() int {
	return p.count(func(r Row) bool { return !r.LeftOut })
}

// Faulty returns the number of rows to import that have errors.
func (p *Preview) Faulty() int {
	return p.count(func(r Row) bool { return !r.LeftOut && len(r.Errors) > 0 })
}

// Ownerless returns the number of rows to import without an owner.
func (p *Preview) Ownerless() int {
	return p.count(func(r Row) bool { return !r.LeftOut && len(r.Errors) == 0 && r.OwnerID == 0 })
}

// Known returns the number of rows with the title of an existing item.
func (p *Preview) Known() int {
	return p.count(func(r Row) bool { return r.Known })
}

// NewLanes returns the names of the lanes to create, in order.
func (p *Preview) NewLanes() []string {
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

// Open returns the number of unanswered questions.
func (p *Preview) Open() int {
	n := 0
	for _, q := range p.Questions {
		if q.Open() {
			n++
		}
	}
	return n
}

// Check returns Invalid if the import is not possible.
func (p *Preview) Check() error {
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
