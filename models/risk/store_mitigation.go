package risk

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Mitigation is a deliverable that reduces a risk.
type Mitigation struct {
	ID    int64
	Title string
	// Removed reports whether it was removed from the plan, so that it will never be done.
	Removed bool
	Status  launch.Status
}

// Done reports whether it already reduces the risk.
func (m Mitigation) Done() bool { return !m.Removed && Mitigates(m.Status) }

// Mitigates reports whether a deliverable with this status reduces a risk. A skipped one does not.
func Mitigates(s launch.Status) bool {
	return slices.Contains(mitigating, s)
}

// Link makes a deliverable of the same launch a mitigation of a risk. Linking it again changes
// nothing. It returns Invalid for a deliverable of another launch, Conflict, and Forbidden with the
// field if a show-stopper would count as mitigated and the actor may not ease it.
func (s *Store) Link(ctx context.Context, slug string, id, deliverable int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := loadForAction(tx, slug, id, people.EditPlan, version)
		if err != nil {
			return err
		}
		err = r.changeMitigations(tx, l, func() error { return r.link(tx, deliverable) })
		next = r.Version
		return err
	})
	return next, err
}

func (r *row) link(tx *db.Tx, deliverable int64) error {
	title, err := titleIn(tx.Reader, r.LaunchID, deliverable)
	if err != nil {
		return err
	}
	res := tx.Exec("INSERT INTO risk_mitigations (risk_id, deliverable_id) VALUES (?, ?) ON CONFLICT DO NOTHING", r.ID, deliverable)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	if err := r.write(tx, map[string]any{}); err != nil {
		return err
	}
	return r.audit(tx, "mitigation linked", "", db.Change{Field: "mitigation", New: title})
}

// titleIn returns the title of a deliverable of a launch, or Invalid.
func titleIn(g db.Reader, launchID, deliverable int64) (string, error) {
	var titles []string
	err := g.Raw("SELECT title FROM deliverables WHERE id = ? AND launch_id = ? AND archived_at IS NULL", deliverable, launchID).Scan(
		&titles).Error
	if err != nil {
		return "", err
	}
	if len(titles) == 0 {
		return "", fault.Invalid("deliverable", "Choose a deliverable of this launch.")
	}
	return titles[0], nil
}

// Unlink removes a mitigation from a risk. It returns NotFound if it is not a mitigation of the
// risk, Conflict, and Forbidden as Link does.
func (s *Store) Unlink(ctx context.Context, slug string, id, deliverable int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := loadForAction(tx, slug, id, people.EditPlan, version)
		if err != nil {
			return err
		}
		err = r.changeMitigations(tx, l, func() error { return r.unlink(tx, deliverable) })
		next = r.Version
		return err
	})
	return next, err
}

func (r *row) unlink(tx *db.Tx, deliverable int64) error {
	var title string
	if err := tx.Raw("SELECT title FROM deliverables WHERE id = ?", deliverable).Scan(&title).Error; err != nil {
		return err
	}
	res := tx.Exec("DELETE FROM risk_mitigations WHERE risk_id = ? AND deliverable_id = ?", r.ID, deliverable)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.NotFound("mitigation of this risk")
	}
	if err := r.write(tx, map[string]any{}); err != nil {
		return err
	}
	return r.audit(tx, "mitigation unlinked", "", db.Change{Field: "mitigation", Old: title})
}

// changeMitigations changes the mitigations of a risk. It returns Forbidden if a show-stopper then
// counts as mitigated without any work done, and the actor may not ease it.
func (r *row) changeMitigations(tx *db.Tx, l launch.Launch, change func() error) error {
	before, err := facts(tx.Reader, "r.id = ?", r.ID)
	if err != nil {
		return err
	}
	if err := change(); err != nil || !r.ShowStopper {
		return err
	}
	after, err := facts(tx.Reader, "r.id = ?", r.ID)
	if err != nil || before[0].Mitigated() || !after[0].Mitigated() {
		return err
	}
	return r.allowEase(tx, l, [2]string{"deliverable", mitigateIt})
}

// Mitigates returns the risks that a deliverable mitigates, most severe first.
func (s *Store) Mitigates(ctx context.Context, deliverable int64) ([]Fact, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	list, err := facts(s.db.Read(ctx), "r.id IN (SELECT risk_id FROM risk_mitigations WHERE deliverable_id = ?)", deliverable)
	rank(list, s.db.Now())
	return list, err
}

func mitigationsOf(g db.Reader, id int64) ([]Mitigation, error) {
	var list []Mitigation
	err := g.Raw(`SELECT d.id, d.title, d.status, d.archived_at IS NOT NULL AS removed FROM risk_mitigations m
		JOIN deliverables d ON d.id = m.deliverable_id WHERE m.risk_id = ? ORDER BY d.title, d.id`, id).Scan(&list).Error
	return list, err
}
