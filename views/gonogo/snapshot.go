package gonogo

import (
	"tminus/models/gonogo"
	"tminus/models/runsheet"
	"tminus/views/format"
	"tminus/views/ui"
)

func frozenMark(v gonogo.FrozenVerdict) ui.Mark {
	if v.Go {
		return ui.MarkDone
	}
	return ui.MarkBlocked
}

func riskWords(r gonogo.FrozenRisk) string {
	words := "Score " + r.Score
	if r.ShowStopper {
		words += ", may stop the launch"
	}
	if r.AcceptedBy != "" {
		words += "; accepted by " + r.AcceptedBy + " until " + r.Until + ": " + r.Reason
	}
	return words
}

func frozenSheetTitle(s gonogo.Snapshot) string {
	if s.SheetBy == "" {
		return "Run sheet, not confirmed"
	}
	return "Run sheet, confirmed by " + s.SheetBy
}

func frozenTask(vm VM, k gonogo.FrozenTask) string {
	words := format.Moment(k.Start, vm.Plan.Location()) + ", " + runsheet.Duration(k.Minutes)
	if k.Fallback != "" {
		words += "; fallback " + k.Fallback
	}
	return words
}
