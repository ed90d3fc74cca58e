package portfolio

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Person is a person found by a search.
type Person struct {
	ID       int64
	Name     string
	Email    string
	Title    string
	TeamName string
	Gone     bool
}

// Found is the result of a search, best match first. The More fields report whether there are more
// of each kind.
type Found struct {
	Launches []Summary
	Items    []launch.WorkItem
	People   []Person
	// Within maps the ids of deliverables that were not found by their titles to the text with the
	// match.
	Within map[int64]Passage

	MoreLaunches, MoreItems, MorePeople bool
}

// None reports whether nothing was found.
func (f Found) None() bool { return len(f.Launches)+len(f.Items)+len(f.People) == 0 }

// Limit is the maximum number of results of each kind; 0 excludes the kind.
type Limit struct{ Launches, Items, People int }

// Search returns launches, deliverables and people with all words of query in their names: first
// those whose name begins with the query, then those with a word that begins with it, then the
// rest; open ones before finished ones. If the limit is not reached, it adds deliverables whose
// description or one of whose comments contains all words. A blank query finds nothing.
func (s *Store) Search(ctx context.Context, query string, n Limit) (Found, error) {
	var f Found
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return f, err
	}
	words := fold.Words(query)
	if len(words) == 0 {
		return f, nil
	}
	g := s.db.Read(ctx)
	var err error
	if f.Launches, f.MoreLaunches, err = s.searchLaunches(ctx, words, n.Launches); err != nil {
		return f, err
	}
	if f.Items, f.Within, f.MoreItems, err = s.searchItems(ctx, words, n.Items); err != nil {
		return f, err
	}
	f.People, f.MorePeople, err = searchPeople(g, words, n.People)
	return f, err
}

// matching returns the condition that a column contains all words, and the expression for the rank
// of a match.
func matching(column string, words []string) (where string, whereArgs []any, rank string, rankArgs []any) {
	for i, w := range words {
		if i > 0 {
			where += " AND "
		}
		where += column + ` LIKE ? ESCAPE '\'`
		whereArgs = append(whereArgs, db.Like(w))
	}
	phrase := strings.Join(words, " ")
	anywhere := db.Like(phrase)
	rank = "CASE WHEN " + column + ` LIKE ? ESCAPE '\' THEN 0 WHEN ` + column + ` LIKE ? ESCAPE '\'
		OR REPLACE(REPLACE(REPLACE(` + column + `, '/', ' '), '-', ' '), '(', ' ') LIKE ? ESCAPE '\' THEN 1 ELSE 2 END`
	return where, whereArgs, rank, []any{anywhere[1:], "% " + anywhere[1:], "% " + anywhere[1:]}
}

func (s *Store) searchLaunches(ctx context.Context, words []string, limit int) ([]Summary, bool, error) {
	if limit == 0 {
		return nil, false, nil
	}
	where, args, rank, rankArgs := matching("l.search_text", words)
	var ids []int64
	err := s.db.Read(ctx).Raw("SELECT l.id FROM launches l WHERE "+where+" ORDER BY "+rank+", CASE WHEN "+launch.OpenLaunch+
		" THEN 0 ELSE 1 END, l.launch_at DESC, l.id LIMIT ?",
		slices.Concat(args, rankArgs, []any{limit + 1})...).Scan(&ids).Error
	if err != nil {
		return nil, false, err
	}
	rows, err := s.summaries(ctx, ids[:min(limit, len(ids))], s.db.Now())
	return rows, len(ids) > limit, err
}

// searchItems ranks with the index, which contains text and status, and orders the best by launch
// and date.
func (s *Store) searchItems(ctx context.Context, words []string, limit int) ([]launch.WorkItem, map[int64]Passage, bool, error) {
	if limit == 0 {
		return nil, nil, false, nil
	}
	where, args, rank, rankArgs := matching("d.search_text", words)
	g := s.db.Read(ctx)
	var best []ranked
	err := g.Raw("SELECT d.id, "+rank+" AS rank FROM deliverables d WHERE d.archived_at IS NULL AND "+where+
		" ORDER BY 2, CASE WHEN "+launch.OpenItem+" THEN 0 ELSE 1 END, d.id DESC LIMIT ?",
		slices.Concat(rankArgs, args, []any{limit + 1})...).Scan(&best).Error
	if err != nil {
		return nil, nil, false, err
	}
	if best, err = withBodies(g, best, words, limit+1); err != nil || len(best) == 0 {
		return nil, nil, false, err
	}
	more := len(best) > limit
	ids, ranks := make([]int64, 0, limit), make(map[int64]int, limit)
	for _, b := range best[:min(limit, len(best))] {
		ids, ranks[b.ID] = append(ids, b.ID), b.Rank
	}
	out, err := s.launches.WorkItems(ctx, "WHERE d.id IN ? ORDER BY d.lane_id, d.position, d.id", ids)
	if err != nil {
		return nil, nil, false, err
	}
	within, err := passages(g, best[:len(ids)], words)
	if err != nil {
		return nil, nil, false, err
	}
	slices.SortStableFunc(out, func(a, b launch.WorkItem) int {
		return cmp.Or(cmp.Compare(ranks[a.ID], ranks[b.ID]), compareBool(a.Status.Finished(), b.Status.Finished()), a.CompareDue(b.Schedule))
	})
	return out, within, more, s.launches.Diagnose(ctx, refs(out))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// searchPeople compares in Go, because people are few and have no folded columns.
func searchPeople(g db.Reader, words []string, limit int) ([]Person, bool, error) {
	if limit == 0 {
		return nil, false, nil
	}
	var all []Person
	err := g.Raw(`SELECT u.id, u.name, u.email, u.title, COALESCE(t.name, '') AS team_name,
		CASE WHEN u.deactivated_at IS NULL THEN 0 ELSE 1 END AS gone
		FROM users u LEFT JOIN teams t ON t.id = u.team_id ORDER BY u.name, u.id`).Scan(&all).Error
	if err != nil {
		return nil, false, err
	}
	phrase, ranks := strings.Join(words, " "), make(map[int64]int)
	var out []Person
	for _, p := range all {
		name := fold.Text(p.Name)
		text := strings.Join([]string{name, fold.Text(p.Title), fold.Text(p.Email), fold.Text(p.TeamName)}, " ")
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			ranks[p.ID] = rankOf(name, phrase)
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Person) int {
		return cmp.Or(cmp.Compare(ranks[a.ID], ranks[b.ID]), compareBool(a.Gone, b.Gone))
	})
	return out[:min(limit, len(out))], len(out) > limit, nil
}

func rankOf(name, phrase string) int {
	switch {
	case strings.HasPrefix(name, phrase):
		return 0
	case strings.Contains(name, " "+phrase):
		return 1
	}
	return 2
}
