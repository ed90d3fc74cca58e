package runsheet

import (
	"context"
	"slices"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Backup is the person who does a task of the run sheet when its owner cannot and it has no fallback. ID is 0 as long as nobody
// was ever named, UserID for nobody.
type Backup struct {
	ID      int64
	UserID  int64
	Name    string
	Gone    bool
	Version int
	// AwayOn is the first day of an unfinished task on which the person is away.
	AwayOn civil.Date `gorm:"-"`
}

// awayOn returns the first day of an unfinished task on which the backup person is away, zero for none.
func (b Backup) awayOn(lines []Line, l launch.Launch, away []people.Absence) civil.Date {
	for _, k := range lines {
		on := civil.Of(k.Start, l.Location())
		if !k.Done() && slices.ContainsFunc(away, func(a people.Absence) bool { return a.UserID == b.UserID && a.Covers(on) }) {
			return on
		}
	}
	return civil.Date{}
}

func backupOf(g db.Reader, launchID int64) (b Backup, err error) {
	err = g.Raw(`SELECT s.id, COALESCE(s.backup_id, 0) AS user_id, COALESCE(u.name, '') AS name, (u.deactivated_at IS NOT NULL) AS gone,
			s.version FROM run_sheets s LEFT JOIN users u ON u.id = s.backup_id WHERE s.launch_id = ?`, launchID).Scan(&b).Error
	return b, err
}

// SetBackup names the backup person of the run sheet; nil is nobody. version is that of the Backup that was shown. It returns
// what was stored, and Invalid for the field "backup".
func (s *Store) SetBackup(ctx context.Context, slug string, userID *int64, version int) (now Backup, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		was, err := backupOf(tx.Reader, l.ID)
		if err != nil {
			return err
		}
		if was.UserID == db.IDOf(userID) {
			now = was
			return nil
		}
		if was.Version != version {
			return fault.Changed("the run sheet")
		}
		names, err := people.NamesOfOwners(tx, people.OwnerChoice{Field: "backup", Owner: userID, Before: []*int64{db.RefOf(was.UserID)}})
		if err != nil {
			return err
		}
		if was.ID == 0 {
			err = tx.Exec("INSERT INTO run_sheets (launch_id, backup_id, updated_at) VALUES (?, ?, ?)", l.ID, userID, tx.Now).Error
		} else {
			_, err = tx.UpdateRow("run_sheets", was.ID, version, map[string]any{"backup_id": userID})
		}
		if err != nil {
			return err
		}
		if now, err = backupOf(tx.Reader, l.ID); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "run sheet.updated", Entity: "run sheet", EntityID: now.ID, LaunchID: &l.ID, Label: "Run sheet",
			Changes: db.Changed([3]string{"backup", was.Name, names[db.IDOf(userID)]})})
	})
	return now, err
}
