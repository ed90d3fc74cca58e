package planimport

import (
	"tminus/internal/fold"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// Row is what one row of the table becomes, or why it cannot.
type Row struct {
	Index int
	// Line is where the row stands in the text, counted from 1.
	Line int
	// Cells are the row's cells, corrected ones included, by field.
	Cells map[Field]string
	// Edited tells which cells were corrected in place.
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
	// After are rows of the table that this one waits for, DependsOn items that
	// are in the launch already.
	After     []int
	DependsOn []int64

	Errors   []Issue
	Warnings []Issue
	LeftOut  bool
	// Known tells that the launch has an item of this title.
	Known bool
}

// Issue is something that is wrong with a row. Question is the key of the
// question that settles it, "" where the cell itself is to be corrected.
type Issue struct {
	Field    Field
	Text     string
	Question string
}

// Lane is a lane that is there, or, without an id, one to be made.
type Lane struct {
	ID   int64
	Name string
}

// Preview is what an import would do.
type Preview struct {
	Format  string
	Around  int
	Header  []string
	Samples []string
	Columns []Field
	// NoHeader tells that the first row is taken as an item.
	NoHeader bool
	Rows     []Row
	// Questions are about texts that mean a person, a lane, a kind or a status.
	Questions []Question
	// Problems concern the table as a whole.
	Problems  []string
	NoOwnerOK bool
	people    map[int64]people.User
}

// Person is the name of somebody in the preview, "" for nobody.
func (p *Preview) Person(id int64) string { return p.people[id].Name }

// count tells how many rows keep holds for.
func (p *Preview) count(keep func(Row) bool) int {
	n := 0
	for _, r := range p.Rows {
		if keep(r) {
			n++
		}
	}
	return n
}

// Wanted is how many rows are to be imported.
func (p *Preview) Wanted() int {
	return p.count(func(r Row) bool { return !r.LeftOut })
}

// Faulty is how many of them cannot be.
func (p *Preview) Faulty() int {
	return p.count(func(r Row) bool { return !r.LeftOut && len(r.Errors) > 0 })
}

// Ownerless is how many would have no owner.
func (p *Preview) Ownerless() int {
	return p.count(func(r Row) bool { return !r.LeftOut && len(r.Errors) == 0 && r.OwnerID == 0 })
}

// Known is how many rows have the title of an item that is there already.
func (p *Preview) Known() int {
	return p.count(func(r Row) bool { return r.Known })
}

// NewLanes are the names of the lanes that would be made, in their order.
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

// Open are the questions that must be answered first.
func (p *Preview) Open() int {
	n := 0
	for _, q := range p.Questions {
		if q.Open() {
			n++
		}
	}
	return n
}

// Check returns Invalid with what stands in the way of the import.
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
