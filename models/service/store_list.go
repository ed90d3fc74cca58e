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

// List returns a page of services, in a constant number of queries.
func (s *Store) List(ctx context.Context, f Filter) (Listing, error) {
	out := Listing{Filter: f, Now: s.db.Now()}
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return out, err
	}
	g := s.db.Read(ctx)
	if err := g.Raw("SELECT COUNT(*) FROM services").Scan(&out.Known).Error; err != nil {
		return out, err
	}
	where, args := f.where()
	if err := g.Raw("SELECT COUNT(*) FROM services s WHERE "+where, args...).Scan(&out.Total).Error; err != nil {
		return out, err
	}
	out.Pages = max(1, (out.Total+PageSize-1)/PageSize)
	out.Filter.Page = min(max(f.Page, 1), out.Pages)
	var found []struct {
		ID       int64
		Launches int
	}
	args = slices.Concat([]any{endedStates}, args, []any{PageSize, (out.Filter.Page - 1) * PageSize})
	err := g.Raw("SELECT s.id, "+openLaunches+" AS launches FROM services s LEFT JOIN users u ON u.id = s.owner_id WHERE "+where+
		" ORDER BY "+f.order()+" LIMIT ? OFFSET ?", args...).Scan(&found).Error
	if err != nil {
		return out, err
	}
	ids := make([]int64, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	out.Rows, err = facts(g, ids...)
	return out, err
}

func (f Filter) where() (string, []any) {
	conds, args := []string{"s.archived_at IS NULL"}, []any{}
	if f.Archived {
		conds[0] = "s.archived_at IS NOT NULL"
	}
	add := func(cond string, arg ...any) { conds, args = append(conds, cond), append(args, arg...) }
	if f.Tier != "" {
		add("s.tier = ?", f.Tier)
	}
	switch {
	case f.Owner == Nobody:
		add("s.owner_id IS NULL")
	case f.Owner != 0:
		add("s.owner_id = ?", f.Owner)
	}
	for _, w := range fold.Words(f.Text) {
		add(`s.search_text LIKE ? ESCAPE '\'`, db.Like(w))
	}
	return strings.Join(conds, " AND "), args
}

func (f Filter) order() string {
	cols := sortColumns[f.Sort]
	if cols == "" {
		cols = byTier
	}
	if f.Desc {
		cols = strings.ReplaceAll(cols, ", ", " DESC, ") + " DESC"
	}
	return cols + ", lower(s.name), s.id"
}

// Choices returns the services in use by tier and name, for a form.
func (s *Store) Choices(ctx context.Context) ([]Fact, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var rows []row
	err := s.db.Read(ctx).Raw("SELECT s.id, s.name, s.summary, s.tier, s.degrades FROM services s WHERE s.archived_at IS NULL ORDER BY " +
		byTier + ", lower(s.name), s.id").Scan(&rows).Error
	out := make([]Fact, len(rows))
	for i, r := range rows {
		out[i] = Fact{ID: r.ID, Name: r.Name, Summary: r.Summary, Tier: r.Tier, Degrades: r.Degrades}
	}
	return out, err
}

// Service returns a service with its launches and checks. It returns NotFound if there is none.
func (s *Store) Service(ctx context.Context, id int64) (Detail, error) {
	d := Detail{Now: s.db.Now()}
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return d, err
	}
	g := s.db.Read(ctx)
	list, err := facts(g, id)
	if err != nil {
		return d, err
	}
	if len(list) == 0 {
		return d, fault.NotFound("service")
	}
	d.Fact = list[0]
	if d.Touchers, err = dependentLaunches(g, id); err != nil {
		return d, err
	}
	all, err := findChecks(g, "k.service_id = ? AND c.taken_back_at IS NULL", id)
	for _, c := range all[:min(len(all), HistoryShown)] {
		d.History = append(d.History, c.Check)
	}
	return d, err
}

func dependentLaunches(g db.Reader, id int64) ([]Toucher, error) {
	var out []Toucher
	err := g.Raw(`SELECT l.*, ls.touches FROM launches l JOIN launch_services ls ON ls.launch_id = l.id
		WHERE ls.service_id = ? AND ls.removed_at IS NULL
		ORDER BY CASE WHEN l.state IN ? THEN 1 ELSE 0 END, l.launch_at, l.id`, id, endedStates).Scan(&out).Error
	return out, err
}

// Find returns the services in use that contain all words of a query, those with the words in their
// name first, and whether there are more than limit.
func (s *Store) Find(ctx context.Context, query string, limit int) ([]Fact, bool, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, false, err
	}
	words := fold.Words(query)
	if len(words) == 0 || limit == 0 {
		return nil, false, nil
	}
	where, args := Filter{Text: query}.where()
	phrase := db.Like(strings.Join(words, " "))
	args = append(args, phrase[1:], phrase, limit+1)
	var ids []int64
	err := s.db.Read(ctx).Raw("SELECT s.id FROM services s WHERE "+where+
		` ORDER BY CASE WHEN s.name_key LIKE ? ESCAPE '\' THEN 0 WHEN s.name_key LIKE ? ESCAPE '\' THEN 1 ELSE 2 END, lower(s.name),
			s.id LIMIT ?`, args...).Scan(&ids).Error
	if err != nil {
		return nil, false, err
	}
	out, err := facts(s.db.Read(ctx), ids[:min(limit, len(ids))]...)
	return out, len(ids) > limit, err
}
