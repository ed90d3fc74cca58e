package service

import (
	"context"
	"slices"
	"strings"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Create adds a service and returns its id. The key prevents a form that is sent twice from adding
// two. It returns Invalid with all problems.
func (s *Store) Create(ctx context.Context, in Input, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.EditPlan, people.Organisation); err != nil {
			return err
		}
		id, err = tx.Once("service", key, in, func() (int64, error) { return createService(tx, in) })
		return err
	})
	return id, err
}

func createService(tx *db.Tx, in Input) (int64, error) {
	in, err := checkInput(tx, in, row{}, nil)
	if err != nil {
		return 0, err
	}
	r := row{Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	r.set(in)
	if err := tx.DB.Create(&r).Error; err != nil {
		return 0, err
	}
	if err := setKnowers(tx, r.ID, in.Knowers); err != nil {
		return 0, err
	}
	if err := setLinks(tx, r.ID, in.Links); err != nil {
		return 0, err
	}
	changes, err := changesOf(tx.Reader, Fact{}, row{}, r)
	if err != nil {
		return 0, err
	}
	return r.ID, r.audit(tx, "added", "", changes...)
}

// checkInput returns the input as it is stored, or Invalid. before is the present service and knew
// its people, who may stay even if they have left.
func checkInput(tx *db.Tx, in Input, before row, knew []Person) (Input, error) {
	var c fault.Check
	in, err := in.Clean()
	if err := c.Merge(err); err != nil {
		return in, err
	}
	if in.OwnerID != nil && (before.OwnerID == nil || *before.OwnerID != *in.OwnerID) {
		if err := c.Merge(checkPerson(tx.Reader, "owner", *in.OwnerID)); err != nil {
			return in, err
		}
	}
	for _, id := range in.Knowers {
		if slices.ContainsFunc(knew, func(p Person) bool { return p.ID == id }) {
			continue
		}
		if err := c.Merge(checkPerson(tx.Reader, "knowers", id)); err != nil {
			return in, err
		}
	}
	taken, err := nameTaken(tx.Reader, in.Name, before.ID)
	if err != nil {
		return in, err
	}
	c.That(!taken, "name", "There is a service of that name already.")
	return in, c.Err()
}

func nameTaken(g db.Reader, name string, but int64) (bool, error) {
	var n int64
	err := g.Raw("SELECT COUNT(*) FROM services WHERE name_key = ? AND archived_at IS NULL AND id <> ?", fold.Text(name), but).Scan(&n).Error
	return n > 0, err
}

// Update changes a service. It returns Invalid with all problems, or Conflict if the service has
// changed. It returns the new version.
func (s *Store) Update(ctx context.Context, id int64, in Input, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := serviceToChange(tx, id, version)
		if err != nil {
			return err
		}
		if !r.ArchivedAt.IsZero() {
			return fault.Conflict("This service has been archived. Put it back first.")
		}
		if in, err = in.Clean(); err != nil {
			return err
		}
		was, err := facts(tx.Reader, id)
		if err != nil {
			return err
		}
		if in, err = checkInput(tx, in, r, was[0].Knowers); err != nil {
			return err
		}
		before := r
		r.set(in)
		if err := setKnowers(tx, id, in.Knowers); err != nil {
			return err
		}
		if err := setLinks(tx, id, in.Links); err != nil {
			return err
		}
		changes, err := changesOf(tx.Reader, was[0], before, r)
		if err != nil || len(changes) == 0 {
			next = r.Version
			return err
		}
		if next, err = tx.UpdateRow("services", id, version, r.columns()); err != nil {
			return err
		}
		return r.audit(tx, "updated", "", changes...)
	})
	return next, err
}

// serviceToChange loads a service for a change. It returns Forbidden unless the actor may edit it,
// and Conflict if it is not at the given version.
func serviceToChange(tx *db.Tx, id int64, version int) (row, error) {
	r, err := findService(tx.Reader, id)
	if err != nil {
		return r, err
	}
	if err := people.Require(tx.Actor, people.EditPlan, people.Organisation); err != nil {
		return r, err
	}
	if r.Version != version {
		return r, fault.Changed("this service")
	}
	return r, nil
}

// Archive archives a service. Launches that depend on it keep it and show a problem. It returns
// Conflict. It returns the new version.
func (s *Store) Archive(ctx context.Context, id int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := serviceToChange(tx, id, version)
		if err != nil {
			return err
		}
		if !r.ArchivedAt.IsZero() {
			return fault.Conflict("This service has been archived already.")
		}
		if next, err = tx.UpdateRow("services", id, version, map[string]any{"archived_at": tx.Now}); err != nil {
			return err
		}
		return r.audit(tx, "archived", "")
	})
	return next, err
}

// Restore restores an archived service. It returns Conflict, also if another service in use has its
// name. It returns the new version.
func (s *Store) Restore(ctx context.Context, id int64, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := serviceToChange(tx, id, version)
		if err != nil {
			return err
		}
		if r.ArchivedAt.IsZero() {
			return fault.Conflict("This service is in use already.")
		}
		taken, err := nameTaken(tx.Reader, r.Name, id)
		if err != nil {
			return err
		}
		if taken {
			return fault.Conflict("Another service is called %s by now. Rename that one first.", r.Name)
		}
		if next, err = tx.UpdateRow("services", id, version, map[string]any{"archived_at": nil}); err != nil {
			return err
		}
		return r.audit(tx, "restored", "")
	})
	return next, err
}

func setKnowers(tx *db.Tx, id int64, who []int64) error {
	if err := tx.Exec("DELETE FROM service_knowers WHERE service_id = ?", id).Error; err != nil {
		return err
	}
	for _, p := range who {
		if err := tx.Exec("INSERT INTO service_knowers (service_id, user_id) VALUES (?, ?)", id, p).Error; err != nil {
			return err
		}
	}
	return nil
}

// setLinks saves the links of a service. A link with the same address keeps its id and checks, even
// if it was removed in the meantime.
func setLinks(tx *db.Tx, id int64, links []Link) error {
	err := tx.Exec("UPDATE service_links SET removed_at = ? WHERE service_id = ? AND removed_at IS NULL", tx.Now, id).Error
	if err != nil {
		return err
	}
	for i, l := range links {
		res := tx.Exec("UPDATE service_links SET kind = ?, label = ?, position = ?, removed_at = NULL WHERE service_id = ? AND url = ?",
			l.Kind, l.Label, i, id, l.URL)
		if res.Error == nil && res.RowsAffected == 0 {
			res = tx.Exec("INSERT INTO service_links (service_id, kind, label, url, position) VALUES (?, ?, ?, ?, ?)", id, l.Kind, l.Label, l.URL, i)
		}
		if res.Error != nil {
			return res.Error
		}
	}
	return nil
}

// changesOf returns the differences between two states. was has the people and links before the
// change; the new ones must already be saved.
func changesOf(g db.Reader, was Fact, a, b row) ([]db.Change, error) {
	list, err := facts(g, b.ID)
	if err != nil {
		return nil, err
	}
	is := list[0]
	var cs []db.Change
	add := func(field, before, after string) {
		if before != after {
			cs = append(cs, db.Change{Field: field, Old: before, New: after})
		}
	}
	add("name", a.Name, b.Name)
	add("summary", a.Summary, b.Summary)
	add("tier", a.Tier.Label(), b.Tier.Label())
	if a.ID == 0 || a.Degrades != b.Degrades {
		add("when it fails", failureText(a), failureText(b))
	}
	add("what happens then", a.Failure, b.Failure)
	if owner, err := people.NameOf(g, db.IDOf(b.OwnerID)); err != nil {
		return nil, err
	} else {
		add("owner", was.Owner.Name, owner)
	}
	add("known by", personNames(was.Knowers), personNames(is.Knowers))
	add("links", linksText(was.Links), linksText(is.Links))
	add("diagnosis", a.Diagnosis, b.Diagnosis)
	return cs, nil
}

func failureText(r row) string {
	switch {
	case r.ID == 0:
		return ""
	case r.Degrades:
		return "degrades"
	}
	return "takes all down"
}

func personNames(ps []Person) string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.Name
	}
	return strings.Join(out, ", ")
}

func linksText(ls []Link) string {
	out := make([]string, len(ls))
	for i, l := range ls {
		out[i] = l.Kind.Label() + ": " + strings.TrimSpace(l.Label+" "+l.URL)
	}
	return strings.Join(out, "\n")
}
