package readiness_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/models/template"
)

// modelSources are the sources of which the model knows every line. Lines of other sources are compared with what is
// computed anew only.
var modelSources = []readiness.Source{readiness.SourceMeeting, readiness.SourceFlag, readiness.SourceRisk, readiness.SourceStakeholder,
	readiness.SourceTask, readiness.SourceCheck, readiness.SourceDeliverable}

// model returns the keys of the lines that a launch should have by readiness.md §1, each with the lowest severity that it
// may have, from the tables alone.
func (w *world) model(l launch.Launch) map[string]readiness.Severity {
	want := map[string]readiness.Severity{}
	if !l.State.Ahead() {
		return want
	}
	m := &listModel{world: w, l: l, today: civil.Of(w.Clock.Now(), l.Location()), want: want}
	m.decision = l.LaunchOn.AddDays(-1)
	m.meeting()
	m.flags()
	m.risks()
	m.stakeholders()
	m.tasks()
	m.checks()
	m.deliverables()
	return want
}

type listModel struct {
	*world
	l               launch.Launch
	today, decision civil.Date
	want            map[string]readiness.Severity
}

// add expects a line that is due on a day.
func (m listModel) add(key string, due civil.Date, stops bool) {
	severity := readiness.NotYet
	switch {
	case stops:
		severity = readiness.Stops
	case !due.After(m.today.AddDays(3)):
		severity = readiness.Due
	}
	m.want[key] = max(m.want[key], severity)
}

// rows reads a query about the launch, whose id is its only parameter.
func (m listModel) rows(to any, query string) {
	m.t.Helper()
	if err := m.DB.Read(m.System()).Raw(query, m.l.ID).Scan(to).Error; err != nil {
		m.t.Fatal(err)
	}
}

// ownerDue returns the day by which something that happens on a day needs an owner who is there; ok is false if it has one.
func (m listModel) ownerDue(owner *int64, on civil.Date) (due civil.Date, ok bool) {
	due = m.l.LaunchOn.AddDays(-7)
	if !on.IsZero() && on.AddDays(-3).Before(due) {
		due = on.AddDays(-3)
	}
	if owner == nil {
		return due, true
	}
	if on.IsZero() || on.Before(m.today) {
		return due, false
	}
	away := m.Count("SELECT COUNT(*) FROM absences WHERE user_id = ? AND first_day <= ? AND last_day >= ?", *owner, on.String(), on.String())
	return due, away > 0
}

func (m *listModel) meeting() {
	var days []civil.Date
	m.rows(&days, `SELECT COALESCE(d.due_on, x.held_on) FROM meetings x LEFT JOIN deliverables d ON d.id = x.item_id
		WHERE x.launch_id = ? AND x.state = 'planned' ORDER BY 1`)
	switch {
	case len(days) == 0:
		m.add("meeting", m.l.LaunchOn.AddDays(-7), false)
	case !days[0].IsZero():
		m.decision = days[0]
	}
}

func (m listModel) flags() {
	var raised []int64
	m.rows(&raised, `SELECT q.id FROM interview_questions q JOIN interview_answers a ON a.id = q.answer_id
		WHERE q.launch_id = ? AND q.archived_at IS NULL AND a.flagged AND a.accepted_at IS NULL`)
	for _, id := range raised {
		m.add(fmt.Sprint("flag ", id), m.today, false)
	}
}

func (m listModel) risks() {
	var risks []struct {
		ID, Links, Open, AcceptedUntil int64
		OwnerID                        *int64
		ShowStopper                    bool
	}
	m.rows(&risks, `SELECT r.id, r.owner_id, r.show_stopper,
			(SELECT COUNT(*) FROM risk_mitigations x JOIN deliverables d ON d.id = x.deliverable_id
				WHERE x.risk_id = r.id AND d.archived_at IS NULL AND d.status <> 'skipped') AS links,
			(SELECT COUNT(*) FROM risk_mitigations x JOIN deliverables d ON d.id = x.deliverable_id
				WHERE x.risk_id = r.id AND d.archived_at IS NULL AND d.status NOT IN ('done', 'skipped', 'scheduled', 'published')) AS open,
			COALESCE((SELECT MAX(a.until) FROM risk_acceptances a WHERE a.risk_id = r.id AND a.ended_at IS NULL), 0) AS accepted_until
		FROM risks r WHERE r.launch_id = ? AND r.closed_at IS NULL`)
	now, t := m.Clock.Now().UnixMilli(), m.l.LaunchAt.UnixMilli()
	for _, r := range risks {
		mitigated := r.Links > 0 && r.Open == 0
		accepted := r.AcceptedUntil > now && r.AcceptedUntil >= t
		switch {
		case r.ShowStopper && !mitigated && !accepted:
			m.add(fmt.Sprint("risk ", r.ID), m.today, false)
		case r.OwnerID == nil:
			m.add(fmt.Sprint("risk ", r.ID), m.l.LaunchOn.AddDays(-7), false)
		}
	}
}

func (m listModel) stakeholders() {
	var ids []int64
	m.rows(&ids, `SELECT s.id FROM stakeholders s JOIN launches l ON l.id = s.launch_id WHERE l.id = ? AND s.archived_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM stakeholder_notices n WHERE n.stakeholder_id = s.id AND n.kind = 'acknowledged'
			AND n.taken_back_at IS NULL AND n.launch_on = l.launch_on AND n.launch_at = l.launch_at)`)
	for _, id := range ids {
		m.add(fmt.Sprint("stakeholder ", id), m.l.LaunchOn.AddDays(-3), false)
	}
}

func (m listModel) tasks() {
	var tasks []struct {
		ID           int64
		OwnerID      *int64
		StartMinutes int64
	}
	m.rows(&tasks, "SELECT id, owner_id, start_minutes FROM run_tasks WHERE launch_id = ? AND archived_at IS NULL AND done_at IS NULL")
	for _, x := range tasks {
		on := civil.Of(m.l.LaunchAt.Add(time.Duration(x.StartMinutes)*time.Minute), m.l.Location())
		if due, bad := m.ownerDue(x.OwnerID, on); bad {
			m.add(fmt.Sprint("task ", x.ID), due, false)
		}
	}
}

func (m listModel) checks() {
	var checks []struct {
		ID                int64
		Mode, State, Part string
		DueOffset         *int
		OwnerID           *int64
	}
	m.rows(&checks, `SELECT c.id, x.mode, c.state, c.part, c.due_offset, c.owner_id FROM checklist_items c
		JOIN checklists x ON x.id = c.checklist_id WHERE c.launch_id = ? AND c.archived_at IS NULL AND x.archived_at IS NULL
		AND c.state IN ('open', 'failed') AND (c.follow_by = '' OR c.hand_reason <> '')`)
	for _, c := range checks {
		key := fmt.Sprint("check ", c.ID)
		if c.Mode == "verdict" && c.State == "failed" {
			m.add(key, m.today, true)
			continue
		}
		due := m.decision
		switch {
		case c.DueOffset != nil:
			due = m.l.LaunchOn.AddDays(*c.DueOffset)
		case c.Part != "" && c.Part != "before":
			continue
		}
		if due.After(m.decision) {
			continue
		}
		if before, bad := m.ownerDue(c.OwnerID, due); bad && before.Before(due) {
			due = before
		}
		m.add(key, due, false)
	}
}

// modelItem is an unfinished deliverable.
type modelItem struct {
	ID            int64
	Title, Status string
	Kind          template.Kind
	OwnerID       *int64
	StartsOn      civil.Date
	DueOn         civil.Date
	Derived       bool
}

func (it modelItem) start() civil.Date {
	if it.StartsOn.IsZero() {
		return it.DueOn
	}
	return it.StartsOn
}

func (m listModel) deliverables() {
	var items []modelItem
	m.rows(&items, `SELECT id, title, kind, status, owner_id, starts_on, due_on, follow_by <> '' AND hand_reason = '' AS derived
		FROM deliverables WHERE launch_id = ? AND archived_at IS NULL AND status NOT IN ('done', 'skipped', 'scheduled', 'published')`)
	open := map[int64]modelItem{}
	for _, it := range items {
		open[it.ID] = it
	}
	var links []struct{ DeliverableID, DependsOnID int64 }
	m.rows(&links, `SELECT x.deliverable_id, x.depends_on_id FROM dependencies x JOIN deliverables d ON d.id = x.deliverable_id
		WHERE d.launch_id = ?`)
	needed, outOfOrder := map[int64]bool{}, map[int64]civil.Date{}
	for range len(items) + 1 {
		for _, x := range links {
			after, ok := open[x.DeliverableID]
			before, found := open[x.DependsOnID]
			if !ok || !found {
				continue
			}
			if after.DueOn == m.l.LaunchOn || needed[after.ID] {
				needed[before.ID] = true
			}
			if s := after.start(); !s.IsZero() && !before.DueOn.IsZero() && before.DueOn.After(s) {
				if first, ok := outOfOrder[before.ID]; !ok || s.Before(first) {
					outOfOrder[before.ID] = s
				}
			}
		}
	}
	for _, it := range items {
		late, wrong := outOfOrder[it.ID]
		if launch.IsDecision(it.Kind, it.Title) || it.Derived && !wrong {
			continue
		}
		due, counts := it.DueOn, needed[it.ID] || !it.DueOn.IsZero() && !it.DueOn.After(m.decision)
		if due.IsZero() {
			due = m.decision
		}
		if wrong {
			due = late
		}
		before, bad := m.ownerDue(it.OwnerID, it.DueOn)
		if bad && before.Before(due) {
			due = before
		}
		blocked := it.Status == "blocked"
		byLaunch := !it.DueOn.IsZero() && !it.DueOn.After(m.l.LaunchOn)
		if counts || wrong || byLaunch && (blocked || bad) {
			m.add(fmt.Sprint("deliverable ", it.ID), due, blocked)
		}
	}
}

// matches fails unless a list has exactly the lines of the model, none less urgent than there.
func (w *world) matches(after string, l launch.Launch, list readiness.List) {
	w.t.Helper()
	want, got := w.model(l), map[string]readiness.Severity{}
	for _, line := range list.Lines {
		for _, it := range single(line) {
			if _, ok := want[it.Key]; ok || slices.Contains(modelSources, it.Source) && !w.derived(it) {
				got[it.Key] = line.Severity
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if severity, ok := got[key]; !ok || severity < want[key] {
			w.t.Fatalf("after %q, %s: no line %q with the severity %q; it has %v", after, l.Slug, key, want[key], got)
		}
		delete(got, key)
	}
	if len(got) > 0 {
		w.t.Fatalf("after %q, %s: lines that the model does not have: %v", after, l.Slug, got)
	}
}

// derived reports whether a line is that of a deliverable or check that derives its status, of which the model
// knows only those that are out of order.
func (w *world) derived(line readiness.Line) bool {
	table := map[readiness.Source]string{readiness.SourceDeliverable: "deliverables", readiness.SourceCheck: "checklist_items"}[line.Source]
	return table != "" &&
		w.Count("SELECT COUNT(*) FROM "+table+" WHERE id = ? AND follow_by <> '' AND hand_reason = ''", line.ID) > 0
}

func single(line readiness.Line) []readiness.Line {
	if len(line.Items) == 0 {
		return []readiness.Line{line}
	}
	return line.Items
}
