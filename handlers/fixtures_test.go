package handlers_test

import (
	"testing"

	"tminus/handlers/handlerstest"
)

func TestMain(m *testing.M) { handlerstest.Main(m) }

// Short names for the fixtures.
type (
	lookedAt = handlerstest.LookedAt
	page     = handlerstest.Page
	site     = handlerstest.Site
	visitor  = handlerstest.Visitor
)

const (
	codeOfPetra        = handlerstest.CodeOfPetra
	countAlong         = handlerstest.CountAlong
	countShown         = handlerstest.CountShown
	evil               = handlerstest.Evil
	headAlong          = handlerstest.HeadAlong
	headShown          = handlerstest.HeadShown
	importForm         = handlerstest.ImportForm
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
	noPages   = handlerstest.NoPages

	filled          = handlerstest.Filled
	hostileTemplate = handlerstest.HostileTemplate
	icsFile         = handlerstest.ICSFile
	newEmptySite    = handlerstest.NewEmptySite
	newSite         = handlerstest.NewSite
	scanTo          = handlerstest.ScanTo
	searchCheck     = handlerstest.SearchCheck
	secretIn        = handlerstest.SecretIn
	valuesOf        = handlerstest.ValuesOf
	with            = handlerstest.With
)

// scan reads one value from the database.
func scan[T any](s *site, query string, args ...any) T {
	return handlerstest.Scan[T](s, query, args...)
}
