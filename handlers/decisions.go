package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/views/layout"
	"tminus/views/meetings"
	"tminus/views/ui"
)

// decidePath is where the next decision on a launch is taken: the meeting that
// is planned, else where one is planned.
func (s *Server) decidePath(c echo.Context, l launch.Launch) (string, error) {
	id, err := s.ready.PlannedMeeting(c.Request().Context(), l.ID)
	if id == 0 {
		return meetings.ListPath(l.Slug) + "/new", err
	}
	return meetings.Path(l.Slug, id), err
}

// recordPage is where the lead records what a meeting decided.
func (s *Server) recordPage(c echo.Context) error {
	vm, err := s.meetingToLead(c)
	if err != nil {
		return err
	}
	if !vm.Planned() {
		return seeOther(c, meetings.Path(vm.Plan.Slug, vm.ID))
	}
	return s.showRecord(c, http.StatusOK, vm, ui.NewForm(nil))
}

func (s *Server) showRecord(c echo.Context, status int, vm meetings.VM, f ui.Form) error {
	sh := s.shell(c, "Record decision · "+meetings.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = f.Invalid()
	return s.render(c, status, meetings.RecordPage(sh, s.headWith(c, vm.Plan, "Readiness", vm.Verdict), vm, f))
}

func (s *Server) recordDecision(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	in := readiness.DecisionInput{Outcome: readiness.Outcome(f.Val("outcome")), ByID: number(f, "by"), Reason: f.Val("reason"), Absent: f.Val("absent"), Seen: f.Val("seen")}
	if err := s.ready.Record(c.Request().Context(), slug, id, in, versionOf(f)); err != nil {
		return s.again(c, f, err, func(status int, vm meetings.VM, f ui.Form) error {
			if status == http.StatusConflict {
				vm.Changed = readiness.ChangedSince(in.Seen, vm.MeetingDetail, vm.Verdict)
			}
			return s.showRecord(c, status, vm, f)
		})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Recorded: " + in.Outcome.Label() + "."})
	if in.Outcome == readiness.OutcomeNoGo {
		return seeOther(c, meetings.ListPath(slug))
	}
	return seeOther(c, meetings.Path(slug, id))
}

// overridePage shows what is missing for a rollout, and who overrode it.
func (s *Server) overridePage(c echo.Context) error {
	p, err := s.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return s.showOverride(c, http.StatusOK, p, ui.NewForm(nil), newKey())
}

func (s *Server) showOverride(c echo.Context, status int, p *launch.Plan, f ui.Form, key string) error {
	v, err := s.ready.Verdict(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	vm := meetings.OverrideVM{Plan: p, Verdict: v, Form: f, Key: key, Leads: s.may(c, people.LeadLaunch, p.LeadID)}
	sh := s.shell(c, "Override · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	return s.render(c, status, meetings.OverridePage(sh, s.headWith(c, p, "Readiness", v), vm))
}

func (s *Server) override(c echo.Context) error {
	p, err := s.planToLead(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if _, err := s.ready.Override(c.Request().Context(), p.Slug, f.Val("reason"), f.Val("key")); err != nil {
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.KindConflict) {
			status = http.StatusConflict
			f.Add("", fault.MessageOf(err))
		} else if err := refused(&f, err); err != nil {
			return err
		}
		return s.showOverride(c, status, p, f, f.Val("key"))
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Overridden in your name. The rollout may start."})
	return seeOther(c, "/launches/"+p.Slug+"/edit#state")
}
