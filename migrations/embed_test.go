package migrations_test

import (
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tminus/migrations"
)

var fileName = regexp.MustCompile(`^(\d{5})_[a-z]+\.sql$`)

func TestMigrationsAreNumberedFromOneWithoutGaps(t *testing.T) {
	names, err := fs.Glob(migrations.For("sqlite"), "*")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for i, name := range names {
		m := fileName.FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s is not a number and the name of a capability", name)
			continue
		}
		if n, err := strconv.Atoi(m[1]); err != nil || n != i+1 {
			t.Errorf("%s is number %d of the files", name, i+1)
		}
	}
}

func TestMigrationsAreRenderedForBothDialects(t *testing.T) {
	for dialect, id := range map[string]string{"sqlite": "AUTOINCREMENT", "postgres": "IDENTITY"} {
		files := migrations.For(dialect)
		names, err := fs.Glob(files, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, name := range names {
			b, err := fs.ReadFile(files, name)
			if err != nil {
				t.Errorf("%s for %s: %v", name, dialect, err)
			}
			all.Write(b)
			info, err := fs.Stat(files, name)
			if err != nil || info.Size() != int64(len(b)) {
				t.Errorf("%s for %s: %d bytes, but it says %d, %v", name, dialect, len(b), info.Size(), err)
			}
		}
		if got := all.String(); strings.Contains(got, "{{") || !strings.Contains(got, id) {
			t.Errorf("%s: not rendered", dialect)
		}
	}
}
