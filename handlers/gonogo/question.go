package gonogo

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/gonogo"
	"tminus/models/people"
	gonogoview "tminus/views/gonogo"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
)

// meetingToRun returns a planned meeting for a form that only who runs it may use.
func (h *Handler) meetingToRun(c echo.Context) (gonogoview.VM, error) {
	vm, err := h.meetingVM(c)
	if err != nil {
		return vm, err
	}
	return vm, people.Require(web.Actor(c), people.RunMeeting, vm.MeetingDetail.Subject(vm.Plan.Launch))
}

func (h *Handler) newQuestionPage(c echo.Context) error {
	vm, err := h.meetingToRun(c)
	if err != nil {
		return err
	}
	return h.showQuestion(c, http.StatusOK, vm)
}

func (h *Handler) questionPage(c echo.Context) error {
	vm, err := h.meetingToRun(c)
	if err != nil {
		return err
	}
	if vm.Question, err = questionIn(c, vm); err != nil {
		return err
	}
	if !vm.Planned() {
		return web.SeeOther(c, paths.Meeting(vm.Plan.Slug, vm.ID))
	}
	return h.showQuestion(c, http.StatusOK, vm)
}

func questionIn(c echo.Context, vm gonogoview.VM) (gonogo.QuestionDetail, error) {
	id, err := web.IDParam(c, "question")
	if err != nil {
		return gonogo.QuestionDetail{}, err
	}
	for _, q := range vm.Questions {
		if q.ID == id {
			return q, nil
		}
	}
	return gonogo.QuestionDetail{}, fault.NotFound("question of this meeting")
}

func (h *Handler) showQuestion(c echo.Context, status int, vm gonogoview.VM) error {
	title := "Add topic"
	if vm.Question.ID != 0 {
		title = vm.Question.Topic
	}
	sh := h.Shell(c, title+" · "+gonogoview.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.render(c, status, vm.Plan, func(head layout.LaunchHead) templ.Component {
		return gonogoview.QuestionPage(sh, head, vm)
	})
}

func questionInput(f ui.Form) gonogo.QuestionInput {
	place, err := strconv.Atoi(f.Val("place"))
	if err != nil && f.Val("place") != "" {
		place = -1
	}
	return gonogo.QuestionInput{Topic: f.Val("topic"), Ask: f.Val("ask"), UserID: web.OptionalID(f, "user"), GuestName: f.Val("guest_name"),
		GuestTitle: f.Val("guest_title"), RepresentedID: web.OptionalID(f, "represented"), RepresentedName: f.Val("represented_name"),
		Others: f.Val("others"), Mandatory: f.Has("mandatory"), Place: place}
}

func (h *Handler) addQuestion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if _, err := h.gonogo.AddQuestion(c.Request().Context(), slug, id, questionInput(f), f.Val("key")); err != nil {
		return h.showAgain(c, f, err, func(status int, vm gonogoview.VM) error {
			vm.Key = f.Val("key")
			return h.showQuestion(c, status, vm)
		})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Topic added."})
	return web.SeeOther(c, paths.Meeting(slug, id)+"#poll")
}

func (h *Handler) editQuestion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	question, err := web.IDParam(c, "question")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.gonogo.UpdateQuestion(c.Request().Context(), slug, id, question, questionInput(f), web.Version(f)); err != nil {
		return h.showAgain(c, f, err, func(status int, vm gonogoview.VM) error {
			if vm.Question, err = questionIn(c, vm); err != nil {
				return err
			}
			return h.showQuestion(c, status, vm)
		})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return web.SeeOther(c, paths.Meeting(slug, id)+"#poll")
}

func (h *Handler) removeQuestion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	question, err := web.IDParam(c, "question")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	m, err := h.gonogo.Get(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	if err := h.gonogo.RemoveQuestion(c.Request().Context(), slug, id, question, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, gonogoview.QuestionRemoved(slug, m, question, web.NewKey()))
	return web.SeeOther(c, paths.Meeting(slug, id)+"#poll")
}

// answer records an answer to a question: from the page for voting the person's own, which goes on
// to their next question.
func (h *Handler) answer(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	question, err := web.IDParam(c, "question")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	in := gonogo.AnswerInput{Answer: gonogo.Answer(f.Val("answer")), Note: f.Val("note"), Reading: f.Val("reading")}
	before, next, err := h.gonogo.Answer(c.Request().Context(), slug, id, question, in, web.Version(f))
	if err != nil {
		return h.showAgain(c, f, err, func(status int, vm gonogoview.VM) error {
			if !vm.Planned() {
				return fault.Conflict("%s", vm.Form.Summary[0].Message)
			}
			return h.showVote(c, status, vm, question)
		})
	}
	flash := layout.Flash{Kind: "ok", Text: "Answer: " + in.Answer.Label() + ".", UndoAction: c.Request().URL.Path, UndoFields: [][2]string{
		{"version", strconv.Itoa(next)}, {"answer", string(before.Answer)}, {"note", before.Note}, {"reading", before.Reading},
		{"from", f.Val("from")}}}
	if before == in {
		flash.UndoAction, flash.UndoFields = "", nil
	}
	h.Say(c, flash)
	if f.Val("from") == "vote" {
		return web.SeeOther(c, paths.Meeting(slug, id, "vote"))
	}
	return web.SeeOther(c, paths.Meeting(slug, id)+"#poll")
}
