package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/readiness"
	"tminus/views/layout"
	"tminus/views/meetings"
	"tminus/views/ui"
)

// meetings lists the go/no-go meetings of a launch.
func (s *Server) meetings(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := meetings.ListVM{Plan: p, Leads: s.may(c, people.LeadLaunch, p.LeadID), Me: actorOf(c).ID, Key: newKey()}
	if vm.Meetings, err = s.ready.Meetings(ctx, p.Slug); err != nil {
		return err
	}
	v, err := s.ready.Verdict(ctx, p.Slug)
	if err != nil {
		return err
	}
	vm.Decision, vm.Overrides = v.Decision, v.Overrides
	return s.render(c, http.StatusOK, meetings.ListPage(s.shell(c, "Go/no-go · "+p.Name, "launches"), s.headWith(c, p, "Readiness", v), vm))
}

// meetingVM loads the meeting that the address names. Returns NotFound.
func (s *Server) meetingVM(c echo.Context) (meetings.VM, error) {
	id, err := idParam(c, "id")
	if err != nil {
		return meetings.VM{}, err
	}
	ctx := c.Request().Context()
	p, err := s.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return meetings.VM{}, err
	}
	m, err := s.ready.Meeting(ctx, p.Slug, id)
	if err != nil {
		return meetings.VM{}, err
	}
	a := actorOf(c)
	vm := meetings.VM{Plan: p, MeetingDetail: m, Me: a.ID, Key: newKey(), Leads: s.may(c, people.LeadLaunch, p.LeadID),
		Edits: s.may(c, people.EditPlan, p.LeadID), Runs: readiness.Runs(a, p.Launch, m)}
	vm.Vote, vm.Seat, vm.Condition = ui.NewForm(nil), ui.NewForm(nil), ui.NewForm(nil)
	if vm.People, err = s.people.Users(ctx, true); err != nil {
		return vm, err
	}
	if vm.Verdict, err = s.ready.Verdict(ctx, p.Slug); err != nil {
		return vm, err
	}
	if vm.Risks, err = s.ready.RisksToAccept(ctx, p.Slug); err != nil {
		return vm, err
	}
	if vm.Sheet, err = s.runsheets.Get(ctx, p.Slug); err != nil || !vm.Recorded() {
		return vm, err
	}
	frozen, err := s.ready.Snapshot(ctx, p.Slug, m.ID)
	vm.Snapshot = &frozen
	return vm, err
}

func (s *Server) meeting(c echo.Context) error {
	vm, err := s.meetingVM(c)
	if err != nil {
		return err
	}
	return s.showMeeting(c, http.StatusOK, vm)
}

// showMeeting shows a meeting; a form of the page that was refused is in vm.
func (s *Server) showMeeting(c echo.Context, status int, vm meetings.VM) error {
	vm.Vote.Prefix, vm.Seat.Prefix, vm.Condition.Prefix = "vote-", "seat-", "condition-"
	sh := s.shell(c, meetings.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Vote.Invalid() || vm.Seat.Invalid() || vm.Condition.Invalid()
	return s.render(c, status, meetings.Page(sh, s.headWith(c, vm.Plan, "Readiness", vm.Verdict), vm))
}

// again answers a write of a meeting's part that was refused: with the same
// form, what was typed and what is wrong. What somebody else changed meanwhile
// is shown as it is now, and can be sent once more.
func (s *Server) again(c echo.Context, f ui.Form, err error, show func(status int, vm meetings.VM, f ui.Form) error) error {
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
		f.Add("", fault.MessageOf(err)+" What you typed is still here; look at what is there now before you send it again.")
	} else if err := refused(&f, err); err != nil {
		return err
	}
	vm, err := s.meetingVM(c)
	if err != nil {
		return err
	}
	if status == http.StatusConflict && !vm.Planned() {
		return fault.Conflict("%s", f.Summary[0].Message)
	}
	return show(status, vm, f)
}

// meetingToLead is the meeting for a form that only the lead has.
func (s *Server) meetingToLead(c echo.Context) (meetings.VM, error) {
	vm, err := s.meetingVM(c)
	if err != nil {
		return vm, err
	}
	return vm, people.Allow(actorOf(c), people.LeadLaunch, vm.Plan.LeadID)
}

func (s *Server) newMeetingPage(c echo.Context) error {
	p, err := s.planToLead(c)
	if err != nil {
		return err
	}
	before, err := s.ready.Meetings(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	in := readiness.Proposal(p, before)
	proposed := readiness.MeetingDetail{Meeting: readiness.Meeting{ItemID: in.ItemID, HeldOn: in.HeldOn, HeldTime: in.HeldTime, Place: in.Place, ChairID: in.ChairID}}
	return s.showMeetingForm(c, http.StatusOK, meetings.FormVM{Plan: p, Form: ui.NewForm(meetings.Values(proposed)), Key: newKey()})
}

func (s *Server) editMeetingPage(c echo.Context) error {
	vm, err := s.meetingToLead(c)
	if err != nil {
		return err
	}
	v := meetings.Values(vm.MeetingDetail)
	return s.showMeetingForm(c, http.StatusOK, meetings.FormVM{Plan: vm.Plan, Meeting: &vm.MeetingDetail, Form: ui.NewForm(v), Base: ui.Digest(v, meetings.Fields...)})
}

func (s *Server) showMeetingForm(c echo.Context, status int, vm meetings.FormVM) error {
	var err error
	if vm.People, err = s.people.Users(c.Request().Context(), true); err != nil {
		return err
	}
	sh := s.shell(c, "Go/no-go meeting · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := s.launchHead(c, vm.Plan, "Readiness")
	if err != nil {
		return err
	}
	return s.render(c, status, meetings.PlanPage(sh, head, vm))
}

// meetingInput decodes the form; what cannot be read is Invalid.
func meetingInput(f ui.Form) (readiness.MeetingInput, error) {
	var check fault.Check
	in := readiness.MeetingInput{ItemID: optional(f, "item"), Place: f.Val("place"), ChairID: optional(f, "chair")}
	in.HeldOn, in.HeldTime = typedMoment(f, &check, "held_on", "held_time")
	return in, check.Err()
}

// typedMoment reads a day and a time; empty ones are for the store to judge.
func typedMoment(f ui.Form, check *fault.Check, day, clock string) (civil.Date, civil.TimeOfDay) {
	on, err := civil.Parse(f.Val(day))
	check.That(err == nil, day, "Enter a day like 2026-12-03.")
	at, err := civil.ParseTime(f.Val(clock))
	check.That(err == nil, clock, "Enter a time like 14:00.")
	return on, at
}

func (s *Server) planMeeting(c echo.Context) error {
	p, err := s.planToLead(c)
	if err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	var id int64
	in, err := meetingInput(f)
	if err == nil {
		id, err = s.ready.PlanMeeting(c.Request().Context(), p.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showMeetingForm(c, http.StatusUnprocessableEntity, meetings.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The meeting is planned."})
	return seeOther(c, meetings.Path(p.Slug, id))
}

func (s *Server) editMeeting(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	vm, err := s.meetingToLead(c)
	if err != nil {
		return err
	}
	before, version := meetings.Values(vm.MeetingDetail), versionOf(f)
	ui.Resolve(&f, before)
	in, err := meetingInput(f)
	if err == nil {
		err = s.ready.EditMeeting(c.Request().Context(), vm.Plan.Slug, vm.ID, in, version)
	}
	switch {
	case err == nil:
		now, err := s.ready.Meeting(c.Request().Context(), vm.Plan.Slug, vm.ID)
		if err != nil {
			return err
		}
		s.saySaved(c, savedForm{undone: f.Has("undo"), changed: !sameValues(before, meetings.Values(now)), before: before, version: version})
		return seeOther(c, meetings.Path(vm.Plan.Slug, vm.ID))
	case fault.Is(err, fault.KindConflict) && vm.Planned():
		return s.meetingConflict(c, f)
	}
	if err := refused(&f, err); err != nil {
		return err
	}
	return s.showMeetingForm(c, http.StatusUnprocessableEntity, meetings.FormVM{Plan: vm.Plan, Meeting: &vm.MeetingDetail, Form: f, Base: f.Val("base")})
}

// meetingConflict sets what was typed beside what is stored by now.
func (s *Server) meetingConflict(c echo.Context, f ui.Form) error {
	vm, err := s.meetingToLead(c)
	if err != nil {
		return err
	}
	path := meetings.Path(vm.Plan.Slug, vm.ID)
	return s.twoChanges(c, vm.Plan, ui.ConflictProps{Action: path, Back: path, Version: vm.Version, Form: f, Fields: []ui.ConflictField{
		{Label: "When", Name: "item held_on held_time", Yours: typedWhen(f, vm.Plan), Theirs: meetings.When(vm.Plan, vm.MeetingDetail)},
		{Label: "Place or link", Name: "place", Yours: f.Val("place"), Theirs: vm.Place},
		{Label: "Chair", Name: "chair", Yours: nameOf(vm.People, number(f, "chair")), Theirs: vm.ChairName},
	}})
}

func typedWhen(f ui.Form, p *launch.Plan) string {
	in, err := meetingInput(f)
	if err != nil {
		return f.Val("held_on") + " " + f.Val("held_time")
	}
	m := readiness.MeetingDetail{On: in.HeldOn, Time: in.HeldTime}
	if it, ok := p.Item(number(f, "item")); ok {
		m.On, m.Time = it.DueOn, it.DueTime
	}
	return meetings.When(p, m)
}

// cancelMeeting calls a meeting off, or, as its undo, on again.
func (s *Server) cancelMeeting(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, version, back := c.Param("slug"), versionOf(f), f.Has("back")
	if err := s.ready.CancelMeeting(c.Request().Context(), slug, id, version, back); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "The meeting is on again."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "The meeting is cancelled.", UndoAction: meetings.Path(slug, id) + "/cancel",
			UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}, {"back", "1"}}}
	}
	s.say(c, flash)
	return seeOther(c, meetings.Path(slug, id))
}

// confirmSheet says that the run sheet was gone through, or takes that back.
func (s *Server) confirmSheet(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug, version, back := c.Param("slug"), versionOf(f), f.Has("back")
	if err := s.ready.ConfirmSheet(c.Request().Context(), slug, id, version, back); err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "The run sheet is not confirmed any more."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "The run sheet is confirmed.", UndoAction: meetings.Path(slug, id) + "/sheet",
			UndoFields: [][2]string{{"version", strconv.Itoa(version + 1)}, {"back", "1"}}}
	}
	s.say(c, flash)
	return seeOther(c, meetings.Path(slug, id)+"#run-sheet")
}
