package roster

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// needsText returns the stored form of a list of roles.
func needsText(rs []Role) string {
	if len(rs) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(rs) // of strings
	return string(b)
}

// SetWindow changes the window, the required roles and those that count as cover, and returns the settings before and the new
// version. It returns Forbidden unless the actor is the
// lead or an administrator, Invalid, or Conflict.
func (s *Store) SetWindow(ctx context.Context, slug string, in Settings, version int) (before Settings, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		if before, err = ensureSettings(tx, l.ID); err != nil {
			return err
		}
		next, err = tx.UpdateRow("rosters", before.ID, version, map[string]any{
			"before_minutes": in.BeforeMinutes, "after_minutes": in.AfterMinutes, "needs": needsText(in.Needs),
			"covers": needsText(in.Covers),
		})
		if err != nil {
			return err
		}
		var changes []db.Change
		for _, f := range [][3]string{{"window", before.windowText(), in.windowText()},
			{"needed roles", roleLabels(before.Needs), roleLabels(in.Needs)},
			{"roles that count as cover", roleLabels(before.Covers), roleLabels(in.Covers)}} {
			if f[1] != f[2] {
				changes = append(changes, db.Change{Field: f[0], Old: f[1], New: f[2]})
			}
		}
		return s.audit(tx, l, "window changed", changes...)
	})
	return before, next, err
}

func (s *Store) audit(tx *db.Tx, l launch.Launch, action string, changes ...db.Change) error {
	if len(changes) == 0 {
		return nil
	}
	return tx.Audit(db.Entry{Action: "roster." + action, Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name, Changes: changes})
}

// windowText returns the window as shown to users.
func (s Settings) windowText() string {
	return "T-" + Lasting(s.BeforeMinutes) + " to T+" + Lasting(s.AfterMinutes)
}

// Lasting formats a number of minutes: "7 days", "2 h", "1 h 30 min".
func Lasting(n int) string {
	switch days, hours, rest := n/1440, n%1440/60, n%60; {
	case n >= 1440 && n%1440 == 0:
		if days == 1 {
			return "1 day"
		}
		return fmt.Sprintf("%d days", days)
	case n >= 2*1440:
		return fmt.Sprintf("%d d %d h", days, hours)
	case rest == 0 && n > 0:
		return fmt.Sprintf("%d h", n/60)
	case n > 60:
		return fmt.Sprintf("%d h %d min", n/60, rest)
	}
	return fmt.Sprintf("%d min", n)
}

func roleLabels(rs []Role) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = r.Label()
	}
	return strings.Join(out, ", ")
}

// SetSteps replaces the escalation of a launch. It returns Invalid, or Conflict if the settings of
// the roster have changed.
func (s *Store) SetSteps(ctx context.Context, slug string, steps []Step, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var c fault.Check
		if steps, err = checkSteps(tx, &c, steps); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		st, err := ensureSettings(tx, l.ID)
		if err != nil {
			return err
		}
		if _, err := tx.UpdateRow("rosters", st.ID, version, map[string]any{}); err != nil {
			return err
		}
		return s.replaceSteps(tx, l, steps)
	})
}

// checkSteps returns the steps in their normal form, and adds their problems to c.
func checkSteps(tx *db.Tx, c *fault.Check, steps []Step) ([]Step, error) {
	for i, st := range steps {
		if st.UserID == nil {
			continue
		}
		_, err := people.Able(tx.Reader, *st.UserID, 0, fieldName("who", i))
		if err := c.Merge(err); err != nil {
			return nil, err
		}
	}
	steps, err := CleanSteps(steps)
	return steps, c.Merge(err)
}

func (s *Store) replaceSteps(tx *db.Tx, l launch.Launch, steps []Step) error {
	old, _, err := escalationOf(tx.Reader, l.ID)
	if err != nil {
		return err
	}
	before, err := stepsText(tx, old)
	if err != nil {
		return err
	}
	after, err := stepsText(tx, steps)
	if err != nil {
		return err
	}
	if before == after {
		return nil
	}
	if err := tx.Exec("DELETE FROM escalation_steps WHERE launch_id = ? AND topic_id IS NULL", l.ID).Error; err != nil {
		return err
	}
	for i := range steps {
		steps[i].ID, steps[i].LaunchID = 0, l.ID
	}
	if len(steps) > 0 {
		if err := tx.DB.Create(&steps).Error; err != nil {
			return err
		}
	}
	return s.audit(tx, l, "escalation changed", db.Change{Field: "escalation", Old: before, New: after})
}

func stepsText(tx *db.Tx, steps []Step) (string, error) {
	var out []string
	for _, st := range steps {
		who := st.Role.Label()
		if st.UserID != nil {
			var err error
			if who, err = people.NameOf(tx.Reader, *st.UserID); err != nil {
				return "", err
			}
		}
		out = append(out, fmt.Sprintf("%s, %d min", who, st.Wait))
	}
	return strings.Join(out, "\n"), nil
}
