package launch

import (
	"tminus/models/db"
	"tminus/models/template"
)

// BindDeliverable binds a criterion to a deliverable, which has to be finished.
const BindDeliverable = "deliverable"

// Made is a launch that was made from a template in the same transaction.
type Made struct {
	Launch   Launch
	Template template.Template
	Items    map[string]int64 // ids of the deliverables by their keys
	Roles    map[string]int64 // who fills a role, 0 for nobody
	bound    map[string]int64
}

// BoundTo names something that a criterion follows: By is ByCheck or its like, ID
// that of the thing.
type BoundTo struct {
	By string
	ID int64
}

// SetBound remembers the id of something that a starter made, for the criteria
// of the template that follow it. by is BindDeliverable or its like, key what the
// template calls it.
func (m Made) SetBound(by, key string, id int64) { m.bound[by+" "+key] = id }

// Bound returns the id of what a criterion of the template follows, nil when it
// follows no single thing.
func (m Made) Bound(by, key string) *int64 { return db.RefOf(m.bound[by+" "+key]) }

// Who returns who fills a role, nil for nobody.
func (m Made) Who(role string) *int64 {
	if role == template.RoleLead {
		return db.RefOf(m.Launch.LeadID)
	}
	return db.RefOf(m.Roles[role])
}

// A Starter is a later room that has something of its own to begin a launch
// with, in the transaction that makes it.
type Starter interface {
	Start(tx *db.Tx, m Made) error
}

// StartWith tells the store which rooms begin with a launch; it returns the store.
func (s *Store) StartWith(rooms ...Starter) *Store {
	s.starters = rooms
	return s
}

func (s *Store) start(tx *db.Tx, l Launch, n New, items map[string]*Deliverable) error {
	m := madeOf(l, n, items)
	for _, room := range s.starters {
		if err := room.Start(tx, m); err != nil {
			return err
		}
	}
	return nil
}

func madeOf(l Launch, n New, items map[string]*Deliverable) Made {
	m := Made{Launch: l, Template: n.Template, Items: make(map[string]int64, len(items)), Roles: n.Roles, bound: make(map[string]int64)}
	for key, d := range items {
		m.Items[key] = d.ID
		m.SetBound(BindDeliverable, key, d.ID)
	}
	return m
}

// A Gate is asked before somebody says by hand that a launch is go, and before
// it begins to reach users. It is a later room that knows whether there is a
// standing GO.
type Gate interface {
	// MayLaunch returns Invalid for the field "state", saying what is missing.
	MayLaunch(tx *db.Tx, launchID int64) error
}

// GuardWith tells the store whom to ask before launching; it returns the store.
func (s *Store) GuardWith(g Gate) *Store {
	s.gate = g
	return s
}
