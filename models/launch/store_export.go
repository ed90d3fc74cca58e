package launch

import (
	"context"
	"slices"
	"time"

	"tminus/models/db"
)

// Export returns a launch with its whole plan, in a constant number of queries. It returns
// NotFound.
func (s *Store) Export(ctx context.Context, slug string) (Export, error) {
	p, err := s.Plan(ctx, slug)
	if err != nil {
		return Export{}, err
	}
	parts, err := loadParts(s.db.Read(ctx), p.ID)
	if err != nil {
		return Export{}, err
	}
	out := Export{Format: ExportFormat, Version: ExportVersion, ExportedAt: instantText(db.At(p.Now)), Launch: ExportLaunch{
		Slug: p.Slug, Name: p.Name, Summary: p.Summary, State: p.State, LaunchOn: p.LaunchOn, LaunchTime: p.LaunchTime,
		Zone: p.Zone, LaunchAt: instantText(p.LaunchAt), Lead: parts.people[p.LeadID], Template: p.TemplateName,
	}}
	out.Roles, out.Lanes, out.Deliverables = []ExportRole{}, []ExportLane{}, []ExportDeliverable{}
	for _, r := range parts.roles {
		out.Roles = append(out.Roles, ExportRole{Key: r.Key, Name: r.Name, Person: parts.people[r.UserID]})
	}
	for _, l := range p.Lanes {
		out.Lanes = append(out.Lanes, ExportLane{Key: l.Key, Name: l.Name, Team: parts.teams[db.IDOf(l.TeamID)]})
	}
	known := map[int64]bool{}
	for _, it := range p.Items {
		known[it.ID] = true
	}
	for _, it := range timelineOrder(p) {
		// A dependency may be on a removed item, which is not exported.
		it.DependsOn = slices.DeleteFunc(slices.Clone(it.DependsOn), func(id int64) bool { return !known[id] })
		it.Schedule = it.Schedule.withCurrentOffsets(p.LaunchOn)
		out.Deliverables = append(out.Deliverables, parts.export(it, p.Lane(it.LaneID).Key))
	}
	return out, nil
}

// exportParts holds, by id, the data that the export needs beyond the plan.
type exportParts struct {
	people  map[int64]*ExportPerson
	teams   map[int64]string
	roles   []RoleFilled
	rest    map[int64]exportRest
	helpers map[int64][]int64
	links   map[int64][]ExportLink
}

type exportRest struct {
	ID          int64
	Description string
	DoneAt      db.Instant
	CreatedAt   db.Instant
	UpdatedAt   db.Instant
}

// RoleFilled is an owner role of a launch and the person who fills it, or 0.
type RoleFilled struct {
	Key    string
	Name   string
	UserID int64
}

func loadParts(g db.Reader, launchID int64) (*exportParts, error) {
	x := &exportParts{people: map[int64]*ExportPerson{}, teams: map[int64]string{}, rest: map[int64]exportRest{},
		helpers: map[int64][]int64{}, links: map[int64][]ExportLink{}}
	var named []struct {
		ID          int64
		Name, Email string
	}
	if err := g.Raw("SELECT id, name, email FROM users").Scan(&named).Error; err != nil {
		return nil, err
	}
	for _, n := range named {
		x.people[n.ID] = &ExportPerson{Name: n.Name, Email: n.Email}
	}
	var teams []struct {
		ID  int64
		Key string
	}
	if err := g.Raw("SELECT t.id, t.key FROM teams t").Scan(&teams).Error; err != nil {
		return nil, err
	}
	for _, t := range teams {
		x.teams[t.ID] = t.Key
	}
	err := g.Raw("SELECT r.key, r.name, COALESCE(r.user_id, 0) AS user_id FROM launch_roles r WHERE launch_id = ? ORDER BY position, key",
		launchID).Scan(&x.roles).Error
	if err != nil {
		return nil, err
	}
	return x, x.loadItems(g, launchID)
}

func (x *exportParts) loadItems(g db.Reader, launchID int64) error {
	var rest []exportRest
	err := g.Raw("SELECT id, description, done_at, created_at, updated_at FROM deliverables WHERE launch_id = ? AND archived_at IS NULL",
		launchID).Scan(&rest).Error
	if err != nil {
		return err
	}
	for _, r := range rest {
		x.rest[r.ID] = r
	}
	var helpers []struct{ DeliverableID, UserID int64 }
	err = g.Raw(`SELECT h.deliverable_id, h.user_id FROM deliverable_helpers h JOIN deliverables d ON d.id = h.deliverable_id
		JOIN users u ON u.id = h.user_id WHERE d.launch_id = ? ORDER BY h.deliverable_id, u.name, u.id`, launchID).Scan(&helpers).Error
	if err != nil {
		return err
	}
	for _, h := range helpers {
		x.helpers[h.DeliverableID] = append(x.helpers[h.DeliverableID], h.UserID)
	}
	var links []struct {
		DeliverableID int64
		Label         string
		URL           string
	}
	err = g.Raw(`SELECT k.deliverable_id, k.label, k.url FROM deliverable_links k JOIN deliverables d ON d.id = k.deliverable_id
		WHERE d.launch_id = ? ORDER BY k.deliverable_id, k.position, k.id`, launchID).Scan(&links).Error
	for _, l := range links {
		x.links[l.DeliverableID] = append(x.links[l.DeliverableID], ExportLink{Label: l.Label, URL: l.URL})
	}
	return err
}

func (x *exportParts) export(it Item, lane string) ExportDeliverable {
	rest := x.rest[it.ID]
	out := ExportDeliverable{
		ID: it.ID, Title: it.Title, Lane: lane, Kind: it.Kind, Owner: x.people[it.OwnerID], Reviewer: x.people[it.ReviewerID],
		Status: it.Status, BlockedReason: it.BlockedReason, Unblocker: x.people[it.UnblockerID], SkipReason: it.SkipReason,
		Start: it.StartsOn, Due: it.DueOn, Time: it.DueTime, Policy: it.Anchor, Description: rest.Description,
		DependsOn: append([]int64{}, it.DependsOn...), Links: append([]ExportLink{}, x.links[it.ID]...), Helpers: []*ExportPerson{},
		Problems:  []string{},
		CreatedAt: instantText(rest.CreatedAt), UpdatedAt: instantText(rest.UpdatedAt),
	}
	if !it.Unscheduled() {
		out.StartOffset, out.DueOffset = &it.StartOffset, &it.DueOffset
	}
	for _, id := range x.helpers[it.ID] {
		out.Helpers = append(out.Helpers, x.people[id])
	}
	for _, pr := range it.Problems {
		out.Problems = append(out.Problems, pr.Text)
	}
	if !rest.DoneAt.IsZero() {
		at := instantText(rest.DoneAt)
		out.DoneAt = &at
	}
	return out
}

func instantText(i db.Instant) string { return i.UTC().Format(time.RFC3339) }
