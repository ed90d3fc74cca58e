package runsheet

import (
	"context"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
)

// MoveTask swaps a task with the one before or after it. At the end of the
// sheet it stays.
func (s *Store) MoveTask(ctx context.Context, slug string, id int64, up bool, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, t, err := standingTask(tx, slug, id)
		if err != nil {
			return err
		}
		if t.Version != version {
			return fault.Changed("this task")
		}
		lines, err := linesOf(tx.DB, l)
		if err != nil {
			return err
		}
		for i := 0; i+1 < len(lines); i++ {
			a, b := lines[i].Task, lines[i+1].Task
			if up && b.ID == t.ID || !up && a.ID == t.ID {
				return swap(tx, a, b)
			}
		}
		return nil
	})
}

func swap(tx *db.Tx, a, b Task) error {
	startA, startB, reorder := places(a, b)
	if startA < -farthestStart || startA > farthestStart {
		return fault.Invalid("start", "“%s” would start more than three days from the launch.", a.Title)
	}
	orderA, orderB := a.Position, b.Position
	if reorder {
		orderA, orderB = max(a.Position, b.Position), min(a.Position, b.Position)
		if orderA == orderB {
			orderA++
		}
	}
	for _, to := range []struct {
		Task
		start, order int
	}{{a, startA, orderA}, {b, startB, orderB}} {
		if err := tx.UpdateRow("run_tasks", to.ID, to.Version, map[string]any{"start_minutes": to.start, "position": to.order}); err != nil {
			return err
		}
		err := auditTask(tx, to.Task, "moved", db.Changed([3]string{"start", FromT(to.StartMinutes), FromT(to.start)},
			[3]string{"place", strconv.Itoa(to.Position), strconv.Itoa(to.order)})...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Shift moves the start of a task, and of all later ones that are not done, by
// some minutes. It returns how many tasks moved.
func (s *Store) Shift(ctx context.Context, slug string, id int64, minutes, version int) (n int, err error) {
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
		lines, err := linesOf(tx.DB, l)
		if err != nil {
			return err
		}
		n = 0
		reached := false
		var changes []db.Change
		for _, k := range lines {
			if reached = reached || k.ID == id; !reached || k.Done() {
				continue
			}
			start := k.StartMinutes + minutes
			if start < -farthestStart || start > farthestStart {
				return fault.Invalid("minutes", "“%s” would start more than three days from the launch.", k.Title)
			}
			if err := tx.UpdateRow("run_tasks", k.ID, k.Version, map[string]any{"start_minutes": start}); err != nil {
				return err
			}
			changes = append(changes, db.Change{Field: "start of " + k.Title, Old: FromT(k.StartMinutes), New: FromT(start)})
			n++
		}
		if n == 0 {
			return nil
		}
		return auditTask(tx, t, "shifted", changes...)
	})
	return n, err
}
