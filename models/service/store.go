package service

import (
	"slices"
	"strings"
	"time"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// OnCall provides the people on call. The roster, a later package, implements it.
type OnCall interface {
	// OnCallFor returns the people who are or will be on call for each launch, in the order in
	// which they begin.
	OnCallFor(g db.Reader, now time.Time, launches ...launch.Launch) (map[int64][]int64, error)
	// DutiesOf returns the active launches for which a person is or will be on call, ordered by T.
	DutiesOf(g db.Reader, now time.Time, person int64) ([]launch.Launch, error)
}

// Store reads and writes services.
type Store struct {
	db     *db.DB
	onCall OnCall
}

// NewStore returns a store on d that gets the people on call from roster.
func NewStore(d *db.DB, roster OnCall) *Store { return &Store{db: d, onCall: roster} }

// row is a row of the table services.
type row struct {
	ID                   int64
	Name, NameKey        string
	Summary              string
	Tier                 Tier
	Degrades             bool
	Failure              string
	OwnerID              *int64
	Diagnosis            string
	SearchText           string
	ArchivedAt           db.Instant
	Version              int
	CreatedAt, UpdatedAt db.Instant
}

// TableName implements GORM's Tabler.
func (row) TableName() string { return "services" }

func (r *row) set(in Input) {
	r.Name, r.NameKey, r.Summary, r.Tier, r.Degrades = in.Name, fold.Text(in.Name), in.Summary, in.Tier, *in.Degrades
	r.Failure, r.OwnerID, r.Diagnosis = in.Failure, in.OwnerID, in.Diagnosis
	r.SearchText = fold.Text(strings.Join([]string{in.Name, in.Summary, in.Failure, in.Diagnosis}, "\n"))
}

func (r row) columns() map[string]any {
	return map[string]any{"name": r.Name, "name_key": r.NameKey, "summary": r.Summary, "tier": r.Tier, "degrades": r.Degrades,
		"failure": r.Failure, "owner_id": r.OwnerID, "diagnosis": r.Diagnosis, "search_text": r.SearchText}
}

// audit records an action on a service in the audit log.
func (r row) audit(tx *db.Tx, action, reason string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "service." + action, Entity: "service", EntityID: r.ID, Label: r.Name, Changes: changes, Reason: reason})
}

func findService(g db.Reader, id int64) (row, error) {
	var r row
	err := g.Where("id = ?", id).Take(&r).Error
	return r, db.NotFoundAs(err, "service")
}

// checkPerson returns Invalid for the field if the person does not exist, has left or has no
// permission to edit.
func checkPerson(g db.Reader, field string, id int64) error {
	var u people.User
	err := db.NotFoundAs(g.Where("id = ?", id).Take(&u).Error, "person")
	switch {
	case fault.Is(err, fault.KindNotFound):
		return fault.Invalid(field, "There is no such person any more. Choose somebody else.")
	case err != nil:
		return err
	case !u.Active():
		return fault.Invalid(field, "%s has left. Choose somebody else.", u.Name)
	case field == "owner" && u.Role == people.Viewer:
		return fault.Invalid(field, "%s is a viewer and cannot change anything. Choose a member.", u.Name)
	}
	return nil
}

// joinedRow is a service with its owner and the number of launches that depend on it.
type joinedRow struct {
	ID                   int64
	Name, Summary        string
	Tier                 Tier
	Degrades             bool
	Failure, Diagnosis   string
	ArchivedAt           db.Instant
	Version              int
	CreatedAt, UpdatedAt db.Instant
	OwnerID              int64
	OwnerName            string
	OwnerGone, Launches  int
}

// facts returns services in the order of ids, in four queries.
func facts(g db.Reader, ids ...int64) ([]Fact, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []joinedRow
	err := g.Raw(
		`SELECT s.id, s.name, s.summary, s.tier, s.degrades, s.failure, s.diagnosis, s.archived_at, s.version, s.created_at, s.updated_at,
			COALESCE(s.owner_id, 0) AS owner_id, COALESCE(u.name, '') AS owner_name,
			CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END AS owner_gone, `+openLaunches+` AS launches
		FROM services s LEFT JOIN users u ON u.id = s.owner_id WHERE s.id IN ?`, endedStates, ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	out := make([]Fact, 0, len(rows))
	for _, r := range rows {
		f := Fact{ID: r.ID, Name: r.Name, Summary: r.Summary, Tier: r.Tier, Degrades: r.Degrades, Failure: r.Failure, Diagnosis: r.Diagnosis,
			Archived: !r.ArchivedAt.IsZero(), Version: r.Version, Launches: r.Launches, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time}
		if r.OwnerID != 0 {
			f.Owner = Person{ID: r.OwnerID, Name: r.OwnerName, Gone: r.OwnerGone != 0}
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Fact) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return out, addDetails(g, out, ids)
}

// openLaunches is a subquery that counts the active launches that depend on s.
const openLaunches = `(SELECT COUNT(*) FROM launch_services ls JOIN launches l ON l.id = ls.launch_id
	WHERE ls.service_id = s.id AND ls.removed_at IS NULL AND l.state NOT IN ?)`

// endedStates are the states of launches that are over.
var endedStates = []launch.State{launch.Closed, launch.Cancelled}

// addDetails adds the people, links and latest checks of services.
func addDetails(g db.Reader, fs []Fact, ids []int64) error {
	at := make(map[int64]*Fact, len(fs))
	for i := range fs {
		at[fs[i].ID] = &fs[i]
		fs[i].Checks = Checks{}
	}
	var knowers []struct {
		ServiceID, UserID int64
		Name              string
		Gone              int
	}
	err := g.Raw(`SELECT k.service_id, k.user_id, u.name, CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END AS gone
		FROM service_knowers k JOIN users u ON u.id = k.user_id WHERE k.service_id IN ? ORDER BY lower(u.name), u.id`, ids).Scan(&knowers).Error
	if err != nil {
		return err
	}
	for _, k := range knowers {
		f := at[k.ServiceID]
		f.Knowers = append(f.Knowers, Person{ID: k.UserID, Name: k.Name, Gone: k.Gone != 0})
	}
	var links []Link
	err = g.Raw(
		"SELECT id, service_id, kind, label, url FROM service_links WHERE service_id IN ? AND removed_at IS NULL ORDER BY position, id",
		ids).Scan(&links).Error
	if err != nil {
		return err
	}
	for _, l := range links {
		at[l.ServiceID].Links = append(at[l.ServiceID].Links, l)
	}
	newest, err := findChecks(g, `c.id IN (SELECT MAX(x.id) FROM service_checks x JOIN service_links k ON k.id = x.link_id
		WHERE k.service_id IN ? AND k.removed_at IS NULL AND x.taken_back_at IS NULL GROUP BY x.link_id, x.person_id)`, ids)
	for _, c := range newest {
		at[c.serviceID].Checks[c.LinkID] = append(at[c.serviceID].Checks[c.LinkID], c.Check)
	}
	return err
}

type serviceCheck struct {
	Check
	serviceID int64
}

// findChecks returns the checks that match a condition on c, newest first.
func findChecks(g db.Reader, where string, args ...any) ([]serviceCheck, error) {
	var rows []struct {
		ID, LinkID, ServiceID, PersonID int64
		Name, Note                      string
		Gone                            int
		Reachable                       bool
		At                              db.Instant
	}
	err := g.Raw(
		`SELECT c.id, c.link_id, k.service_id, c.person_id, u.name, CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END AS gone,
			c.reachable, c.note, c.at
		FROM service_checks c JOIN service_links k ON k.id = c.link_id JOIN users u ON u.id = c.person_id WHERE `+where+
			" ORDER BY c.id DESC", args...).Scan(&rows).Error
	out := make([]serviceCheck, 0, len(rows))
	for _, r := range rows {
		out = append(out, serviceCheck{serviceID: r.ServiceID,
			Check: Check{ID: r.ID, LinkID: r.LinkID, Person: Person{ID: r.PersonID, Name: r.Name, Gone: r.Gone != 0},
				Reachable: r.Reachable, Note: r.Note, At: r.At.Time}})
	}
	return out, err
}

// Touching returns the services that launches depend on, by launch and tier, in one query. It
// includes archived services. g may be a transaction.
func Touching(g db.Reader, launches ...int64) ([]Touch, error) {
	if len(launches) == 0 {
		return nil, nil
	}
	var out []Touch
	err := g.Raw(`SELECT ls.launch_id, ls.service_id, s.name AS service_name, s.tier
		FROM launch_services ls JOIN services s ON s.id = ls.service_id
		WHERE ls.launch_id IN ? AND ls.removed_at IS NULL ORDER BY ls.launch_id, `+byTier+`, lower(s.name), s.id`, launches).Scan(&out).Error
	return out, err
}

// byTier orders services by tier, most important first.
const byTier = "CASE s.tier WHEN 'critical' THEN 0 WHEN 'important' THEN 1 ELSE 2 END"

// CriticalOf returns the critical services that launches depend on.
func CriticalOf(g db.Reader, launches ...int64) ([]Touch, error) {
	all, err := Touching(g, launches...)
	return slices.DeleteFunc(all, func(t Touch) bool { return t.Tier != Critical }), err
}
