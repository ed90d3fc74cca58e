package service

import (
	"context"
	"fmt"
	"slices"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// useRow is a row of the table launch_services.
type useRow struct {
	ID, LaunchID, ServiceID int64
	Touches                 string
	RemovedAt               db.Instant
	Version                 int
	CreatedAt, UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (useRow) TableName() string { return "launch_services" }

func (u useRow) audit(tx *db.Tx, action string, changes ...db.Change) error {
	name, err := serviceName(tx.Reader, u.ServiceID)
	if err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "service use." + action, Entity: "service use", EntityID: u.ID, LaunchID: &u.LaunchID, Label: name,
		Changes: changes})
}

func serviceName(g db.Reader, id int64) (string, error) {
	r, err := findService(g, id)
	return r.Name, err
}

// Of returns the services of a launch and its people on call, in a constant number of queries.
func (s *Store) Of(ctx context.Context, l launch.Launch) (Dependence, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Dependence{}, err
	}
	all, err := s.dependences(s.db.Read(ctx), l)
	if err != nil {
		return Dependence{}, err
	}
	return all[0], nil
}

// Mine returns the launches for which the actor is or will be on call and has links to open, in a
// constant number of queries.
func (s *Store) Mine(ctx context.Context) ([]Dependence, error) {
	me := db.ActorOf(ctx)
	if err := people.Require(me, people.Read, people.Organisation); err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	ls, err := s.onCall.DutiesOf(g, s.db.Now(), me.ID)
	if err != nil || len(ls) == 0 {
		return nil, err
	}
	all, err := s.dependences(g, ls...)
	return slices.DeleteFunc(all, func(d Dependence) bool { return len(d.For(me.ID)) == 0 }), err
}

// dependences returns the dependences of launches in their order.
func (s *Store) dependences(g db.Reader, ls ...launch.Launch) ([]Dependence, error) {
	var launches []int64
	for _, l := range ls {
		launches = append(launches, l.ID)
	}
	var uses []useRow
	err := g.Raw(`SELECT ls.* FROM launch_services ls JOIN services s ON s.id = ls.service_id WHERE ls.launch_id IN ? AND ls.removed_at IS NULL
		ORDER BY `+byTier+", lower(s.name), s.id", launches).Scan(&uses).Error
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, u := range uses {
		if !slices.Contains(ids, u.ServiceID) {
			ids = append(ids, u.ServiceID)
		}
	}
	fs, err := facts(g, ids...)
	if err != nil {
		return nil, err
	}
	onCall, err := s.onCall.OnCallFor(g, s.db.Now(), ls...)
	if err != nil {
		return nil, err
	}
	who, err := loadPersons(g, onCall)
	if err != nil {
		return nil, err
	}
	out := make([]Dependence, 0, len(ls))
	for _, l := range ls {
		d := Dependence{Launch: l, Now: s.db.Now()}
		for _, u := range uses {
			i := slices.IndexFunc(fs, func(f Fact) bool { return f.ID == u.ServiceID })
			if u.LaunchID == l.ID && i >= 0 {
				d.Uses = append(d.Uses, Use{ID: u.ID, Touches: u.Touches, UseVersion: u.Version, Fact: fs[i]})
			}
		}
		for _, id := range onCall[l.ID] {
			if p, ok := who[id]; ok && !p.Gone {
				d.OnCall = append(d.OnCall, p)
			}
		}
		out = append(out, d)
	}
	return out, nil
}

func loadPersons(g db.Reader, onCall map[int64][]int64) (map[int64]Person, error) {
	ids := []int64{0}
	for _, list := range onCall {
		ids = append(ids, list...)
	}
	var us []people.User
	err := g.Select("id, name, deactivated_at").Where("id IN ?", ids).Find(&us).Error
	out := make(map[int64]Person, len(us))
	for _, u := range us {
		out[u.ID] = Person{ID: u.ID, Name: u.Name, Gone: !u.Active()}
	}
	return out, err
}

// MaxNamed is the maximum number of services that can be added to a launch at once.
const MaxNamed = 100

// Name adds services to a launch with a description of their use, and returns the ids of the new
// uses. It does not change existing uses. The key prevents a form that is sent twice from adding
// them twice.
func (s *Store) Name(ctx context.Context, slug string, services []int64, touches, key string) ([]int64, error) {
	var added []int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		added = nil
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var c fault.Check
		c.That(len(services) > 0, "services", "Choose what the launch depends on.")
		c.That(len(services) <= MaxNamed, "services", "Choose at most %d at once.", MaxNamed)
		touches, err := cleanTouches(touches)
		if err := c.Merge(err); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		_, err = tx.Once(fmt.Sprintf("services of launch %d", l.ID), key, []any{services, touches}, func() (int64, error) {
			added, err = addUses(tx, l.ID, services, touches)
			return l.ID, err
		})
		return err
	})
	return added, err
}

func addUses(tx *db.Tx, launchID int64, services []int64, touches string) ([]int64, error) {
	var added []int64
	for _, id := range services {
		r, err := findService(tx.Reader, id)
		if fault.Is(err, fault.KindNotFound) || err == nil && !r.ArchivedAt.IsZero() {
			return nil, fault.Invalid("services", "One of these services is no longer in use. Choose again.")
		}
		if err != nil {
			return nil, err
		}
		var had []useRow
		if err := tx.Where("launch_id = ? AND service_id = ?", launchID, id).Find(&had).Error; err != nil {
			return nil, err
		}
		u := useRow{LaunchID: launchID, ServiceID: id, Touches: touches, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		switch {
		case len(had) == 0:
			err = tx.DB.Create(&u).Error
		case had[0].RemovedAt.IsZero():
			continue
		default:
			u = had[0]
			_, err = tx.UpdateRow("launch_services", u.ID, u.Version, map[string]any{"touches": touches, "removed_at": nil})
		}
		if err != nil {
			return nil, err
		}
		var changes []db.Change
		if touches != "" {
			changes = append(changes, db.Change{Field: "touches", New: touches})
		}
		if err := u.audit(tx, "added", changes...); err != nil {
			return nil, err
		}
		added = append(added, u.ID)
	}
	return added, nil
}

// useToChange loads a use for a change. It returns NotFound if it belongs to another launch,
// Forbidden unless the actor may edit the plan, and Conflict if it is not at the given version.
func useToChange(tx *db.Tx, slug string, id int64, version int) (useRow, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return useRow{}, err
	}
	var u useRow
	if err := tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&u).Error; err != nil {
		return u, db.NotFoundAs(err, "service of this launch")
	}
	if u.Version != version {
		return u, fault.Changed("this")
	}
	return u, nil
}

// Describe changes the description of a use. It returns Invalid or Conflict.
// It returns the new version.
func (s *Store) Describe(ctx context.Context, slug string, id int64, touches string, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := useToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		if !u.RemovedAt.IsZero() {
			return fault.Conflict("The launch does not name this service any more.")
		}
		touches, err := cleanTouches(touches)
		if err != nil || touches == u.Touches {
			next = u.Version
			return err
		}
		if next, err = tx.UpdateRow("launch_services", id, version, map[string]any{"touches": touches}); err != nil {
			return err
		}
		return u.audit(tx, "updated", db.Change{Field: "touches", Old: u.Touches, New: touches})
	})
	return next, err
}

// Drop removes a use of a launch; Back restores it. It returns Conflict if the use has changed.
func (s *Store) Drop(ctx context.Context, slug string, id int64, version int) (int, error) {
	return s.setRemoved(ctx, slug, id, version, "removed", false)
}

// Back restores a use that Drop removed.
func (s *Store) Back(ctx context.Context, slug string, id int64, version int) (int, error) {
	return s.setRemoved(ctx, slug, id, version, "restored", true)
}

func (s *Store) setRemoved(ctx context.Context, slug string, id int64, version int, action string, back bool) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := useToChange(tx, slug, id, version)
		if err != nil {
			return err
		}
		if u.RemovedAt.IsZero() == back {
			return fault.Conflict("That has been done already.")
		}
		var at any = tx.Now
		if back {
			at = nil
		}
		if next, err = tx.UpdateRow("launch_services", id, version, map[string]any{"removed_at": at}); err != nil {
			return err
		}
		return u.audit(tx, action)
	})
	return next, err
}

// DropAll undoes Name: it removes the given uses, except those that were removed since.
func (s *Store) DropAll(ctx context.Context, slug string, ids []int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		for _, id := range ids {
			var u useRow
			if err := tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&u).Error; err != nil {
				return db.NotFoundAs(err, "service of this launch")
			}
			if !u.RemovedAt.IsZero() {
				continue
			}
			if _, err := tx.UpdateRow("launch_services", id, u.Version, map[string]any{"removed_at": tx.Now}); err != nil {
				return err
			}
			if err := u.audit(tx, "removed"); err != nil {
				return err
			}
		}
		return nil
	})
}
