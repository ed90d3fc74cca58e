package roster

import (
	"fmt"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Holdings lists the future shifts and escalation steps of a person, and transfers them to a
// successor. Past shifts stay unchanged as history.
type Holdings struct{ db *db.DB }

var _ people.Holdings = Holdings{}

// NewHoldings returns the holdings of the rosters in d.
func NewHoldings(d *db.DB) Holdings { return Holdings{db: d} }

// assignment has the entries and steps of a person on one roster.
type assignment struct {
	LaunchID          int64
	Slug, Name        string
	Entries, Versions int
	Steps, Periods    int
}

// Of returns one holding for each launch with the person on its roster, in one query.
func (h Holdings) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	var ds []assignment
	now := db.At(h.db.Now())
	err := g.Raw(`SELECT l.id AS launch_id, l.slug, l.name,
			(SELECT COUNT(*) FROM roster_entries e WHERE e.launch_id = l.id AND e.to_at > ? AND (e.user_id = ? OR e.out_id = ?)) AS entries,
			(SELECT COALESCE(SUM(e.version), 0) FROM roster_entries e WHERE e.launch_id = l.id AND e.to_at > ? AND (e.user_id = ?
			OR e.out_id = ?)) AS versions,
			(SELECT COUNT(*) FROM escalation_steps s WHERE s.launch_id = l.id AND s.user_id = ?) AS steps,
			(SELECT COUNT(*) FROM roster_periods p WHERE p.launch_id = l.id AND (p.to_at IS NULL OR p.to_at > ?)
			AND (p.call_id = ? OR p.decider_id = ?)) AS periods
		FROM launches l WHERE l.state NOT IN ? AND (
			l.id IN (SELECT launch_id FROM roster_entries WHERE to_at > ? AND (user_id = ? OR out_id = ?))
			OR l.id IN (SELECT launch_id FROM escalation_steps WHERE user_id = ?)
			OR l.id IN (SELECT launch_id FROM roster_periods WHERE (to_at IS NULL OR to_at > ?) AND (call_id = ? OR decider_id = ?)))
		ORDER BY l.launch_on, l.id`,
		now, userID, userID, now, userID, userID, userID, now, userID, userID, endedStates, now, userID, userID, userID,
		now, userID, userID).Scan(&ds).Error
	var out []people.Holding
	for _, d := range ds {
		out = append(out, people.Holding{Kind: people.HoldsOnCall, ID: d.LaunchID,
			Version:  1000*d.Entries + 100*d.Steps + 10*d.Periods + d.Versions,
			LaunchID: d.LaunchID, LaunchSlug: d.Slug, LaunchName: d.Name, Title: "On-call roster", Detail: d.detail(),
			Href: "/launches/" + d.Slug + "/roster"})
	}
	return out, err
}

func (d assignment) detail() string {
	words := ""
	switch {
	case d.Entries == 1:
		words = "1 shift or override to come"
	case d.Entries > 1:
		words = fmt.Sprintf("%d shifts or overrides to come", d.Entries)
	}
	if d.Steps > 0 {
		if words != "" {
			words += " · "
		}
		words += "in the escalation"
	}
	if d.Periods > 0 {
		if words != "" {
			words += " · "
		}
		words += "named in a period with a rule"
	}
	return words
}

// HandOver transfers the future entries and the steps of a roster to another person.
func (h Holdings) HandOver(tx *db.Tx, hold people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	var l launch.Launch
	if err := tx.Where("id = ?", hold.LaunchID).Take(&l).Error; err != nil {
		return db.NotFoundAs(err, "launch")
	}
	return transfer(tx, l, from, to)
}

// transfer replaces one person by another in all future entries of a roster. It deletes an override
// that would replace a person by themselves.
func transfer(tx *db.Tx, l launch.Launch, from, to people.User) error {
	all, err := entriesOf(tx.Reader, l.ID)
	if err != nil {
		return err
	}
	for _, e := range all {
		if !e.ToAt.After(tx.Now.Time) || !e.Has(from.ID) {
			continue
		}
		after := e
		if e.In() == from.ID {
			after.UserID = db.RefOf(to.ID)
		}
		if e.Out() == from.ID {
			after.OutID = db.RefOf(to.ID)
		}
		if after.In() == after.Out() {
			err = deleteEntry(tx, l, e, e.Version)
		} else {
			_, err = updateEntry(tx, l, e, after, from.Name+" has left.")
		}
		if err != nil {
			return err
		}
	}
	for _, column := range []string{"call_id", "decider_id"} {
		if err := tx.Exec("UPDATE roster_periods SET "+column+" = ?, version = version + 1, updated_at = ? WHERE launch_id = ? AND "+column+
			" = ? AND (to_at IS NULL OR to_at > ?)", to.ID, tx.Now, l.ID, from.ID, tx.Now).Error; err != nil {
			return err
		}
	}
	if err := tx.Exec("UPDATE escalation_steps SET user_id = ? WHERE launch_id = ? AND user_id = ?", to.ID, l.ID, from.ID).Error; err != nil {
		return err
	}
	return tx.Exec("UPDATE roster_swaps SET state = ?, version = version + 1, updated_at = ? WHERE launch_id = ? AND state = ? "+
		"AND (from_id = ? OR to_id = ?)",
		Withdrawn, tx.Now, l.ID, Asked, from.ID, from.ID).Error
}

var _ launch.Inheritor = (*Store)(nil)

// TakeFromGone transfers the future entries of people who have left to the heir of a launch that is
// reopened.
func (s *Store) TakeFromGone(tx *db.Tx, l launch.Launch, heir func() (people.User, error)) error {
	var gone []people.User
	err := tx.Where(`deactivated_at IS NOT NULL AND id IN (
			SELECT user_id FROM roster_entries WHERE launch_id = ? AND to_at > ? UNION SELECT out_id FROM roster_entries
			WHERE launch_id = ? AND to_at > ?
			UNION SELECT user_id FROM escalation_steps WHERE launch_id = ?)`, l.ID, tx.Now, l.ID, tx.Now, l.ID).Order("id").Find(&gone).Error
	if err != nil || len(gone) == 0 {
		return err
	}
	to, err := heir()
	if err != nil {
		return err
	}
	for _, from := range gone {
		if err := transfer(tx, l, from, to); err != nil {
			return err
		}
	}
	return nil
}
