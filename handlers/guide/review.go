package guide

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/guide"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// guideStep is an action on a guide: the action, its message and its undo.
type guideStep struct {
	do    func(ctx context.Context, slug string, f ui.Form) error
	flash func(before, after guide.Guide, f ui.Form) layout.Flash
	field string // of the form on the guide's page, for messages
}

func (h *Handler) doGuide(c echo.Context, st guideStep) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	ctx, slug := c.Request().Context(), c.Param("guide")
	before, err := h.guides.Newest(ctx, slug)
	if err != nil {
		return err
	}
	if err := st.do(ctx, slug, f); err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.guideRefused(c, f, st.field)
	}
	after, err := h.guides.Newest(ctx, slug)
	if err != nil {
		return err
	}
	flash := st.flash(before.Guide, after.Guide, f)
	for i, field := range flash.UndoFields {
		if field[0] == "version" {
			flash.UndoFields[i][1] = strconv.Itoa(after.Version)
		}
	}
	h.Say(c, flash)
	to := paths.Guide(slug)
	if n := f.Val("back"); n != "" {
		to += "?version=" + strconv.Itoa(int(web.FormID(f, "back")))
	}
	return web.SeeOther(c, to)
}

// guideRefused shows the guide with a refused form on it.
func (h *Handler) guideRefused(c echo.Context, f ui.Form, part string) error {
	d, err := h.guides.Newest(c.Request().Context(), c.Param("guide"))
	if err != nil {
		return err
	}
	vm, err := h.reading(c, d)
	if err != nil {
		return err
	}
	vm.Form, vm.Part = f, part
	return h.showReading(c, http.StatusUnprocessableEntity, vm)
}

func fixedFlash(text string) func(_, _ guide.Guide, _ ui.Form) layout.Flash {
	return func(_, _ guide.Guide, _ ui.Form) layout.Flash { return layout.Flash{Kind: "ok", Text: text} }
}

func (h *Handler) askGuideReview(c echo.Context) error {
	return h.doGuide(c, guideStep{field: "ask", do: func(ctx context.Context, slug string, f ui.Form) error {
		return h.guides.Ask(ctx, slug, web.FormID(f, "reviewer"), f.Val("note"), web.Version(f))
	}, flash: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		return layout.Flash{Kind: "ok", Text: after.ReviewerName + " is asked to review it, and finds it under My work."}
	}})
}

func (h *Handler) approveGuide(c echo.Context) error {
	return h.doGuide(c, guideStep{field: "review", do: func(ctx context.Context, slug string, f ui.Form) error {
		return h.guides.Approve(ctx, slug, f.Val("note"), web.Version(f))
	}, flash: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		text := "Approved."
		if after.Published != after.Head {
			text += " It can be published now."
		}
		return layout.Flash{Kind: "ok", Text: text}
	}})
}

func (h *Handler) returnGuide(c echo.Context) error {
	return h.doGuide(c, guideStep{field: "review", do: func(ctx context.Context, slug string, f ui.Form) error {
		return h.guides.SendBack(ctx, slug, f.Val("note"), web.Version(f))
	}, flash: fixedFlash("Sent back, with what is to be changed.")})
}

func (h *Handler) renewGuide(c echo.Context) error {
	return h.doGuide(c, guideStep{field: "renew", do: func(ctx context.Context, slug string, f ui.Form) error {
		return h.guides.Renew(ctx, slug, f.Val("note"), web.Version(f))
	}, flash: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "Noted that it is still right. It is to be looked at again by " + after.ReviewOn.Long() + "."}
	}})
}

func (h *Handler) publishGuide(c echo.Context) error {
	return h.doGuide(c, guideStep{field: "publish", do: func(ctx context.Context, slug string, f ui.Form) error {
		return h.guides.Publish(ctx, slug, int(web.FormID(f, "number")), web.Version(f))
	}, flash: func(before, after guide.Guide, _ ui.Form) layout.Flash {
		text := "Published: support reads version " + strconv.Itoa(after.Published) + " now."
		if after.Published == 0 {
			text = "Taken back: support does not find it any more."
		}
		return layout.Flash{Kind: "ok", Text: text, UndoAction: paths.Guide(after.Slug, "publish"),
			UndoFields: [][2]string{{"number", strconv.Itoa(before.Published)}, {"version", ""}}}
	}})
}

func (h *Handler) archiveGuide(c echo.Context) error {
	return h.doGuide(c, guideStep{field: "publish", do: func(ctx context.Context, slug string, f ui.Form) error {
		return h.guides.Archive(ctx, slug, f.Val("back_again") != "", web.Version(f))
	}, flash: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		if !after.Archived {
			return layout.Flash{Kind: "ok", Text: "Out of the archive."}
		}
		return layout.Flash{Kind: "ok", Text: "Archived.", UndoAction: paths.Guide(after.Slug, "archive"),
			UndoFields: [][2]string{{"back_again", "1"}, {"version", ""}}}
	}})
}
