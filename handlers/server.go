// Package handlers is what happens on a request: it decodes a form, asks a
// store, and answers with a page, a fragment or a redirect. routes.go lists
// every route; errors.go maps what goes wrong to HTTP, once. It holds no
// rules: those are in models.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"tminus/internal/pace"
	"tminus/models"
	"tminus/models/audit"
	"tminus/models/calendar"
	"tminus/models/comms"
	"tminus/models/db"
	"tminus/models/feedback"
	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/planimport"
	"tminus/models/portfolio"
	"tminus/models/readiness"
	"tminus/models/risk"
	"tminus/models/roster"
	"tminus/models/service"
	"tminus/models/template"
	"tminus/static"
)

// Options are the settings that pages depend on.
type Options struct {
	BaseURL string
	// Demo offers the sample people on the sign-in page by one click.
	Demo      bool
	Secret    []byte
	Limits    people.Limits
	BodyLimit int64
	// TrustedProxies may say in X-Forwarded-For where a request came from.
	TrustedProxies []netip.Prefix
	// Running ends when the server does. While it lasts what is kept in memory
	// follows the database; without it only when it is asked for.
	Running context.Context
}

// Server answers requests from the stores.
type Server struct {
	opt        Options
	db         *db.DB
	people     *people.Store
	launches   *launch.Store
	portfolios *portfolio.Store
	imports    *planimport.Store
	templates  *template.Store
	services   *service.Store
	calendar   *calendar.Store
	risks      *risk.Store
	roster     *roster.Store
	ready      *readiness.Store
	comms      *comms.Store
	guides     *guide.Store
	feedback   *feedback.Store
	audit      *audit.Store
	sessions   *sessionStore
	// once seals what is shown once.
	once *securecookie.SecureCookie
	// library finds what guides say.
	library              *guide.Library
	answerPace, missPace *pace.Limiter
	// reportPace counts the reports of an address, betaPace those of a link.
	reportPace, betaPace *pace.Limiter
}

// New returns the whole product as an http.Handler.
func New(d *db.DB, opt Options) http.Handler {
	s, e := build(d, opt)
	if opt.Running != nil {
		go s.followGuides(opt.Running)
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(1))
	if err != nil {
		slog.Error("compression is off", "err", err)
		return headAsGet(e)
	}
	return headAsGet(compress(e))
}

func build(d *db.DB, opt Options) (*Server, *echo.Echo) {
	rooms := models.NewRooms(d)
	s := &Server{opt: opt, db: d, people: rooms.People, launches: rooms.Launches, portfolios: rooms.Portfolio, imports: rooms.Imports, templates: rooms.Templates, services: rooms.Services, calendar: rooms.Calendar, risks: rooms.Risks, roster: rooms.Roster, ready: rooms.Readiness, comms: rooms.Comms, guides: rooms.Guides, feedback: rooms.Feedback, audit: audit.NewStore(d)}
	s.sessions, s.once = newSessionStore(s.people, opt), newOnce(opt.Secret)
	s.library, s.answerPace, s.missPace = guide.NewLibrary(rooms.Guides), pace.New(answersAnHour, anHour), pace.New(missesAnHour, anHour)
	s.reportPace, s.betaPace = pace.New(reportsAnAddress, addressWindow), pace.New(reportsALink, linkWindow)

	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.handleError
	e.IPExtractor = s.addressOf()
	e.Use(s.inTime, s.recover, s.identify, s.logRequests, s.secure, s.shortHead, s.sameOrigin(), s.limit, s.plainAddress)
	s.routes(e)
	return s, e
}

// requestTime bounds how long a page may take.
const requestTime = 30 * time.Second

// staticFiles serves what does not change while the program runs.
func (s *Server) staticFiles() echo.HandlerFunc {
	return echo.WrapHandler(static.Handler())
}
