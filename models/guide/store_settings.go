package guide

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// Settings are the properties of a guide other than its text: the people responsible and what it
// covers.
type Settings struct {
	OwnerID, ReviewerID     int64
	ReviewOn                civil.Date
	LaunchID, DeliverableID int64
	ServiceIDs              []int64
}

// Settings returns the settings of a guide. It returns NotFound if there is no such guide.
func (s *Store) Settings(ctx context.Context, slug string) (Settings, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Settings{}, err
	}
	g := s.db.Read(ctx)
	r, err := bySlug(g, slug)
	if err != nil {
		return Settings{}, err
	}
	return r.settings(g)
}

func (r row) settings(g db.Reader) (Settings, error) {
	set := Settings{OwnerID: db.IDOf(r.OwnerID), ReviewerID: db.IDOf(r.ReviewerID), ReviewOn: r.ReviewOn, LaunchID: db.IDOf(r.LaunchID),
		DeliverableID: db.IDOf(r.DeliverableID)}
	err := g.Raw("SELECT service_id FROM guide_services WHERE guide_id = ? ORDER BY service_id", r.ID).Scan(&set.ServiceIDs).Error
	return set, err
}

// Set changes the settings of a guide. It returns Invalid with all problems, and Conflict if the
// guide has changed. It returns the new version.
func (s *Store) Set(ctx context.Context, slug string, set Settings, version int) (int, error) {
	return s.change(ctx, slug, version, getEditable, func(tx *db.Tx, r row) (map[string]any, error) {
		was, err := r.settings(tx.Reader)
		if err != nil {
			return nil, err
		}
		if err := set.check(tx.Reader, was); err != nil {
			return nil, err
		}
		set.ServiceIDs = sortedIDs(set.ServiceIDs)
		changes, err := set.changes(tx.Reader, was)
		if err != nil || len(changes) == 0 {
			return nil, err
		}
		if !slices.Equal(set.ServiceIDs, was.ServiceIDs) {
			if err := setServices(tx, r.ID, set.ServiceIDs); err != nil {
				return nil, err
			}
		}
		r.LaunchID = db.RefOf(set.LaunchID)
		return map[string]any{"owner_id": db.RefOf(set.OwnerID), "reviewer_id": db.RefOf(set.ReviewerID), "review_on": set.ReviewOn,
			"launch_id": db.RefOf(set.LaunchID), "deliverable_id": db.RefOf(set.DeliverableID)}, r.audit(tx, "updated", "", changes...)
	})
}

func sortedIDs(ids []int64) []int64 {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func setServices(tx *db.Tx, guideID int64, services []int64) error {
	if err := tx.Exec("DELETE FROM guide_services WHERE guide_id = ?", guideID).Error; err != nil {
		return err
	}
	for _, id := range services {
		if err := tx.Exec("INSERT INTO guide_services (guide_id, service_id) VALUES (?, ?)", guideID, id).Error; err != nil {
			return err
		}
	}
	return nil
}

func (set Settings) check(g db.Reader, was Settings) error {
	var c fault.Check
	c.That(set.OwnerID != 0, "owner", "Choose who answers for this guide.")
	for _, p := range []struct {
		id, kept int64
		field    string
	}{{set.OwnerID, was.OwnerID, "owner"}, {set.ReviewerID, was.ReviewerID, "reviewer"}} {
		_, err := people.Able(g, p.id, p.kept, p.field)
		if err := c.Merge(err); err != nil {
			return err
		}
	}
	if n, err := count(g, "SELECT COUNT(*) FROM launches WHERE id = ?", set.LaunchID); err != nil {
		return err
	} else if set.LaunchID != 0 && n == 0 {
		c.Add("launch", "There is no such launch any more.")
	}
	if set.DeliverableID != 0 {
		n, err := count(g, "SELECT COUNT(*) FROM deliverables WHERE id = ? AND launch_id = ? AND archived_at IS NULL", set.DeliverableID,
			set.LaunchID)
		if err != nil {
			return err
		}
		c.That(n > 0, "deliverable", "Choose a deliverable of the guide’s launch.")
	}
	if ids := sortedIDs(set.ServiceIDs); len(ids) > 0 {
		n, err := count(g, "SELECT COUNT(*) FROM services WHERE id IN ?", ids)
		if err != nil {
			return err
		}
		c.That(n == len(ids), "services", "One of these services is not there any more.")
	}
	return c.Err()
}

func count(g db.Reader, query string, args ...any) (n int, err error) {
	err = g.Raw(query, args...).Scan(&n).Error
	return n, err
}

func (set Settings) changes(g db.Reader, was Settings) ([]db.Change, error) {
	var out []db.Change
	var failed error
	add := func(field, query string, before, after any) {
		if failed != nil {
			return
		}
		var a, b []string
		if failed = g.Raw(query, before).Scan(&a).Error; failed == nil {
			failed = g.Raw(query, after).Scan(&b).Error
		}
		if x, y := strings.Join(a, ", "), strings.Join(b, ", "); x != y {
			out = append(out, db.Change{Field: field, Old: x, New: y})
		}
	}
	add("owner", "SELECT name FROM users WHERE id = ?", was.OwnerID, set.OwnerID)
	add("reviewer", "SELECT name FROM users WHERE id = ?", was.ReviewerID, set.ReviewerID)
	add("launch", "SELECT name FROM launches WHERE id = ?", was.LaunchID, set.LaunchID)
	add("deliverable", "SELECT title FROM deliverables WHERE id = ?", was.DeliverableID, set.DeliverableID)
	add("services", "SELECT name FROM services WHERE id IN ? ORDER BY name", append([]int64{0}, was.ServiceIDs...),
		append([]int64{0}, set.ServiceIDs...))
	if was.ReviewOn != set.ReviewOn {
		out = append(out, db.Change{Field: "next review", Old: was.ReviewOn.String(), New: set.ReviewOn.String()})
	}
	return out, failed
}

// Open sets who outside of the organisation may read a guide. It creates the secret of the link
// when it is first needed and deletes it when the guide is closed.
func (s *Store) Open(ctx context.Context, slug string, to Public, version int) error {
	_, err := s.change(ctx, slug, version, getManageable, publicStep(to))
	return err
}

func publicStep(to Public) step {
	return func(tx *db.Tx, r row) (map[string]any, error) {
		if !to.valid() {
			return nil, fault.Invalid("public", "Choose who may read it.")
		}
		if to == r.Public {
			return nil, nil
		}
		token := r.PublicToken
		if to == PublicOff {
			token = ""
		} else if token == "" {
			token = strings.ToLower(rand.Text())
		}
		return map[string]any{"public": to, "public_token": token},
			r.audit(tx, "opened", "", db.Change{Field: "read by", Old: r.Public.Label(), New: to.Label()})
	}
}

// Help is the part of a guide for readers who are not signed in. Indexed reports whether search
// engines may index it.
type Help struct {
	Content Content
	Indexed bool
}

// Help returns a public guide by its slug or its secret. It returns NotFound if the guide is not
// public or not published. It needs no permission.
func (s *Store) Help(ctx context.Context, name string) (Help, error) {
	var r row
	err := s.db.Read(ctx).Where("published <> 0 AND archived_at IS NULL AND ((public = ? AND slug = ?) OR (public <> ? AND public_token = ?))",
		PublicOpen, name, PublicOff, name).Take(&r).Error
	if err != nil {
		return Help{}, db.NotFoundAs(err, "help page")
	}
	c, err := contentOf(s.db.Read(ctx), r.ID, r.Published)
	return Help{Content: c.publicPart(), Indexed: r.Public == PublicOpen && r.Slug == name}, err
}

// publicPart returns the content for customers, without replies, what to say and the escalation.
func (c Content) publicPart() Content {
	out := Content{Title: c.Title, Summary: c.Summary, How: c.How}
	for _, i := range c.Issues {
		i.Say = ""
		out.Issues = append(out.Issues, i)
	}
	return out
}

// Launches returns the launches that a guide can cover, by name.
func (s *Store) Launches(ctx context.Context) ([]launch.Launch, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var ls []launch.Launch
	err := s.db.Read(ctx).Select("id", "slug", "name", "state").Order("lower(name), id").Find(&ls).Error
	return ls, err
}

// Thing is an item that a guide can cover.
type Thing struct {
	ID   int64
	Name string
}

// Services returns the services that a guide can cover, and the given ones even if they are
// archived.
func (s *Store) Services(ctx context.Context, bound ...int64) ([]Thing, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var out []Thing
	err := s.db.Read(ctx).Raw("SELECT id, name FROM services WHERE archived_at IS NULL OR id IN ? ORDER BY lower(name), id",
		append([]int64{0}, bound...)).Scan(&out).Error
	return out, err
}

// Deliverables returns the deliverables of a launch by title, those for support guides first.
func (s *Store) Deliverables(ctx context.Context, launchID int64) ([]Thing, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var out []Thing
	err := s.db.Read(ctx).Raw(`SELECT id, title AS name FROM deliverables WHERE launch_id = ? AND archived_at IS NULL
		ORDER BY CASE WHEN kind = ? THEN 0 ELSE 1 END, lower(title), id`, launchID, template.KindSupportGuide).Scan(&out).Error
	return out, err
}
