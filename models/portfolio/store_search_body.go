package portfolio

import (
	"slices"
	"strings"

	"tminus/internal/fold"
	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/launch"
)

// ranked is an item found, where a lower rank is better.
type ranked struct {
	ID   int64
	Rank int
}

// inBody is the rank of an item that was not found by its title.
const inBody = 3

// Passage is the part of an item's text that contains the match.
type Passage struct {
	// By is the author of the comment, or "" for the description.
	By   string
	Text string
}

// withBodies adds items with all words in their description or in one comment, up to n items. It
// only reads the long texts if there are fewer than n, because they are much longer than titles.
func withBodies(g db.Reader, best []ranked, words []string, n int) ([]ranked, error) {
	if len(best) >= n {
		return best, nil
	}
	have := []int64{0}
	for _, b := range best {
		have = append(have, b.ID)
	}
	body, bodyArgs, _, _ := matching("d.body_text", words)
	said, saidArgs, _, _ := matching("c.search_text", words)
	var ids []int64
	err := g.Raw(`SELECT d.id FROM deliverables d WHERE d.archived_at IS NULL AND d.id NOT IN ? AND ((`+body+`) OR d.id IN (
			SELECT c.deliverable_id FROM comments c WHERE c.deleted_at IS NULL AND `+said+`))
		ORDER BY CASE WHEN `+launch.OpenItem+` THEN 0 ELSE 1 END, d.id DESC LIMIT ?`,
		slices.Concat([]any{have}, bodyArgs, saidArgs, []any{n - len(best)})...).Scan(&ids).Error
	for _, id := range ids {
		best = append(best, ranked{id, inBody})
	}
	return best, err
}

// passages returns the matching text of items that were not found by title: from the description,
// otherwise from the latest matching comment.
func passages(g db.Reader, best []ranked, words []string) (map[int64]Passage, error) {
	var ids []int64
	for _, b := range best {
		if b.Rank == inBody {
			ids = append(ids, b.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	body, bodyArgs, _, _ := matching("d.body_text", words)
	said, saidArgs, _, _ := matching("c.search_text", words)
	var texts []struct {
		ID      int64
		Author  string
		Content string
	}
	err := g.Raw(`SELECT d.id, '' AS author, d.description AS content, 0 AS position FROM deliverables d WHERE d.id IN ? AND `+body+`
		UNION ALL SELECT c.deliverable_id, u.name, c.body, c.id FROM comments c JOIN users u ON u.id = c.author_id
		WHERE c.deliverable_id IN ? AND c.deleted_at IS NULL AND `+said+` ORDER BY position`,
		slices.Concat([]any{ids}, bodyArgs, []any{ids}, saidArgs)...).Scan(&texts).Error
	out := make(map[int64]Passage, len(ids))
	for _, t := range texts {
		if p, there := out[t.ID]; !there || p.By != "" {
			out[t.ID] = Passage{By: t.Author, Text: excerpt(t.Content, words)}
		}
	}
	return out, err
}

// The number of characters of a text shown before and after a match.
const (
	lettersBefore = 60
	lettersAfter  = 120
)

// excerpt returns the part of a text around the first of the words, on one line and from the
// beginning of a word.
func excerpt(text string, found []string) string {
	text = words.OneLine(text)
	at := 0
	for _, p := range fold.Parts(text, found) {
		if p.Hit {
			break
		}
		at += len([]rune(p.Text))
	}
	all := []rune(text)
	from, to := max(0, at-lettersBefore), min(len(all), at+lettersAfter)
	cut := string(all[from:to])
	if from > 0 {
		if _, rest, ok := strings.Cut(string(all[from:at]), " "); ok {
			cut = rest + string(all[at:to])
		}
		cut = "… " + cut
	}
	if to < len(all) {
		cut += " …"
	}
	return cut
}
