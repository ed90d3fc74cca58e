package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tminus/models/fault"
	"tminus/models/readiness"
	"tminus/views/layout"
	"tminus/views/meetings"
	"tminus/views/ui"
)

// errNotRunning is for who may neither record votes nor conditions.
var errNotRunning = fault.Forbidden("Only the meeting's chair, the launch's lead or an administrator can do this.")

// seatOf is the meeting and the seat that the address names, for who runs it.
func (s *Server) seatOf(c echo.Context) (meetings.VM, readiness.MeetingSeat, error) {
	vm, err := s.meetingVM(c)
	if err != nil {
		return vm, readiness.MeetingSeat{}, err
	}
	id, err := idParam(c, "seat")
	if err != nil {
		return vm, readiness.MeetingSeat{}, err
	}
	if !vm.Runs {
		return vm, readiness.MeetingSeat{}, errNotRunning
	}
	for _, seat := range vm.Seats {
		if seat.ID == id {
			return vm, seat, nil
		}
	}
	return vm, readiness.MeetingSeat{}, fault.NotFound("participant of this meeting")
}

func (s *Server) seatPage(c echo.Context) error {
	vm, _, err := s.seatOf(c)
	if err != nil {
		return err
	}
	if !vm.Planned() {
		return seeOther(c, meetings.Path(vm.Plan.Slug, vm.ID))
	}
	return s.showSeat(c, http.StatusOK, vm)
}

func (s *Server) showSeat(c echo.Context, status int, vm meetings.VM) error {
	_, seat, err := s.seatOf(c)
	if err != nil {
		return err
	}
	vm.Vote.Prefix, vm.Seat.Prefix = "vote-", "seat-"
	sh := s.shell(c, seat.Function+" · "+meetings.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Vote.Invalid() || vm.Seat.Invalid()
	return s.render(c, status, meetings.SeatPage(sh, s.headWith(c, vm.Plan, "Readiness", vm.Verdict), vm, seat))
}

func seatInput(f ui.Form) readiness.SeatInput {
	return readiness.SeatInput{Function: f.Val("function"), UserID: optional(f, "user"), Mandatory: f.Has("mandatory")}
}

func (s *Server) addSeat(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if _, err := s.ready.AddSeat(c.Request().Context(), slug, id, seatInput(f), f.Val("key")); err != nil {
		return s.again(c, f, err, func(status int, vm meetings.VM, f ui.Form) error {
			vm.Seat, vm.Key = f, f.Val("key")
			return s.showMeeting(c, status, vm)
		})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Added to the meeting."})
	return seeOther(c, meetings.Path(slug, id)+"#participants")
}

func (s *Server) editSeat(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	seat, err := idParam(c, "seat")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := s.ready.EditSeat(c.Request().Context(), slug, id, seat, seatInput(f), versionOf(f)); err != nil {
		return s.again(c, f, err, func(status int, vm meetings.VM, f ui.Form) error {
			vm.Seat = f
			return s.showSeat(c, status, vm)
		})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return seeOther(c, meetings.Path(slug, id)+"#participants")
}

func (s *Server) removeSeat(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	seat, err := idParam(c, "seat")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	m, err := s.ready.Meeting(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	if err := s.ready.RemoveSeat(c.Request().Context(), slug, id, seat, versionOf(f)); err != nil {
		return err
	}
	s.say(c, meetings.SeatRemoved(slug, m, seat, newKey()))
	return seeOther(c, meetings.Path(slug, id)+"#participants")
}

// voteAt takes a vote: the participant's own from the meeting's page, one
// that was said in the meeting from the seat's.
func (s *Server) voteAt(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	seat, err := idParam(c, "seat")
	if err != nil {
		return err
	}
	slug, version := c.Param("slug"), versionOf(f)
	in := readiness.VoteInput{Vote: readiness.Vote(f.Val("vote")), Reason: f.Val("reason")}
	before, err := s.ready.Vote(c.Request().Context(), slug, id, seat, in, version)
	if err != nil {
		return s.again(c, f, err, func(status int, vm meetings.VM, f ui.Form) error {
			vm.Vote = f
			if own := vm.SeatOf(vm.Me); own != nil && own.ID == seat {
				return s.showMeeting(c, status, vm)
			}
			return s.showSeat(c, status, vm)
		})
	}
	flash := layout.Flash{Kind: "ok", Text: "Vote: " + in.Vote.Label() + ".", UndoAction: c.Request().URL.Path, UndoFields: [][2]string{
		{"version", strconv.Itoa(version + 1)}, {"vote", string(before.Vote)}, {"reason", before.Reason}}}
	if before == in {
		flash.UndoAction, flash.UndoFields = "", nil
	}
	s.say(c, flash)
	return seeOther(c, meetings.Path(slug, id)+"#participants")
}

// conditionOf is the meeting and the condition that the address names.
func (s *Server) conditionOf(c echo.Context) (meetings.VM, readiness.AgreedCondition, error) {
	vm, err := s.meetingVM(c)
	if err != nil {
		return vm, readiness.AgreedCondition{}, err
	}
	id, err := idParam(c, "condition")
	if err != nil {
		return vm, readiness.AgreedCondition{}, err
	}
	for _, cond := range vm.Conditions {
		if cond.ID == id {
			return vm, cond, nil
		}
	}
	return vm, readiness.AgreedCondition{}, fault.NotFound("condition of this meeting")
}

func (s *Server) conditionPage(c echo.Context) error {
	vm, cond, err := s.conditionOf(c)
	if err != nil {
		return err
	}
	if vm.Planned() && !vm.Runs {
		return errNotRunning
	}
	return s.showCondition(c, http.StatusOK, vm, cond)
}

func (s *Server) showCondition(c echo.Context, status int, vm meetings.VM, cond readiness.AgreedCondition) error {
	sh := s.shell(c, "Condition · "+meetings.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Condition.Invalid()
	return s.render(c, status, meetings.ConditionPage(sh, s.headWith(c, vm.Plan, "Readiness", vm.Verdict), vm, cond))
}

func conditionInput(f ui.Form) (readiness.ConditionInput, error) {
	var check fault.Check
	in := readiness.ConditionInput{Text: f.Val("text"), OwnerID: optional(f, "owner")}
	in.DueOn, in.DueTime = typedMoment(f, &check, "due_on", "due_time")
	return in, check.Err()
}

func (s *Server) addCondition(c echo.Context) error {
	vm, err := s.meetingVM(c)
	if err != nil {
		return err
	}
	if !vm.Runs {
		return errNotRunning
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	id := vm.ID
	slug := c.Param("slug")
	in, err := conditionInput(f)
	if err == nil {
		_, err = s.ready.AddCondition(c.Request().Context(), slug, id, in, f.Val("key"))
	}
	if err != nil {
		return s.again(c, f, err, func(status int, vm meetings.VM, f ui.Form) error {
			vm.Condition, vm.Key = f, f.Val("key")
			return s.showMeeting(c, status, vm)
		})
	}
	s.say(c, layout.Flash{Kind: "ok", Text: "The condition is added."})
	return seeOther(c, meetings.Path(slug, id)+"#conditions")
}

func (s *Server) editCondition(c echo.Context) error {
	vm, cond, err := s.conditionOf(c)
	if err != nil {
		return err
	}
	if !vm.Runs {
		return errNotRunning
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	in, err := conditionInput(f)
	if err == nil {
		err = s.ready.EditCondition(c.Request().Context(), vm.Plan.Slug, vm.ID, cond.ID, in, versionOf(f))
	}
	return s.conditionDone(c, f, err, "Saved.")
}

func (s *Server) removeCondition(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	cond, err := idParam(c, "condition")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	m, err := s.ready.Meeting(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	l, err := s.launches.Launch(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	if err := s.ready.RemoveCondition(c.Request().Context(), slug, id, cond, versionOf(f)); err != nil {
		return err
	}
	s.say(c, meetings.ConditionRemoved(l, m, cond, newKey()))
	return seeOther(c, meetings.Path(slug, id)+"#conditions")
}

// meetCondition says that a condition is met, or that it is not after all.
func (s *Server) meetCondition(c echo.Context) error {
	id, f, err := sent(c)
	if err != nil {
		return err
	}
	cond, err := idParam(c, "condition")
	if err != nil {
		return err
	}
	back, words := f.Has("back"), "The condition is met."
	if back {
		words = "The condition is open again."
	}
	err = s.ready.MeetCondition(c.Request().Context(), c.Param("slug"), id, cond, f.Val("note"), versionOf(f), back)
	return s.conditionDone(c, f, err, words)
}

// conditionDone leads back to the meeting, or shows the form again.
func (s *Server) conditionDone(c echo.Context, f ui.Form, err error, words string) error {
	if err == nil {
		s.say(c, layout.Flash{Kind: "ok", Text: words})
		return seeOther(c, "/launches/"+c.Param("slug")+"/meetings/"+c.Param("id")+"#conditions")
	}
	return s.again(c, f, err, func(status int, _ meetings.VM, f ui.Form) error {
		vm, cond, err := s.conditionOf(c)
		if err != nil {
			return err
		}
		vm.Condition = f
		return s.showCondition(c, status, vm, cond)
	})
}
