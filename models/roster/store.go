package roster

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store is what people do with rosters.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

var _ launch.Starter = (*Store)(nil)

// Start gives a new launch the window and the escalation that every launch
// begins with. It is part of making the launch.
func (s *Store) Start(tx *db.Tx, m launch.Made) error {
	if _, err := ensure(tx, m.Launch.ID); err != nil {
		return err
	}
	steps := defaultSteps(m.Launch.ID, m.Launch.LeadID)
	return tx.DB.Create(&steps).Error
}

// settingsOf reads what a launch asks of its roster.
func settingsOf(g *gorm.DB, launchID int64) (Settings, error) {
	var list []Settings
	err := g.Where("launch_id = ?", launchID).Find(&list).Error
	if err != nil || len(list) == 0 {
		return defaults(launchID), err
	}
	return list[0], nil
}

// ensure returns the settings of a launch as a row that can be changed.
func ensure(tx *db.Tx, launchID int64) (Settings, error) {
	st, err := settingsOf(tx.DB, launchID)
	if err != nil || st.ID != 0 {
		return st, err
	}
	err = tx.Exec("INSERT INTO rosters (launch_id, before_minutes, after_minutes, needs, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
		launchID, st.BeforeMinutes, st.AfterMinutes, needsText(st.Needs), tx.Now, tx.Now).Error
	if err != nil {
		return st, err
	}
	return settingsOf(tx.DB, launchID)
}

// entriesOf are all entries of a launch, in the order in which they were made.
func entriesOf(g *gorm.DB, launchID int64) ([]Entry, error) {
	var out []Entry
	return out, g.Where("launch_id = ?", launchID).Order("id").Find(&out).Error
}

// entryIn loads one entry of a launch. Returns NotFound for one of another.
func entryIn(g *gorm.DB, launchID, id int64) (Entry, error) {
	var e Entry
	err := g.Where("id = ? AND launch_id = ?", id, launchID).Take(&e).Error
	return e, db.NotFoundAs(err, "entry in this roster")
}

// Say is a stretch in words: "Thu 10 Dec 08:00 – 20:00 CET".
func Say(s Span, loc *time.Location) string {
	from, to := s.From.In(loc), s.To.In(loc)
	a, b := civil.Of(s.From, loc), civil.Of(s.To, loc)
	end := to.Format("15:04 MST")
	if a != b {
		end = b.Short() + " " + end
	}
	return fmt.Sprintf("%s %s – %s", a.Short(), from.Format("15:04"), end)
}

// label is how the log calls an entry.
func (e Entry) label(g *gorm.DB, l launch.Launch) (string, error) {
	who := e.In()
	if who == 0 {
		who = e.Out()
	}
	name, err := people.NameOf(g, who)
	verb := ""
	switch e.Kind {
	case Replace:
		out, err := people.NameOf(g, e.Out())
		if err != nil {
			return "", err
		}
		verb = " for " + out
	case Remove:
		verb = " off"
	case Add:
		verb = " added"
	}
	return fmt.Sprintf("%s: %s%s, %s", e.Role.Label(), name, verb, Say(e.Span(), l.Location())), err
}

// audit leaves what was done to an entry in the log.
func (e Entry) audit(tx *db.Tx, l launch.Launch, action, reason string, changes ...db.Change) error {
	label, err := e.label(tx.DB, l)
	if err != nil {
		return err
	}
	entity := "shift"
	if e.Kind.Override() {
		entity = "override"
	}
	return tx.Audit(db.Entry{Action: entity + "." + action, Entity: entity, EntityID: e.ID, LaunchID: &l.ID, Label: label, Changes: changes, Reason: reason})
}
