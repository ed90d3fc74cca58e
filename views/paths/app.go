package paths

// Login is the address of signing in.
func Login(tail ...string) string { return Join("/login", tail...) }

// Logout is the address of signing out.
func Logout() string { return "/logout" }

// Setup is the address of creating the first account.
func Setup() string { return "/setup" }

// SignInLink is the address of a sign-in link.
func SignInLink(secret string) string { return Join("/link", secret) }

// Search is the address of the search.
func Search() string { return "/search" }

// Audit is the address of the audit log.
func Audit() string { return "/audit" }

// AuditCSV is the address of the audit log as a file.
func AuditCSV() string { return "/audit.csv" }

// Me is the address of My work and what belongs to the person signed in.
func Me(tail ...string) string { return Join("/me", tail...) }

// Profile is the address of the person's own profile.
func Profile() string { return "/me/profile" }

// OnCall is the address of who is on call for all launches.
func OnCall() string { return "/oncall" }

// OnCallJSON is the address of who is on call, for other programs.
func OnCallJSON() string { return "/oncall.json" }

// Calendar is the address of the calendar.
func Calendar(tail ...string) string { return Join("/calendar", tail...) }

// Events is the address of the events of the calendar.
func Events(tail ...string) string { return Join("/calendar/events", tail...) }

// Event is the address of an event of the calendar.
func Event(id int64, tail ...string) string { return Join(Join("/calendar/events", num(id)), tail...) }

// People is the address of the list of people.
func People(tail ...string) string { return Join("/people", tail...) }

// Person is the address of a person.
func Person(id int64, tail ...string) string { return Join(Join("/people", num(id)), tail...) }

// Teams is the address of the teams.
func Teams(tail ...string) string { return Join("/people/teams", tail...) }

// Team is the address of a team.
func Team(id int64, tail ...string) string { return Join(Join("/people/teams", num(id)), tail...) }

// Services is the address of the list of services.
func Services(tail ...string) string { return Join("/services", tail...) }

// Service is the address of a service.
func Service(id int64, tail ...string) string { return Join(Join("/services", num(id)), tail...) }

// Templates is the address of the list of templates.
func Templates(tail ...string) string { return Join("/templates", tail...) }

// Template is the address of a template.
func Template(key string, tail ...string) string { return Join(Join("/templates", key), tail...) }

// Guides is the address of the list of guides.
func Guides(tail ...string) string { return Join("/guides", tail...) }

// Guide is the address of a guide.
func Guide(slug string, tail ...string) string { return Join(Join("/guides", slug), tail...) }

// Help is the address of a guide as the public reads it.
func Help(name string) string { return Join("/help", name) }

// BetaReport is the address of the public form of a beta user.
func BetaReport(secret string, tail ...string) string { return Join(Join("/beta", secret), tail...) }

// Acknowledgement is the address of the public page on which a stakeholder acknowledges.
func Acknowledgement(secret string) string { return Join("/ack", secret) }

// Feeds is the address of the feeds below a secret address.
func Feeds(secret string, tail ...string) string { return Join(Join("/feeds", secret), tail...) }

// AllRisks is the address of the risks of all launches.
func AllRisks() string { return "/risks" }

// Launches is the address of the list of launches.
func Launches(tail ...string) string { return Join("/launches", tail...) }

// Connections is the address of the connections to other products.
func Connections(tail ...string) string { return Join("/settings/connections", tail...) }

// Connection is the address of one connection.
func Connection(id int64, tail ...string) string { return Join(Connections(num(id)), tail...) }

// Paged is the address of the public page on which a page is acknowledged.
func Paged(secret string) string { return Join("/paged", secret) }
