package risk

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Ease is the way in which a show-stopper was eased.
type Ease string

// The ways.
const (
	EasedByClosing    Ease = "closed"
	EasedByUnmarking  Ease = "unmarked"
	EasedByLowScoring Ease = "lowered"
)

// Easing records who closed a show-stopper, unmarked it or lowered its score, and when.
type Easing struct {
	RiskID int64
	Title  string
	Ease   Ease
	Who    string
	At     time.Time
	// Reason is the reason for closing.
	Reason string
	// From and To are the old and the lower score, as text.
	From, To string
}

// mostEased limits the audit rows that Eased reads.
const mostEased = 200

// easedRow is an audit row with the present state of the risk.
type easedRow struct {
	Action, ActorName, Reason, Title string
	EntityID                         int64
	At                               db.Instant
	Changes                          []db.Change `gorm:"serializer:json"`
	ShowStopper                      bool
	Closed                           bool
	CurrentLikelihood, CurrentImpact int
	ResidualLikelihood               *int
	ResidualImpact                   *int
}

// Eased returns the show-stoppers of a launch that were closed or unmarked, or have a lower score
// than before, with the person who did it last. The latest is first. Risks that were reopened,
// marked or raised again are omitted. It makes one query.
func (s *Store) Eased(ctx context.Context, l launch.Launch) ([]Easing, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var rows []easedRow
	// Risks that were closed before these actions existed are found by their present state.
	err := s.db.Read(ctx).Table("audit_log a").Joins("JOIN risks r ON r.id = a.entity_id").
		Select(`a.action, a.actor_name, a.reason, r.title, a.entity_id, a.at, a.changes, r.show_stopper,
			r.closed_at IS NOT NULL AS closed, r.current_likelihood, r.current_impact, r.residual_likelihood, r.residual_impact`).
		Where("a.entity = 'risk' AND a.launch_id = ? AND (a.action IN ? OR a.action = 'risk.closed' AND r.show_stopper = ?)",
			l.ID, []string{"risk." + auditClosed, "risk." + auditUnmarked, "risk." + auditLowered}, true).
		Order("a.id DESC").Limit(mostEased).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	var out []Easing
	seen := map[int64]bool{}
	for _, r := range rows {
		e, ok := r.easing()
		if ok && !seen[e.RiskID] {
			seen[e.RiskID] = true
			out = append(out, e)
		}
	}
	return out, nil
}

// easing returns the easing in the audit row, and whether it is still in effect.
func (r easedRow) easing() (Easing, bool) {
	e := Easing{RiskID: r.EntityID, Title: r.Title, Who: r.ActorName, At: r.At.Time, Reason: r.Reason}
	switch r.Action {
	case "risk." + auditUnmarked:
		e.Ease = EasedByUnmarking
		return e, !r.ShowStopper
	case "risk." + auditLowered:
		e.Ease = EasedByLowScoring
		now := row{CurrentLikelihood: r.CurrentLikelihood, CurrentImpact: r.CurrentImpact,
			ResidualLikelihood: r.ResidualLikelihood, ResidualImpact: r.ResidualImpact}.scores()
		for _, c := range r.Changes {
			lowered := c.Field == currentField && now.Current.Value() < valueOf(c.Old) ||
				c.Field == residualField && now.Residual.Judged() && (c.Old == "" || now.Residual.Value() < valueOf(c.Old))
			if lowered && e.From+e.To == "" {
				e.From, e.To = c.Old, c.New
			}
		}
		return e, r.ShowStopper && !r.Closed && e.To != ""
	}
	e.Ease = EasedByClosing
	return e, r.Closed
}
