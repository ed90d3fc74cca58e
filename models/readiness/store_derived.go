package readiness

import (
	"database/sql"
	"time"

	"tminus/models/checklist"
	"tminus/models/db"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/ritual"
)

// derivedQuery reads the deliverables and checks of a launch whose status derives from a fact, and the questions that the
// program answers, with that fact.
const derivedQuery = `SELECT c.entity, c.id, c.title, c.kind, c.state, c.version, c.owner_id, COALESCE(o.name, ''),
		CASE WHEN o.deactivated_at IS NULL THEN 0 ELSE 1 END, c.due_on, c.due_offset, c.list, c.part, c.bind, c.bind_id, c.bind_rule,
	` + factColumns + `
	FROM (SELECT 'deliverable' AS entity, i.id, i.launch_id, i.title, i.kind, i.status AS state, i.version, i.owner_id, i.due_on,
			NULL AS due_offset, '' AS list, '' AS part, i.follow_by AS bind, i.follow_id AS bind_id, i.follow_rule AS bind_rule, i.position
		FROM deliverables i WHERE i.launch_id = ? AND i.follow_by <> '' AND i.hand_reason = '' AND i.archived_at IS NULL
		UNION ALL
		SELECT 'check', i.id, i.launch_id, i.title, '', i.state, i.version, i.owner_id, NULL, i.due_offset, y.name, i.part, i.follow_by,
			i.follow_id, i.follow_rule, 1000 * y.position + i.position
		FROM checklist_items i JOIN checklists y ON y.id = i.checklist_id AND y.archived_at IS NULL
		WHERE i.launch_id = ? AND i.follow_by <> '' AND i.hand_reason = '' AND i.archived_at IS NULL
		UNION ALL
		SELECT 'question', i.id, i.launch_id, i.ask, '', CASE WHEN a.id IS NULL THEN 'open' ELSE 'done' END, i.version, i.owner_id, NULL, NULL,
			'', '', i.follow_by, i.follow_id, i.follow_rule, i.position
		FROM interview_questions i LEFT JOIN interview_answers a ON a.id = i.answer_id
		WHERE i.launch_id = ? AND i.follow_by <> '' AND a.by_id IS NULL AND i.archived_at IS NULL) c
	LEFT JOIN users o ON o.id = c.owner_id
	` + factJoins + `
	ORDER BY c.entity DESC, c.position, c.id`

// derivations reads the deliverables and checks of one launch whose status derives from a fact.
func (r *reading) derivations() error {
	l := r.launches[0]
	f := r.of[l.ID]
	return r.each(derivedQuery, func(rows *sql.Rows) error {
		var d derivedFact
		var gone int
		var there int64
		var offset sql.NullInt64
		err := rows.Scan(&d.entity, &d.ID, &d.Title, &d.kind, &d.state, &d.Version, &d.OwnerID, &d.ownerName, &gone, &d.dueOn, &offset,
			&d.list, &d.part, &d.Bind, &d.BindID, &d.BindRule,
			&there, &d.title, &d.status, &d.note, &d.closedAt, &d.evidence, &d.checklistID, &d.tally.total)
		d.LaunchID, d.ownerGone, d.there, d.loc = l.ID, gone != 0, there != 0, f.loc
		if offset.Valid {
			d.dueOn = l.LaunchOn.AddDays(int(offset.Int64))
		}
		if d.Bind == ritual.BindRun {
			d.Environment = ritual.Environment(d.BindRule)
		}
		f.derived = append(f.derived, d)
		return err
	}, l.ID, l.ID, l.ID)
}

// derivedRounds bounds how often something that was derived changes the next.
const derivedRounds = 5

// derive stores the status of the deliverables and checks whose facts have changed, as the program, and returns the facts
// after that.
func (s *Store) derive(tx *db.Tx, l launch.Launch, f facts, now time.Time) (facts, error) {
	for range derivedRounds {
		changed := f.outdated(now)
		if len(changed) == 0 {
			break
		}
		program, c := tx.AsProgram(), change{parts: partDerived}
		for _, d := range changed {
			if err := d.store(program, !d.done()); err != nil {
				return f, err
			}
			c.parts, c.entities = c.parts|d.concerns(), append(c.entities, d.ID)
		}
		var err error
		if f, err = s.update(tx.Reader, l, f, c, now); err != nil {
			return f, err
		}
	}
	return f, nil
}

// concerns returns the part of the facts to which it belongs.
func (d derivedFact) concerns() part {
	switch d.entity {
	case checklist.BindCheck:
		return partChecks
	case interview.BindQuestion:
		return partQuestions
	}
	return partItems
}

// store writes the status that the fact gives.
func (d derivedFact) store(program *db.Tx, done bool) error {
	from := kindOf(d.Bind).from
	switch d.entity {
	case interview.BindQuestion:
		return interview.StoreDerived(program, d.ID, d.Version, done, from)
	case checklist.BindCheck:
		return checklist.StoreDerived(program, checklist.Item{ID: d.ID, LaunchID: d.LaunchID, Title: d.Title, State: checklist.State(d.state),
			Version: d.Version}, done, from)
	}
	return launch.StoreDerived(program, launch.Derived{ID: d.ID, LaunchID: d.LaunchID, Title: d.Title, Kind: d.kind,
		Status: launch.Status(d.state), Version: d.Version}, done, from)
}
