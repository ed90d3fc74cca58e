package readiness

import (
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Holdings tells the people room what somebody answers for in the readiness of
// launches that are not over, and hands it over when they go.
type Holdings struct{}

var _ people.Holdings = Holdings{}

// named is one column in which this room names a person. Where and done speak
// of the row as x; from joins what the launch or the title is read from.
type named struct {
	kind                people.HoldingKind
	table, column       string
	from, launch, title string
	where, done         string
	page, entity, field string
}

// everyNamed are all of them. A recorded meeting cannot be changed, and keeps
// whom it names.
var everyNamed = []named{
	{kind: people.HoldsQuestion, table: "interview_questions", column: "owner_id", title: "x.ask",
		done: "x.answer_id IS NOT NULL OR x.archived_at IS NOT NULL", page: "/interview#q-", entity: "question", field: "who is asked"},
	{kind: people.HoldsCheck, table: "checklist_items", column: "owner_id", title: "x.title",
		done: "x.state IN ('done', 'na') OR x.archived_at IS NOT NULL", page: "/checklists#check-", entity: "check", field: "owner"},
	{kind: people.HoldsCriterion, table: "criteria", column: "owner_id", title: "x.title",
		done: "x.archived_at IS NOT NULL", page: "/readiness#criterion-", entity: "criterion", field: "owner"},
	{kind: people.HoldsRitual, table: "rituals", column: "owner_id", title: "x.name",
		done: "x.archived_at IS NOT NULL", page: "/rituals/", entity: "ritual", field: "owner"},
	{kind: people.HoldsRun, table: "runs", column: "owner_id", from: "JOIN rituals r ON r.id = x.ritual_id", title: "r.name",
		where: "x.state IN ('planned', 'running')", done: "1 = 0", page: "/runs/", entity: "run", field: "owner"},
	{kind: people.HoldsChair, table: "meetings", column: "chair_id", title: "'Go/no-go meeting ' || x.number",
		where: "x.state = 'planned'", done: "1 = 0", page: "/meetings/", entity: "meeting", field: "chair"},
	{kind: people.HoldsSeat, table: "meeting_seats", column: "user_id", from: "JOIN meetings m ON m.id = x.meeting_id", launch: "m.launch_id", title: "x.function",
		where: "m.state = 'planned'", done: "1 = 0", page: "/meetings#", entity: "meeting seat", field: "participant"},
	{kind: people.HoldsCondition, table: "meeting_conditions", column: "owner_id", title: "x.text",
		done: "x.met_at IS NOT NULL", page: "/readiness#condition-", entity: "condition", field: "owner"},
	{kind: people.HoldsTask, table: "run_tasks", column: "owner_id", title: "x.title",
		done: "x.done_at IS NOT NULL OR x.archived_at IS NOT NULL", page: "/runsheet#task-", entity: "run task", field: "owner"},
	{kind: people.HoldsFallback, table: "run_tasks", column: "fallback_id", title: "x.title",
		done: "x.done_at IS NOT NULL OR x.archived_at IS NOT NULL", page: "/runsheet#task-", entity: "run task", field: "fallback"},
}

// rows selects what a column names, with who it is; who says of whom.
func (n named) rows(i int, who string) string {
	launchID, where := n.launch, n.where
	if launchID == "" {
		launchID = "x.launch_id"
	}
	if where == "" {
		where = "1 = 1"
	}
	return fmt.Sprintf(`SELECT %d AS nth, x.id AS id, x.version AS version, x.%s AS user_id, l.id AS launch_id, l.slug AS slug, l.name AS name, l.launch_on AS launch_on, %s AS title, CASE WHEN %s THEN 1 ELSE 0 END AS done
		FROM %s x %s JOIN launches l ON l.id = %s WHERE %s AND x.%s %s`,
		i, n.column, n.title, n.done, n.table, n.from, launchID, where, n.column, who)
}

// heldRow is one thing that names somebody.
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

func heldBy(g *gorm.DB, who string, args ...any) ([]heldRow, error) {
	parts := make([]string, len(everyNamed))
	var all []any
	for i, n := range everyNamed {
		parts[i] = n.rows(i, who)
		all = append(all, args...)
	}
	var rows []heldRow
	return rows, g.Raw(strings.Join(parts, " UNION ALL ")+" ORDER BY launch_on, launch_id, nth, id", all...).Scan(&rows).Error
}

func (r heldRow) holding() people.Holding {
	n := everyNamed[r.Nth]
	h := people.Holding{Kind: n.kind, ID: r.ID, Version: r.Version, LaunchID: r.LaunchID, LaunchSlug: r.Slug, LaunchName: r.Name, Title: r.Title, Finished: r.Done != 0}
	h.Detail = n.detail(h.Finished)
	h.Href = "/launches/" + r.Slug + n.page
	if n.kind == people.HoldsSeat {
		h.Href = "/launches/" + r.Slug + "/meetings"
	} else {
		h.Href += strconv.FormatInt(r.ID, 10)
	}
	return h
}

// detail says what kind of thing it is, and whether it is settled.
func (n named) detail(done bool) string {
	words := map[people.HoldingKind]string{
		people.HoldsQuestion: "Interview question", people.HoldsCheck: "Checklist item", people.HoldsCriterion: "Criterion", people.HoldsRitual: "Ritual",
		people.HoldsRun: "Planned run", people.HoldsChair: "Go/no-go meeting", people.HoldsSeat: "Go/no-go meeting", people.HoldsCondition: "Condition of a decision",
		people.HoldsTask: "Run sheet", people.HoldsFallback: "Run sheet",
	}[n.kind]
	if done {
		words += " · settled"
	}
	return words
}

// Of returns all that a person is named on, in one query.
func (Holdings) Of(g *gorm.DB, userID int64) ([]people.Holding, error) {
	rows, err := heldBy(g, "= ? AND l.state NOT IN ('closed', 'cancelled')", userID)
	if err != nil {
		return nil, err
	}
	out := make([]people.Holding, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.holding())
	}
	return out, nil
}

// HandOver gives one holding to somebody else.
func (Holdings) HandOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	if to.ID == 0 || !to.Active() {
		return fault.Invalid("successor", "Choose who takes over.")
	}
	for _, n := range everyNamed {
		if n.kind == h.Kind {
			return n.handOver(tx, h, from, to)
		}
	}
	return fmt.Errorf("the readiness room knows no holding %q", h.Kind)
}

func (n named) handOver(tx *db.Tx, h people.Holding, from, to people.User) error {
	columns := map[string]any{n.column: to.ID, "version": gorm.Expr("version + 1"), "updated_at": tx.Now}
	taker := to.Name
	switch n.kind {
	case people.HoldsTask:
		// The fallback is for when the owner cannot: it is somebody else, or nobody.
		columns["fallback_id"] = gorm.Expr("CASE WHEN fallback_id = ? THEN NULL ELSE fallback_id END", to.ID)
	case people.HoldsFallback:
		columns["fallback_id"] = gorm.Expr("CASE WHEN owner_id = ? THEN NULL ELSE CAST(? AS BIGINT) END", to.ID, to.ID)
	case people.HoldsSeat:
		// A vote is a person's own; and nobody sits on two seats.
		columns["vote"], columns["vote_reason"], columns["voted_at"], columns["recorded_by"] = "", "", nil, nil
		var there int64
		err := tx.Raw(`SELECT COUNT(*) FROM meeting_seats WHERE user_id = ? AND meeting_id = (SELECT meeting_id FROM meeting_seats WHERE id = ?)`, to.ID, h.ID).Scan(&there).Error
		if err != nil {
			return err
		}
		if there > 0 {
			columns[n.column], taker = nil, ""
		}
	}
	res := tx.Table(n.table).Where("id = ? AND "+n.column+" = ?", h.ID, from.ID).Updates(columns)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.Conflict("Somebody else changed this meanwhile. Look at it again.")
	}
	return tx.Audit(db.Entry{Action: n.entity + ".handed over", Entity: n.entity, EntityID: h.ID, LaunchID: db.RefOf(h.LaunchID), Label: h.Title,
		Changes: []db.Change{{Field: n.field, Old: from.Name, New: taker}}, Reason: from.Name + " was deactivated."})
}

var _ launch.Inheritor = (*Store)(nil)

// TakeFromGone gives what people who have gone answered for to the heir of a
// launch that is opened again.
func (s *Store) TakeFromGone(tx *db.Tx, l launch.Launch, heir func() (people.User, error)) error {
	rows, err := heldBy(tx.DB, "IN (SELECT id FROM users WHERE deactivated_at IS NOT NULL) AND l.id = ?", l.ID)
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
		if err := (Holdings{}).HandOver(tx, r.holding(), byID[r.UserID], to); err != nil {
			return err
		}
	}
	return nil
}
