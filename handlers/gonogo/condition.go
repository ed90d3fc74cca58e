package gonogo

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/fault"
	"tminus/models/gonogo"
	gonogoview "tminus/views/gonogo"
	"tminus/views/layout"
	"tminus/views/paths"
)

// conditionIn returns the condition in the URL.
func conditionIn(c echo.Context, vm gonogoview.VM) (gonogo.ConditionDetail, error) {
	id, err := web.IDParam(c, "condition")
	if err != nil {
		return gonogo.ConditionDetail{}, err
	}
	for _, cond := range vm.Conditions {
		if cond.ID == id {
			return cond, nil
		}
	}
	return gonogo.ConditionDetail{}, fault.NotFound("condition of this meeting")
}

// conditionPage shows a condition of a decision; one that is not decided is on the page of the
// meeting.
func (h *Handler) conditionPage(c echo.Context) error {
	vm, err := h.meetingVM(c)
	if err != nil {
		return err
	}
	cond, err := conditionIn(c, vm)
	if err != nil {
		return err
	}
	if cond.Scope == gonogo.ScopeNone {
		return web.SeeOther(c, paths.Meeting(vm.Plan.Slug, vm.ID)+"#conditions")
	}
	return h.showCondition(c, http.StatusOK, vm, cond)
}

func (h *Handler) showCondition(c echo.Context, status int, vm gonogoview.VM, cond gonogo.ConditionDetail) error {
	sh := h.Shell(c, "Condition · "+gonogoview.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.render(c, status, vm.Plan, func(head layout.LaunchHead) templ.Component {
		return gonogoview.ConditionPage(sh, head, vm, cond)
	})
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
	back, text := f.Has("back"), "The condition is met."
	if back {
		text = "The condition is open again."
	}
	err = h.gonogo.MeetCondition(c.Request().Context(), c.Param("slug"), id, cond, f.Val("note"), web.Version(f), back)
	if err == nil {
		h.Say(c, layout.Flash{Kind: "ok", Text: text})
		return web.SeeOther(c, paths.Meeting(c.Param("slug"), id)+"#conditions")
	}
	return h.showAgain(c, f, err, func(status int, vm gonogoview.VM) error {
		cond, err := conditionIn(c, vm)
		if err != nil {
			return err
		}
		return h.showCondition(c, status, vm, cond)
	})
}
