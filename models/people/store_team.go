package people

import (
	"context"
	"slices"
	"strings"

	"tminus/internal/slug"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/fault"
)

// DefaultTeams are the teams that the lanes of the built-in templates refer to, by key.
var DefaultTeams = [][2]string{
	{"product", "Product"}, {"engineering", "Engineering"}, {"design", "Design"}, {"qa", "QA"},
	{"marketing", "Marketing"}, {"sales", "Sales"}, {"support", "Support"}, {"customer_success", "Customer success"},
}

// otherTeams are the keys of the default teams whose people are not engineers.
var otherTeams = []string{"product", "design", "qa", "marketing", "sales", "support", "customer_success"}

// Engineers reports whether the people of a team, by its key, count as engineers on call (domain.md §4: team and
// seniority both). All teams count but the default ones of other professions; people without a team do not.
func Engineers(teamKey string) bool { return teamKey != "" && !slices.Contains(otherTeams, teamKey) }

// TeamKey returns the key for a team with that name.
func TeamKey(name string) string {
	for _, g := range DefaultTeams {
		if strings.EqualFold(g[1], strings.TrimSpace(name)) {
			return g[0]
		}
	}
	if strings.TrimSpace(name) == "" {
		return ""
	}
	return strings.ReplaceAll(slug.Make(name), "-", "_")
}

// TeamRow is a team with its people.
type TeamRow struct {
	Team
	People []User
}

// TeamRows returns the teams with their active people, in two queries; archived teams are last.
func (s *Store) TeamRows(ctx context.Context) ([]TeamRow, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	var ts []Team
	err := g.Order("CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, position, id").Find(&ts).Error
	if err != nil {
		return nil, err
	}
	var us []User
	err = g.Select("id, name, title, team_id").Where("team_id IS NOT NULL AND deactivated_at IS NULL").Order("lower(name), id").Find(&us).Error
	if err != nil {
		return nil, err
	}
	in := map[int64][]User{}
	for _, u := range us {
		in[*u.TeamID] = append(in[*u.TeamID], u)
	}
	rows := make([]TeamRow, len(ts))
	for i, t := range ts {
		rows[i] = TeamRow{t, in[t.ID]}
	}
	return rows, nil
}

// Team returns a team, archived or not. It returns NotFound.
func (s *Store) Team(ctx context.Context, id int64) (Team, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return Team{}, err
	}
	return findTeam(s.db.Read(ctx), id)
}

func findTeam(g db.Reader, id int64) (Team, error) {
	var t Team
	return t, db.NotFoundAs(g.Where("id = ?", id).Take(&t).Error, "team")
}

// teamWrite runs a change of a team with permission and version check.
func (s *Store) teamWrite(ctx context.Context, id int64, fn func(tx *db.Tx, t Team) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		t, err := findTeam(tx.Reader, id)
		if err != nil {
			return err
		}
		return fn(tx, t)
	})
}

func auditTeam(tx *db.Tx, t Team, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: action, Entity: "team", EntityID: t.ID, Label: t.Name, Changes: changes})
}

// RenameTeam changes a team's name; its key, which templates refer to, does not change. The present
// name is not a change. It returns the new version, Invalid or Conflict.
func (s *Store) RenameTeam(ctx context.Context, id int64, name string, version int) (next int, err error) {
	name = strings.Join(strings.Fields(name), " ")
	err = s.teamWrite(ctx, id, func(tx *db.Tx, t Team) error {
		if t.Name == name {
			next = t.Version
			return nil
		}
		if err := checkTeamFields(t.Key, name); err != nil {
			return err
		}
		if err := checkTeamName(tx.Reader, name, id); err != nil {
			return err
		}
		if next, err = tx.UpdateRow("teams", id, version, map[string]any{"name": name}); err != nil {
			return err
		}
		return auditTeam(tx, t, "team.renamed", db.Change{Field: "name", Old: t.Name, New: name})
	})
	return next, err
}

func checkTeamName(g db.Reader, name string, but int64) error {
	var n int64
	err := g.Raw("SELECT COUNT(*) FROM teams WHERE lower(name) = ? AND id <> ?", strings.ToLower(name), but).Scan(&n).Error
	if err == nil && n > 0 {
		return fault.Invalid("name", "There is such a team already.")
	}
	return err
}

// MoveTeam moves a team up or down by one place. It returns Conflict.
func (s *Store) MoveTeam(ctx context.Context, id int64, down bool, version int) error {
	return s.teamWrite(ctx, id, func(tx *db.Tx, t Team) error {
		var ts []Team
		if err := tx.Where("archived_at IS NULL").Order("position, id").Find(&ts).Error; err != nil {
			return err
		}
		by := -1
		if down {
			by = 1
		}
		for i := range ts {
			if j := i + by; ts[i].ID == id && j >= 0 && j < len(ts) {
				ts[i], ts[j] = ts[j], ts[i]
				break
			}
		}
		if _, err := tx.UpdateRow("teams", id, version, map[string]any{"position": t.Position}); err != nil {
			return err
		}
		for i, o := range ts {
			if err := tx.Exec("UPDATE teams SET position = ? WHERE id = ?", i+1, o.ID).Error; err != nil {
				return err
			}
		}
		return auditTeam(tx, t, "team.moved")
	})
}

// ArchiveTeam archives a team, or restores it if back is true. It returns Invalid, naming the
// people who are still in it.
func (s *Store) ArchiveTeam(ctx context.Context, id int64, version int, back bool) (Team, error) {
	var team Team
	err := s.teamWrite(ctx, id, func(tx *db.Tx, t Team) error {
		team = t
		action, when := "team.archived", tx.Now
		if back {
			action, when = "team.restored", db.Instant{}
		} else if err := checkTeamEmpty(tx.Reader, t); err != nil {
			return err
		}
		var err error
		if team.Version, err = tx.UpdateRow("teams", id, version, map[string]any{"archived_at": when}); err != nil {
			return err
		}
		return auditTeam(tx, t, action)
	})
	return team, err
}

// maxNames is the number of people that a message names before it only counts them.
const maxNames = 5

func checkTeamEmpty(g db.Reader, t Team) error {
	var names []string
	err := g.Raw("SELECT name FROM users WHERE team_id = ? AND deactivated_at IS NULL ORDER BY lower(name), id", t.ID).Scan(&names).Error
	if err != nil || len(names) == 0 {
		return err
	}
	who := strings.Join(names[:min(len(names), maxNames)], ", ")
	if more := len(names) - maxNames; more > 0 {
		who += " and " + words.Count(more, "other")
	}
	return fault.Invalid("", "%s still has people: %s. Move them to another team first.", t.Name, who)
}
