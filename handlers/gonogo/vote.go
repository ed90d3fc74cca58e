package gonogo

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/models/gonogo"
	gonogoview "tminus/views/gonogo"
	"tminus/views/layout"
)

// votePage asks the reader their first question without an answer, or the one in the URL.
func (h *Handler) votePage(c echo.Context) error {
	vm, err := h.meetingVM(c)
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(c.QueryParam("topic"), 10, 64)
	return h.showVote(c, http.StatusOK, vm, id)
}

func (h *Handler) showVote(c echo.Context, status int, vm gonogoview.VM, question int64) error {
	vote := gonogoview.VoteVM{VM: vm, Mine: vm.MeetingDetail.Mine(vm.Me), Over: vm.Closed(vm.Plan.Location(), vm.Plan.Now)}
	for i, q := range vote.Mine {
		if q.ID == question || question == 0 && q.Answer == gonogo.AnswerOpen {
			vote.Asked = &vote.Mine[i]
			break
		}
	}
	if vote.Asked == nil && question != 0 && vm.Runs {
		// The chair's own page shows the answer of anybody.
		for i, q := range vm.Questions {
			if q.ID == question {
				vote.Asked = &vm.Questions[i]
			}
		}
	}
	sh := h.Shell(c, "Vote · "+gonogoview.Title(vm.MeetingDetail)+" · "+vm.Plan.Name, "launches")
	sh.Invalid = vm.Form.Invalid()
	return h.render(c, status, vm.Plan, func(head layout.LaunchHead) templ.Component {
		return gonogoview.VotePage(sh, head, vote)
	})
}
