package runsheet

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// setMembers makes ids the members of a task, and returns the change for the audit log. The ticks of those who remain stay. names
// has the names by id.
func setMembers(tx *db.Tx, t Task, ids []int64, names map[int64]string) ([]db.Change, error) {
	var before []Member
	err := tx.Raw(`SELECT m.id, COALESCE(m.user_id, 0) AS user_id, COALESCE(u.name, 'Nobody') AS name FROM run_task_members m
		LEFT JOIN users u ON u.id = m.user_id WHERE m.task_id = ? ORDER BY u.name, m.id`, t.ID).Scan(&before).Error
	if err != nil {
		return nil, err
	}
	var old, now []string
	for _, m := range before {
		old = append(old, m.Name)
		if slices.Contains(ids, m.UserID) {
			continue
		}
		if err := tx.Exec("DELETE FROM run_task_members WHERE id = ?", m.ID).Error; err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		now = append(now, names[id])
		if slices.ContainsFunc(before, func(m Member) bool { return m.UserID == id }) {
			continue
		}
		err := tx.Exec("INSERT INTO run_task_members (task_id, user_id, updated_at) VALUES (?, ?, ?)", t.ID, id, tx.Now).Error
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(now)
	return db.Changed([3]string{"group", strings.Join(old, ", "), strings.Join(now, ", ")}), nil
}

// checkMembers returns the names of members, and Invalid for the field "members".
func checkMembers(tx *db.Tx, taskID int64, ids []int64) (map[int64]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var before []int64
	err := tx.Raw("SELECT user_id FROM run_task_members WHERE task_id = ? AND user_id IS NOT NULL", taskID).Scan(&before).Error
	if err != nil {
		return nil, err
	}
	choices := make([]people.OwnerChoice, len(ids))
	for i := range ids {
		choices[i] = people.OwnerChoice{Field: "members", Owner: &ids[i]}
		for j := range before {
			choices[i].Before = append(choices[i].Before, &before[j])
		}
	}
	return people.NamesOfOwners(tx, choices...)
}

// SetMemberDone ticks a task for a member of its group, or takes that back. The task is done when all members have ticked, and
// not before. Setting the state that it has changes nothing. reason says why a task that still waits is ticked. It returns Invalid
// for the field "reason".
func (s *Store) SetMemberDone(ctx context.Context, slug string, taskID, memberID int64, done bool, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, t, err := standingTask(tx, slug, taskID)
		if err != nil {
			return err
		}
		// The task's row comes first, so that the last two ticks see each other.
		err = tx.Exec("UPDATE run_tasks SET updated_at = ? WHERE id = ?", tx.Now, t.ID).Error
		if err != nil {
			return err
		}
		sheet, err := s.sheet(tx.Reader, l)
		if err != nil {
			return err
		}
		line, _ := sheet.Line(t.ID)
		i := slices.IndexFunc(line.Members, func(m Member) bool { return m.ID == memberID })
		if i < 0 {
			return fault.NotFound("member of this task")
		}
		m := &line.Members[i]
		if m.Done() == done {
			return nil
		}
		if done {
			if err := mayBegin(line, reason); err != nil {
				return err
			}
		}
		by, at, did := tx.ActorID(), tx.Now, "ticked"
		if !done {
			by, at, did = nil, db.Instant{}, "not ticked"
		}
		m.DoneAt = at
		if _, err := tx.UpdateRow("run_task_members", m.ID, m.Version, map[string]any{"done_by": by, "done_at": at}); err != nil {
			return err
		}
		if all := line.MembersDone() == len(line.Members); all != line.Done() {
			if _, err := tx.UpdateRow("run_tasks", t.ID, t.Version, map[string]any{"done_by": by, "done_at": at}); err != nil {
				return err
			}
		}
		return tx.Audit(db.Entry{Action: "run task." + did, Entity: "run task", EntityID: t.ID, LaunchID: &t.LaunchID, Label: t.Title,
			Reason: strings.TrimSpace(reason), Changes: []db.Change{{Field: "for", Old: "", New: m.Name},
				{Field: "ticks", Old: "", New: strconv.Itoa(line.MembersDone()) + " of " + strconv.Itoa(len(line.Members))}}})
	})
}

// mayBegin returns Invalid for the field "reason" if a task still waits and there is no reason to do it all the same.
func mayBegin(k Line, reason string) error {
	if k.Waiting && strings.TrimSpace(reason) == "" {
		what := "“" + k.Wait + "” is not done yet"
		if k.WaitFor == WaitGo {
			what = "There is no go yet"
		}
		return fault.Invalid("reason", "%s. Say why this is done all the same.", what)
	}
	return nil
}
