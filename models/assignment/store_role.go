package assignment

import (
	"context"
	"slices"
	"strconv"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Role is an owner role of a launch with the person who fills it, and the number of open items that
// a new person could be given.
type Role struct {
	Key      string
	Name     string
	UserID   int64
	UserName string
	// Unowned counts the role's items without an owner, Owned those that its holder owns, and
	// Others the holder's other items in this launch.
	Unowned, Owned, Others int
	// Kept holds the counts of records in later packages for the role.
	Kept []Share `gorm:"-"`
}

// Scope is a group of items that a role's new holder can be given.
type Scope string

// The scopes.
const (
	GiveUnowned Scope = "unowned"
	GiveOwned   Scope = "owned"
	GiveOthers  Scope = "others"
)

// RoleItem is an open item that can be given with a role.
type RoleItem struct {
	ID      int64
	Title   string
	OwnerID int64
	Version int
	Scope   Scope
}

// RoleDetail is a role with the items that can be given with it.
type RoleDetail struct {
	Role
	Items []RoleItem
	// Also counts the records in later packages for the role without an owner.
	Also []Share
}

// Of returns the items of a scope.
func (d RoleDetail) Of(scope Scope) []RoleItem {
	return slices.DeleteFunc(slices.Clone(d.Items), func(it RoleItem) bool { return it.Scope != scope })
}

// Fingerprint returns a value that changes when the role or the items that can be given with it
// change.
func (d RoleDetail) Fingerprint() string {
	hs := []people.Holding{{Kind: people.HoldsRole, ID: d.UserID, Key: d.Key}}
	for _, it := range d.Items {
		hs = append(hs, people.Holding{Kind: people.HoldsItem, ID: it.ID, Version: it.Version, Key: string(it.Scope)})
	}
	for _, a := range d.Also {
		hs = append(hs, people.Holding{Kind: "room", ID: int64(a.N), Key: a.String()})
	}
	return people.Fingerprint(hs)
}

// RoleChange fills a role: the person, the items to give, and the fingerprint of the role in the
// form.
type RoleChange struct {
	UserID      int64
	Give        []Scope
	Fingerprint string
}

// Roles returns the owner roles of a launch in order, in a constant number of queries. It returns
// NotFound.
func (s *Store) Roles(ctx context.Context, slug string) ([]Role, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return nil, err
	}
	g := s.db.Read(ctx)
	var out []Role
	err = g.Raw(`SELECT r.key, r.name, COALESCE(r.user_id, 0) AS user_id, COALESCE(u.name, '') AS user_name,
			COALESCE(SUM(CASE WHEN d.owner_id IS NULL AND d.role_key = r.key THEN 1 ELSE 0 END), 0) AS unowned,
			COALESCE(SUM(CASE WHEN d.owner_id = r.user_id AND d.role_key = r.key THEN 1 ELSE 0 END), 0) AS owned,
			COALESCE(SUM(CASE WHEN d.owner_id = r.user_id AND d.role_key <> r.key THEN 1 ELSE 0 END), 0) AS others
		FROM launch_roles r LEFT JOIN users u ON u.id = r.user_id
		LEFT JOIN deliverables d ON d.launch_id = r.launch_id AND d.archived_at IS NULL AND d.status NOT IN ?
		WHERE r.launch_id = ? GROUP BY r.key, r.name, r.user_id, u.name, r.position ORDER BY r.position, r.key`, finishedStatuses,
		l.ID).Scan(&out).Error
	if err != nil {
		return nil, err
	}
	for _, k := range s.keepers {
		kept, err := k.OfRoles(g, l.ID)
		if err != nil {
			return nil, err
		}
		for i := range out {
			out[i].Kept = append(out[i].Kept, kept[out[i].Key]...)
		}
	}
	return out, nil
}

var finishedStatuses = []launch.Status{launch.Done, launch.Skipped, launch.Scheduled, launch.Published}

// Role returns a role of a launch with the items that can be given with it. It returns NotFound.
func (s *Store) Role(ctx context.Context, slug, key string) (launch.Launch, RoleDetail, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return l, RoleDetail{}, err
	}
	d, err := s.roleDetail(s.db.Read(ctx), l, key)
	return l, d, err
}

func roleDetail(g db.Reader, l launch.Launch, key string) (RoleDetail, error) {
	var d RoleDetail
	res := g.Raw(`SELECT r.key, r.name, COALESCE(r.user_id, 0) AS user_id, COALESCE(u.name, '') AS user_name
		FROM launch_roles r LEFT JOIN users u ON u.id = r.user_id WHERE r.launch_id = ? AND r.key = ?`, l.ID, key).Scan(&d.Role)
	if res.Error != nil {
		return d, res.Error
	}
	if d.Key == "" {
		return d, fault.NotFound("role in this launch")
	}
	err := g.Raw(`SELECT d.id, d.title, COALESCE(d.owner_id, 0) AS owner_id, d.version,
			CASE WHEN d.owner_id IS NULL THEN ? WHEN d.role_key = ? THEN ? ELSE ? END AS scope
		FROM deliverables d WHERE d.launch_id = ? AND d.archived_at IS NULL AND d.status NOT IN ?
			AND (d.owner_id = ? OR d.owner_id IS NULL AND d.role_key = ?) ORDER BY d.due_on, d.position, d.id`,
		string(GiveUnowned), key, string(GiveOwned), string(GiveOthers), l.ID, finishedStatuses, d.UserID, key).Scan(&d.Items).Error
	d.Unowned, d.Owned, d.Others = len(d.Of(GiveUnowned)), len(d.Of(GiveOwned)), len(d.Of(GiveOthers))
	return d, err
}

// FillRole sets the person who fills a role, or nobody, and gives them the chosen items, in one
// transaction; unowned items include the records in later packages. before is the role before the
// change. It returns Forbidden to people who may not lead, Invalid, and Conflict if the role or its
// items changed since the form was opened.
func (s *Store) FillRole(ctx context.Context, slug, key string, ch RoleChange) (before RoleDetail, given Grant, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		if before, err = s.roleDetail(tx.Reader, l, key); err != nil {
			return err
		}
		var to people.User
		to, given.Items, err = fillRole(tx, l, before, ch)
		if err != nil || !slices.Contains(ch.Give, GiveUnowned) {
			return err
		}
		given.Also, err = s.giveShares(tx, l, before, to)
		return err
	})
	return before, given, err
}

// fillRole returns the person who fills the role now and the number of items given to them.
func fillRole(tx *db.Tx, l launch.Launch, d RoleDetail, ch RoleChange) (to people.User, given int, err error) {
	// Check for a stale form first, because its fields may be stale too.
	if ch.Fingerprint != d.Fingerprint() {
		return to, 0, fault.Changed("this role or its deliverables")
	}
	switch {
	case ch.UserID == 0 && len(ch.Give) > 0:
		return to, 0, fault.Invalid("user", "Choose who takes these deliverables over, or leave them unticked.")
	case ch.UserID != 0:
		to, err = people.Able(tx.Reader, ch.UserID, d.UserID, "user")
		if err == nil && !to.Active() {
			err = fault.Invalid("user", "%s has left. Choose somebody else.", to.Name)
		}
	}
	if err != nil {
		return to, 0, err
	}
	if ch.UserID != d.UserID {
		if err := tx.Exec("UPDATE launch_roles SET user_id = ? WHERE launch_id = ? AND key = ?", db.RefOf(ch.UserID), l.ID,
			d.Key).Error; err != nil {
			return to, 0, err
		}
		err := tx.Audit(db.Entry{Action: "launch.role", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name,
			Changes: []db.Change{{Field: d.Name, Old: d.UserName, New: to.Name}}})
		if err != nil {
			return to, 0, err
		}
	}
	for _, it := range d.Items {
		if it.OwnerID == to.ID || !slices.Contains(ch.Give, it.Scope) {
			continue
		}
		if err := giveItem(tx, l, d, it, to); err != nil {
			return to, 0, err
		}
		given++
	}
	return to, given, nil
}

func giveItem(tx *db.Tx, l launch.Launch, d RoleDetail, it RoleItem, to people.User) error {
	if _, err := tx.UpdateRow("deliverables", it.ID, it.Version, map[string]any{"owner_id": to.ID}); err != nil {
		return err
	}
	was := ""
	if it.OwnerID != 0 {
		was = d.UserName
	}
	return tx.Audit(db.Entry{Action: "deliverable.owner", Entity: "deliverable", EntityID: it.ID, LaunchID: &l.ID, Label: it.Title,
		Changes: []db.Change{{Field: "owner", Old: was, New: to.Name}}, Reason: "Together with the role " + strconv.Quote(d.Name) + "."})
}
