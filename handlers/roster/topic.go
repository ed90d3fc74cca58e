package roster

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	rota "tminus/models/roster"
	"tminus/views/layout"
	"tminus/views/paths"
	rosterview "tminus/views/roster"
	"tminus/views/ui"
)

// topicForm returns the form of a topic, for people who may use it.
func (h *Handler) topicForm(c echo.Context) (rosterview.SimpleVM, error) {
	if _, err := h.EditablePlan(c); err != nil {
		return rosterview.SimpleVM{}, err
	}
	return h.rosterSimple(c)
}

// topicToEdit returns the form of a stored topic. It returns NotFound for one of another launch.
func (h *Handler) topicToEdit(c echo.Context) (rosterview.SimpleVM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return rosterview.SimpleVM{}, err
	}
	vm, err := h.topicForm(c)
	if err != nil {
		return vm, err
	}
	for _, t := range vm.R.Topics {
		if t.ID == id {
			vm.Topic = t
			return vm, nil
		}
	}
	return vm, fault.NotFound("topic in this roster")
}

func (h *Handler) showTopic(c echo.Context, status int, vm rosterview.SimpleVM) error {
	return h.showSimple(c, status, "Topic", layout.PageEscalation, vm, rosterview.TopicPage)
}

func (h *Handler) newTopicPage(c echo.Context) error {
	vm, err := h.topicForm(c)
	if err != nil {
		return err
	}
	return h.showTopic(c, http.StatusOK, vm)
}

func (h *Handler) editTopicPage(c echo.Context) error {
	vm, err := h.topicToEdit(c)
	if err != nil {
		return err
	}
	return h.showTopic(c, http.StatusOK, vm)
}

// refuseTopic shows the form of a topic again with its problems, or with status 409 after a conflict.
func (h *Handler) refuseTopic(c echo.Context, f ui.Form, err error, form func(echo.Context) (rosterview.SimpleVM, error)) error {
	return h.refused(c, f, err, form, h.showTopic)
}

func topicInput(f ui.Form) rota.TopicInput {
	return rota.TopicInput{Name: f.Val("name"), Hint: f.Val("hint"), Steps: stepsIn(f)}
}

func (h *Handler) addTopic(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if _, err := h.EditablePlan(c); err != nil {
		return err
	}
	slug := c.Param("slug")
	t, err := h.roster.AddTopic(c.Request().Context(), slug, topicInput(f), f.Val("key"))
	if err != nil {
		return h.refuseTopic(c, f, err, h.topicForm)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added “" + t.Name + "”.", UndoAction: topicPath(slug, t.ID, "remove"),
		UndoFields: [][2]string{{"version", strconv.Itoa(t.Version)}}})
	return web.SeeOther(c, paths.Roster(slug, "escalation"))
}

func (h *Handler) updateTopic(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if _, err := h.EditablePlan(c); err != nil {
		return err
	}
	slug := c.Param("slug")
	before, next, err := h.roster.UpdateTopic(c.Request().Context(), slug, id, topicInput(f), web.Version(f))
	if err != nil {
		return h.refuseTopic(c, f, err, h.topicToEdit)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved.", UndoAction: topicPath(slug, id),
		UndoFields: append(rosterview.TopicFields(before), [2]string{"version", strconv.Itoa(next)})})
	return web.SeeOther(c, paths.Roster(slug, "escalation"))
}

func (h *Handler) removeTopic(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	before, err := h.roster.RemoveTopic(c.Request().Context(), slug, id, web.Version(f))
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Removed “" + before.Name + "”.", UndoAction: paths.Roster(slug, "topics"),
		UndoFields: rosterview.TopicFields(before)})
	return web.SeeOther(c, paths.Roster(slug, "escalation"))
}

func topicPath(slug string, id int64, tail ...string) string {
	return paths.Join(paths.Roster(slug, "topics", strconv.FormatInt(id, 10)), tail...)
}
