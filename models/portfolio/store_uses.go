package portfolio

import (
	"context"
	"strings"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Use is a part of the product that a launch may do without.
type Use string

// The parts, each with a page of its own.
const (
	UseCollisions   Use = "collisions"
	UseExtensions   Use = "extensions"
	UseInterview    Use = "interview"
	UseChecklists   Use = "checklists"
	UseRituals      Use = "rituals"
	UseRisks        Use = "risks"
	UseEscalation   Use = "escalation"
	UseStakeholders Use = "stakeholders"
	UseServices     Use = "services"
	UseFeedback     Use = "feedback"
	UsePlaybook     Use = "playbook"
	UseRunSheet     Use = "run sheet"
	UseRollout      Use = "rollout"
	UseLog          Use = "log"
)

// AllUses are all parts.
var AllUses = []Use{UseCollisions, UseExtensions, UseInterview, UseChecklists, UseRituals, UseRisks, UseEscalation,
	UseStakeholders, UseServices, UseFeedback, UsePlaybook, UseRunSheet, UseRollout, UseLog}

// usedWhen are the conditions on a launch l under which it uses a part. Something that was removed
// counts no more, except in the registers that keep what is closed.
var usedWhen = map[Use]string{
	UseCollisions: `EXISTS (SELECT 1 FROM collision_acceptances x WHERE x.launch_id = l.id)
		OR EXISTS (SELECT 1 FROM calendar_events x WHERE x.first_day <= @to AND x.last_day >= @from
			OR x.start_at < @toat AND x.end_at > @fromat)
		OR EXISTS (SELECT 1 FROM launches x WHERE x.id <> l.id AND x.state NOT IN ('closed', 'cancelled') AND x.launch_on BETWEEN @from AND @to)`,
	UseExtensions: "EXISTS (SELECT 1 FROM exceptions x WHERE x.launch_id = l.id)",
	UseInterview:  "EXISTS (SELECT 1 FROM interview_questions x WHERE x.launch_id = l.id AND x.archived_at IS NULL)",
	UseChecklists: "EXISTS (SELECT 1 FROM checklists x WHERE x.launch_id = l.id AND x.archived_at IS NULL)",
	UseRituals:    "EXISTS (SELECT 1 FROM rituals x WHERE x.launch_id = l.id AND x.archived_at IS NULL)",
	UseRisks:      "EXISTS (SELECT 1 FROM risks x WHERE x.launch_id = l.id)",
	UseEscalation: `EXISTS (SELECT 1 FROM escalation_steps x WHERE x.launch_id = l.id)
		AND EXISTS (SELECT 1 FROM roster_entries x WHERE x.launch_id = l.id)`,
	UseStakeholders: "EXISTS (SELECT 1 FROM stakeholders x WHERE x.launch_id = l.id AND x.archived_at IS NULL)",
	UseServices:     "EXISTS (SELECT 1 FROM launch_services x WHERE x.launch_id = l.id AND x.removed_at IS NULL)",
	UseFeedback: `EXISTS (SELECT 1 FROM feedback_reports x WHERE x.launch_id = l.id)
		OR EXISTS (SELECT 1 FROM beta_testers x WHERE x.launch_id = l.id AND x.archived_at IS NULL)`,
	// The playbook is for what comes back from users, so it waits for the first report or the launch.
	UsePlaybook: `EXISTS (SELECT 1 FROM playbooks x WHERE x.launch_id = l.id AND x.content NOT IN ('', '[]', 'null'))
		AND (l.state NOT IN ('planning', 'go') OR EXISTS (SELECT 1 FROM feedback_reports x WHERE x.launch_id = l.id))`,
	UseRollout: "EXISTS (SELECT 1 FROM rollouts x WHERE x.launch_id = l.id)",
	// What the program writes does not make a log used: a person does, or the day before T.
	UseLog: `@now >= l.launch_at - 86400000
		OR EXISTS (SELECT 1 FROM journal_lines x WHERE x.launch_id = l.id AND x.kind IN ('person', 'note'))`,
	UseRunSheet: "EXISTS (SELECT 1 FROM run_tasks x WHERE x.launch_id = l.id AND x.archived_at IS NULL)",
}

// usesQuery selects the parts that a launch uses.
var usesQuery = func() string {
	parts := make([]string, len(AllUses))
	for i, u := range AllUses {
		parts[i] = "SELECT '" + string(u) + "' FROM launches l WHERE l.id = @id AND (" + usedWhen[u] + ")"
	}
	return strings.Join(parts, " UNION ALL ")
}()

// daysAround is the distance from T within which events of the calendar and other launches count.
const daysAround = 21

type usesKey struct{ launchID int64 }

// Uses returns the parts that a launch uses. A request reads them once.
func (s *Store) Uses(ctx context.Context, l launch.Launch) ([]Use, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	return db.Remember(ctx, usesKey{l.ID}, func() ([]Use, error) {
		var uses []Use
		err := s.db.Read(ctx).Raw(usesQuery, map[string]any{"id": l.ID, "now": db.At(s.db.Now()), "from": l.LaunchOn.AddDays(-daysAround),
			"to":     l.LaunchOn.AddDays(daysAround),
			"fromat": db.At(l.LaunchAt.AddDate(0, 0, -daysAround)), "toat": db.At(l.LaunchAt.AddDate(0, 0, daysAround))}).Scan(&uses).Error
		return uses, err
	})
}
