package e2e_test

import (
	"testing"
	"time"

	"tminus/handlers/handlerstest"
	"tminus/internal/browser"
)

func TestMain(m *testing.M) { handlerstest.Main(m) }

// Short names for the fixtures.
type site = handlerstest.Site

const (
	countShown         = handlerstest.CountShown
	headShown          = handlerstest.HeadShown
	importPath         = handlerstest.ImportPath
	launchOfPetra      = handlerstest.LaunchOfPetra
	launchServices     = handlerstest.LaunchServices
	notifications      = handlerstest.Notifications
	notificationsGuide = handlerstest.NotificationsGuide
	notificationsSlug  = handlerstest.NotificationsSlug
	readinessOfPetra   = handlerstest.ReadinessOfPetra
	sample             = handlerstest.Sample
	sampleRisks        = handlerstest.SampleRisks
	searchInterview    = handlerstest.SearchInterview
	searchLists        = handlerstest.SearchLists
)

var (
	everyPage = handlerstest.EveryPage
	theT      = handlerstest.TheT

	icsFile     = handlerstest.ICSFile
	scanTo      = handlerstest.ScanTo
	searchCheck = handlerstest.SearchCheck
	valuesOf    = handlerstest.ValuesOf
	with        = handlerstest.With
)

// newSite serves the sample organisation.
func newSite(t testing.TB) *site {
	t.Helper()
	browser.Asked(t)
	return handlerstest.NewSite(t)
}

// newSiteAt serves the sample organisation as it is at now.
func newSiteAt(t testing.TB, now time.Time) *site {
	t.Helper()
	browser.Asked(t)
	return handlerstest.NewSiteAt(t, now)
}

// newEmptySite serves the product before its set-up.
func newEmptySite(t testing.TB) *site {
	t.Helper()
	browser.Asked(t)
	return handlerstest.NewEmptySite(t)
}

// scan reads one value from the database.
func scan[T any](s *site, query string, args ...any) T {
	return handlerstest.Scan[T](s, query, args...)
}

// window opens a browser in which a sample person is signed in.
func window(t testing.TB, s *site, key string) *browser.Browser {
	t.Helper()
	b := browser.New(t)
	b.Open(s.URL + "/login")
	browser.Eval[int](b, `fetch("/login/sample", {method: "POST", body: new URLSearchParams({email: "`+key+
		`@aurora.example"})}).then((r) => r.status)`)
	return b
}
