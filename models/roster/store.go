package roster

import (
	"fmt"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/journal"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store reads and writes rosters.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

var _ launch.Starter = (*Store)(nil)

// Start creates the default roster and escalation of a new launch, in the transaction that creates
// the launch.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	if _, err := ensureSettings(tx, m.Launch.ID); err != nil {
		return err
	}
	steps := defaultSteps(m.Launch.ID, m.Launch.LeadID)
	return tx.DB.Create(&steps).Error
}

// settingsOf returns the roster settings of a launch, or the defaults.
func settingsOf(g db.Reader, launchID int64) (Settings, error) {
	var list []Settings
	err := g.Where("launch_id = ?", launchID).Find(&list).Error
	if err != nil || len(list) == 0 {
		return defaultSettings(launchID), err
	}
	return list[0], nil
}

// ensureSettings returns the settings of a launch and stores the defaults if there are none.
func ensureSettings(tx *db.Tx, launchID int64) (Settings, error) {
	st, err := settingsOf(tx.Reader, launchID)
	if err != nil || st.ID != 0 {
		return st, err
	}
	err = tx.Exec("INSERT INTO rosters (launch_id, before_minutes, after_minutes, needs, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
		launchID, st.BeforeMinutes, st.AfterMinutes, needsText(st.Needs), tx.Now, tx.Now).Error
	if err != nil {
		return st, err
	}
	return settingsOf(tx.Reader, launchID)
}

// entriesOf returns all entries of a launch in the order in which they were made.
func entriesOf(g db.Reader, launchID int64) ([]Entry, error) {
	var out []Entry
	return out, g.Where("launch_id = ?", launchID).Order("id").Find(&out).Error
}

// entryIn loads an entry of a launch. It returns NotFound if it belongs to another launch.
func entryIn(g db.Reader, launchID, id int64) (Entry, error) {
	var e Entry
	err := g.Where("id = ? AND launch_id = ?", id, launchID).Take(&e).Error
	return e, db.NotFoundAs(err, "entry in this roster")
}

// Say formats a span: "Thu 10 Dec 08:00 – 20:00 CET".
func Say(s Span, loc *time.Location) string {
	from, to := s.From.In(loc), s.To.In(loc)
	a, b := civil.Of(s.From, loc), civil.Of(s.To, loc)
	end := to.Format("15:04 MST")
	if a != b {
		end = b.Short() + " " + end
	}
	return fmt.Sprintf("%s %s – %s", a.Short(), from.Format("15:04"), end)
}

// label returns the name of an entry in the audit log.
func (e Entry) label(g db.Reader, l launch.Launch) (string, error) {
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

// audit records an action on an entry in the audit log.
func (e Entry) audit(tx *db.Tx, l launch.Launch, action, reason string, changes ...db.Change) error {
	label, err := e.label(tx.Reader, l)
	if err != nil {
		return err
	}
	entity := "shift"
	if e.Kind.Override() {
		entity = "override"
		if err := e.log(tx, l, action, label); err != nil {
			return err
		}
	}
	return tx.Audit(db.Entry{Action: entity + "." + action, Entity: entity, EntityID: e.ID, LaunchID: &l.ID, Label: label,
		Changes: changes, Reason: reason})
}

// log writes to the live log that a substitution was made, changed or ended. Shifts are planned weeks
// before, so they are not news.
func (e Entry) log(tx *db.Tx, l launch.Launch, action, label string) error {
	text := label
	if action != "added" {
		text = strings.ToUpper(action[:1]) + action[1:] + ": " + label
	}
	return journal.Add(tx, journal.Entry{LaunchID: l.ID, Kind: journal.Roster, Text: text,
		Ref: journal.Ref{Kind: "shift " + action, ID: e.ID}})
}
