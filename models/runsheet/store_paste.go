package runsheet

import (
	"context"
	"slices"
	"strconv"

	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Paste adds the tasks of a text (see ParsePaste), all or none. key makes a form that is sent twice add them once. It
// returns the added tasks, and Invalid for the field "tasks".
func (s *Store) Paste(ctx context.Context, slug, text, key string) (added []db.Pick, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		added = nil
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var all []people.User
		if err := tx.Where("deactivated_at IS NULL AND role <> ?", people.Viewer).Find(&all).Error; err != nil {
			return err
		}
		var teams []people.Team
		if err := tx.Where("archived_at IS NULL").Find(&teams).Error; err != nil {
			return err
		}
		tasks, err := ParsePaste(text, l, all, teams)
		if err != nil {
			return err
		}
		names := make(map[int64]string, len(all))
		for _, u := range all {
			names[u.ID] = u.Name
		}
		_, err = tx.Once("run sheet "+strconv.FormatInt(l.ID, 10), key, tasks, func() (int64, error) {
			var first int
			if err := tx.Raw("SELECT COALESCE(MAX(position), 0) + 1 FROM run_tasks WHERE launch_id = ?", l.ID).Scan(&first).Error; err != nil {
				return 0, err
			}
			for i, in := range tasks {
				in, start, minutes, err := in.Clean(l)
				if err != nil {
					return 0, err
				}
				t := Task{LaunchID: l.ID, Title: in.Title, Block: in.Block, OwnerID: in.OwnerID, StartMinutes: start, Minutes: minutes,
					Needs: in.Needs, WaitFor: in.WaitFor, Links: in.Links, Post: in.Post,
					Position: first + i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
				if err := tx.DB.Create(&t).Error; err != nil {
					return 0, err
				}
				group, err := setMembers(tx, t, in.Members, names)
				if err != nil {
					return 0, err
				}
				if err := auditTask(tx, t, "added", append(taskChanges(Task{Title: t.Title}, t, names), group...)...); err != nil {
					return 0, err
				}
				added = append(added, db.Pick{ID: t.ID, Version: t.Version})
			}
			return l.ID, linkPasted(tx, tasks, added)
		})
		return err
	})
	return added, err
}

// linkPasted links added tasks by title: to those that switch on again what they switch off, and to those that they wait for. One
// that is not among them is left out.
func linkPasted(tx *db.Tx, tasks []TaskInput, added []db.Pick) error {
	find := func(i int, title string) *int64 {
		found := slices.IndexFunc(tasks, func(o TaskInput) bool { return o.Title == title })
		if title == "" || found < 0 || found == i {
			return nil
		}
		return &added[found].ID
	}
	for i, in := range tasks {
		back, wait, waitFor := find(i, in.Back), find(i, in.Wait), in.WaitFor
		if back == nil && in.Wait == "" {
			continue
		}
		if waitFor == WaitTask && wait == nil {
			waitFor = WaitNothing
		}
		err := tx.Exec("UPDATE run_tasks SET back_id = ?, wait_for = ?, wait_id = ? WHERE id = ?", back, waitFor, wait, added[i].ID).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// RemoveTasks removes several tasks, all or none: the undo of Paste. It returns Conflict if one changed.
func (s *Store) RemoveTasks(ctx context.Context, slug string, picks []db.Pick) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := launch.LoadForWrite(tx, slug, people.EditPlan); err != nil {
			return err
		}
		ids, versions, err := db.Picked(picks)
		if err != nil {
			return err
		}
		for _, id := range ids {
			_, t, err := standingTask(tx, slug, id)
			if err != nil {
				return err
			}
			if _, err := tx.UpdateRow("run_tasks", t.ID, versions[id], map[string]any{"archived_at": tx.Now}); err != nil {
				return err
			}
			if err := auditTask(tx, t, "removed"); err != nil {
				return err
			}
		}
		return nil
	})
}
