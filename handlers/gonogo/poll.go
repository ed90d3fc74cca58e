package gonogo

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

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

// pollPage returns the parts of a meeting's page that change while people answer; without script it
// leads to the page.
func (h *Handler) pollPage(c echo.Context) error {
	if web.IsPartial(c) {
		return h.meeting(c)
	}
	id, err := web.IDParam(c, "id")
	if err != nil {
		return err
	}
	if _, err := h.gonogo.Get(c.Request().Context(), c.Param("slug"), id); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Meeting(c.Param("slug"), id)+"#poll")
}

// savePoll saves the form of a meeting's page. Its buttons save the answers, add a row for a
// condition, remove one, or record the decision; each of them saves everything that was entered.
func (h *Handler) savePoll(c echo.Context) error {
	id, f, err := web.IDAndForm(c)
	if err != nil {
		return err
	}
	var check fault.Check
	in := gonogo.PollInput{Version: web.Version(f), Answers: answersOf(f), Conditions: conditionsOf(f, &check)}
	if f.Val("do") == "record" {
		d := decisionOf(f, &check)
		in.Decision = &d
	}
	slug := c.Param("slug")
	var refused gonogo.Refused
	if err = check.Err(); err == nil {
		refused, err = h.gonogo.SavePoll(c.Request().Context(), slug, id, in)
	}
	if err != nil || len(refused) > 0 {
		return h.pollRefused(c, f, in, refused, err)
	}
	switch {
	case in.Decision != nil:
		h.Say(c, layout.Flash{Kind: "ok", Text: "Recorded: " + in.Decision.Outcome.Label() + "."})
		if in.Decision.Outcome == gonogo.OutcomeNoGo {
			return web.SeeOther(c, paths.Meetings(slug))
		}
		return web.SeeOther(c, paths.Meeting(slug, id))
	case web.IsPartial(c), f.Val("do") == "condition", f.Val("condition") != "":
		return h.pollSaved(c, f)
	}
	h.Say(c, layout.Flash{Kind: "ok", Text: "Saved."})
	return web.SeeOther(c, paths.Meeting(slug, id)+"#poll")
}

// pollSaved shows the page after its answers and conditions were saved, with what was entered for the
// decision and, if asked for, another row for a condition.
func (h *Handler) pollSaved(c echo.Context, f ui.Form) error {
	vm, err := h.meetingVM(c)
	if err != nil {
		return err
	}
	kept := ui.NewForm(url.Values{})
	for _, name := range []string{"scope", "text", "build", "by", "outcome", "reason", "decided_on", "decided_time", "override"} {
		if f.Has(name) {
			kept.Values[name] = f.Values[name]
		}
	}
	vm.Form, vm.Posted, vm.Condition = kept, true, f.Val("condition")
	if f.Val("do") == "condition" {
		vm.Rows = 2
	}
	return h.showMeeting(c, http.StatusOK, vm)
}

// pollRefused shows the page again with everything that was entered. Answers that changed meanwhile
// show their present state and can be sent once more.
func (h *Handler) pollRefused(c echo.Context, f ui.Form, in gonogo.PollInput, refused gonogo.Refused, err error) error {
	if err == nil {
		// The conditions were saved.
		for name := range f.Values {
			if strings.Contains(name, "-new") {
				delete(f.Values, name)
			}
		}
		err = fault.Conflict("These answers changed since you opened the page, and were not saved: %s.", refused.Topics())
	}
	return h.showAgain(c, f, err, func(status int, vm gonogoview.VM) error {
		if err := people.Require(web.Actor(c), people.RunMeeting, vm.MeetingDetail.Subject(vm.Plan.Launch)); err != nil {
			return err
		}
		vm.Refused, vm.Rows = refused, newRows(f)
		if status == http.StatusConflict && in.Decision != nil {
			vm.Changed = gonogo.ChangedSince(in.Decision.Seen, vm.MeetingDetail, vm.Verdict.ForDecision())
		}
		return h.showMeeting(c, status, vm)
	})
}

// newRows returns the number of rows for new conditions in the form.
func newRows(f ui.Form) int {
	n := 0
	for _, row := range f.Values["row"] {
		if f.Val(gonogoview.Row("condition", row)) == "0" {
			n++
		}
	}
	return max(n, 1)
}

// answersOf parses the answers that were changed on the page.
func answersOf(f ui.Form) []gonogo.PollAnswer {
	var out []gonogo.PollAnswer
	for name := range f.Values {
		id, ok := rowID(name, "base-")
		if !ok {
			continue
		}
		in := gonogo.AnswerInput{Answer: gonogo.Answer(f.Val(gonogoview.Row("answer", id))), Note: f.Val(gonogoview.Row("note", id)),
			Reading: f.Val(gonogoview.Row("reading", id))}
		if gonogoview.Base(in) == f.Val(name) {
			continue
		}
		out = append(out, gonogo.PollAnswer{QuestionID: id, AnswerInput: in, Version: int(web.FormID(f, gonogoview.Row("version", id)))})
	}
	slices.SortFunc(out, func(a, b gonogo.PollAnswer) int { return int(a.QuestionID - b.QuestionID) })
	return out
}

// rowID returns the id in the name of a field.
func rowID(name, prefix string) (int64, bool) {
	if len(name) <= len(prefix) || name[:len(prefix)] != prefix {
		return 0, false
	}
	id, err := strconv.ParseInt(name[len(prefix):], 10, 64)
	return id, err == nil
}

// conditionsOf parses the rows of conditions.
func conditionsOf(f ui.Form, check *fault.Check) []gonogo.PollCondition {
	var out []gonogo.PollCondition
	for _, row := range f.Values["row"] {
		field := func(name string) string { return gonogoview.Row(name, row) }
		x := gonogo.PollCondition{Row: row, ID: web.FormID(f, field("condition")), Version: int(web.FormID(f, field("condition_version"))),
			Remove: f.Val("remove") == row}
		x.Text, x.OwnerID = f.Val(field("text")), web.OptionalID(f, field("owner"))
		if x.ID != 0 || x.Text != "" {
			x.DueOn, x.DueTime = web.ParseMoment(f, check, field("due_on"), field("due_time"))
		}
		out = append(out, x)
	}
	return out
}

// decisionOf parses the decision.
func decisionOf(f ui.Form, check *fault.Check) gonogo.DecisionInput {
	d := gonogo.DecisionInput{Scope: gonogo.Scope(f.Val("scope")), Text: f.Val("text"), Build: f.Val("build"),
		Outcome: gonogo.Outcome(f.Val("outcome")), ByID: web.FormID(f, "by"), Reason: f.Val("reason"), Override: web.FormIDs(f, "override"),
		Seen: f.Val("seen")}
	if f.Val("decided_on") != "" || f.Val("decided_time") != "" {
		d.DecidedOn, d.DecidedTime = web.ParseMoment(f, check, "decided_on", "decided_time")
	}
	return d
}
