package feedback

import (
	"context"
	"strings"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/people"
)

// Search returns up to n reports of all launches that contain all words of text in their texts,
// reporter or source: open ones first, then the newest. It ignores removed reports. more reports
// whether there are others.
func (s *Store) Search(ctx context.Context, text string, n int) (out []Report, more bool, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, false, err
	}
	words := fold.Words(text)
	if len(words) == 0 || n <= 0 {
		return nil, false, nil
	}
	where, args := []string{"r.archived_at IS NULL"}, []any{}
	for _, w := range words {
		where = append(where, `r.search_text LIKE ? ESCAPE '\'`)
		args = append(args, db.Like(w))
	}
	out, err = reports(s.db.Read(ctx), strings.Join(where, " AND "),
		"CASE WHEN "+stateConditions[""]+" THEN 0 ELSE 1 END, r.at DESC, r.id DESC", n+1, 0, args...)
	return out[:min(n, len(out))], len(out) > n, err
}
