package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/guide"
	"tminus/views/guides"
	"tminus/views/layout"
	"tminus/views/ui"
)

// guideStep is one thing that is done to a guide: what does it, what is said
// afterwards, and with which undo.
type guideStep struct {
	do    func(ctx context.Context, slug string, f ui.Form) error
	said  func(before, after guide.Guide, f ui.Form) layout.Flash
	field string // of the form on the guide's page that was refused
}

func (s *Server) doGuide(c echo.Context, st guideStep) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, slug := c.Request().Context(), c.Param("guide")
	before, err := s.guides.Newest(ctx, slug)
	if err != nil {
		return err
	}
	if err := st.do(ctx, slug, f); err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.guideRefused(c, f, st.field)
	}
	after, err := s.guides.Newest(ctx, slug)
	if err != nil {
		return err
	}
	flash := st.said(before.Guide, after.Guide, f)
	for i, field := range flash.UndoFields {
		if field[0] == "version" {
			flash.UndoFields[i][1] = strconv.Itoa(after.Version)
		}
	}
	s.say(c, flash)
	to := guides.One(slug)
	if n := f.Val("back"); n != "" {
		to += "?version=" + strconv.Itoa(int(number(f, "back")))
	}
	return seeOther(c, to)
}

// guideRefused shows the guide with the form on it that was refused.
func (s *Server) guideRefused(c echo.Context, f ui.Form, part string) error {
	d, err := s.guides.Newest(c.Request().Context(), c.Param("guide"))
	if err != nil {
		return err
	}
	vm, err := s.reading(c, d)
	if err != nil {
		return err
	}
	vm.Form, vm.Part = f, part
	return s.showReading(c, http.StatusUnprocessableEntity, vm)
}

func saidOf(text string) func(_, _ guide.Guide, _ ui.Form) layout.Flash {
	return func(_, _ guide.Guide, _ ui.Form) layout.Flash { return layout.Flash{Kind: "ok", Text: text} }
}

func (s *Server) askGuideReview(c echo.Context) error {
	return s.doGuide(c, guideStep{field: "ask", do: func(ctx context.Context, slug string, f ui.Form) error {
		return s.guides.Ask(ctx, slug, number(f, "reviewer"), f.Val("note"), versionOf(f))
	}, said: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		return layout.Flash{Kind: "ok", Text: after.ReviewerName + " is asked to review it, and finds it under My work."}
	}})
}

func (s *Server) approveGuide(c echo.Context) error {
	return s.doGuide(c, guideStep{field: "review", do: func(ctx context.Context, slug string, f ui.Form) error {
		return s.guides.Approve(ctx, slug, f.Val("note"), versionOf(f))
	}, said: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		text := "Approved."
		if after.Published != after.Head {
			text += " It can be published now."
		}
		return layout.Flash{Kind: "ok", Text: text}
	}})
}

func (s *Server) returnGuide(c echo.Context) error {
	return s.doGuide(c, guideStep{field: "review", do: func(ctx context.Context, slug string, f ui.Form) error {
		return s.guides.SendBack(ctx, slug, f.Val("note"), versionOf(f))
	}, said: saidOf("Sent back, with what is to be changed.")})
}

func (s *Server) renewGuide(c echo.Context) error {
	return s.doGuide(c, guideStep{field: "renew", do: func(ctx context.Context, slug string, f ui.Form) error {
		return s.guides.Renew(ctx, slug, f.Val("note"), versionOf(f))
	}, said: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "Noted that it is still right. It is to be looked at again by " + after.ReviewOn.Long() + "."}
	}})
}

func (s *Server) publishGuide(c echo.Context) error {
	return s.doGuide(c, guideStep{field: "publish", do: func(ctx context.Context, slug string, f ui.Form) error {
		return s.guides.Publish(ctx, slug, int(number(f, "number")), versionOf(f))
	}, said: func(before, after guide.Guide, _ ui.Form) layout.Flash {
		text := "Published: support reads version " + strconv.Itoa(after.Published) + " now."
		if after.Published == 0 {
			text = "Taken back: support does not find it any more."
		}
		return layout.Flash{Kind: "ok", Text: text, UndoAction: guides.One(after.Slug) + "/publish",
			UndoFields: [][2]string{{"number", strconv.Itoa(before.Published)}, {"version", ""}}}
	}})
}

func (s *Server) archiveGuide(c echo.Context) error {
	return s.doGuide(c, guideStep{field: "publish", do: func(ctx context.Context, slug string, f ui.Form) error {
		return s.guides.Archive(ctx, slug, f.Val("back_again") != "", versionOf(f))
	}, said: func(_, after guide.Guide, _ ui.Form) layout.Flash {
		if !after.Archived {
			return layout.Flash{Kind: "ok", Text: "Out of the archive."}
		}
		return layout.Flash{Kind: "ok", Text: "Archived.", UndoAction: guides.One(after.Slug) + "/archive", UndoFields: [][2]string{{"back_again", "1"}, {"version", ""}}}
	}})
}
