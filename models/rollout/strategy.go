package rollout

import (
	"fmt"

	"tminus/internal/civil"
	"tminus/internal/enum"
)

// Strategy is a way of turning a launch on in stages (domain.md §12).
type Strategy string

// The strategies.
const (
	Percentage Strategy = "percentage"
	Rings      Strategy = "rings"
	Canary     Strategy = "canary"
	BlueGreen  Strategy = "blue-green"
	AllAtOnce  Strategy = "all at once"
)

var strategyLabels = enum.Labels[Strategy]{
	{Percentage, "Percentage"}, {Rings, "Rings"}, {Canary, "Canary"}, {BlueGreen, "Blue-green"}, {AllAtOnce, "All at once"},
}

// Strategies lists the strategies in the order in which they are offered.
var Strategies = strategyLabels.Values()

// Label returns the name of the strategy on screen.
func (s Strategy) Label() string { return strategyLabels.Label(s) }

// Known reports whether s is a strategy.
func (s Strategy) Known() bool { return strategyLabels.Has(s) }

// Full is the whole audience in basis points.
const Full = 10_000

// Days and hours in minutes.
const (
	hour = 60
	day  = 24 * hour
)

// settle is the time in minutes that a stage settles after it was confirmed, before its hold counts.
const settle = 5

// Plan returns the stages of a strategy (day.md §5).
func (s Strategy) Plan() []Stage {
	switch s {
	case Percentage:
		all := shares(2*hour, "Random users", 1000, 2500, 5000)
		return append(all, Stage{Name: "100 %", Audience: "Everyone", WantedBP: Full, HoldMinutes: hour, HoldUntil: civil.At(18, 0), SettleMinutes: settle})
	case Rings:
		all := []Stage{
			{Name: "Staff", Audience: "Staff", WantedBP: 100, HoldMinutes: day, SettleMinutes: settle},
			{Name: "Beta", Audience: "Beta users", WantedBP: 500, HoldMinutes: 2 * day, SettleMinutes: settle},
		}
		all = append(all, shares(day, "Random users", 2500, 5000)...)
		return append(all, Stage{Name: "100 %", Audience: "Everyone", WantedBP: Full, HoldMinutes: day, SettleMinutes: settle})
	case Canary:
		return shares(hour, "Servers", 500, 2500, Full)
	case BlueGreen:
		return []Stage{{Name: "Switch to green", Audience: "Everyone", WantedBP: Full, HoldMinutes: hour, SettleMinutes: settle,
			Instruction: "Deploy and test green, then switch all traffic to it. Keep blue until T+1."}}
	}
	return []Stage{{Name: "100 %", Audience: "Everyone", WantedBP: Full, HoldMinutes: 30}}
}

// shares returns a stage for each share.
func shares(hold int, audience string, bps ...int) []Stage {
	out := make([]Stage, len(bps))
	for i, bp := range bps {
		out[i] = Stage{Name: Percent(bp), Audience: audience, WantedBP: bp, HoldMinutes: hold, SettleMinutes: settle}
	}
	return out
}

// Percent returns basis points as they are shown: "25 %", "0.5 %".
func Percent(bp int) string {
	if bp%100 == 0 {
		return fmt.Sprintf("%d %%", bp/100)
	}
	return fmt.Sprintf("%g %%", float64(bp)/100)
}
