package paths_test

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tminus/views/paths"
)

func TestAddressLeadsToARoute(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("../../handlers/testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var routes []*regexp.Regexp
	for line := range strings.Lines(string(golden)) {
		fields := strings.Fields(line)
		pattern := regexp.MustCompile(`:[a-z]+`).ReplaceAllString(regexp.QuoteMeta(fields[len(fields)-1]), `[^/]+`)
		routes = append(routes, regexp.MustCompile("^"+pattern+"$"))
	}
	for _, address := range []string{
		paths.Acknowledgement("x"), paths.AllRisks(), paths.Audit(), paths.AuditCSV(), paths.Beta("x"), paths.BetaReport("x"),
		paths.BetaUser("x", 1), paths.Calendar(), paths.Check("x", 1, "edit"), paths.Checklist("x", 1, "edit"),
		paths.Checklists("x"), paths.Collisions("x"), paths.Criterion("x", 1, "edit"), paths.Deliverable("x", 1),
		paths.Deliverables("x"), paths.Event(1), paths.Events(), paths.Extension("x", 1), paths.Extensions("x"),
		paths.Feedback("x"), paths.Feeds("x", "me.ics"), paths.Guide("x"), paths.Guides(), paths.Help("x"), paths.History("x"),
		paths.Import("x"), paths.Interview("x"), paths.Launch("x"), paths.LaunchGuides("x"),
		paths.LaunchService("x", 1, "edit"), paths.LaunchServices("x"), paths.Launches(), paths.Login(), paths.Logout(),
		paths.Me(), paths.Meeting("x", 1), paths.Meetings("x"), paths.Move("x"), paths.MoveUndo("x", 1), paths.OnCall(),
		paths.OnCallJSON(), paths.Override("x"), paths.Parity("x"), paths.People(), paths.Person(1), paths.Playbook("x"),
		paths.Profile(), paths.Question("x", 1, "edit"), paths.Readiness("x"), paths.Report("x", 1), paths.Risk("x", 1),
		paths.Risks("x"), paths.Ritual("x", 1), paths.Rituals("x"), paths.Role("x", "x"), paths.Roster("x"), paths.Run("x", 1),
		paths.RunSheet("x"), paths.Log("x"), paths.LogLine("x", 1, "correct"),
		paths.Rollout("x"), paths.Search(), paths.Service(1), paths.Services(), paths.Settings("x"), paths.Setup(),
		paths.Shift("x", 1), paths.SignInLink("x"), paths.Stakeholder("x", 1), paths.Stakeholders("x"), paths.Task("x", 1),
		paths.Team(1), paths.Teams(), paths.Template("x"), paths.Templates(), paths.Timeline("x"),
	} {
		known := false
		for _, r := range routes {
			known = known || r.MatchString(address)
		}
		if !known {
			t.Errorf("no route answers %s", address)
		}
	}
}

func TestSegmentsAreEscaped(t *testing.T) {
	t.Parallel()
	if got, want := paths.Guide("a/b?c#d"), "/guides/a%2Fb%3Fc%23d"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := paths.With(paths.Search(), url.Values{"q": {"a b"}}), "/search?q=a+b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := paths.With(paths.Search(), nil), "/search"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Outside this package only the registration of a route spells out an address.
func TestAddressesAreBuiltHereOnly(t *testing.T) {
	t.Parallel()
	built := regexp.MustCompile(`"/(launches|people|guides|services|templates|calendar|me|` +
		`audit|search|login|logout|risks|oncall|help|beta|ack|feeds|link|setup)["/?#]` +
		`|\+ ?"/[a-z]`)
	route := regexp.MustCompile(`\.(GET|POST)\("|"/[a-z]+/:`)
	for _, root := range []string{"..", "../../handlers"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") ||
				strings.HasPrefix(path, "../paths/") || strings.Contains(path,
				"/handlerstest/") || filepath.Ext(path) != ".go" && filepath.Ext(path) != ".templ" {
				return err
			}
			text, err := os.ReadFile(path)
			n := 0
			for line := range strings.Lines(string(text)) {
				n++
				if built.MatchString(line) && !route.MatchString(line) {
					t.Errorf("%s:%d builds an address: %s", path, n, strings.TrimSpace(line))
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
