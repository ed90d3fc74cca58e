package people

import (
	"context"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
)

// The open items and the led launches are counted in the tables of models/launch, a later package
// that this one cannot import. The values are its statuses and states.
const (
	openItems = `(SELECT COUNT(*) FROM deliverables d JOIN launches l ON l.id = d.launch_id
		WHERE d.owner_id = u.id AND d.archived_at IS NULL AND d.status NOT IN ('done', 'skipped', 'scheduled', 'published')
		AND l.state NOT IN ('closed', 'cancelled'))`
	openLeads = `(SELECT COUNT(*) FROM launches l WHERE l.lead_id = u.id AND l.state NOT IN ('closed', 'cancelled'))`
)

// List returns a page of people with their workload, in a constant number of queries.
func (s *Store) List(ctx context.Context, f Filter) (Listing, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return Listing{}, err
	}
	out := Listing{Filter: f}
	where, args := f.where()
	g := s.db.Read(ctx)
	if err := g.Raw("SELECT COUNT(*) FROM users u WHERE "+where, args...).Scan(&out.Total).Error; err != nil {
		return out, err
	}
	out.Pages = max(1, (out.Total+PageSize-1)/PageSize)
	out.Filter.Page = min(max(f.Page, 1), out.Pages)
	args = append(args, PageSize, (out.Filter.Page-1)*PageSize)
	err := g.Raw(`SELECT u.id, u.name, u.email, u.role, u.title, u.team_id, u.seniority, u.zone, u.deactivated_at,
			COALESCE(t.name, '') AS team_name, `+openItems+` AS open_items, `+openLeads+` AS leads
		FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE `+where+` ORDER BY `+f.order()+` LIMIT ? OFFSET ?`, args...).
		Scan(&out.Rows).Error
	if err != nil {
		return out, err
	}
	return out, addAbsences(g, out.Rows, s.db.Now())
}

func (f Filter) where() (string, []any) {
	var conds []string
	var args []any
	add := func(cond string, arg ...any) { conds, args = append(conds, cond), append(args, arg...) }
	switch f.State {
	case "gone":
		add("u.deactivated_at IS NOT NULL")
	case "all":
		add("1 = 1")
	default:
		add("u.deactivated_at IS NULL")
	}
	if f.TeamID != 0 {
		add("u.team_id = ?", f.TeamID)
	}
	if f.Role != "" {
		add("u.role = ?", f.Role)
	}
	for _, word := range strings.Fields(f.Text) {
		// SQLite's lower() only handles ASCII, so also search for the word as it was entered.
		p := like(strings.ToLower(word))
		add(`(lower(u.name) LIKE ? ESCAPE '\' OR u.name LIKE ? ESCAPE '\' OR lower(u.email) LIKE ? ESCAPE '\'
			OR lower(u.title) LIKE ? ESCAPE '\')`,
			p, like(word), p, p)
	}
	return strings.Join(conds, " AND "), args
}

// like returns a pattern that finds a word anywhere, with its wildcards escaped.
func like(word string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(word) + "%"
}

func (f Filter) order() string {
	cols := sortColumns[f.Sort]
	if cols == "" {
		cols = sortColumns["name"]
	}
	if f.Desc {
		cols = strings.ReplaceAll(cols, ", ", " DESC, ") + " DESC"
	}
	return cols + ", lower(u.name), u.id"
}

func addAbsences(g db.Reader, rows []Row, now time.Time) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	// Start one day before UTC's date, for people west of UTC.
	since := civil.Of(now, time.UTC).AddDays(-1)
	var all []Absence
	if err := g.Where("user_id IN ? AND last_day >= ?", ids, since).Order("first_day, id").Find(&all).Error; err != nil {
		return err
	}
	next := map[int64][]Absence{}
	for _, a := range all {
		next[a.UserID] = append(next[a.UserID], a)
	}
	for i := range rows {
		today := rows[i].Today(now)
		for _, a := range next[rows[i].ID] {
			if !a.LastDay.Before(today) {
				rows[i].Away, rows[i].AwayToday = a, a.Covers(today)
				break
			}
		}
	}
	return nil
}

// Contacts returns people's contacts by person id, in the order in which they are tried.
func (s *Store) Contacts(ctx context.Context, ids []int64) (map[int64][]Contact, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil || len(ids) == 0 {
		return nil, err
	}
	var list []Contact
	err := s.db.Read(ctx).Where("user_id IN ?", ids).Order("user_id, position, id").Find(&list).Error
	out := map[int64][]Contact{}
	for _, c := range list {
		out[c.UserID] = append(out[c.UserID], c)
	}
	return out, err
}

// Profile is a person with team, contacts and absences.
type Profile struct {
	User
	TeamName string
	Contacts []Contact
	// Absences are the present and future absences, next first.
	Absences []Absence
	Today    civil.Date
}

// Profile returns the profile of a person. It returns NotFound.
func (s *Store) Profile(ctx context.Context, id int64) (Profile, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return Profile{}, err
	}
	g := s.db.Read(ctx)
	u, err := findUser(g, "id = ?", id)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{User: u, Today: u.Today(s.db.Now())}
	if u.TeamID != nil {
		if err := g.Raw("SELECT name FROM teams WHERE id = ?", *u.TeamID).Scan(&p.TeamName).Error; err != nil {
			return p, err
		}
	}
	if err := g.Where("user_id = ?", id).Order("position, id").Find(&p.Contacts).Error; err != nil {
		return p, err
	}
	return p, g.Where("user_id = ? AND last_day >= ?", id, p.Today).Order("first_day, id").Find(&p.Absences).Error
}
