package risk

import (
	"tminus/models/db"
	"tminus/models/launch"
)

var _ launch.Starter = (*Store)(nil)

// Start creates the template's risks in a new launch, owned by the people who fill its roles. It
// writes no audit row, because that of the launch names the template.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	for _, t := range Section.Of(m.Template) {
		now := Score{t.Likelihood, t.Impact}
		in := Input{
			Title: t.Title, Category: t.Category, Cause: t.Cause, Event: t.Event, Effect: t.Effect, OwnerID: m.Who(t.Role),
			Scores:   Scores{Inherent: now, Current: now, Residual: Score{t.ResidualLikelihood, t.ResidualImpact}},
			Response: t.Response, Trigger: t.Trigger, PlanB: t.PlanB, Steps: t.Steps, ShowStopper: t.ShowStopper,
		}
		in, err := in.Clean()
		if err != nil {
			return err
		}
		r, err := insert(tx, m.Launch.ID, t.Role, in)
		if err != nil {
			return err
		}
		for _, key := range t.Mitigation {
			err := tx.Exec(`INSERT INTO risk_mitigations (risk_id, deliverable_id) SELECT ?, id FROM deliverables WHERE id = ?
				ON CONFLICT DO NOTHING`, r.ID, m.Items[key]).Error
			if err != nil {
				return err
			}
		}
	}
	return nil
}
