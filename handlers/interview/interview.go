package interview

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/interview"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

func (h *Handler) interviewPage(c echo.Context) error {
	return h.showInterview(c, http.StatusOK, readinessview.InterviewVM{})
}

// showInterview loads the data of the page; vm holds the form.
func (h *Handler) showInterview(c echo.Context, status int, vm readinessview.InterviewVM) error {
	p, err := h.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm.Launch = p.Launch
	if vm, err = h.interviewVM(c, vm); err != nil {
		return err
	}
	sh, head, err := h.FormHead(c, p, "Interview", layout.PageInterview, vm.Form)
	if err != nil {
		return err
	}
	return h.Render(c, status, readinessview.Interview(sh, head, vm))
}

func (h *Handler) interviewVM(c echo.Context, vm readinessview.InterviewVM) (readinessview.InterviewVM, error) {
	var err error
	ctx := c.Request().Context()
	if vm.Launch.ID == 0 {
		if vm.Launch, err = h.launches.Launch(ctx, c.Param("slug")); err != nil {
			return vm, err
		}
	}
	vm.CanEdit = h.Can(c, people.EditPlan, vm.Launch.Subject())
	vm.CanLead = h.Can(c, people.LeadLaunch, vm.Launch.Subject())
	vm.Interview, err = h.interviews.Get(ctx, vm.Launch.Slug)
	return vm, err
}

// replyOf parses a chosen answer or an entered day.
func replyOf(f ui.Form) (interview.Reply, error) {
	r := interview.Reply{Note: f.Val("note")}
	day, isDay := strings.CutPrefix(f.Val("answer"), "on:")
	switch {
	case f.Val("answer") == "day":
		day, isDay = f.Val("on"), true
	case !isDay:
		r.Option = f.Val("answer")
	}
	if !isDay {
		return r, nil
	}
	var err error
	if r.On, err = civil.Parse(day); err != nil {
		return r, fault.Invalid("answer", "Enter a date, like 2026-12-10.")
	}
	return r, nil
}

func (h *Handler) answerQuestion(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		_, q, err := h.questionOf(c, id)
		if err != nil {
			return err
		}
		ui.Resolve(&f, readinessview.AnswerValues(q))
	}
	r, err := replyOf(f)
	if err != nil {
		// Check the permission first.
		if denied := h.RequireEdit(c); denied != nil {
			return denied
		}
	}
	var before int64
	if err == nil {
		before, err = h.interviews.Answer(c.Request().Context(), c.Param("slug"), id, r, web.Version(f))
	}
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		return h.questionRefused(c, id, f, "answer", err)
	case fault.KindConflict:
		return h.answerConflict(c, id, f, r)
	}
	if err != nil {
		return err
	}
	return h.questionChanged(c, id, func(vm readinessview.InterviewVM, q interview.QuestionDetail) layout.Flash {
		flash := layout.Flash{Kind: "ok", Text: "Answered: " + q.Newest.Words()}
		if before != q.Newest.ID {
			flash.UndoAction = paths.Question(vm.Launch.Slug, id, "back")
			flash.UndoFields = [][2]string{{"version", strconv.Itoa(q.Version)}, {"to", strconv.FormatInt(before, 10)}}
		}
		return flash
	})
}

func (h *Handler) takeAnswerBack(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.interviews.RestoreAnswer(c.Request().Context(), c.Param("slug"), id, web.FormID(f, "to"), web.Version(f)); err != nil {
		return err
	}
	return h.questionChanged(c, id, func(readinessview.InterviewVM, interview.QuestionDetail) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "Taken back. The answer stays in the history."}
	})
}

func (h *Handler) acceptFlag(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	err = h.interviews.AcceptFlag(c.Request().Context(), c.Param("slug"), id, f.Val("reason"), web.Version(f))
	if fault.Is(err, fault.KindInvalid) {
		return h.questionRefused(c, id, f, "accept", err)
	}
	if fault.Is(err, fault.KindConflict) {
		f.Add("", fault.MessageOf(err)+" Look at the answer as it is now.")
		return h.showQuestion(c, http.StatusConflict, id, f, "accept")
	}
	if err != nil {
		return err
	}
	return h.questionChanged(c, id, func(vm readinessview.InterviewVM, q interview.QuestionDetail) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "The red flag is accepted.", UndoAction: paths.Question(vm.Launch.Slug, id, "withdraw"),
			UndoFields: [][2]string{{"version", strconv.Itoa(q.Version)}}}
	})
}

func (h *Handler) withdrawAcceptance(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	if err := h.interviews.WithdrawAcceptance(c.Request().Context(), c.Param("slug"), id, web.Version(f)); err != nil {
		return err
	}
	return h.questionChanged(c, id, func(readinessview.InterviewVM, interview.QuestionDetail) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "The red flag stands again."}
	})
}

// questionOf loads the interview and one of its questions. It returns NotFound for a question of
// another launch.
func (h *Handler) questionOf(c echo.Context, id int64) (readinessview.InterviewVM, interview.QuestionDetail, error) {
	vm, err := h.interviewVM(c, readinessview.InterviewVM{})
	if err != nil {
		return vm, interview.QuestionDetail{}, err
	}
	q, ok := vm.Question(id)
	if !ok {
		return vm, q, fault.NotFound("question in this launch")
	}
	return vm, q, nil
}

// questionChanged answers with the row, or redirects to it.
func (h *Handler) questionChanged(c echo.Context, id int64,
	say func(readinessview.InterviewVM, interview.QuestionDetail) layout.Flash) error {
	vm, q, err := h.questionOf(c, id)
	if err != nil {
		return err
	}
	flash := say(vm, q)
	if !web.IsPartial(c) {
		h.Say(c, flash)
		return web.SeeOther(c, paths.Interview(vm.Launch.Slug)+"#"+readinessview.QuestionID(id))
	}
	return h.RenderWithHead(c, http.StatusOK, readinessview.QuestionRow(vm, q), readinessview.ProgressAnew(vm), layout.FlashFragment(&flash))
}

func (h *Handler) questionRefused(c echo.Context, id int64, f ui.Form, which string, cause error) error {
	if err := web.AddErrors(&f, cause); err != nil {
		return err
	}
	return h.showQuestion(c, http.StatusUnprocessableEntity, id, f, which)
}

// showQuestion shows a refused form of a row in its place.
func (h *Handler) showQuestion(c echo.Context, status int, id int64, f ui.Form, which string) error {
	if !web.IsPartial(c) {
		return h.showInterview(c, status, readinessview.InterviewVM{Form: f, On: id, Asking: which})
	}
	vm, q, err := h.questionOf(c, id)
	if err != nil {
		return err
	}
	vm.Form, vm.On, vm.Asking = f, id, which
	return h.Render(c, status, readinessview.QuestionRow(vm, q))
}

func (h *Handler) answerConflict(c echo.Context, id int64, f ui.Form, r interview.Reply) error {
	vm, q, err := h.questionOf(c, id)
	if err != nil {
		return err
	}
	yours := r.On.Long()
	for _, o := range q.Options {
		if o.Key == r.Option {
			yours = o.Label
		}
	}
	props := ui.ConflictProps{Action: paths.Question(vm.Launch.Slug, id), Version: q.Version, Form: f,
		Back: paths.Interview(vm.Launch.Slug) + "#" + readinessview.QuestionID(id)}
	theirs, note := "", ""
	if q.Newest != nil {
		theirs, note, props.Who = q.Newest.Words(), q.Newest.Note, q.Newest.ByName
	}
	props.Fields = []ui.ConflictField{
		{Label: q.Ask, Name: "answer on note", Yours: web.AnswerWithNote(yours, f.Val("note")), Theirs: web.AnswerWithNote(theirs, note)}}
	return h.RenderReadinessConflict(c, "Interview", props)
}
