package archtest

import (
	"go/ast"
	slash "path"
	"strconv"
)

// GormInAPI returns the exported names of a file whose declaration mentions a type of GORM, so that
// other packages would depend on it. models/db is exempt; see docs/contributing.md.
func GormInAPI(path string, f *ast.File) []string {
	gorm := importName(f, "gorm.io/gorm")
	if gorm == "" || under(path, "models/db") || isTest(path) {
		return nil
	}
	var out []string
	add := func(name *ast.Ident, types ...ast.Node) {
		if !name.IsExported() {
			return
		}
		for _, t := range types {
			if mentions(t, gorm) {
				out = append(out, name.Name)
				return
			}
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			add(d.Name, d.Type)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name, exportedPart(spec.Type)...)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						if spec.Type != nil {
							add(name, spec.Type)
						}
					}
				}
			}
		}
	}
	return out
}

// exportedPart returns the nodes of a type that other packages can see: of a struct or an interface
// only the fields and methods with exported names, and what is embedded.
func exportedPart(t ast.Expr) []ast.Node {
	var fields *ast.FieldList
	switch t := t.(type) {
	case *ast.StructType:
		fields = t.Fields
	case *ast.InterfaceType:
		fields = t.Methods
	default:
		return []ast.Node{t}
	}
	var out []ast.Node
	for _, field := range fields.List {
		seen := len(field.Names) == 0
		for _, name := range field.Names {
			seen = seen || name.IsExported()
		}
		if seen {
			out = append(out, field.Type)
		}
	}
	return out
}

// mentions reports whether a node names something of a package.
func mentions(n ast.Node, pkg string) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			x, ok := s.X.(*ast.Ident)
			found = found || ok && x.Name == pkg
		}
		return !found
	})
	return found
}

// importName returns the name under which a file imports a package, "" if it does not.
func importName(f *ast.File, path string) string {
	for _, s := range f.Imports {
		if p, _ := strconv.Unquote(s.Path.Value); p != path {
			continue
		}
		if s.Name != nil {
			return s.Name.Name
		}
		return slash.Base(path)
	}
	return ""
}

// refusers are the files that may refuse: the policy decides who may do what, and the other one
// refuses requests from other sites.
var refusers = []string{"models/people/policy.go", "handlers/web/same_origin.go"}

// Refuses reports whether a file decides a permission itself, instead of asking people.Require.
func Refuses(path string, f *ast.File) bool {
	fault := importName(f, module+"models/fault")
	if fault == "" || underAny(path, refusers...) || isTest(path) {
		return false
	}
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Forbidden" {
			x, ok := s.X.(*ast.Ident)
			found = found || ok && x.Name == fault
		}
		return !found
	})
	return found
}
