package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// goFiles calls do for every Go file of the module with its path.
func goFiles(t *testing.T, do func(file string)) {
	t.Helper()
	n := 0
	err := fs.WalkDir(os.DirFS(root), ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && p != "." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules" || e.Name() == "testdata"):
			return fs.SkipDir
		case !e.IsDir() && strings.HasSuffix(p, ".go"):
			n++
			do(p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 500 {
		t.Errorf("only %d files", n)
	}
}

func TestImportOrder(t *testing.T) {
	t.Parallel()
	goFiles(t, func(file string) {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ImportsOnly)
		if err != nil {
			t.Error(err)
			return
		}
		for _, s := range f.Imports {
			imp, _ := strconv.Unquote(s.Path.Value)
			if why := Breach(file, imp); why != "" {
				t.Errorf("%s imports %s: %s", file, imp, why)
			}
		}
	})
}

// The top-level folders are fixed, so that a reader knows where to look.
func TestTopLevelIsFixed(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"cmd": true, "handlers": true, "views": true, "models": true, "static": true, "migrations": true,
		"internal": true, "docs": true}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !known[e.Name()] && !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" {
			t.Errorf("%s is none of the folders at the top", e.Name())
		}
	}
}

func TestBreach(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, imp, why string }{
		{"models/people/people.go", "github.com/labstack/echo/v4", "echo is for handlers"},
		{"internal/clock/clock.go", "github.com/labstack/echo/v4", "echo is for handlers"},
		{"handlers/web/kit.go", "github.com/labstack/echo/v4", ""},
		{"models/launch/launch.go", "gorm.io/gorm", "GORM is for models/db"},
		{"models/launch/store_edit.go", "gorm.io/gorm", ""},
		{"models/db/open.go", "gorm.io/gorm", ""},
		{"handlers/risk/list.go", "gorm.io/gorm", "GORM is for models/db"},
		{"views/risk/store.go", "gorm.io/gorm", "GORM is for models/db"},
		{"models/launch/launch.go", "github.com/blevesearch/bleve/v2", "searching is behind"},
		{"internal/civil/date.go", "tminus/models/fault", "internal knows nothing"},
		{"internal/civil/date_test.go", "tminus/static", "internal knows nothing"},
		{"internal/ics/feed.go", "tminus/internal/civil", ""},
		{"views/timeline/page_templ.go", "tminus/models/db", "for types only"},
		{"views/timeline/page.go", "tminus/models/launch", ""},
		{"views/timeline/page.go", "database/sql", "a matter of models"},
		{"handlers/risk/list.go", "database/sql", "a matter of models"},
		{"handlers/risk/list.go", "database/sql/driver", ""},
		{"models/launch/launch.go", "net/http", "nothing of requests"},
		{"models/launch/launch.go", "tminus/views/ui", "nothing of requests"},
		{"models/risk/risk.go", "tminus/models/launch", ""},
		{"models/launch/launch.go", "tminus/models/risk", "comes after"},
		{"models/gonogo/store.go", "tminus/models/readiness", "comes after"},
		{"models/readiness/store.go", "tminus/models/gonogo", ""},
		{"models/launch/launch_test.go", "tminus/models/risk", ""},
		{"models/db/open.go", "tminus/models/people", "comes after"},
		{"models/unheard/unheard.go", "tminus/models/db", "no place in the order"},
		{"models/risk/risk.go", "tminus/models/unheard", "no place in the order"},
		{"models/models.go", "tminus/models/readiness", ""},
		{"models/risk/store.go", "tminus/models/db/dbtest", "only tests"},
		{"models/risk/store_test.go", "tminus/models/db/dbtest", ""},
		{"models/modeltest/org.go", "tminus/models/readiness", ""},
		{"handlers/risk/list.go", "tminus/handlers/launch", "imports no other"},
		{"handlers/risk/list.go", "tminus/handlers/web", ""},
		{"handlers/routes.go", "tminus/handlers/launch", ""},
		{"handlers/risk/list.go", "tminus/cmd/tminus", "cmd wires"},
		{"handlers/risk/list.go", "tminus/handlers/handlerstest", "imports no other"},
		{"handlers/server.go", "tminus/handlers/handlerstest", "only tests"},
		{"handlers/handlerstest/site.go", "tminus/handlers", ""},
		{"internal/e2e/risks_test.go", "tminus/handlers/handlerstest", ""},
	} {
		got := Breach(c.file, c.imp)
		if c.why == "" && got != "" || !strings.Contains(got, c.why) {
			t.Errorf("%s imports %s: %q, want %q", c.file, c.imp, got, c.why)
		}
	}
}
