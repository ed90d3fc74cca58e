package guide

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// perPage is the number of guides on a page of the list.
const perPage = 50

// Filter selects guides. The zero value selects all that are not archived.
type Filter struct {
	// State matches the state that the list shows. Draft and InReview also match a published guide
	// with a newer revision in that state.
	State    State
	LaunchID int64
	OwnerID  int64
	// ServiceID is a service that the guide covers.
	ServiceID int64
	Stale     bool
	Text      string
	Page      int
}

func (f Filter) matches(g Guide) bool {
	switch {
	case f.State == "" && g.Archived, f.State != "" && !g.hasState(f.State):
		return false
	case f.LaunchID != 0 && g.LaunchID != f.LaunchID, f.OwnerID != 0 && g.OwnerID != f.OwnerID:
		return false
	}
	return (!f.Stale || len(g.Stale) > 0) && strings.Contains(fold.Text(g.Title+"\n"+g.Summary), fold.Text(strings.TrimSpace(f.Text)))
}

func (g Guide) hasState(s State) bool {
	if g.Archived || s == Archived {
		return g.Archived && s == Archived
	}
	return g.Shown() == s || g.State == s
}

// Shelf is a page of the list of guides.
type Shelf struct {
	Rows        []Guide
	Page, Pages int
	// Known is the number of all guides, Found the number that match the filter.
	Known, Found int
	// Stale is the number of stale guides, regardless of the filter.
	Stale    int
	Owners   []people.User
	Launches []launch.Launch
	Services []Thing
}

// List returns the guides that match a filter, ordered by title, and the options of the filter. It
// makes four queries.
func (s *Store) List(ctx context.Context, f Filter) (Shelf, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return Shelf{}, err
	}
	all, err := guides(s.db.Read(ctx), s.db.Now(), "1 = 1")
	if err != nil {
		return Shelf{}, err
	}
	sh := Shelf{Known: len(all)}
	for _, g := range all {
		if len(g.Stale) > 0 {
			sh.Stale++
		}
		sh.addOptions(g)
	}
	slices.SortFunc(sh.Owners, func(a, b people.User) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(sh.Launches, func(a, b launch.Launch) int { return strings.Compare(a.Name, b.Name) })
	about, err := sh.loadServices(s.db.Read(ctx), f.ServiceID)
	if err != nil {
		return Shelf{}, err
	}
	all = slices.DeleteFunc(all, func(g Guide) bool { return !f.matches(g) || f.ServiceID != 0 && !about[g.ID] })
	sh.Found = len(all)
	sh.Pages = max(1, (len(all)+perPage-1)/perPage)
	sh.Page = min(max(1, f.Page), sh.Pages)
	sh.Rows = all[(sh.Page-1)*perPage : min(len(all), sh.Page*perPage)]
	return sh, nil
}

// loadServices sets the services that guides cover, and returns the guides that cover the given
// one.
func (sh *Shelf) loadServices(g *gorm.DB, id int64) (map[int64]bool, error) {
	var bound []struct {
		GuideID int64
		Thing
	}
	err := g.Raw(
		"SELECT b.guide_id, s.id, s.name FROM guide_services b JOIN services s ON s.id = b.service_id ORDER BY lower(s.name), s.id").Scan(
		&bound).Error
	about := map[int64]bool{}
	for _, b := range bound {
		if !slices.Contains(sh.Services, b.Thing) {
			sh.Services = append(sh.Services, b.Thing)
		}
		if b.ID == id {
			about[b.GuideID] = true
		}
	}
	return about, err
}

// addOptions adds the owner and the launch of a guide to the options of the filter.
func (sh *Shelf) addOptions(g Guide) {
	if g.OwnerID != 0 && !slices.ContainsFunc(sh.Owners, func(u people.User) bool { return u.ID == g.OwnerID }) {
		sh.Owners = append(sh.Owners, people.User{ID: g.OwnerID, Name: g.OwnerName})
	}
	if g.LaunchID != 0 && !slices.ContainsFunc(sh.Launches, func(l launch.Launch) bool { return l.ID == g.LaunchID }) {
		sh.Launches = append(sh.Launches, launch.Launch{ID: g.LaunchID, Slug: g.LaunchSlug, Name: g.LaunchName})
	}
}

// OfLaunch returns the guides of a launch that are not archived.
func (s *Store) OfLaunch(ctx context.Context, l launch.Launch) ([]Guide, error) {
	if err := people.Allow(db.ActorOf(ctx), people.Read, 0); err != nil {
		return nil, err
	}
	return OfLaunchOnce(ctx, s.db, l)
}

// launchKey is the key of a launch's guides, which a request loads once.
type launchKey int64

// OfLaunchOnce is Store.OfLaunch for packages that need no store; the caller checks the permission.
func OfLaunchOnce(ctx context.Context, d *db.DB, l launch.Launch) ([]Guide, error) {
	return db.Remember(ctx, launchKey(l.ID), func() ([]Guide, error) {
		return guides(d.Read(ctx), d.Now(), "g.launch_id = ? AND g.archived_at IS NULL", l.ID)
	})
}

// Text is a published guide with its content, for indexing.
type Text struct {
	ID      int64
	Slug    string
	Content Content
}

// Published returns the published revisions of the given guides, or of all, except archived ones.
// It does not check permission, since it fills an index.
func (s *Store) Published(ctx context.Context, ids ...int64) ([]Text, error) {
	where, args := "", []any(nil)
	if len(ids) > 0 {
		where, args = " AND g.id IN ?", []any{ids}
	}
	return texts(s.db.Read(ctx), where, args...)
}

func texts(g *gorm.DB, where string, args ...any) ([]Text, error) {
	rows, err := g.Raw(`SELECT g.id, g.slug, r.content FROM guides g JOIN guide_revisions r ON r.guide_id = g.id AND r.number = g.published
		WHERE g.archived_at IS NULL`+where+" ORDER BY g.id", args...).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Text
	for rows.Next() {
		var t Text
		var content string
		if err := rows.Scan(&t.ID, &t.Slug, &content); err != nil {
			return nil, err
		}
		if t.Content, err = decode(content); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// OfLaunches returns the guides of launches that are not archived, by launch, in a constant number
// of queries. Other packages use it to determine whether support is ready. g may be a transaction.
func OfLaunches(g *gorm.DB, now time.Time, launchIDs ...int64) (map[int64][]Guide, error) {
	if len(launchIDs) == 0 {
		return nil, nil
	}
	list, err := guides(g, now, "g.launch_id IN ? AND g.archived_at IS NULL", launchIDs)
	out := make(map[int64][]Guide, len(launchIDs))
	for _, one := range list {
		out[one.LaunchID] = append(out[one.LaunchID], one)
	}
	return out, err
}
