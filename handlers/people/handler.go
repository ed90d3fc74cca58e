// Package people answers requests about people, teams, sign-in and profiles.
package people

import (
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/launch"
	"tminus/models/portfolio"
)

// Handler answers requests about people, teams, sign-in and profiles.
type Handler struct {
	*web.Kit
	launches   *launch.Store
	portfolios *portfolio.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler {
	return &Handler{Kit: k, launches: m.Launches, portfolios: m.Portfolio}
}

// Routes registers the routes of this package: those in open need no account, those in in require
// sign-in.
func (h *Handler) Routes(open, in *echo.Group) {
	// Everybody, signed in or not.
	open.GET("/", h.home)
	open.GET("/setup", h.setupPage)
	open.POST("/setup", h.setup)
	open.GET("/login", h.loginPage)
	open.POST("/login", h.login)
	open.POST("/login/sample", h.loginSample)
	open.POST("/logout", h.logout)
	open.GET("/link/:token", h.linkPage)
	open.POST("/link/:token", h.useLink)
	// People.
	in.GET("/people", h.peopleList)
	in.GET("/people/new", h.newPersonPage)
	in.POST("/people", h.createPerson)
	in.GET("/people/invite", h.invitePage)
	in.POST("/people/invite", h.invite)
	in.GET("/people/teams", h.teamsPage)
	in.POST("/people/teams", h.addTeam)
	in.POST("/people/teams/:id", h.renameTeam)
	in.POST("/people/teams/:id/move", h.moveTeam)
	in.POST("/people/teams/:id/archive", h.archiveTeam)
	in.GET("/people/:id", h.person)
	in.GET("/people/:id/edit", h.editPersonPage)
	in.POST("/people/:id/edit", h.editPerson)
	in.GET("/people/:id/deactivate", h.deactivatePage)
	in.POST("/people/:id/deactivate", h.deactivate)
	in.POST("/people/:id/reactivate", h.reactivatePerson)
	in.POST("/people/:id/link", h.makeLink)
	in.GET("/people/:id/link", h.madeLinkPage)
	in.POST("/people/:id/links/revoke", h.revokeLinks)
	in.GET("/people/:id/reach", h.reachPage)
	in.POST("/people/:id/contacts", h.addContact)
	in.POST("/people/:id/contacts/:contact/up", h.preferContact)
	in.POST("/people/:id/contacts/:contact/remove", h.removeContact)
	in.POST("/people/:id/absences", h.addAbsence)
	in.POST("/people/:id/absences/:absence/remove", h.removeAbsence)
	// The signed-in person's profile.
	in.GET("/me/profile", h.profilePage)
	in.POST("/me/profile", h.saveProfile)
	in.POST("/me/contacts", h.addContact)
	in.POST("/me/contacts/:contact/up", h.preferContact)
	in.POST("/me/contacts/:contact/remove", h.removeContact)
	in.POST("/me/absences", h.addAbsence)
	in.POST("/me/absences/:absence/remove", h.removeAbsence)
	in.POST("/me/password", h.changePassword)
	in.POST("/me/sessions/:id/end", h.endSession)
	in.POST("/me/sessions/end", h.signOutEverywhere)
}
