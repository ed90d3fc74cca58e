package launch

import (
	"tminus/models/db"
	"tminus/models/template"
)

// BindDeliverable binds a criterion to a deliverable, which has to be finished.
const BindDeliverable = "deliverable"

// Made is a launch that was created from a template in the same transaction.
type Made struct {
	Launch   Launch
	Template template.Template
	Items    map[string]int64 // ids of the deliverables by their keys
	Roles    map[string]int64 // who fills a role, 0 for nobody
	bound    map[string]int64
}

// BoundTo names something that a criterion is bound to. By is BindDeliverable or a
// binding of a later package; ID is that of the record.
type BoundTo struct {
	By string
	ID int64
}

// SetBound remembers the id of a record that a starter created, for the criteria of
// the template that are bound to it. by is the binding, key the record's key in the
// template.
func (m Made) SetBound(by, key string, id int64) { m.bound[by+" "+key] = id }

// Bound returns the id of the record that a criterion of the template is bound to, or
// nil if it is bound to no single record.
func (m Made) Bound(by, key string) *int64 { return db.RefOf(m.bound[by+" "+key]) }

// Who returns who fills a role, nil for nobody.
func (m Made) Who(role string) *int64 {
	if role == template.RoleLead {
		return db.RefOf(m.Launch.LeadID)
	}
	return db.RefOf(m.Roles[role])
}

// A Starter is a later package that creates records for a new launch, from its
// section of the template, in the transaction that creates the launch.
type Starter interface {
	Start(tx *db.Tx, m Made) error
}

// StartWith sets the starters, in their order, and returns the store.
func (s *Store) StartWith(starters ...Starter) *Store {
	s.starters = starters
	return s
}

func (s *Store) start(tx *db.Tx, l Launch, n New, items map[string]*Deliverable) error {
	m := madeOf(l, n, items)
	for _, st := range s.starters {
		if err := st.Start(tx, m); err != nil {
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

// A Gate is a later package that knows whether there is a standing GO. The store asks
// it before somebody sets a launch to go, and before it starts to reach users.
type Gate interface {
	// MayLaunch returns Invalid for the field "state", with what is missing.
	MayLaunch(tx *db.Tx, launchID int64) error
}

// GuardWith sets the gate and returns the store.
func (s *Store) GuardWith(g Gate) *Store {
	s.gate = g
	return s
}
