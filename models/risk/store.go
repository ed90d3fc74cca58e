package risk

import (
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store reads and writes risks.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// row is a row of the table risks.
type row struct {
	ID                                 int64
	LaunchID                           int64
	Title                              string
	Category                           Category
	Cause, Event, Effect               string
	SearchText                         string
	InherentLikelihood, InherentImpact int
	CurrentLikelihood, CurrentImpact   int
	ResidualLikelihood, ResidualImpact *int
	OwnerID                            *int64
	RoleKey                            string // the template's role
	Response                           Response
	Cost, TriggerSign                  string
	PlanB                              string
	ReviewOn                           civil.Date
	ShowStopper                        bool
	ClosedAt                           db.Instant
	ClosedReason                       string
	Version                            int
	CreatedAt, UpdatedAt               db.Instant
}

// TableName implements GORM's Tabler.
func (row) TableName() string { return "risks" }

func (r row) scores() Scores {
	return Scores{
		Inherent: Score{r.InherentLikelihood, r.InherentImpact}, Current: Score{r.CurrentLikelihood, r.CurrentImpact},
		Residual: Score{number(r.ResidualLikelihood), number(r.ResidualImpact)},
	}
}

// set sets the fields of the row from the input.
func (r *row) set(in Input) {
	r.Title, r.Category, r.Cause, r.Event, r.Effect = in.Title, in.Category, in.Cause, in.Event, in.Effect
	r.OwnerID, r.Response, r.Cost, r.TriggerSign, r.PlanB = in.OwnerID, in.Response, in.Cost, in.Trigger, in.PlanB
	r.ReviewOn, r.ShowStopper = in.ReviewOn, in.ShowStopper
	r.SearchText = fold.Text(strings.Join([]string{in.Title, in.Cause, in.Event, in.Effect, in.Trigger, in.PlanB}, "\n"))
	r.rescore(in.Scores)
}

func (r *row) rescore(s Scores) {
	r.InherentLikelihood, r.InherentImpact = s.Inherent.Likelihood, s.Inherent.Impact
	r.CurrentLikelihood, r.CurrentImpact = s.Current.Likelihood, s.Current.Impact
	r.ResidualLikelihood, r.ResidualImpact = judged(s.Residual.Likelihood), judged(s.Residual.Impact)
}

// columns returns the columns that people edit.
func (r row) columns() map[string]any {
	return map[string]any{
		"title": r.Title, "category": r.Category, "cause": r.Cause, "event": r.Event, "effect": r.Effect, "search_text": r.SearchText,
		"inherent_likelihood": r.InherentLikelihood, "inherent_impact": r.InherentImpact,
		"current_likelihood": r.CurrentLikelihood, "current_impact": r.CurrentImpact,
		"residual_likelihood": r.ResidualLikelihood, "residual_impact": r.ResidualImpact,
		"owner_id": r.OwnerID, "response": r.Response, "cost": r.Cost, "trigger_sign": r.TriggerSign, "plan_b": r.PlanB,
		"review_on": r.ReviewOn, "show_stopper": r.ShowStopper,
	}
}

// write changes columns of the row if it still has its version, and increases the version. A change
// of the risk's steps or mitigations writes no columns, only the version.
func (r *row) write(tx *db.Tx, columns map[string]any) error {
	if err := tx.UpdateRow("risks", r.ID, r.Version, columns); err != nil {
		return err
	}
	r.Version++
	return nil
}

// judged returns a part of a score as stored: NULL if it was not given.
func judged(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func number(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// findRisk loads a risk with its launch. It returns NotFound if the risk is in another launch.
func findRisk(g *gorm.DB, slug string, id int64) (launch.Launch, row, error) {
	l, err := launch.BySlug(g, slug)
	if err != nil {
		return l, row{}, err
	}
	var r row
	err = g.Where("id = ? AND launch_id = ?", id, l.ID).Take(&r).Error
	return l, r, db.NotFoundAs(err, "risk in this launch")
}

// loadForAction is findRisk for an actor who may do act. It returns Forbidden if they may not, and
// Conflict for another version.
func loadForAction(tx *db.Tx, slug string, id int64, act people.Action, version int) (launch.Launch, row, error) {
	l, r, err := findRisk(tx.DB, slug, id)
	if err != nil {
		return l, r, err
	}
	if err := people.Allow(tx.Actor, act, l.LeadID); err != nil {
		return l, r, err
	}
	if r.Version != version {
		return l, r, changedError()
	}
	return l, r, nil
}

func changedError() error {
	return fault.Conflict("Somebody else changed this risk while you were looking at it.")
}

// audit records an action on a risk in the audit log.
func (r row) audit(tx *db.Tx, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "risk." + action, Entity: "risk", EntityID: r.ID, LaunchID: &r.LaunchID, Label: r.Title,
		Changes: changes, Reason: reason})
}

func appendChange(cs []db.Change, field, before, after string) []db.Change {
	if before == after {
		return cs
	}
	return append(cs, db.Change{Field: field, Old: before, New: after})
}

// factColumns are the columns of Fact. They are scanned by hand because registers can be long.
const factColumns = `r.id, r.launch_id, r.title, r.category, r.response, COALESCE(r.owner_id, 0), COALESCE(u.name, ''),
	CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END, r.show_stopper, CASE WHEN r.closed_at IS NULL THEN 0 ELSE 1 END,
	r.inherent_likelihood, r.inherent_impact, r.current_likelihood, r.current_impact,
	COALESCE(r.residual_likelihood, 0), COALESCE(r.residual_impact, 0), r.review_on, r.version`

// Facts returns the open risks of launches by launch, in three queries. Other packages use it to
// find show-stoppers. g may be a transaction.
func Facts(g *gorm.DB, launchIDs ...int64) (map[int64][]Fact, error) {
	if len(launchIDs) == 0 {
		return nil, nil
	}
	return byLaunch(facts(g, "r.launch_id IN ? AND r.closed_at IS NULL", launchIDs))
}

// Threats returns those Facts that are show-stoppers or in one of the categories, which are all
// that can violate a rule about the register.
func Threats(g *gorm.DB, categories []Category, launchIDs ...int64) (map[int64][]Fact, error) {
	if len(launchIDs) == 0 {
		return nil, nil
	}
	categories = append([]Category{""}, categories...)
	return byLaunch(facts(g, "r.launch_id IN ? AND r.closed_at IS NULL AND (r.show_stopper = ? OR r.category IN ?)", launchIDs, true,
		categories))
}

func byLaunch(list []Fact, err error) (map[int64][]Fact, error) {
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]Fact)
	for _, f := range list {
		out[f.LaunchID] = append(out[f.LaunchID], f)
	}
	return out, nil
}

// facts returns the risks that match a condition on r, most severe first.
func facts(g *gorm.DB, where string, args ...any) ([]Fact, error) {
	rows, err := g.Raw("SELECT "+factColumns+" FROM risks r LEFT JOIN users u ON u.id = r.owner_id WHERE "+where+" ORDER BY r.id",
		args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Fact
	for rows.Next() {
		var f Fact
		var gone, closed int
		err := rows.Scan(&f.ID, &f.LaunchID, &f.Title, &f.Category, &f.Response, &f.OwnerID, &f.OwnerName, &gone, &f.ShowStopper, &closed,
			&f.Inherent.Likelihood, &f.Inherent.Impact, &f.Current.Likelihood, &f.Current.Impact,
			&f.Residual.Likelihood, &f.Residual.Impact, &f.ReviewOn, &f.Version)
		if err != nil {
			return nil, err
		}
		f.OwnerGone, f.Closed = gone != 0, closed != 0
		list = append(list, f)
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		return nil, err
	}
	if err := addMitigations(g, list, where, args...); err != nil {
		return nil, err
	}
	return list, addAcceptances(g, list, where, args...)
}

// findFact returns the risk with an id from a list ordered by id.
func findFact(list []Fact, id int64) *Fact {
	i, ok := slices.BinarySearchFunc(list, id, func(f Fact, id int64) int { return int(f.ID - id) })
	if !ok {
		return &Fact{}
	}
	return &list[i]
}

func addMitigations(g *gorm.DB, list []Fact, where string, args ...any) error {
	rows, err := g.Raw(`SELECT m.risk_id, d.status, CASE WHEN d.archived_at IS NULL THEN 0 ELSE 1 END FROM risks r
		JOIN risk_mitigations m ON m.risk_id = r.id JOIN deliverables d ON d.id = m.deliverable_id WHERE `+where, args...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var status launch.Status
		var archived int
		if err := rows.Scan(&id, &status, &archived); err != nil {
			return err
		}
		f := findFact(list, id)
		f.Mitigations++
		if archived == 0 && Mitigates(status) {
			f.Done++
		}
	}
	return rows.Err()
}

const acceptanceColumns = "a.id, a.risk_id, a.approver_id, u.name, a.likelihood, a.impact, a.reason, a.until, a.at, a.ended_at, a.ended_why"

func acceptances(g *gorm.DB, where string, args ...any) ([]Acceptance, error) {
	rows, err := g.Raw("SELECT "+acceptanceColumns+` FROM risks r JOIN risk_acceptances a ON a.risk_id = r.id
		JOIN users u ON u.id = a.approver_id WHERE `+where+" ORDER BY a.id DESC", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Acceptance
	for rows.Next() {
		var a Acceptance
		err := rows.Scan(&a.ID, &a.RiskID, &a.ApproverID, &a.ApproverName, &a.Likelihood, &a.Impact, &a.Reason, &a.Until, &a.At, &a.EndedAt,
			&a.EndedWhy)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

func addAcceptances(g *gorm.DB, list []Fact, where string, args ...any) error {
	as, err := acceptances(g, where+" AND a.ended_at IS NULL", args...)
	for _, a := range as {
		findFact(list, a.RiskID).Acceptance = a
	}
	return err
}

// purpose returns the purpose for db.Tx.Once of the form that adds a risk to a launch.
func purpose(l launch.Launch) string { return fmt.Sprintf("risk %d", l.ID) }
