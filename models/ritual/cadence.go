package ritual

// Cadence is how often a ritual is run: the number of runs a day rises evenly
// from none at From to Peak at T, and falls evenly to none at To. From is not
// after T and To not before it.
type Cadence struct {
	From, To, Peak int
}

// Beat is a day relative to T with the runs that are planned on it.
type Beat struct {
	Day, Runs int
}

// Beats returns the days with runs on them, in order; none when Peak is 0. A
// day whose share is one run or more gets the nearest whole number. Where it is
// less than one, the shares add up from T outwards, and a run is due on the day
// on which their sum comes nearest to a whole one. So the runs together are as
// many as the shares, and the gaps between them widen away from T.
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

// side returns the runs of the days next to T, nearest first, when the last day
// without a run is that many days away. It counts in parts of a day, so that
// nothing is lost to rounding.
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
			// Round halves up or down by what is due, so that they do not add
			// up.
			runs[i] = share/days + 1
		default:
			runs[i] = share / days
		}
		due -= runs[i] * days
	}
	return runs
}

// EnvironmentOn returns the environment of a planned run: staging before T,
// production from T on.
func EnvironmentOn(day int) Environment {
	if day < 0 {
		return Staging
	}
	return Production
}
