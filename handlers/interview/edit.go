package interview

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/interview"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

func (h *Handler) newQuestionPage(c echo.Context) error {
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	return h.showQuestionForm(c, http.StatusOK, readinessview.QuestionVM{Form: ui.NewForm(nil), Key: web.NewKey()})
}

func (h *Handler) showQuestionForm(c echo.Context, status int, vm readinessview.QuestionVM) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	vm.Launch = p.Launch
	title := "Add a question · "
	if vm.Question != nil {
		title = "Edit question · "
	}
	sh := h.Shell(c, title+p.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := h.LaunchHead(c, p, layout.PageInterview)
	if err != nil {
		return err
	}
	return h.Render(c, status, readinessview.QuestionPage(sh, head, vm))
}

// questionInput parses the form of a question. It parses the day relative to any T, because only
// the offset matters.
func questionInput(f ui.Form) (interview.QuestionInput, error) {
	in := interview.QuestionInput{Ask: f.Val("ask"), Good: f.Val("good"), Flag: f.Val("flag"), OwnerID: web.OptionalID(f, "owner"),
		Dated: f.Val("kind") == "day", Options: readinessview.OptionsOf(f)}
	if !in.Dated {
		return in, nil
	}
	t := civil.New(2000, 1, 1)
	day, ok := launch.ParseDay(f.Val("latest"), t)
	if !ok || day.IsZero() {
		return in, fault.Invalid("latest", "Enter a day relative to T, like T-3.")
	}
	in.Latest = day.Sub(t)
	return in, nil
}

func (h *Handler) addQuestion(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	in, err := questionInput(f)
	var id int64
	if err == nil {
		id, err = h.interviews.AddQuestion(c.Request().Context(), c.Param("slug"), in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showQuestionForm(c, http.StatusUnprocessableEntity, readinessview.QuestionVM{Form: f, Key: f.Val("key")})
	}
	slug := c.Param("slug")
	h.Say(c, layout.Flash{Kind: "ok", Text: "Question added.", UndoAction: paths.Question(slug, id, "remove"),
		UndoFields: [][2]string{{"version", "1"}}})
	return web.SeeOther(c, paths.Interview(slug)+"#"+readinessview.QuestionID(id))
}

// ownQuestion loads a question for people who may edit it. It returns Forbidden for a question of
// the template.
func (h *Handler) ownQuestion(c echo.Context, id int64) (interview.QuestionDetail, error) {
	if err := h.RequireEdit(c); err != nil {
		return interview.QuestionDetail{}, err
	}
	_, q, err := h.questionOf(c, id)
	if err != nil {
		return q, err
	}
	return q, people.Require(web.Actor(c), people.EditQuestion, q.Subject())
}

func (h *Handler) editQuestionPage(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	q, err := h.ownQuestion(c, id)
	if err != nil {
		return err
	}
	v := readinessview.QuestionValues(q)
	return h.showQuestionForm(c, http.StatusOK,
		readinessview.QuestionVM{Form: ui.NewForm(v), Question: &q, Base: ui.Digest(v, readinessview.QuestionFields...)})
}

func (h *Handler) editQuestion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	q, err := h.ownQuestion(c, id)
	if err != nil {
		return err
	}
	ui.Resolve(&f, readinessview.QuestionValues(q))
	in, err := questionInput(f)
	if err == nil {
		err = h.interviews.UpdateQuestion(c.Request().Context(), c.Param("slug"), id, in, web.Version(f))
	}
	if fault.Is(err, fault.KindConflict) {
		return h.questionConflict(c, q, f)
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showQuestionForm(c, http.StatusUnprocessableEntity, readinessview.QuestionVM{Form: f, Question: &q, Base: f.Val("base")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Question saved."})
	return web.SeeOther(c, paths.Interview(c.Param("slug"))+"#"+readinessview.QuestionID(id))
}

func (h *Handler) questionConflict(c echo.Context, q interview.QuestionDetail, f ui.Form) error {
	users, err := h.People.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	theirs := ui.NewForm(readinessview.QuestionValues(q))
	path := paths.Question(c.Param("slug"), q.ID)
	props := ui.ConflictProps{Action: paths.Join(path, "edit"), Version: q.Version, Form: f, Back: paths.Join(path, "edit")}
	for _, field := range [][2]string{{"Question", "ask"}, {"Good answer", "good"}, {"Red flag", "flag"}, {"Answered with", "kind"},
		{"Latest good day", "latest"}} {
		props.Fields = append(props.Fields,
			ui.ConflictField{Label: field[0], Name: field[1], Yours: f.Val(field[1]), Theirs: theirs.Val(field[1])})
	}
	props.Fields = append(props.Fields,
		ui.ConflictField{Label: "Who is asked", Name: "owner", Yours: web.UserName(users, web.FormID(f, "owner")),
			Theirs: web.UserName(users, web.FormID(theirs, "owner"))},
		ui.ConflictField{Label: "Answers", Name: "option_key option option_flag", Yours: interview.OptionWords(readinessview.OptionsOf(f)),
			Theirs: interview.OptionWords(q.Options)})
	return h.RenderReadinessConflict(c, "Interview", props)
}

func (h *Handler) removeQuestion(c echo.Context) error { return h.toggleQuestion(c, false) }

func (h *Handler) restoreQuestion(c echo.Context) error { return h.toggleQuestion(c, true) }

func (h *Handler) toggleQuestion(c echo.Context, back bool) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := h.interviews.RemoveQuestion(c.Request().Context(), slug, id, web.Version(f), back)
	if err != nil {
		return err
	}
	h.SayRemoved(c, back, "Question removed.", "The question is back.", paths.Question(slug, id, "restore"), next)
	return web.SeeOther(c, paths.Interview(slug))
}

func (h *Handler) whomPage(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	if err := h.RequireEdit(c); err != nil {
		return err
	}
	_, q, err := h.questionOf(c, id)
	if err != nil {
		return err
	}
	return h.showWhom(c, http.StatusOK, readinessview.QuestionVM{Form: ui.NewForm(url.Values{}), Question: &q})
}

func (h *Handler) showWhom(c echo.Context, status int, vm readinessview.QuestionVM) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	vm.Launch = p.Launch
	if web.IsPartial(c) {
		return h.RenderDialog(c, status, readinessview.WhomDialog(vm))
	}
	sh, head, err := h.FormHead(c, p, "Who is asked?", layout.PageInterview, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, readinessview.WhomPage(sh, head, vm))
}

func (h *Handler) askWhom(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		_, q, err := h.questionOf(c, id)
		if err != nil {
			return err
		}
		ui.Resolve(&f, readinessview.QuestionValues(q))
	}
	before, err := h.interviews.Assign(c.Request().Context(), c.Param("slug"), id, web.OptionalID(f, "owner"), web.Version(f))
	if err != nil {
		return h.whomRefused(c, id, f, err)
	}
	return h.questionChanged(c, id, func(vm readinessview.InterviewVM, q interview.QuestionDetail) layout.Flash {
		who := q.OwnerName
		if who == "" {
			who = "Nobody"
		}
		return layout.Flash{Kind: "ok", Text: who + " is asked now.", UndoAction: paths.Question(vm.Launch.Slug, id, "owner"),
			UndoFields: [][2]string{{"version", strconv.Itoa(q.Version)}, {"owner", strconv.FormatInt(before, 10)}}}
	})
}

func (h *Handler) whomRefused(c echo.Context, id int64, f ui.Form, cause error) error {
	kind := fault.KindOf(cause)
	if kind != fault.KindInvalid && kind != fault.KindConflict {
		return cause
	}
	vm, q, err := h.questionOf(c, id)
	if err != nil {
		return err
	}
	if kind == fault.KindInvalid {
		_ = web.AddErrors(&f, cause)
		return h.showWhom(c, http.StatusUnprocessableEntity, readinessview.QuestionVM{Form: f, Question: &q})
	}
	users, err := h.People.Users(c.Request().Context(), true)
	if err != nil {
		return err
	}
	path := paths.Question(vm.Launch.Slug, id)
	return h.RenderReadinessConflict(c, "Interview",
		ui.ConflictProps{Action: paths.Join(path, "owner"), Version: q.Version, Form: f, Back: paths.Interview(vm.Launch.Slug),
			Fields: []ui.ConflictField{{Label: "Who is asked", Name: "owner", Yours: web.UserName(users, web.FormID(f, "owner")),
				Theirs: q.OwnerName}}})
}
