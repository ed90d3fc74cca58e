package gonogo

import (
	"net/http"
	"strconv"

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

// requireRun returns Forbidden unless the actor may run the meeting.
func requireRun(c echo.Context, vm gonogoview.VM) error {
	return people.Require(web.Actor(c), people.RunMeeting, vm.MeetingDetail.Subject(vm.Plan.Launch))
}

// seatOf returns the meeting and the seat in the URL, for people who run the meeting.
func (h *Handler) seatOf(c echo.Context) (gonogoview.VM, gonogo.SeatDetail, error) {
	vm, err := h.meetingVM(c)
	if err != nil {
		return vm, gonogo.SeatDetail{}, err
	}
	seat, err := seatIn(c, vm)
	return vm, seat, err
}

// seatIn returns the seat in the URL, for people who run the meeting.
func seatIn(c echo.Context, vm gonogoview.VM) (gonogo.SeatDetail, error) {
	id, err := web.IDParam(c, "seat")
	if err != nil {
		return gonogo.SeatDetail{}, err
	}
	if err := requireRun(c, vm); err != nil {
		return gonogo.SeatDetail{}, err
	}
	for _, seat := range vm.Seats {
		if seat.ID == id {
			return seat, nil
		}
	}
	return gonogo.SeatDetail{}, fault.NotFound("participant of this meeting")
}

func (h *Handler) seatPage(c echo.Context) error {
	vm, _, err := h.seatOf(c)
	if err != nil {
		return err
	}
	if !vm.Planned() {
		return web.SeeOther(c, paths.Meeting(vm.Plan.Slug, vm.ID))
	}
	return h.showSeat(c, http.StatusOK, vm)
}

func (h *Handler) showSeat(c echo.Context, status int, vm gonogoview.VM) error {
	seat, err := seatIn(c, vm)
	if err != nil {
		return err
	}
	vm.Vote.Prefix, vm.Seat.Prefix = "vote-", "seat-"
	sh := h.Shell(c, seat.Function+" · "+gonogoview.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Vote.Invalid() || vm.Seat.Invalid()
	return h.Render(c, status, gonogoview.SeatPage(sh, h.HeadWith(c, vm.Plan, layout.PageMeetings, vm.Verdict), vm, seat))
}

func seatInput(f ui.Form) gonogo.SeatInput {
	return gonogo.SeatInput{Function: f.Val("function"), UserID: web.OptionalID(f, "user"), Mandatory: f.Has("mandatory")}
}

func (h *Handler) addSeat(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if _, err := h.gonogo.AddSeat(c.Request().Context(), slug, id, seatInput(f), f.Val("key")); err != nil {
		return h.showAgain(c, f, err, func(status int, vm gonogoview.VM, f ui.Form) error {
			vm.Seat, vm.Key = f, f.Val("key")
			return h.showMeeting(c, status, vm)
		})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Added to the meeting."})
	return web.SeeOther(c, paths.Meeting(slug, id)+"#participants")
}

func (h *Handler) editSeat(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	seat, err := web.IDParam(c, "seat")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	if err := h.gonogo.UpdateSeat(c.Request().Context(), slug, id, seat, seatInput(f), web.Version(f)); err != nil {
		return h.showAgain(c, f, err, func(status int, vm gonogoview.VM, f ui.Form) error {
			vm.Seat = f
			return h.showSeat(c, status, vm)
		})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return web.SeeOther(c, paths.Meeting(slug, id)+"#participants")
}

func (h *Handler) removeSeat(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	seat, err := web.IDParam(c, "seat")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	m, err := h.gonogo.Get(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	if err := h.gonogo.RemoveSeat(c.Request().Context(), slug, id, seat, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, gonogoview.SeatRemoved(slug, m, seat, web.NewKey()))
	return web.SeeOther(c, paths.Meeting(slug, id)+"#participants")
}

// voteAt records a vote: from the meeting's page the participant's own, from the seat's page one
// given in the meeting.
func (h *Handler) voteAt(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	seat, err := web.IDParam(c, "seat")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	in := gonogo.VoteInput{Vote: gonogo.Vote(f.Val("vote")), Reason: f.Val("reason")}
	before, next, err := h.gonogo.Vote(c.Request().Context(), slug, id, seat, in, web.Version(f))
	if err != nil {
		return h.showAgain(c, f, err, func(status int, vm gonogoview.VM, f ui.Form) error {
			vm.Vote = f
			if own := vm.SeatOf(vm.Me); own != nil && own.ID == seat {
				return h.showMeeting(c, status, vm)
			}
			return h.showSeat(c, status, vm)
		})
	}
	flash := layout.Flash{Kind: "ok", Text: "Vote: " + in.Vote.Label() + ".", UndoAction: c.Request().URL.Path, UndoFields: [][2]string{
		{"version", strconv.Itoa(next)}, {"vote", string(before.Vote)}, {"reason", before.Reason}}}
	if before == in {
		flash.UndoAction, flash.UndoFields = "", nil
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Meeting(slug, id)+"#participants")
}

// conditionOf returns the meeting and the condition in the URL.
func (h *Handler) conditionOf(c echo.Context) (gonogoview.VM, gonogo.ConditionDetail, error) {
	vm, err := h.meetingVM(c)
	if err != nil {
		return vm, gonogo.ConditionDetail{}, err
	}
	id, err := web.IDParam(c, "condition")
	if err != nil {
		return vm, gonogo.ConditionDetail{}, err
	}
	for _, cond := range vm.Conditions {
		if cond.ID == id {
			return vm, cond, nil
		}
	}
	return vm, gonogo.ConditionDetail{}, fault.NotFound("condition of this meeting")
}

func (h *Handler) conditionPage(c echo.Context) error {
	vm, cond, err := h.conditionOf(c)
	if err != nil {
		return err
	}
	if vm.Planned() {
		if err := requireRun(c, vm); err != nil {
			return err
		}
	}
	return h.showCondition(c, http.StatusOK, vm, cond)
}

func (h *Handler) showCondition(c echo.Context, status int, vm gonogoview.VM, cond gonogo.ConditionDetail) error {
	sh := h.Shell(c, "Condition · "+gonogoview.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Condition.Invalid()
	return h.Render(c, status, gonogoview.ConditionPage(sh, h.HeadWith(c, vm.Plan, layout.PageMeetings, vm.Verdict), vm, cond))
}

func conditionInput(f ui.Form) (gonogo.ConditionInput, error) {
	var check fault.Check
	in := gonogo.ConditionInput{Text: f.Val("text"), OwnerID: web.OptionalID(f, "owner")}
	in.DueOn, in.DueTime = web.ParseMoment(f, &check, "due_on", "due_time")
	return in, check.Err()
}

func (h *Handler) addCondition(c echo.Context) error {
	vm, err := h.meetingVM(c)
	if err != nil {
		return err
	}
	if err := requireRun(c, vm); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	id := vm.ID
	slug := c.Param("slug")
	in, err := conditionInput(f)
	if err == nil {
		_, err = h.gonogo.AddCondition(c.Request().Context(), slug, id, in, f.Val("key"))
	}
	if err != nil {
		return h.showAgain(c, f, err, func(status int, vm gonogoview.VM, f ui.Form) error {
			vm.Condition, vm.Key = f, f.Val("key")
			return h.showMeeting(c, status, vm)
		})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The condition is added."})
	return web.SeeOther(c, paths.Meeting(slug, id)+"#conditions")
}

func (h *Handler) editCondition(c echo.Context) error {
	vm, cond, err := h.conditionOf(c)
	if err != nil {
		return err
	}
	if err := requireRun(c, vm); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	in, err := conditionInput(f)
	if err == nil {
		err = h.gonogo.UpdateCondition(c.Request().Context(), vm.Plan.Slug, vm.ID, cond.ID, in, web.Version(f))
	}
	return h.conditionDone(c, f, err, "Saved.")
}

func (h *Handler) removeCondition(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	cond, err := web.IDParam(c, "condition")
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	m, err := h.gonogo.Get(c.Request().Context(), slug, id)
	if err != nil {
		return err
	}
	l, err := h.launches.Launch(c.Request().Context(), slug)
	if err != nil {
		return err
	}
	if err := h.gonogo.RemoveCondition(c.Request().Context(), slug, id, cond, web.Version(f)); err != nil {
		return err
	}
	h.Say(c, gonogoview.ConditionRemoved(l, m, cond, web.NewKey()))
	return web.SeeOther(c, paths.Meeting(slug, id)+"#conditions")
}

// meetCondition records that a condition is met, or undoes that.
func (h *Handler) meetCondition(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	cond, err := web.IDParam(c, "condition")
	if err != nil {
		return err
	}
	back, words := f.Has("back"), "The condition is met."
	if back {
		words = "The condition is open again."
	}
	err = h.gonogo.MeetCondition(c.Request().Context(), c.Param("slug"), id, cond, f.Val("note"), web.Version(f), back)
	return h.conditionDone(c, f, err, words)
}

// conditionDone redirects to the meeting, or shows the form again.
func (h *Handler) conditionDone(c echo.Context, f ui.Form, err error, words string) error {
	if err == nil {
		h.Say(c, layout.Flash{Kind: "ok", Text: words})
		return web.SeeOther(c, paths.Meetings(c.Param("slug"), c.Param("id"))+"#conditions")
	}
	return h.showAgain(c, f, err, func(status int, _ gonogoview.VM, f ui.Form) error {
		vm, cond, err := h.conditionOf(c)
		if err != nil {
			return err
		}
		vm.Condition = f
		return h.showCondition(c, status, vm, cond)
	})
}
