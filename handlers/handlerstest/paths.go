package handlerstest

// Launches of the sample organisation. LaunchOfPetra is led by petra, a member who is not an
// administrator.
const (
	NotificationsSlug = "real-time-notifications"
	LaunchOfPetra     = "search-that-forgives-typos"
)

// Addresses in the sample organisation.
const (
	Notifications      = "/launches/real-time-notifications"
	Sample             = Notifications
	NotificationsGuide = "/guides/real-time-notifications"
	LaunchServices     = Notifications + "/services"
	SampleRisks        = Sample + "/risks"
	ImportPath         = Sample + "/import"
	SearchInterview    = "/launches/" + LaunchOfPetra + "/interview"
	SearchLists        = "/launches/" + LaunchOfPetra + "/checklists"
	ReadinessOfPetra   = "/launches/" + LaunchOfPetra + "/readiness"
)

// Selectors of the launch's state in the page header and of the number in the navigation, on a page
// and in a fragment that updates them.
const (
	HeadShown  = "#launch-states"
	HeadAlong  = "[data-hx-swap-oob='innerHTML:#launch-states']"
	CountShown = "#readiness-count"
	CountAlong = "[data-hx-swap-oob='innerHTML:#readiness-count']"
)

// ImportForm selects the form of the import page.
const ImportForm = "form[action='" + ImportPath + "']"

// CodeOfPetra selects the id of what a criterion is bound to.
const CodeOfPetra = "SELECT CAST(bind_id AS TEXT) FROM criteria WHERE id = ?"
