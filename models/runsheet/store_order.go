package runsheet

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
)

// MoveTask swaps a task with the one before or after it. At the end of the
// sheet it stays. It returns the new version.
func (s *Store) MoveTask(ctx context.Context, slug string, id int64, up bool, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, t, err := standingTask(tx, slug, id)
		if err != nil {
			return err
		}
		if t.Version != version {
			return fault.Changed("this task")
		}
		lines, err := s.linesOf(tx.Reader, l)
		if err != nil {
			return err
		}
		for i := 0; i+1 < len(lines); i++ {
			a, b := lines[i].Task, lines[i+1].Task
			if up && b.ID == t.ID || !up && a.ID == t.ID {
				versions, err := swap(tx, a, b)
				next = versions[t.ID]
				return err
			}
		}
		next = t.Version
		return nil
	})
	return next, err
}

// swap swaps two neighbours and returns their new versions by id.
func swap(tx *db.Tx, a, b Task) (map[int64]int, error) {
	startA, startB, reorder := places(a, b)
	if startA < -farthestStart || startA > farthestStart {
		return nil, fault.Invalid("start", "“%s” would start more than five years from the launch.", a.Title)
	}
	orderA, orderB := a.Position, b.Position
	if reorder {
		orderA, orderB = max(a.Position, b.Position), min(a.Position, b.Position)
		if orderA == orderB {
			orderA++
		}
	}
	versions := map[int64]int{}
	for _, to := range []struct {
		Task
		start, order int
	}{{a, startA, orderA}, {b, startB, orderB}} {
		version, err := tx.UpdateRow("run_tasks", to.ID, to.Version, map[string]any{"start_minutes": to.start, "position": to.order})
		if err != nil {
			return nil, err
		}
		versions[to.ID] = version
		err = auditTask(tx, to.Task, "moved", db.Changed([3]string{"start", FromT(to.StartMinutes), FromT(to.start)},
			[3]string{"place", strconv.Itoa(to.Position), strconv.Itoa(to.order)})...)
		if err != nil {
			return nil, err
		}
	}
	return versions, nil
}

// Shift moves the start of a task, and of all later ones that are not done, by
// some minutes. It returns how many tasks moved, and the new
// version of the task.
func (s *Store) Shift(ctx context.Context, slug string, id int64, minutes, version int) (n, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, t, err := standingTask(tx, slug, id)
		if err != nil {
			return err
		}
		if minutes == 0 || minutes > longestShift || minutes < -longestShift {
			return fault.Invalid("minutes", "Enter whole minutes, up to %d, like 15 or -15.", longestShift)
		}
		if t.Version != version {
			return fault.Changed("this task")
		}
		lines, err := s.linesOf(tx.Reader, l)
		if err != nil {
			return err
		}
		n, next = 0, t.Version
		reached := false
		var changes []db.Change
		for _, k := range lines {
			if reached = reached || k.ID == id; !reached || k.Done() {
				continue
			}
			start := k.StartMinutes + minutes
			if start < -farthestStart || start > farthestStart {
				return fault.Invalid("minutes", "“%s” would start more than five years from the launch.", k.Title)
			}
			version, err := tx.UpdateRow("run_tasks", k.ID, k.Version, map[string]any{"start_minutes": start})
			if err != nil {
				return err
			}
			if k.ID == id {
				next = version
			}
			changes = append(changes, db.Change{Field: "start of " + k.Title, Old: FromT(k.StartMinutes), New: FromT(start)})
			n++
		}
		if n == 0 {
			return nil
		}
		return auditTask(tx, t, "shifted", changes...)
	})
	return n, next, err
}
