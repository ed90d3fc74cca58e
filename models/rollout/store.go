package rollout

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps rollouts.
type Store struct {
	db   *db.DB
	gate launch.Gate
}

// NewStore returns a store on d. gate knows whether a go stands.
func NewStore(d *db.DB, gate launch.Gate) *Store { return &Store{db: d, gate: gate} }

// Newest returns the newest rollout of a launch, or nil. It returns NotFound.
func (s *Store) Newest(ctx context.Context, slug string) (*Rollout, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	return newest(s.db.Read(ctx), l.ID)
}

// newest reads the newest rollout of a launch with its stages and decisions, nil if there is none.
func newest(g db.Reader, launchID int64) (*Rollout, error) {
	var found []Rollout
	err := g.Raw("SELECT * FROM rollouts WHERE launch_id = ? ORDER BY number DESC LIMIT 1", launchID).Scan(&found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	r := &found[0]
	if err := g.Raw("SELECT * FROM rollout_stages WHERE rollout_id = ? ORDER BY position, id", r.ID).Scan(&r.Stages).Error; err != nil {
		return nil, err
	}
	err = g.Raw(`SELECT d.*, COALESCE(u.name, '') AS by_name FROM rollout_decisions d LEFT JOIN users u ON u.id = d.by_id
		WHERE d.rollout_id = ? ORDER BY d.id`, r.ID).Scan(&r.Decisions).Error
	return r, err
}

// Label returns the state of the rollout that is under way, "" for none, and whether it is paused.
func Label(g db.Reader, launchID int64) (label string, paused bool, err error) {
	r, err := newest(g, launchID)
	if err != nil || r == nil {
		return "", false, err
	}
	return r.Label(), r.State == Paused, nil
}

// change loads the launch and its newest rollout, and does something with them in a transaction.
func (s *Store) change(ctx context.Context, slug string, act people.Action, do func(tx *db.Tx, l launch.Launch, r *Rollout) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, act)
		if err != nil {
			return err
		}
		// Two presses at once see each other.
		if err := tx.Lock("rollout " + strconv.FormatInt(l.ID, 10)); err != nil {
			return err
		}
		r, err := newest(tx.Reader, l.ID)
		if err != nil {
			return err
		}
		if r == nil {
			return fault.NotFound("rollout of this launch")
		}
		return do(tx, l, r)
	})
}

// decide records a decision, and writes the columns of the rollout. Seen is what was on the page.
func (r *Rollout) decide(tx *db.Tx, kind Kind, stageID *int64, reason string, seen []string, columns map[string]any) error {
	noted := ""
	if len(seen) > 0 {
		b, err := json.Marshal(seen)
		if err != nil {
			return err
		}
		noted = string(b)
	}
	d := Decision{RolloutID: r.ID, StageID: stageID, Kind: kind, At: tx.Now, ByID: tx.ActorID(),
		Reason: strings.TrimSpace(reason), Seen: noted}
	if err := tx.DB.Omit("ByName").Create(&d).Error; err != nil {
		return err
	}
	if columns == nil {
		columns = map[string]any{}
	}
	next, err := tx.UpdateRow("rollouts", r.ID, r.Version, columns)
	if err != nil {
		return err
	}
	r.Version = next
	name := "Rollout"
	if s, ok := r.Stage(db.IDOf(stageID)); ok {
		name = s.Name
	}
	text := kind.Label() + ": " + name
	if d.Reason != "" {
		text += ". " + d.Reason
	}
	if err := journal.Add(tx, journal.Entry{LaunchID: r.LaunchID, Kind: journal.Stage, Text: text}); err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "rollout." + string(kind), Entity: "rollout", EntityID: r.ID, LaunchID: &r.LaunchID, Label: name,
		Reason: d.Reason})
}
