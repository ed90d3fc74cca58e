package readiness

import (
	"context"
	"fmt"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/ritual"
)

// check returns Invalid at the field "binding" when the thing does not exist in
// this launch.
func (b Binding) check(g db.Reader, launchID int64) error {
	k := kindOf(b.By)
	if k == nil || k.records == "" {
		return nil
	}
	var ids []int64
	if err := g.Raw("SELECT x.id FROM ("+k.records+") x WHERE x.id = ?", launchID, b.ID).Scan(&ids).Error; err != nil {
		return err
	}
	if len(ids) == 0 {
		return fault.Invalid("binding", "That is not there any more. Choose something of this launch.")
	}
	return nil
}

// words returns the binding as the history shows it.
func (b Binding) words(g db.Reader) (string, error) {
	k := kindOf(b.By)
	switch {
	case k == nil || b.By == BindManual:
		return "sign-off by hand", nil
	case k.rules != nil:
		return lowerFirst(k.label) + ": " + k.describe(b.Rule), nil
	case k.records == "":
		return lowerFirst(k.label) + ": " + lowerFirst(k.whole), nil
	}
	var name string
	err := g.Raw("SELECT "+k.name+" WHERE id = ?", b.ID).Scan(&name).Error
	if b.By == ritual.BindRun {
		name = fmt.Sprintf("%s on %s", name, b.Environment)
	}
	return "“" + name + "”", err
}

// Bindables returns what a criterion of the launch can follow, in groups.
// Returns NotFound.
func (s *Store) Bindables(ctx context.Context, slug string) ([]Bindable, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	var out []Bindable
	for _, k := range kinds {
		switch {
		case k.itemsOnly:
		case k.rules != nil:
			for _, rule := range k.rules() {
				out = append(out, Bindable{Binding{By: k.by, Rule: rule}, k.label, k.describe(rule)})
			}
		case k.records == "":
			out = append(out, Bindable{Binding{By: k.by}, k.label, k.whole})
		default:
			var rows []struct {
				ID    int64
				Label string
			}
			if err := g.Raw(k.records+" ORDER BY label, d.id", l.ID).Scan(&rows).Error; err != nil {
				return nil, err
			}
			for _, r := range rows {
				out = append(out, k.bindables(r.ID, r.Label)...)
			}
		}
	}
	return out, nil
}

// bindables returns the ways to follow one record: a ritual is run against each environment.
func (k bindingKind) bindables(id int64, label string) []Bindable {
	b := Bindable{Binding{By: k.by, ID: id}, k.label, label}
	if k.by != ritual.BindRun {
		return []Bindable{b}
	}
	var out []Bindable
	for _, e := range ritual.Environments {
		b.Environment, b.Label = e, fmt.Sprintf("%s passed on %s", label, e)
		out = append(out, b)
	}
	return out
}
