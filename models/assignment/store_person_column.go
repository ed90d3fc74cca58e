package assignment

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// PersonColumn describes a column in which a later package stores a person. Its SQL calls the row
// x.
type PersonColumn struct {
	Kind          people.AssignmentKind
	Table, Column string
	// Join adds the tables besides x from which LaunchID and Title are read. If LaunchID is empty,
	// it is x.launch_id.
	Join, LaunchID, Title string
	// Where selects the rows that count, all if it is empty; Done selects those that are finished,
	// none if it is empty.
	Where, Done string
	// Detail is the kind of record on screen. Entity and Field are the names of the row and the
	// column in the audit log.
	Detail, Entity, Field string
	// Path is the path of the row's page below the launch's; ByID appends its id.
	Path string
	ByID bool
	// Adjust changes the columns that a handover writes; it may be nil. It returns false if nobody
	// takes over the row.
	Adjust func(tx *db.Tx, h people.Holding, to people.User, columns map[string]any) (bool, error)
}

// rows returns a query for the rows of the column; who is a condition on the person's id.
func (c PersonColumn) rows(nth int, who string) string {
	return fmt.Sprintf(`SELECT %d AS nth, x.id AS id, x.version AS version, x.%s AS user_id, l.id AS launch_id, l.slug AS slug, l.name AS name,
		l.launch_on AS launch_on, %s AS title, CASE WHEN %s THEN 1 ELSE 0 END AS done
		FROM %s x %s JOIN launches l ON l.id = %s WHERE %s AND x.%s %s`,
		nth, c.Column, c.Title, cmp.Or(c.Done, "1 = 0"), c.Table, c.Join, cmp.Or(c.LaunchID, "x.launch_id"), cmp.Or(c.Where, "1 = 1"), c.Column,
		who)
}

// PersonColumns are the columns in which several packages store people. It lists a person's
// assignments in launches that are not over, in one query, and hands them over.
type PersonColumns []PersonColumn

var (
	_ people.Holdings  = PersonColumns{}
	_ launch.Inheritor = PersonColumns{}
)

// heldRow is a row to which a person is assigned.
type heldRow struct {
	Nth      int
	ID       int64
	Version  int
	UserID   int64
	LaunchID int64
	Slug     string
	Name     string
	Title    string
	Done     int
}

func (cs PersonColumns) rows(g db.Reader, who string, args ...any) ([]heldRow, error) {
	parts := make([]string, len(cs))
	var all []any
	for i, c := range cs {
		parts[i] = c.rows(i, who)
		all = append(all, args...)
	}
	var rows []heldRow
	return rows, g.Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY launch_on, launch_id, nth, id", all...).Scan(&rows).Error
}

func (cs PersonColumns) holding(r heldRow) people.Holding {
	c := cs[r.Nth]
	h := people.Holding{Kind: c.Kind, ID: r.ID, Version: r.Version, LaunchID: r.LaunchID, LaunchSlug: r.Slug, LaunchName: r.Name,
		Title:  r.Title,
		Detail: c.Detail, Href: "/launches/" + r.Slug + c.Path, Finished: r.Done != 0}
	if h.Finished {
		h.Detail += " · settled"
	}
	if c.ByID {
		h.Href += strconv.FormatInt(r.ID, 10)
	}
	return h
}

// Of returns the assignments of a person.
func (cs PersonColumns) Of(g db.Reader, userID int64) ([]people.Holding, error) {
	rows, err := cs.rows(g, "= ? AND l.state NOT IN ('closed', 'cancelled')", userID)
	if err != nil {
		return nil, err
	}
	out := make([]people.Holding, 0, len(rows))
	for _, r := range rows {
		out = append(out, cs.holding(r))
	}
	return out, nil
}

// HandOver gives an assignment to another person. It returns Invalid if nobody was chosen, and
// Conflict if it already belongs to another person.
func (cs PersonColumns) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	for _, c := range cs {
		if c.Kind == h.Kind {
			return c.handOver(tx, h, from, to)
		}
	}
	return fmt.Errorf("no column holds %q", h.Kind)
}

func (c PersonColumn) handOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	columns := map[string]any{c.Column: to.ID, "version": gorm.Expr("version + 1"), "updated_at": tx.Now}
	successor := to.Name
	if c.Adjust != nil {
		taken, err := c.Adjust(tx, h, to, columns)
		if err != nil {
			return err
		}
		if !taken {
			columns[c.Column], successor = nil, ""
		}
	}
	if err := db.OneRow(tx.Table(c.Table).Where("id = ? AND "+c.Column+" = ?", h.ID, from.ID).Updates(columns)); err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: c.Entity + ".handed over", Entity: c.Entity, EntityID: h.ID, LaunchID: db.RefOf(h.LaunchID),
		Label:   h.Title,
		Changes: []db.Change{{Field: c.Field, Old: from.Name, New: successor}}, Reason: from.Name + " was deactivated."})
}

// TakeFromGone gives the assignments of deactivated people to the heir when a launch is reopened.
func (cs PersonColumns) TakeFromGone(tx *db.Tx, l launch.Launch, heir func() (people.User, error)) error {
	rows, err := cs.rows(tx.Reader, "IN (SELECT id FROM users WHERE deactivated_at IS NOT NULL) AND l.id = ?", l.ID)
	if err != nil || len(rows) == 0 {
		return err
	}
	to, err := heir()
	if err != nil {
		return err
	}
	var gone []people.User
	if err := tx.Where("deactivated_at IS NOT NULL").Find(&gone).Error; err != nil {
		return err
	}
	byID := make(map[int64]people.User, len(gone))
	for _, u := range gone {
		byID[u.ID] = u
	}
	for _, r := range rows {
		if err := cs.HandOver(tx, cs.holding(r), byID[r.UserID], to); err != nil {
			return err
		}
	}
	return nil
}
