package archtest

import (
	"path"
	"slices"
	"strings"
)

// module is the path of this module.
const module = "tminus/"

// order lists the packages of models in the order in which a launch needs them. A package imports
// only earlier ones. For what it needs from a later one it declares an interface that
// models/models.go implements.
var order = []string{
	"fault", "db", "job", "people", "template", "launch", "assignment", "comment", "timeline", "journal", "planimport",
	"service", "calendar", "risk", "roster", "guide", "feedback", "stakeholder", "message", "signal",
	"checklist", "interview", "ritual", "runsheet", "gonogo", "extension", "readiness",
	"flag", "rollout", "watch", "postmortem", "retro", "action", "portfolio", "audit", "demo",
}

// testOnly are packages that only tests may import.
var testOnly = []string{"models/modeltest", "models/db/dbtest", "models/fault/faulttest", "models/people/peopletest",
	"models/launch/launchtest", "handlers/handlerstest", "internal/browser", "internal/pgtest"}

// Breach returns the reason why a file may not import a package, or "". file is its path in the
// module with slashes, imp the path of the package.
func Breach(file, imp string) string {
	for _, rule := range []func(file, imp string) string{outside, layers, tests, models} {
		if why := rule(file, imp); why != "" {
			return why
		}
	}
	return ""
}

func isTest(file string) bool { return strings.HasSuffix(file, "_test.go") }

// under reports whether name is the package or file dir, or below it.
func under(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

func underAny(name string, dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool { return under(name, dir) })
}

// outside checks the rules about other modules and the standard library.
func outside(file, imp string) string {
	switch {
	case under(imp, "github.com/labstack/echo") && !underAny(file, "handlers", "cmd"):
		return "echo is for handlers and cmd: moving to its next version must touch one folder"
	case strings.HasPrefix(imp, "gorm.io/") && !under(file, "models/db") && !isStore(file):
		return "GORM is for models/db and each package's store*.go"
	case under(imp, "github.com/blevesearch") && !under(file, "internal/finder"):
		return "searching is behind internal/finder"
	case imp == "net/http" && under(file, "models") && !isTest(file):
		return "models know nothing of requests and pages"
	case imp == "database/sql" && underAny(file, "handlers", "views"):
		return "what is stored is a matter of models"
	}
	return ""
}

// isStore reports whether a file is a store of models.
func isStore(file string) bool {
	return under(file, "models") && strings.HasPrefix(path.Base(file), "store")
}

// layers checks the rules about the top-level folders.
func layers(file, imp string) string {
	to, ours := strings.CutPrefix(imp, module)
	if !ours {
		return ""
	}
	switch {
	case under(file, "internal") && !underAny(file, "internal/e2e", "internal/archtest") && !under(to, "internal"):
		return "internal knows nothing of launches"
	case under(file, "models") && underAny(to, "cmd", "handlers", "views"):
		return "models know nothing of requests and pages"
	case under(file, "views") && underAny(to, "cmd", "handlers", "models/db", "models/demo", "migrations"):
		return "views show what handlers hand them, and import models for types only"
	case under(file, "handlers") && under(to, "cmd"):
		return "cmd wires handlers"
	case isNoun(file, "handlers") && under(to, "handlers") && noun(file) != noun(to) && noun(to) != "web" && !isTest(file) &&
		!underAny(file, testOnly...):
		return "a handler package imports no other, save handlers/web"
	}
	return ""
}

// noun returns the folder below the top-level one: "risk" for models/risk/store.go.
func noun(name string) string {
	parts := strings.Split(name, "/")
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}

// isNoun reports whether a file is in a package below top.
func isNoun(file, top string) bool { return under(file, top) && strings.Count(file, "/") > 1 }

// tests checks that the program does not import test helpers.
func tests(file, imp string) string {
	to, ours := strings.CutPrefix(imp, module)
	if ours && slices.Contains(testOnly, to) && !isTest(file) && !underAny(file, append(testOnly, "internal/e2e")...) {
		return "only tests import " + to
	}
	return ""
}

// models checks the order of the packages of models. Tests may import any package.
func models(file, imp string) string {
	to, ours := strings.CutPrefix(imp, module+"models/")
	if !ours || !isNoun(file, "models") || isTest(file) || underAny(file, testOnly...) {
		return ""
	}
	from, to := noun(file), noun("models/"+to)
	if from == to {
		return ""
	}
	was, is := slices.Index(order, from), slices.Index(order, to)
	switch {
	case was < 0:
		return "models/" + from + " has no place in the order of internal/archtest"
	case is < 0:
		return "models/" + to + " has no place in the order of internal/archtest"
	case is > was:
		return "models/" + to + " comes after models/" + from + ": declare an interface that models/models.go satisfies"
	}
	return ""
}
