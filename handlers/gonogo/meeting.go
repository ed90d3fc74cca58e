package gonogo

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/gonogo"
	"tminus/models/launch"
	"tminus/models/people"
	gonogoview "tminus/views/gonogo"
	"tminus/views/layout"
	"tminus/views/paths"
	readinessview "tminus/views/readiness"
	"tminus/views/ui"
)

// meetings lists the go/no-go meetings of a launch.
func (h *Handler) meetings(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := h.launches.Plan(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	vm := gonogoview.ListVM{Plan: p, Leads: h.Can(c, people.LeadLaunch, p.Subject()), Key: web.NewKey()}
	if vm.Meetings, err = h.gonogo.List(ctx, p.Slug); err != nil {
		return err
	}
	v, err := h.ready.Verdict(ctx, p.Slug)
	if err != nil {
		return err
	}
	vm.Decision, vm.Overrides = v.Decision, v.Overrides
	return h.render(c, http.StatusOK, p, func(head layout.LaunchHead) templ.Component {
		return gonogoview.ListPage(h.Shell(c, "Go/no-go · "+p.Name, "launches"), head, vm)
	})
}

// meetingVM loads the meeting in the URL. It returns NotFound.
func (h *Handler) meetingVM(c echo.Context) (gonogoview.VM, error) {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return gonogoview.VM{}, err
	}
	ctx := c.Request().Context()
	l, err := h.launches.Launch(ctx, c.Param("slug"))
	if err != nil {
		return gonogoview.VM{}, err
	}
	p, err := h.launches.Outline(ctx, l)
	if err != nil {
		return gonogoview.VM{}, err
	}
	m, err := h.gonogo.Get(ctx, p.Slug, id)
	if err != nil {
		return gonogoview.VM{}, err
	}
	a := web.Actor(c)
	vm := gonogoview.VM{Plan: p, MeetingDetail: m, Me: a.ID, Key: web.NewKey(), Leads: h.Can(c, people.LeadLaunch, p.Subject()),
		Edits: h.Can(c, people.EditPlan, p.Subject()), Runs: people.Can(a, people.RunMeeting, m.Subject(p.Launch)),
		Can: h.Permissions(c), Form: ui.NewForm(nil), Rows: 1}
	if vm.Verdict, err = h.ready.Verdict(ctx, p.Slug); err != nil {
		return vm, err
	}
	list, err := h.ready.Open(ctx, p.Launch)
	if err != nil {
		return vm, err
	}
	vm.Open = readinessview.OpenVM{Launch: p.Launch, List: list, Me: a.ID}
	if vm.Runs || vm.Leads {
		vm.People, err = h.People.Users(ctx, true)
	}
	return vm, err
}

// completePage loads what only the page of the meeting shows.
func (h *Handler) completePage(c echo.Context, vm *gonogoview.VM) (err error) {
	ctx := c.Request().Context()
	if vm.Log, err = h.gonogo.Log(ctx, vm.Plan.Launch); err != nil {
		return err
	}
	switch {
	case vm.Planned():
		vm.Newest = true
		vm.Sheet, err = h.runsheets.Summary(ctx, vm.Plan.Slug)
	case vm.Recorded():
		vm.Newest = vm.Verdict.Decision.NextMeetingID == 0 &&
			!slices.ContainsFunc(vm.Log, func(e gonogo.LogEntry) bool { return e.Number > vm.Number })
		vm.Frozen, err = h.gonogo.Snapshots(ctx, vm.MeetingDetail)
	}
	if err == nil && vm.Records() {
		vm.Audience, err = h.gonogo.Audience(ctx, vm.Plan.Launch, vm.ID)
	}
	return err
}

func (h *Handler) meeting(c echo.Context) error {
	vm, err := h.meetingVM(c)
	if err != nil {
		return err
	}
	return h.showMeeting(c, http.StatusOK, vm)
}

// showMeeting shows a meeting; vm holds a refused form. A script gets the parts that change.
func (h *Handler) showMeeting(c echo.Context, status int, vm gonogoview.VM) error {
	if web.IsPartial(c) {
		return h.Render(c, status, gonogoview.Live(vm))
	}
	if err := h.completePage(c, &vm); err != nil {
		return err
	}
	sh := h.Shell(c, gonogoview.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.render(c, status, vm.Plan, func(head layout.LaunchHead) templ.Component {
		return gonogoview.Page(sh, head, vm)
	})
}

// recordPage leads to the decision on the page of the meeting, where it was a page of its own.
func (h *Handler) recordPage(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	if _, err := h.gonogo.Get(c.Request().Context(), c.Param("slug"), id); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Meeting(c.Param("slug"), id)+"#outcome")
}

// showAgain shows a form again after a refusal, with the entered values and the problems. After a
// conflict it shows the present state, and the form can be sent once more.
func (h *Handler) showAgain(c echo.Context, f ui.Form, err error, show func(status int, vm gonogoview.VM) error) error {
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.KindConflict) {
		status = http.StatusConflict
		f.Add("", fault.MessageOf(err)+" What you entered is still here. Check it, then send it again.")
	} else if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	vm, err := h.meetingVM(c)
	if err != nil {
		return err
	}
	if status == http.StatusConflict && !vm.Planned() && !vm.Recorded() {
		return fault.Conflict("%s", f.Summary[0].Message)
	}
	vm.Form, vm.Posted = f, true
	return show(status, vm)
}

// meetingToLead returns the meeting with the whole plan, for the form in which the lead chooses its deliverable.
func (h *Handler) meetingToLead(c echo.Context) (gonogoview.VM, error) {
	vm, err := h.meetingVM(c)
	if err != nil {
		return vm, err
	}
	if err := people.Require(web.Actor(c), people.LeadLaunch, vm.Plan.Subject()); err != nil {
		return vm, err
	}
	vm.Plan, err = h.launches.Plan(c.Request().Context(), vm.Plan.Slug)
	return vm, err
}

func (h *Handler) newMeetingPage(c echo.Context) error {
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	before, err := h.gonogo.List(c.Request().Context(), p.Slug)
	if err != nil {
		return err
	}
	in := gonogo.Proposal(p, before)
	proposed := gonogo.MeetingDetail{
		Meeting: gonogo.Meeting{ItemID: in.ItemID, HeldOn: in.HeldOn, HeldTime: in.HeldTime, ByVote: in.ByVote, Place: in.Place,
			ChairID: in.ChairID}}
	return h.showMeetingForm(c, http.StatusOK, gonogoview.FormVM{Plan: p, Form: ui.NewForm(gonogoview.Values(proposed)), Key: web.NewKey()})
}

func (h *Handler) editMeetingPage(c echo.Context) error {
	vm, err := h.meetingToLead(c)
	if err != nil {
		return err
	}
	v := gonogoview.Values(vm.MeetingDetail)
	return h.showMeetingForm(c, http.StatusOK,
		gonogoview.FormVM{Plan: vm.Plan, Meeting: &vm.MeetingDetail, Form: ui.NewForm(v), Base: ui.Digest(v, gonogoview.Fields...)})
}

func (h *Handler) showMeetingForm(c echo.Context, status int, vm gonogoview.FormVM) error {
	var err error
	if vm.People, err = h.People.Users(c.Request().Context(), true); err != nil {
		return err
	}
	sh := h.Shell(c, "Go/no-go meeting · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	head, err := h.LaunchHead(c, vm.Plan, layout.PageMeetings)
	if err != nil {
		return err
	}
	return h.Render(c, status, gonogoview.PlanPage(sh, head, vm))
}

// meetingInput parses the form. It returns Invalid for values that it cannot parse.
func meetingInput(f ui.Form) (gonogo.MeetingInput, error) {
	var check fault.Check
	in := gonogo.MeetingInput{ItemID: web.OptionalID(f, "item"), Place: f.Val("place"), ChairID: web.OptionalID(f, "chair")}
	in.HeldOn, in.HeldTime = web.ParseMoment(f, &check, "held_on", "held_time")
	in.ByVote = f.Val("by_vote") != ""
	return in, check.Err()
}

func (h *Handler) planMeeting(c echo.Context) error {
	p, err := h.LeadPlan(c)
	if err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	var id int64
	in, err := meetingInput(f)
	if err == nil {
		id, err = h.gonogo.Plan(c.Request().Context(), p.Slug, in, f.Val("key"))
	}
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showMeetingForm(c, http.StatusUnprocessableEntity, gonogoview.FormVM{Plan: p, Form: f, Key: f.Val("key")})
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The meeting is planned."})
	return web.SeeOther(c, paths.Meeting(p.Slug, id))
}

func (h *Handler) editMeeting(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	vm, err := h.meetingToLead(c)
	if err != nil {
		return err
	}
	before := gonogoview.Values(vm.MeetingDetail)
	ui.Resolve(&f, before)
	in, err := meetingInput(f)
	if err == nil {
		err = h.gonogo.Update(c.Request().Context(), vm.Plan.Slug, vm.ID, in, web.Version(f))
	}
	switch {
	case err == nil:
		now, err := h.gonogo.Get(c.Request().Context(), vm.Plan.Slug, vm.ID)
		if err != nil {
			return err
		}
		h.SaySaved(c, web.SavedForm{Undone: f.Has("undo"), Changed: !web.SameValues(before, gonogoview.Values(now)), Before: before,
			Version: now.Version})
		return web.SeeOther(c, paths.Meeting(vm.Plan.Slug, vm.ID))
	case fault.Is(err, fault.KindConflict) && vm.Planned():
		return h.meetingConflict(c, f)
	}
	if err := web.AddErrors(&f, err); err != nil {
		return err
	}
	return h.showMeetingForm(c, http.StatusUnprocessableEntity,
		gonogoview.FormVM{Plan: vm.Plan, Meeting: &vm.MeetingDetail, Form: f, Base: f.Val("base")})
}

// meetingConflict shows the form's values next to the stored ones.
func (h *Handler) meetingConflict(c echo.Context, f ui.Form) error {
	vm, err := h.meetingToLead(c)
	if err != nil {
		return err
	}
	path := paths.Meeting(vm.Plan.Slug, vm.ID)
	return h.RenderConflict(c, vm.Plan, ui.ConflictProps{Action: path, Back: path, Version: vm.Version, Form: f, Fields: []ui.ConflictField{
		{Label: "When", Name: "item held_on held_time", Yours: whenText(f, vm.Plan), Theirs: gonogoview.When(vm.Plan, vm.MeetingDetail)},
		{Label: "Vote without a meeting", Name: "by_vote", Yours: yesNo(f.Val("by_vote") != ""), Theirs: yesNo(vm.ByVote)},
		{Label: "Place or link", Name: "place", Yours: f.Val("place"), Theirs: vm.Place},
		{Label: "Chair", Name: "chair", Yours: web.UserName(vm.People, web.FormID(f, "chair")), Theirs: vm.ChairName},
	}})
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

func whenText(f ui.Form, p *launch.Plan) string {
	in, err := meetingInput(f)
	if err != nil {
		return f.Val("held_on") + " " + f.Val("held_time")
	}
	m := gonogo.MeetingDetail{On: in.HeldOn, Time: in.HeldTime}
	if it, ok := p.Item(web.FormID(f, "item")); ok {
		m.On, m.Time = it.DueOn, it.DueTime
	}
	return gonogoview.When(p, m)
}

// cancelMeeting cancels a meeting or, as its undo, restores it.
func (h *Handler) cancelMeeting(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug, back := c.Param("slug"), f.Has("back")
	next, err := h.gonogo.Cancel(c.Request().Context(), slug, id, web.Version(f), back)
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "The meeting is planned again."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "The meeting is cancelled.", UndoAction: paths.Meeting(slug, id, "cancel"),
			UndoFields: [][2]string{{"version", strconv.Itoa(next)}, {"back", "1"}}}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Meeting(slug, id))
}

// newRound asks the same questions again.
func (h *Handler) newRound(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug := c.Param("slug")
	next, err := h.gonogo.NewRound(c.Request().Context(), slug, id, web.Version(f))
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "A new round began. The answers of the last one are beside the questions.",
		UndoAction: paths.Meeting(slug, next, "round", "undo")})
	return web.SeeOther(c, paths.Meeting(slug, next))
}

func (h *Handler) undoRound(c echo.Context) error {
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	before, err := h.gonogo.UndoRound(c.Request().Context(), c.Param("slug"), id)
	if err != nil {
		return err
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "The round was taken back."})
	return web.SeeOther(c, paths.Meeting(c.Param("slug"), before))
}

// confirmSheet records that the run sheet was reviewed, or undoes that.
func (h *Handler) confirmSheet(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	slug, back := c.Param("slug"), f.Has("back")
	next, err := h.gonogo.ConfirmRunSheet(c.Request().Context(), slug, id, web.Version(f), back)
	if err != nil {
		return err
	}
	flash := layout.Flash{Kind: "ok", Text: "The run sheet is no longer confirmed."}
	if !back {
		flash = layout.Flash{Kind: "ok", Text: "The run sheet is confirmed.", UndoAction: paths.Meeting(slug, id, "sheet"),
			UndoFields: [][2]string{{"version", strconv.Itoa(next)}, {"back", "1"}}}
	}
	h.Say(c, flash)
	return web.SeeOther(c, paths.Meeting(slug, id)+"#run-sheet")
}
