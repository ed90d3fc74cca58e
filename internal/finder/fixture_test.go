package finder

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// guideFields have the weights that the product gives to the parts of a guide.
var guideFields = []Field{
	{"error", 7}, {"symptom", 6}, {"title", 4}, {"context", 2.2}, {"fix", 1.6}, {"template", 1.2}, {"body", 1},
}

// guides reads the fixture: areas with the text common to their guides, and one line for each
// guide.
func guides(t testing.TB) []Doc {
	t.Helper()
	names, err := filepath.Glob("testdata/guides-*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var all []Doc
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for block := range strings.SplitSeq("\n"+string(src), "\n== ") {
			if strings.TrimSpace(block) != "" {
				all = append(all, area(t, strings.Split(strings.TrimSpace(block), "\n"))...)
			}
		}
	}
	return all
}

func area(t testing.TB, lines []string) []Doc {
	t.Helper()
	key, name, _ := strings.Cut(lines[0], " | ")
	var docs []Doc
	for _, line := range lines[3:] {
		part := strings.Split(line, " |")
		if len(part) != 4 {
			t.Fatalf("%q has %d parts", line, len(part))
		}
		for i := range part {
			part[i] = strings.TrimSpace(part[i])
		}
		id := key + "/" + part[0]
		docs = append(docs, Doc{ID: id, Group: id, Text: map[string]string{
			"context": name, "body": lines[1], "template": lines[2], "symptom": part[1], "error": part[2], "fix": part[3],
		}})
	}
	return docs
}

// library returns an index with the documents.
func library(t testing.TB, docs []Doc) *Index {
	t.Helper()
	x, err := New(guideFields...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	if err := x.Fill(func(yield func(Doc) bool) error {
		for _, d := range docs {
			if !yield(d) {
				break
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return x
}

type queryCase struct{ query, want string }

func queries(t testing.TB) []queryCase {
	t.Helper()
	src, err := os.ReadFile("testdata/queries.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []queryCase
	for line := range strings.Lines(string(src)) {
		if query, want, ok := strings.Cut(strings.TrimSpace(line), " => "); ok {
			all = append(all, queryCase{query, want})
		}
	}
	return all
}

// TestRankingOfSixtyQueries measures the quality of the search. The queries were written before the
// ranking was tried on them.
func TestRankingOfSixtyQueries(t *testing.T) {
	docs, asked := guides(t), queries(t)
	if len(docs) != 300 || len(asked) != 60 {
		t.Fatalf("%d guides and %d queries", len(docs), len(asked))
	}
	x := library(t, docs)
	right := 0
	for _, q := range asked {
		hits, err := x.Search(q.query, 3, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range hits {
			got = append(got, h.ID)
		}
		if len(got) > 0 && got[0] == q.want {
			right++
			continue
		}
		t.Logf("%q: %v, wanted %s", q.query, got, q.want)
	}
	t.Logf("%d of %d first hits are right", right, len(asked))
	if right < 55 {
		t.Errorf("%d of %d first hits are right, at least 55 must be", right, len(asked))
	}
}
