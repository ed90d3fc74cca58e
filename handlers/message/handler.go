// Package message answers requests about connections: where messages are sent, and whether they arrive.
package message

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/pace"
	"tminus/models"
	"tminus/models/fault"
	"tminus/models/message"
	"tminus/models/people"
	"tminus/views/layout"
	messageview "tminus/views/message"
	"tminus/views/paths"
	"tminus/views/ui"
)

const nav = "connections"

// Handler answers requests about connections.
type Handler struct {
	*web.Kit
	messages *message.Store
}

// New returns a Handler with the stores it needs.
func New(k *web.Kit, m models.Stores) *Handler { return &Handler{Kit: k, messages: m.Messages} }

// Routes registers the routes of this package: those in open need no account, those in in require
// sign-in.
func (h *Handler) Routes(open, in *echo.Group) {
	slowly := h.Slowly(pace.New(web.LinkTries, web.LinkWindow))
	// Who is paged acknowledges by a link, without an account.
	open.GET("/paged/:token", h.pagedPage, slowly)
	open.POST("/paged/:token", h.acknowledgePage, slowly)
	open.POST("/paged/:token/acknowledge", h.acknowledgeByProgram, slowly)
	in.GET("/settings/connections", h.list)
	in.POST("/settings/connections", h.create)
	in.GET("/settings/connections/new", h.newPage)
	in.GET("/settings/connections/:id", h.page)
	in.GET("/settings/connections/:id/edit", h.editPage)
	in.POST("/settings/connections/:id/edit", h.update)
	in.POST("/settings/connections/:id/test", h.test)
	in.POST("/settings/connections/:id/remove", h.remove)
	in.POST("/settings/connections/:id/restore", h.restore)
	in.POST("/settings/connections/:id/rotate", h.rotate)
	in.GET("/settings/connections/:id/secret", h.secretPage)
	in.POST("/settings/connections/:id/deliveries/:delivery/again", h.sendAgain)
}

func (h *Handler) list(c echo.Context) error { return h.showList(c, http.StatusOK, ui.NewForm(nil)) }

func (h *Handler) showList(c echo.Context, status int, f ui.Form) error {
	all, err := h.messages.List(c.Request().Context())
	if err != nil {
		return err
	}
	vm := messageview.ListVM{Channels: all, Mail: h.messages.MailConfigured(), Form: f, Zone: h.Zone(c)}
	sh := h.Shell(c, "Connections", nav)
	sh.Invalid = f.Invalid()
	return h.Render(c, status, messageview.List(sh, vm))
}

func (h *Handler) page(c echo.Context) error { return h.showPage(c, http.StatusOK, ui.NewForm(nil)) }

func (h *Handler) showPage(c echo.Context, status int, f ui.Form) error {
	ctx := c.Request().Context()
	ch, err := h.channel(c)
	if err != nil {
		return err
	}
	vm := messageview.PageVM{Channel: ch, Mail: h.messages.MailConfigured(), Form: f, Zone: h.Zone(c), Now: h.DB.Now()}
	if vm.Deliveries, err = h.messages.Deliveries(ctx, ch.ID); err != nil {
		return err
	}
	sh := h.Shell(c, ch.Name+" · Connections", nav)
	sh.Invalid = f.Invalid()
	return h.Render(c, status, messageview.Page(sh, vm))
}

// channel loads the connection in the URL.
func (h *Handler) channel(c echo.Context) (message.Channel, error) {
	if err := people.Require(web.Actor(c), people.Administer, people.Organisation); err != nil {
		return message.Channel{}, err
	}
	id, err := web.IDParam(c, "id")
	if err != nil {
		return message.Channel{}, err
	}
	return h.messages.Get(c.Request().Context(), id)
}

// test sends a test message and says on the page it was sent from whether it arrived.
func (h *Handler) test(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	name, err := h.messages.SendTest(c.Request().Context(), id)
	to := paths.Connection(id)
	if f.Val("from") == "list" {
		to = paths.Connections()
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		if f.Val("from") == "list" {
			return h.showList(c, http.StatusUnprocessableEntity, f)
		}
		return h.showPage(c, http.StatusUnprocessableEntity, f)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The test was sent to " + name + "."})
	return web.SeeOther(c, to)
}

func (h *Handler) remove(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	name, next, err := h.messages.Remove(c.Request().Context(), id, web.Version(f))
	if err != nil {
		return err
	}
	h.Say(c, web.Undoable(name+" is removed. Nothing more is sent to it.", paths.Connection(id, "restore"), next))
	return web.SeeOther(c, paths.Connections())
}

func (h *Handler) restore(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	name, err := h.messages.Restore(c.Request().Context(), id, web.Version(f))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showList(c, http.StatusUnprocessableEntity, f)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: name + " is back. What was waiting is not sent."})
	return web.SeeOther(c, paths.Connection(id))
}

func (h *Handler) rotate(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	secret, err := h.messages.Rotate(c.Request().Context(), id, web.Version(f))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showPage(c, http.StatusUnprocessableEntity, f)
	}
	return h.ShowOnce(c, paths.Connection(id, "secret"), secret)
}

// secretPage shows a new signing secret once.
func (h *Handler) secretPage(c echo.Context) error {
	ch, err := h.channel(c)
	if err != nil {
		return err
	}
	secret := h.TakeOnce(c, func(string) bool { return ch.Signed })
	if secret == "" {
		return web.SeeOther(c, paths.Connection(ch.ID))
	}
	vm := messageview.SecretVM{Channel: ch, Secret: secret}
	return h.Render(c, http.StatusOK, messageview.Secret(h.Shell(c, "Secret of "+ch.Name, nav), vm))
}

func (h *Handler) sendAgain(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	delivery, err := web.IDParam(c, "delivery")
	if err != nil {
		return err
	}
	if err := h.messages.SendAgain(c.Request().Context(), id, delivery); err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showPage(c, http.StatusUnprocessableEntity, f)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "It is being sent again."})
	return web.SeeOther(c, paths.Connection(id))
}

// conflict says that somebody else changed the connection, and keeps what was typed.
func conflict(f *ui.Form, err error) bool {
	if !fault.Is(err, fault.KindConflict) {
		return false
	}
	f.Add("", "Somebody else changed this connection after you opened it. Check the values and save again.")
	return true
}
