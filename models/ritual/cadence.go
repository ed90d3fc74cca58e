package ritual

// Cadence is how often a ritual is run: the runs a day rise in a straight line
// from none at From to Peak at T, and fall in one to none at To. From is not
// after T and To not before it.
type Cadence struct {
	From, To, Peak int
}

// A Beat is a day relative to T with the runs that are planned on it.
type Beat struct {
	Day, Runs int
}

// Beats are the days with runs on them, in order; none when Peak is 0. A run
// is whole, so the line is followed like this: a day whose share is one run or
// more has the nearest whole number of them; where it is less than one, the
// shares of the days away from T add up, and a run is due on the day on which
// they come nearest to a whole one. So all runs together are as many as the
// area under the line, and the gaps between them widen away from T.
func (c Cadence) Beats() []Beat {
	if c.Peak <= 0 {
		return nil
	}
	var out []Beat
	before := c.side(-c.From)
	for n := len(before); n > 0; n-- {
		if before[n-1] > 0 {
			out = append(out, Beat{Day: -n, Runs: before[n-1]})
		}
	}
	out = append(out, Beat{Day: 0, Runs: c.Peak})
	for i, runs := range c.side(c.To) {
		if runs > 0 {
			out = append(out, Beat{Day: i + 1, Runs: runs})
		}
	}
	return out
}

// side are the runs of the days next to T, nearest first, when the line comes
// to nothing on the day that is so many days away. Shares are counted in parts
// of days, so that nothing is lost to rounding.
func (c Cadence) side(days int) []int {
	runs := make([]int, max(days-1, 0))
	due := 0 // what is due and not planned yet, in parts
	for i := range runs {
		share := c.Peak * (days - i - 1)
		due += share
		switch half := 2*(share%days) - days; {
		case share < days:
			if 2*due >= days {
				runs[i] = 1
			}
		case half > 0 || half == 0 && due > share:
			// Halves go up or down by what is due, else they would add up.
			runs[i] = share/days + 1
		default:
			runs[i] = share / days
		}
		due -= runs[i] * days
	}
	return runs
}

// EnvironmentOn says against what a planned run goes: before T there is nothing
// to see on production, and from T on production is what matters.
func EnvironmentOn(day int) Environment {
	if day < 0 {
		return Staging
	}
	return Production
}
