package handlers

import (
	"maps"
	"slices"

	"github.com/labstack/echo/v4"

	"tminus/handlers/audit"
	"tminus/handlers/calendar"
	"tminus/handlers/checklist"
	"tminus/handlers/extension"
	"tminus/handlers/feedback"
	"tminus/handlers/gonogo"
	"tminus/handlers/guide"
	"tminus/handlers/interview"
	"tminus/handlers/journal"
	"tminus/handlers/launch"
	"tminus/handlers/message"
	"tminus/handlers/people"
	"tminus/handlers/planimport"
	"tminus/handlers/portfolio"
	"tminus/handlers/readiness"
	"tminus/handlers/risk"
	"tminus/handlers/ritual"
	"tminus/handlers/rollout"
	"tminus/handlers/roster"
	"tminus/handlers/runsheet"
	"tminus/handlers/service"
	"tminus/handlers/stakeholder"
	"tminus/handlers/template"
	"tminus/handlers/web"
	"tminus/models"
	guides "tminus/models/guide"
)

// routes mounts all packages. Routes in the group open are open to everybody; all others require
// sign-in.
func routes(e *echo.Echo, k *web.Kit, m models.Stores, library *guides.Library) {
	e.GET("/healthz", k.Healthz)
	e.GET("/readyz", k.Readyz)
	e.GET("/static/*", k.StaticFiles())

	open := e.Group("", k.Authenticate)
	in := e.Group("", k.Authenticate, k.RequireSignIn)

	people.New(k, m).Routes(open, in)
	audit.New(k).Routes(in)
	template.New(k, m).Routes(in)
	launch.New(k, m).Routes(in)
	planimport.New(k, m).Routes(in)
	calendar.New(k, m).Routes(open, in)
	service.New(k, m).Routes(in)
	risk.New(k, m).Routes(in)
	roster.New(k, m).Routes(open, in)
	guide.New(k, m, library).Routes(open, in)
	feedback.New(k, m).Routes(open, in)
	stakeholder.New(k, m).Routes(open, in)
	message.New(k, m).Routes(open, in)
	checklist.New(k, m).Routes(in)
	interview.New(k, m).Routes(in)
	ritual.New(k, m).Routes(in)
	runsheet.New(k, m).Routes(in)
	journal.New(k, m).Routes(in)
	gonogo.New(k, m).Routes(in)
	extension.New(k, m).Routes(in)
	readiness.New(k, m).Routes(in)
	rollout.New(k, m).Routes(in)
	portfolio.New(k, m, library).Routes(in)
}

// RouteTable returns "METHOD /path" for every route, in alphabetical order, so that a test of all
// routes includes new ones.
func RouteTable() []string {
	e := echo.New()
	m := models.Stores{}
	routes(e, web.New(nil, Options{}, m), m, nil)
	seen := map[string]bool{}
	for _, r := range e.Routes() {
		if r.Method != echo.RouteNotFound {
			seen[r.Method+" "+r.Path] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
