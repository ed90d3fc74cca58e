package runsheet

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// AddTask adds a task. key makes a form that is sent twice add one. Returns
// Invalid with every mistake.
func (s *Store) AddTask(ctx context.Context, slug string, in TaskInput, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		in, start, minutes, names, err := s.checkTask(tx, l, in, Task{})
		if err != nil {
			return err
		}
		id, err = tx.Once("run task "+strconv.FormatInt(l.ID, 10), key, in, func() (int64, error) {
			t := Task{LaunchID: l.ID, Title: in.Title, Block: in.Block, OwnerID: in.OwnerID, FallbackID: in.FallbackID,
				StartMinutes: start, Minutes: minutes, BackID: in.BackID, Needs: in.Needs, WaitFor: in.WaitFor, WaitID: in.WaitID,
				Links: in.Links, Post: in.Post, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			if err := tx.Raw("SELECT COALESCE(MAX(position), 0) + 1 FROM run_tasks WHERE launch_id = ?", l.ID).Scan(&t.Position).Error; err != nil {
				return 0, err
			}
			if err := tx.DB.Create(&t).Error; err != nil {
				return 0, err
			}
			group, err := setMembers(tx, t, in.Members, names)
			if err != nil {
				return 0, err
			}
			return t.ID, auditTask(tx, t, "added", append(taskChanges(Task{Title: t.Title}, t, names), group...)...)
		})
		return err
	})
	return id, err
}

// UpdateTask changes a task. Returns Invalid, or Conflict when it changed
// meanwhile. It returns the new version.
func (s *Store) UpdateTask(ctx context.Context, slug string, id int64, in TaskInput, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, was, err := standingTask(tx, slug, id)
		if err != nil {
			return err
		}
		if was.Version != version {
			return fault.Changed("this")
		}
		in, start, minutes, names, err := s.checkTask(tx, l, in, was)
		if err != nil {
			return err
		}
		now := was
		now.Title, now.Block, now.OwnerID, now.FallbackID, now.StartMinutes, now.Minutes, now.Needs = in.Title, in.Block, in.OwnerID,
			in.FallbackID, start, minutes, in.Needs
		now.BackID, now.WaitFor, now.WaitID, now.Links, now.Post = in.BackID, in.WaitFor, in.WaitID, in.Links, in.Post
		group, err := setMembers(tx, was, in.Members, names)
		if err != nil {
			return err
		}
		changes := append(taskChanges(was, now, names), group...)
		if len(changes) == 0 {
			next = was.Version
			return nil
		}
		columns := map[string]any{"title": now.Title, "block": now.Block, "owner_id": now.OwnerID, "fallback_id": now.FallbackID,
			"start_minutes": start, "minutes": minutes, "needs": now.Needs, "back_id": now.BackID, "wait_for": now.WaitFor, "wait_id": now.WaitID,
			"links": now.Links, "post": now.Post}
		if len(group) > 0 {
			if err := groupDone(tx, now, columns); err != nil {
				return err
			}
		}
		next, err = tx.UpdateRow("run_tasks", was.ID, version, columns)
		if err != nil {
			return err
		}
		return auditTask(tx, now, "updated", changes...)
	})
	return next, err
}

// groupDone adds whether a task whose group has changed is done: when all members have ticked.
func groupDone(tx *db.Tx, t Task, columns map[string]any) error {
	var of struct {
		N, Done int
		At      db.Instant
	}
	err := tx.Raw("SELECT COUNT(*) AS n, COUNT(done_at) AS done, MAX(done_at) AS at FROM run_task_members WHERE task_id = ?", t.ID).
		Scan(&of).Error
	if err != nil || of.N == 0 {
		return err
	}
	switch all := of.N == of.Done; {
	case all && !t.Done():
		columns["done_at"], columns["done_by"] = of.At, tx.ActorID()
	case !all:
		columns["done_at"], columns["done_by"] = db.Instant{}, nil
	}
	return nil
}

// checkTask cleans the input and checks its people and the tasks that it names.
func (s *Store) checkTask(tx *db.Tx, l launch.Launch, in TaskInput, was Task) (TaskInput, int, int, map[int64]string, error) {
	var c fault.Check
	switch {
	case strings.TrimSpace(in.Start) != "" || words.OneLine(in.Block) == "":
	case words.OneLine(in.Title) == "":
		in.Start = "T" // it is refused for its title
	default:
		var first []int
		err := tx.Raw("SELECT start_minutes FROM run_tasks WHERE launch_id = ? AND block = ? AND archived_at IS NULL ORDER BY 1 LIMIT 1", l.ID,
			words.OneLine(in.Block)).Scan(&first).Error
		if err != nil {
			return in, 0, 0, nil, err
		}
		if len(first) > 0 {
			in.Start = FromT(first[0])
		}
	}
	in, start, minutes, err := in.Clean(l)
	if err := c.Merge(err); err != nil {
		return in, 0, 0, nil, err
	}
	names, err := people.NamesOfOwners(tx, people.OwnerChoice{Field: "owner", Owner: in.OwnerID, Before: []*int64{was.OwnerID}},
		people.OwnerChoice{Field: "fallback", Owner: in.FallbackID, Before: []*int64{was.FallbackID}})
	if err := c.Merge(err); err != nil {
		return in, 0, 0, nil, err
	}
	if err := c.Err(); err != nil {
		return in, 0, 0, nil, err
	}
	members, err := checkMembers(tx, was.ID, in.Members)
	if err := c.Merge(err); err != nil {
		return in, 0, 0, nil, err
	}
	maps.Copy(names, members)
	if in.BackID != nil || in.WaitID != nil {
		lines, err := s.linesOf(tx.Reader, l)
		if err != nil {
			return in, 0, 0, nil, err
		}
		stands := func(id *int64) bool {
			return id == nil || slices.ContainsFunc(lines, func(k Line) bool { return k.ID == *id })
		}
		c.That(stands(in.BackID) || db.IDOf(in.BackID) == db.IDOf(was.BackID), "back", "Choose a task of this run sheet.")
		c.That(stands(in.WaitID) || db.IDOf(in.WaitID) == db.IDOf(was.WaitID), "wait", "Choose a task of this run sheet.")
		c.That(in.WaitID == nil || was.ID == 0 || !waitsInCircle(lines, was.ID, *in.WaitID), "wait",
			"That one already waits for this one. Choose another.")
	}
	c.That(in.BackID == nil || *in.BackID != was.ID, "back", "Choose another task than this one.")
	return in, start, minutes, names, c.Err()
}

func taskChanges(was, now Task, names map[int64]string) []db.Change {
	start, lasts := FromT(was.StartMinutes), Duration(was.Minutes)
	if was.ID == 0 {
		start, lasts = "", ""
	}
	return db.Changed([3]string{"task", was.Title, now.Title}, [3]string{"block", was.Block, now.Block},
		[3]string{"owner", names[db.IDOf(was.OwnerID)], names[db.IDOf(now.OwnerID)]},
		[3]string{"fallback", names[db.IDOf(was.FallbackID)], names[db.IDOf(now.FallbackID)]}, [3]string{"start", start, FromT(now.StartMinutes)},
		[3]string{"duration", lasts, Duration(now.Minutes)}, [3]string{"needs", was.Needs, now.Needs},
		[3]string{"switched on again by task", idText(was.BackID), idText(now.BackID)}, [3]string{"waits for", was.waitText(), now.waitText()},
		[3]string{"links", was.Links, now.Links}, [3]string{"text to post", was.Post, now.Post})
}

// waitText is what a task waits for, for the audit log.
func (t Task) waitText() string {
	if t.WaitFor == WaitTask {
		return "task " + idText(t.WaitID)
	}
	return string(t.WaitFor)
}

func idText(id *int64) string {
	if id == nil {
		return ""
	}
	return strconv.FormatInt(*id, 10)
}

// SetDone marks a task as done, or as not done. Setting the state that it has
// changes nothing, so that two people can press the button. reason says why a task that still waits is done. A task of a group is
// ticked by its members. It returns the new version, and Invalid for the field "reason".
func (s *Store) SetDone(ctx context.Context, slug string, id int64, done bool, reason string, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, t, err := standingTask(tx, slug, id)
		if err != nil || t.Done() == done {
			next = t.Version
			return err
		}
		sheet, err := s.sheet(tx.Reader, l)
		if err != nil {
			return err
		}
		line, _ := sheet.Line(t.ID)
		if len(line.Members) > 0 {
			return fault.Conflict("A group does this task: its members tick it.")
		}
		if done {
			if err := mayBegin(line, reason); err != nil {
				return err
			}
		}
		by, at, did := tx.ActorID(), tx.Now, "done"
		if !done {
			by, at, did = nil, db.Instant{}, "not done"
		}
		if next, err = tx.UpdateRow("run_tasks", t.ID, version, map[string]any{"done_by": by, "done_at": at}); err != nil {
			return err
		}
		if err := logTick(tx, t, done); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "run task." + did, Entity: "run task", EntityID: t.ID, LaunchID: &t.LaunchID, Label: t.Title,
			Reason: strings.TrimSpace(reason)})
	})
	return next, err
}

// RemoveTask removes a task; with back it restores it. It returns the new version.
func (s *Store) RemoveTask(ctx context.Context, slug string, id int64, version int, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, t, err := taskIn(tx, slug, id)
		if err != nil || t.ArchivedAt.IsZero() == back {
			next = t.Version
			return err
		}
		at, did := tx.Now, "removed"
		if back {
			at, did = db.Instant{}, "restored"
		}
		if next, err = tx.UpdateRow("run_tasks", t.ID, version, map[string]any{"archived_at": at}); err != nil {
			return err
		}
		return auditTask(tx, t, did)
	})
	return next, err
}
