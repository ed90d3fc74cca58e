package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/interview"
	"tminus/models/people"
	"tminus/views/deliverables"
	"tminus/views/layout"
	"tminus/views/readiness"
	"tminus/views/ui"
)

func (s *Server) interviewPage(c echo.Context) error {
	return s.showInterview(c, http.StatusOK, readiness.InterviewVM{})
}

// showInterview fills in what the page shows beside the form that vm brings.
func (s *Server) showInterview(c echo.Context, status int, vm readiness.InterviewVM) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	vm.Launch = p.Launch
	if vm, err = s.interviewVM(c, vm); err != nil {
		return err
	}
	sh := s.shell(c, "Interview · "+p.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, readiness.Interview(sh, head, vm))
}

func (s *Server) interviewVM(c echo.Context, vm readiness.InterviewVM) (readiness.InterviewVM, error) {
	var err error
	ctx := c.Request().Context()
	if vm.Launch.ID == 0 {
		if vm.Launch, err = s.launches.Launch(ctx, c.Param("slug")); err != nil {
			return vm, err
		}
	}
	vm.CanEdit = s.may(c, people.EditPlan, vm.Launch.LeadID)
	vm.CanLead = s.may(c, people.LeadLaunch, vm.Launch.LeadID)
	vm.Interview, err = s.interviews.Get(ctx, vm.Launch.Slug)
	return vm, err
}

// replyOf reads a tap, or the day that was typed.
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

func (s *Server) answerQuestion(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if ui.Chosen(f) {
		_, q, err := s.questionOf(c, id)
		if err != nil {
			return err
		}
		ui.Resolve(&f, readiness.AnswerValues(q))
	}
	r, err := replyOf(f)
	if err != nil {
		// Who may not answer is told so first.
		if denied := s.mayEdit(c); denied != nil {
			return denied
		}
	}
	var before int64
	if err == nil {
		before, err = s.interviews.Answer(c.Request().Context(), c.Param("slug"), id, r, versionOf(f))
	}
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		return s.questionRefused(c, id, f, "answer", err)
	case fault.KindConflict:
		return s.answerConflict(c, id, f, r)
	}
	if err != nil {
		return err
	}
	return s.questionChanged(c, id, func(vm readiness.InterviewVM, q interview.QuestionDetail) layout.Flash {
		flash := layout.Flash{Kind: "ok", Text: "Answered: " + q.Newest.Words()}
		if before != q.Newest.ID {
			flash.UndoAction = readiness.QuestionPath(vm.Launch.Slug, id) + "/back"
			flash.UndoFields = [][2]string{{"version", strconv.Itoa(q.Version)}, {"to", strconv.FormatInt(before, 10)}}
		}
		return flash
	})
}

// mayEdit returns Forbidden for who may not change the launch's plan.
func (s *Server) mayEdit(c echo.Context) error {
	l, err := s.launches.Launch(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return people.Allow(actorOf(c), people.EditPlan, l.LeadID)
}

func (s *Server) takeAnswerBack(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.interviews.RestoreAnswer(c.Request().Context(), c.Param("slug"), id, number(f, "to"), versionOf(f)); err != nil {
		return err
	}
	return s.questionChanged(c, id, func(readiness.InterviewVM, interview.QuestionDetail) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "Taken back. The answer stays in the history."}
	})
}

func (s *Server) acceptFlag(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	err = s.interviews.AcceptFlag(c.Request().Context(), c.Param("slug"), id, f.Val("reason"), versionOf(f))
	if fault.Is(err, fault.KindInvalid) {
		return s.questionRefused(c, id, f, "accept", err)
	}
	if fault.Is(err, fault.KindConflict) {
		f.Add("", fault.MessageOf(err)+" Look at the answer as it is now.")
		return s.showQuestion(c, http.StatusConflict, id, f, "accept")
	}
	if err != nil {
		return err
	}
	return s.questionChanged(c, id, func(vm readiness.InterviewVM, q interview.QuestionDetail) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "The red flag is accepted.", UndoAction: readiness.QuestionPath(vm.Launch.Slug, id) + "/withdraw",
			UndoFields: [][2]string{{"version", strconv.Itoa(q.Version)}}}
	})
}

func (s *Server) withdrawAcceptance(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	if err := s.interviews.WithdrawAcceptance(c.Request().Context(), c.Param("slug"), id, versionOf(f)); err != nil {
		return err
	}
	return s.questionChanged(c, id, func(readiness.InterviewVM, interview.QuestionDetail) layout.Flash {
		return layout.Flash{Kind: "ok", Text: "The red flag stands again."}
	})
}

// questionOf loads the interview and one of its questions. Returns NotFound
// for one of another launch.
func (s *Server) questionOf(c echo.Context, id int64) (readiness.InterviewVM, interview.QuestionDetail, error) {
	vm, err := s.interviewVM(c, readiness.InterviewVM{})
	if err != nil {
		return vm, interview.QuestionDetail{}, err
	}
	q, ok := vm.Question(id)
	if !ok {
		return vm, q, fault.NotFound("question in this launch")
	}
	return vm, q, nil
}

// questionChanged answers with the row, or leads back to it.
func (s *Server) questionChanged(c echo.Context, id int64, say func(readiness.InterviewVM, interview.QuestionDetail) layout.Flash) error {
	vm, q, err := s.questionOf(c, id)
	if err != nil {
		return err
	}
	flash := say(vm, q)
	if !isPartial(c) {
		s.say(c, flash)
		return seeOther(c, readiness.InterviewPath(vm.Launch.Slug)+"#"+readiness.QuestionID(id))
	}
	return s.render(c, http.StatusOK, templ.Join(readiness.QuestionRow(vm, q), readiness.ProgressAnew(vm), layout.FlashFragment(&flash)))
}

func (s *Server) questionRefused(c echo.Context, id int64, f ui.Form, which string, cause error) error {
	if err := refused(&f, cause); err != nil {
		return err
	}
	return s.showQuestion(c, http.StatusUnprocessableEntity, id, f, which)
}

// showQuestion shows a form of a row that was refused, in its place.
func (s *Server) showQuestion(c echo.Context, status int, id int64, f ui.Form, which string) error {
	if !isPartial(c) {
		return s.showInterview(c, status, readiness.InterviewVM{Form: f, On: id, Asking: which})
	}
	vm, q, err := s.questionOf(c, id)
	if err != nil {
		return err
	}
	vm.Form, vm.On, vm.Asking = f, id, which
	return s.render(c, status, readiness.QuestionRow(vm, q))
}

func (s *Server) answerConflict(c echo.Context, id int64, f ui.Form, r interview.Reply) error {
	vm, q, err := s.questionOf(c, id)
	if err != nil {
		return err
	}
	yours := r.On.Long()
	for _, o := range q.Options {
		if o.Key == r.Option {
			yours = o.Label
		}
	}
	props := ui.ConflictProps{Action: readiness.QuestionPath(vm.Launch.Slug, id), Version: q.Version, Form: f, Back: readiness.InterviewPath(vm.Launch.Slug) + "#" + readiness.QuestionID(id)}
	theirs, note := "", ""
	if q.Newest != nil {
		theirs, note, props.Who = q.Newest.Words(), q.Newest.Note, q.Newest.ByName
	}
	props.Fields = []ui.ConflictField{{Label: q.Ask, Name: "answer on note", Yours: noted(yours, f.Val("note")), Theirs: noted(theirs, note)}}
	return s.twoSaid(c, "Interview", props)
}

func noted(answer, note string) string {
	if note = strings.TrimSpace(note); note == "" {
		return answer
	}
	return answer + "\n" + note
}

// twoSaid shows yours beside theirs, in the dialog when htmx asks.
func (s *Server) twoSaid(c echo.Context, current string, props ui.ConflictProps) error {
	if isPartial(c) {
		return s.intoDialog(c, http.StatusConflict, deliverables.ConflictDialog(props))
	}
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	sh := s.shell(c, "Two changes at once · "+p.Name, "launches")
	head, err := s.launchHead(c, p, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, http.StatusConflict, readiness.TwoChanges(sh, head, current, props))
}
