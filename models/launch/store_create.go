package launch

import (
	"context"
	"slices"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/models/template"
)

// New is a launch to create from a template.
type New struct {
	Input
	Template template.Template
	// Roles maps the template's owner roles to people. Items of a role that is not in it have no
	// owner, which is shown as a problem.
	Roles map[string]int64
	// Late says how the template is laid out if T is nearer than its first day.
	Late LateStart
	// Key is the idempotency key of the form.
	Key string
}

// LateStart is how a template is laid out that needs more days than are left until T.
type LateStart string

// The ways. The zero value keeps the template's days.
const (
	LateKeeps      LateStart = ""
	LateCompresses LateStart = "compress"
)

// StartsLate reports whether the template begins before today.
func (n New) StartsLate(today civil.Date) bool {
	left := n.Target.On.Sub(today)
	return left >= 0 && left < n.Template.Lead()
}

// laidOut returns the new launch with its template as it is laid out today.
func (n New) laidOut(today civil.Date) New {
	if n.Late == LateCompresses && n.StartsLate(today) {
		n.Template = n.Template.Compressed(n.Target.On.Sub(today))
	}
	return n
}

// DraftItem is an item of a template with its dates and owner, before it is created.
type DraftItem struct {
	template.Item
	Schedule
	OwnerID    int64
	ReviewerID int64
	HelperIDs  []int64
}

// LayOut returns the items of a template with dates around T and the people who fill its roles.
func LayOut(t template.Template, target Target, lead int64, roles map[string]int64) []DraftItem {
	personFor := func(role string) int64 {
		if role == template.RoleLead {
			return lead
		}
		return roles[role]
	}
	out := make([]DraftItem, 0, len(t.Deliverables))
	for _, it := range t.Deliverables {
		anchor := it.Anchor
		if anchor == "" {
			anchor = template.Follows
		}
		clock, days := it.ClockAt(target.Time.String())
		due, _ := civil.ParseTime(clock)
		s := Schedule{Anchor: anchor, StartOffset: it.Start, DueOffset: it.Due + days, DueTime: due, DueOn: target.On}
		d := DraftItem{Item: it, Schedule: s.On(target.On), OwnerID: personFor(it.Role), ReviewerID: personFor(it.Reviewer)}
		for _, role := range it.Helpers {
			if id := personFor(role); id != 0 && id != d.OwnerID && !slices.Contains(d.HelperIDs, id) {
				d.HelperIDs = append(d.HelperIDs, id)
			}
		}
		out = append(out, d)
	}
	return out
}

// Crew returns the people available for a new launch. It returns Forbidden to people who may not
// create one.
func (s *Store) Crew(ctx context.Context) (Crew, error) {
	c := Crew{Now: s.db.Now()}
	if err := people.Require(db.ActorOf(ctx), people.CreateLaunch, people.Organisation); err != nil {
		return c, err
	}
	g := s.db.Read(ctx)
	if err := g.Where("deactivated_at IS NULL").Order("name, id").Find(&c.Users).Error; err != nil {
		return c, err
	}
	if err := g.Where("archived_at IS NULL").Order("position, id").Find(&c.Teams).Error; err != nil {
		return c, err
	}
	yesterday := civil.Of(c.Now, time.UTC).AddDays(-1)
	return c, g.Where("last_day >= ?", yesterday).Order("first_day, id").Find(&c.Absences).Error
}

// Create creates a launch with everything in its template, in one transaction. It returns
// Forbidden, or Invalid with all problems of the input.
func (s *Store) Create(ctx context.Context, n New) (Launch, error) {
	var l Launch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.CreateLaunch, people.Organisation); err != nil {
			return err
		}
		l = Launch{} // PostgreSQL may run this more than once
		id, err := tx.Once("launch", n.Key, []any{n.Input, n.Template.Key, n.Roles, n.Late}, func() (int64, error) {
			var err error
			l, _, err = s.create(tx, n)
			return l.ID, err
		})
		if err != nil || l.ID != 0 {
			return err
		}
		l, err = findByID(tx.Reader, id)
		return err
	})
	return l, err
}

// create creates a launch. It also returns the created items by their keys in the template.
func (s *Store) create(tx *db.Tx, n New) (Launch, map[string]*Deliverable, error) {
	in, at, err := n.Clean(civil.Of(tx.Now.Time, time.UTC))
	if err != nil {
		return Launch{}, nil, err
	}
	if _, err := ablePerson(tx.Reader, in.LeadID, "lead"); err != nil {
		return Launch{}, nil, err
	}
	loc, err := civil.Zone(in.Target.Zone)
	if err != nil {
		return Launch{}, nil, err
	}
	n = n.laidOut(civil.Of(tx.Now.Time, loc))
	l := Launch{
		Name: in.Name, Summary: in.Summary, LaunchOn: in.Target.On, LaunchTime: in.Target.Time, Zone: in.Target.Zone,
		LaunchAt: db.At(at), LeadID: in.LeadID, TemplateKey: n.Template.Key, TemplateName: n.Template.Name,
		Frame: Frame{Phases: n.Template.Phases, Weeks: n.Template.Weeks}, State: Planning,
		CreatedBy: Creator(tx, in.LeadID), Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if l.Slug, err = uniqueSlug(tx.Reader, in.Name); err != nil {
		return l, nil, err
	}
	if err := tx.DB.Create(&l).Error; err != nil {
		return l, nil, err
	}
	lanes, err := createLanes(tx, l, n.Template.Lanes)
	if err != nil {
		return l, nil, err
	}
	if err := createRoles(tx, l, n); err != nil {
		return l, nil, err
	}
	items, err := createItems(tx, l, lanes, LayOut(n.Template, in.Target, in.LeadID, n.Roles))
	if err != nil {
		return l, nil, err
	}
	err = tx.Audit(db.Entry{Action: "launch.created", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name,
		Changes: []db.Change{{Field: "launch date", New: l.When()}, {Field: "template", New: l.TemplateName}}})
	if err != nil {
		return l, nil, err
	}
	return l, items, s.start(tx, l, n, items)
}

// ablePerson returns a person, or Invalid for the field if the person was deactivated or may not
// edit, because such a person could not work on what they own.
func ablePerson(g db.Reader, id int64, field string) (people.User, error) {
	u, err := activePerson(g, id, field)
	if err == nil && u.Role == people.Viewer {
		return u, fault.Invalid(field, "%s is a viewer and cannot change anything. Choose a member.", u.Name)
	}
	return u, err
}

// Creator returns the actor's id, or the lead's for an action of the program.
func Creator(tx *db.Tx, lead int64) int64 {
	if tx.Actor.ID != 0 {
		return tx.Actor.ID
	}
	return lead
}

func createLanes(tx *db.Tx, l Launch, want []template.Lane) (map[string]int64, error) {
	var teams []people.Team
	if err := tx.Where("archived_at IS NULL").Find(&teams).Error; err != nil {
		return nil, err
	}
	ids := make(map[string]int64, len(want))
	for i, w := range want {
		lane := Lane{LaunchID: l.ID, Key: w.Key, Name: w.Name, Position: i}
		for _, t := range teams {
			if t.Key == w.Team {
				lane.TeamID = &t.ID
			}
		}
		if err := tx.DB.Create(&lane).Error; err != nil {
			return nil, err
		}
		ids[w.Key] = lane.ID
	}
	return ids, nil
}

func createRoles(tx *db.Tx, l Launch, n New) error {
	for i, r := range n.Template.Roles {
		var user *int64
		if id := n.Roles[r.Key]; id != 0 {
			if _, err := ablePerson(tx.Reader, id, "role-"+r.Key); err != nil {
				return err
			}
			user = &id
		}
		err := tx.Exec("INSERT INTO launch_roles (launch_id, key, name, user_id, position) VALUES (?, ?, ?, ?, ?)",
			l.ID, r.Key, r.Name, user, i).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func createItems(tx *db.Tx, l Launch, lanes map[string]int64, drafts []DraftItem) (map[string]*Deliverable, error) {
	made := make(map[string]*Deliverable, len(drafts))
	for i, dr := range drafts {
		d := &Deliverable{
			LaunchID: l.ID, LaneID: lanes[dr.Lane], Kind: dr.Kind, Title: dr.Title, Description: dr.Description,
			OwnerID: db.RefOf(dr.OwnerID), ReviewerID: db.RefOf(dr.ReviewerID), RoleKey: dr.Role, Schedule: dr.Schedule, Status: NotStarted,
			Position: i, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		if err := tx.DB.Create(d).Error; err != nil {
			return nil, err
		}
		made[dr.Key] = d
		links := make([]Link, len(dr.Links))
		for j, link := range dr.Links {
			links[j] = Link(link)
		}
		if err := InsertHelpersAndLinks(tx, d.ID, dr.HelperIDs, links); err != nil {
			return nil, err
		}
	}
	return made, createDependencies(tx.Reader, made, drafts)
}

// InsertHelpersAndLinks inserts helpers and links of a deliverable that has none yet. The caller
// checks the permission.
func InsertHelpersAndLinks(tx *db.Tx, id int64, helpers []int64, links []Link) error {
	for _, h := range helpers {
		if err := tx.Exec("INSERT INTO deliverable_helpers (deliverable_id, user_id) VALUES (?, ?)", id, h).Error; err != nil {
			return err
		}
	}
	for i, l := range links {
		err := tx.Exec("INSERT INTO deliverable_links (deliverable_id, label, url, position) VALUES (?, ?, ?, ?)", id, l.Label, l.URL, i).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func createDependencies(g db.Reader, made map[string]*Deliverable, drafts []DraftItem) error {
	for _, dr := range drafts {
		for _, after := range dr.After {
			err := g.Exec("INSERT INTO dependencies (deliverable_id, depends_on_id) VALUES (?, ?)", made[dr.Key].ID, made[after].ID).Error
			if err != nil {
				return err
			}
		}
	}
	return nil
}
