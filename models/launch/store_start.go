package launch

import (
	"tminus/models/db"
	"tminus/models/template"
)

// BindDeliverable binds a criterion to a deliverable, which has to be finished.
const BindDeliverable = "deliverable"

// Creation is a launch that was created from a template in the same transaction.
type Creation struct {
	Launch   Launch
	Template template.Template
	Items    map[string]int64 // ids of the deliverables by their keys
	Roles    map[string]int64 // the person who fills a role, 0 for nobody
	bound    map[string]int64
}

// BoundTo is the target of a criterion's binding: By is BindDeliverable or a binding of a later
// package, ID the id of the record.
type BoundTo struct {
	By string
	ID int64
}

// SetBound stores the id of a record that a starter created, for the criteria of the template that
// are bound to it. by is the binding, key the key of the record in the template.
func (m Creation) SetBound(by, key string, id int64) { m.bound[by+" "+key] = id }

// Bound returns the id of the record that a criterion of the template is bound to, or nil if it is
// bound to no single record.
func (m Creation) Bound(by, key string) *int64 { return db.RefOf(m.bound[by+" "+key]) }

// Who returns the id of the person who fills a role, or nil.
func (m Creation) Who(role string) *int64 {
	if role == template.RoleLead {
		return db.RefOf(m.Launch.LeadID)
	}
	return db.RefOf(m.Roles[role])
}

// Starter is implemented by later packages that create records of a new launch, from their sections
// of the template, in the transaction that creates it.
type Starter interface {
	Start(tx *db.Tx, m Creation) error
}

// StartWith sets the packages that create records of a new launch, in their order, and returns the
// store.
func (s *Store) StartWith(starters ...Starter) *Store {
	s.starters = starters
	return s
}

func (s *Store) start(tx *db.Tx, l Launch, n New, items map[string]*Deliverable) error {
	m := newCreation(l, n, items)
	for _, st := range s.starters {
		if err := st.Start(tx, m); err != nil {
			return err
		}
	}
	return nil
}

func newCreation(l Launch, n New, items map[string]*Deliverable) Creation {
	m := Creation{Launch: l, Template: n.Template, Items: make(map[string]int64, len(items)), Roles: n.Roles, bound: make(map[string]int64)}
	for key, d := range items {
		m.Items[key] = d.ID
		m.SetBound(BindDeliverable, key, d.ID)
	}
	return m
}

// Gate decides whether a launch may become go and whether its rollout may start. A later package
// that knows the go/no-go decisions implements it.
type Gate interface {
	// MayLaunch returns Invalid for the field "state" if something is missing.
	MayLaunch(tx *db.Tx, launchID int64) error
}

// StateGuard refuses changes of the state by hand. A later package that knows what the state follows from implements it.
type StateGuard interface {
	// MaySetState returns Invalid for the field "state" if the state of the launch follows from something else now.
	MaySetState(tx *db.Tx, l Launch, to State) error
}

// FollowWith sets the guard of changes by hand and returns the store.
func (s *Store) FollowWith(g StateGuard) *Store {
	s.stateGuard = g
	return s
}

// GuardWith sets the gate and returns the store.
func (s *Store) GuardWith(g Gate) *Store {
	s.gate = g
	return s
}
