package risk

import (
	"fmt"
	"strings"

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
	var err error
	r.Version, err = tx.UpdateRow("risks", r.ID, r.Version, columns)
	return err
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

// findRisk loads a risk of a launch. It returns NotFound if the risk is in another launch.
func findRisk(g db.Reader, l launch.Launch, id int64) (row, error) {
	var r row
	err := g.Where("id = ? AND launch_id = ?", id, l.ID).Take(&r).Error
	return r, db.NotFoundAs(err, "risk in this launch")
}

// loadForAction loads a risk and its launch for a change. It returns Forbidden unless the actor may
// do act, NotFound as findRisk does, and Conflict if the risk is not at the given version.
func loadForAction(tx *db.Tx, slug string, id int64, act people.Action, version int) (launch.Launch, row, error) {
	l, err := launch.LoadForWrite(tx, slug, act)
	if err != nil {
		return l, row{}, err
	}
	r, err := findRisk(tx.Reader, l, id)
	if err != nil {
		return l, r, err
	}
	if r.Version != version {
		return l, r, fault.Changed("this risk")
	}
	return l, r, nil
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
	COALESCE(r.residual_likelihood, 0), COALESCE(r.residual_impact, 0), r.review_on, r.version,
	(SELECT COUNT(*) FROM risk_mitigations m WHERE m.risk_id = r.id),
	(SELECT COUNT(*) FROM risk_mitigations m JOIN deliverables d ON d.id = m.deliverable_id
		WHERE m.risk_id = r.id AND d.archived_at IS NULL AND d.status IN ?),
	COALESCE(a.id, 0), COALESCE(a.approver_id, 0), COALESCE(p.name, ''), COALESCE(a.likelihood, 0), COALESCE(a.impact, 0),
	COALESCE(a.reason, ''), a.until, a.at`

// factFrom joins the owner and the acceptance in force.
const factFrom = ` FROM risks r LEFT JOIN users u ON u.id = r.owner_id
	LEFT JOIN risk_acceptances a ON a.risk_id = r.id AND a.ended_at IS NULL LEFT JOIN users p ON p.id = a.approver_id`

// mitigating are the statuses in which a deliverable mitigates a risk.
var mitigating = []launch.Status{launch.Done, launch.Scheduled, launch.Published}

// Facts returns the open risks of launches by launch, in one query. Other packages use it to find
// show-stoppers. g may be a transaction.
func Facts(g db.Reader, launchIDs ...int64) (map[int64][]Fact, error) {
	if len(launchIDs) == 0 {
		return nil, nil
	}
	return byLaunch(facts(g, "r.launch_id IN ? AND r.closed_at IS NULL", launchIDs))
}

// Threats returns those Facts that are show-stoppers or in one of the categories, which are all
// that can violate a rule about the register.
func Threats(g db.Reader, categories []Category, launchIDs ...int64) (map[int64][]Fact, error) {
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
func facts(g db.Reader, where string, args ...any) ([]Fact, error) {
	rows, err := g.Raw("SELECT "+factColumns+factFrom+" WHERE "+where+" ORDER BY r.id", append([]any{mitigating}, args...)...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Fact
	for rows.Next() {
		var f Fact
		var a Acceptance
		var gone, closed int
		err := rows.Scan(&f.ID, &f.LaunchID, &f.Title, &f.Category, &f.Response, &f.OwnerID, &f.OwnerName, &gone, &f.ShowStopper, &closed,
			&f.Inherent.Likelihood, &f.Inherent.Impact, &f.Current.Likelihood, &f.Current.Impact,
			&f.Residual.Likelihood, &f.Residual.Impact, &f.ReviewOn, &f.Version, &f.Mitigations, &f.Done,
			&a.ID, &a.ApproverID, &a.ApproverName, &a.Likelihood, &a.Impact, &a.Reason, &a.Until, &a.At)
		if err != nil {
			return nil, err
		}
		f.OwnerGone, f.Closed = gone != 0, closed != 0
		if a.ID != 0 {
			a.RiskID = f.ID
			f.Acceptance = a
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

const acceptanceColumns = "a.id, a.risk_id, a.approver_id, u.name, a.likelihood, a.impact, a.reason, a.until, a.at, a.ended_at, a.ended_why"

func acceptances(g db.Reader, where string, args ...any) ([]Acceptance, error) {
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

// purpose returns the purpose for db.Tx.Once of the form that adds a risk to a launch.
func purpose(l launch.Launch) string { return fmt.Sprintf("risk %d", l.ID) }
