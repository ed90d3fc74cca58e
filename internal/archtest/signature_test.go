package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"
)

func TestExportedSignaturesAreFreeOfGorm(t *testing.T) {
	t.Parallel()
	goFiles(t, func(file string) {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		for _, name := range GormInAPI(file, f) {
			t.Errorf("%s: %s mentions a type of GORM: take a *db.Tx or a db.Reader", file, name)
		}
		if Refuses(file, f) {
			t.Errorf("%s calls fault.Forbidden: add an action to models/people/policy.go and call people.Require", file)
		}
	})
}

func parse(t *testing.T, src string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestGormInSignaturesIsFound(t *testing.T) {
	t.Parallel()
	f := parse(t, `package risk

import sql "gorm.io/gorm"

func Facts(g *sql.DB) error { return nil }
func (s *Store) Get() (*sql.DB, error) { return nil, nil }
func Page(query func() *sql.DB) {}
func facts(g *sql.DB) error { return nil }
func Clean(in Input) error { var g *sql.DB; return g.Error }

type Reader interface { Of(g *sql.DB) int }
type Columns struct { Of func(*sql.DB) }
type Embeds struct { *sql.DB }
type Hidden struct { of func(*sql.DB) }
type hidden interface { Of(g *sql.DB) int }

var Query func(*sql.DB)
`)
	want := []string{"Facts", "Get", "Page", "Reader", "Columns", "Embeds", "Query"}
	if got := GormInAPI("models/risk/store.go", f); !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if got := GormInAPI("models/db/db.go", f); got != nil {
		t.Errorf("models/db: found %v", got)
	}
}

func TestRefusalOutsideThePolicyIsFound(t *testing.T) {
	t.Parallel()
	refuses := parse(t, "package risk\n\nimport \"tminus/models/fault\"\n\nvar err = fault.Forbidden(\"No.\")\n")
	other := parse(t, "package risk\n\nimport \"tminus/models/fault\"\n\nvar kind = fault.KindForbidden\n")
	if !Refuses("models/risk/store.go", refuses) || Refuses("models/people/policy.go", refuses) || Refuses("models/risk/store.go", other) {
		t.Error("a call of fault.Forbidden is not told apart")
	}
}
