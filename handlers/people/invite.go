package people

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/words"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	peopleview "tminus/views/people"
	"tminus/views/ui"
)

func (h *Handler) invitePage(c echo.Context) error {
	if err := administratorsOnly(c); err != nil {
		return err
	}
	return h.showInvite(c, http.StatusOK, ui.NewForm(nil))
}

func (h *Handler) showInvite(c echo.Context, status int, f ui.Form) error {
	sh := h.Shell(c, "Invite people", "people")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, peopleview.Invite(sh, peopleview.InviteVM{Form: f, Zone: h.Zone(c), Mails: h.People.Mails()}))
}

// invite adds the people in the pasted text, and sends each an invitation if there is a mail server.
func (h *Handler) invite(c echo.Context) error {
	if err := administratorsOnly(c); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	teams, err := h.People.Teams(ctx)
	if err != nil {
		return err
	}
	all, err := people.ParseInvited(f.Val("people"), people.Input{Role: people.Role(f.Val("role")), Zone: f.Val("zone")}, teams)
	var done people.Invited
	if err == nil {
		done, err = h.People.Invite(ctx, all)
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showInvite(c, http.StatusUnprocessableEntity, f)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: h.invited(done)})
	return web.SeeOther(c, paths.People())
}

// invited says how many people were added, and who was here already.
func (h *Handler) invited(done people.Invited) string {
	text := ""
	if n := len(done.Added); n > 0 {
		text = words.Plural(n, "person is", "people are")
		if h.People.Mails() {
			text += " invited by e-mail. "
		} else {
			text += " added. Open each of them to make an invitation link. "
		}
	}
	switch n := len(done.Already); {
	case n == 1:
		text += done.Already[0].Name + " was here already."
	case n > 1:
		text += words.Plural(n, "person was", "people were") + " here already."
	}
	return text
}
