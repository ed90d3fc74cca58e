package runsheet

import (
	"context"
	"unicode/utf8"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Block is a heading with the tasks under it.
type Block struct {
	Name  string
	Lines []Line
}

// Block returns the tasks of a block in their order.
func (v Sheet) Block(name string) Block {
	b := Block{Name: name}
	for _, k := range v.Lines {
		if k.Block == name {
			b.Lines = append(b.Lines, k)
		}
	}
	return b
}

// Start returns when the block starts, in minutes from T: its first task that is not done, or its first task if all are.
func (b Block) Start() int {
	for _, k := range b.Lines {
		if !k.Done() {
			return k.StartMinutes
		}
	}
	return b.Lines[0].StartMinutes
}

// BlockInput is the form of a block. Start is as typed, see Block.Start; all tasks that are not done move with it.
type BlockInput struct{ Name, Start string }

// UpdateBlock renames a block and moves its tasks, all or none. picks are its tasks as they were shown. It returns what undoes it
// with their new versions, Invalid, and Conflict if one of them changed or another one was added.
func (s *Store) UpdateBlock(ctx context.Context, slug, name string, in BlockInput, picks []db.Pick) (
	was BlockInput, now []db.Pick, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now = nil
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var c fault.Check
		in.Name = words.OneLine(in.Name)
		c.That(in.Name != "", "name", "Enter a name.")
		c.That(utf8.RuneCountInString(in.Name) <= maxBlock, "name", "Use at most %d characters.", maxBlock)
		start, err := ParseStart(in.Start, l)
		if err := c.Merge(err); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		sheet, err := s.sheet(tx.Reader, l)
		if err != nil {
			return err
		}
		b := sheet.Block(name)
		if len(b.Lines) == 0 {
			return fault.NotFound("block in this run sheet")
		}
		ids, versions, err := db.Picked(picks)
		if err != nil {
			return err
		}
		if len(ids) != len(b.Lines) {
			return fault.Changed("“" + name + "”")
		}
		if in.Name != name && len(sheet.Block(in.Name).Lines) > 0 {
			return fault.Invalid("name", "There is another block with this name.")
		}
		was = BlockInput{Name: name, Start: FromT(b.Start())}
		minutes := start - b.Start()
		for _, k := range b.Lines {
			next, err := moveInBlock(tx, k, versions[k.ID], in.Name, minutes)
			if err != nil {
				return err
			}
			now = append(now, db.Pick{ID: k.ID, Version: next})
		}
		return nil
	})
	return was, now, err
}

// moveInBlock gives a task the name of its block, and moves it unless it is done. It returns the new version.
func moveInBlock(tx *db.Tx, k Line, version int, name string, minutes int) (int, error) {
	start := k.StartMinutes
	if !k.Done() {
		start += minutes
	}
	if start < -farthestStart || start > farthestStart {
		return 0, fault.Invalid("start", "“%s” would start more than five years from the launch.", k.Title)
	}
	if version != k.Version {
		return 0, fault.Changed("“" + k.Title + "”")
	}
	changes := db.Changed([3]string{"block", k.Block, name}, [3]string{"start", FromT(k.StartMinutes), FromT(start)})
	if len(changes) == 0 {
		return k.Version, nil
	}
	next, err := tx.UpdateRow("run_tasks", k.ID, version, map[string]any{"block": name, "start_minutes": start})
	if err != nil {
		return 0, err
	}
	return next, auditTask(tx, k.Task, "updated", changes...)
}
