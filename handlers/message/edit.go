package message

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/message"
	"tminus/models/people"
	"tminus/views/layout"
	messageview "tminus/views/message"
	"tminus/views/paths"
	"tminus/views/ui"
)

func (h *Handler) newPage(c echo.Context) error {
	if err := people.Require(web.Actor(c), people.Administer, people.Organisation); err != nil {
		return err
	}
	vm := messageview.FormVM{Form: ui.NewForm(nil), Key: web.NewKey()}
	if k := message.Kind(c.QueryParam("kind")); slices.Contains(message.Kinds, k) {
		vm.Stored.Kind = k
	}
	return h.showForm(c, http.StatusOK, vm)
}

func (h *Handler) showForm(c echo.Context, status int, vm messageview.FormVM) error {
	sh := h.Shell(c, vm.Heading()+" · Connections", nav)
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, messageview.FormPage(sh, vm))
}

func inputOf(f ui.Form) message.Input {
	return message.Input{Kind: message.Kind(f.Val("kind")), Format: message.Format(f.Val("format")), Name: f.Val("name"),
		Target: f.Val("target"), Secret: f.Val("secret")}
}

func (h *Handler) create(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	in := inputOf(f)
	id, secret, err := h.messages.Create(c.Request().Context(), in, f.Val("key"))
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		if !slices.Contains(message.Kinds, in.Kind) {
			f.Values.Del("kind")
		}
		return h.showForm(c, http.StatusUnprocessableEntity, messageview.FormVM{Form: f, Key: f.Val("key")})
	}
	if secret != "" {
		return h.ShowOnce(c, paths.Connection(id, "secret"), secret)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The connection is added. Send a test to try it."})
	return web.SeeOther(c, paths.Connection(id))
}

// formOf loads the connection in the URL for its form.
func (h *Handler) formOf(c echo.Context) (messageview.FormVM, error) {
	ch, err := h.channel(c)
	if err != nil {
		return messageview.FormVM{}, err
	}
	vm := messageview.FormVM{ID: ch.ID, Form: ui.NewForm(nil), Version: ch.Version}
	vm.Stored, err = h.messages.Form(c.Request().Context(), ch.ID)
	return vm, err
}

func (h *Handler) editPage(c echo.Context) error {
	vm, err := h.formOf(c)
	if err != nil {
		return err
	}
	return h.showForm(c, http.StatusOK, vm)
}

func (h *Handler) update(c echo.Context) error {
	vm, err := h.formOf(c)
	if err != nil {
		return err
	}
	if vm.Form, err = web.ParseForm(c); err != nil {
		return err
	}
	err = h.messages.Update(c.Request().Context(), vm.ID, inputOf(vm.Form), web.Version(vm.Form))
	switch {
	case conflict(&vm.Form, err):
		vm.Form.Values.Set("version", strconv.Itoa(vm.Version))
		return h.showForm(c, http.StatusConflict, vm)
	case err != nil:
		if err := web.AddErrors(&vm.Form, err); err != nil {
			return err
		}
		return h.showForm(c, http.StatusUnprocessableEntity, vm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved. Send a test to try it."})
	return web.SeeOther(c, paths.Connection(vm.ID))
}
