package tabular

import "strings"

// candidates are the separators that Read tells apart, the surest first.
const candidates = "\t,;"

// survey is a first look at the input, before it is known what separates cells.
type survey struct {
	// inside tells which lines begin within a quoted cell.
	inside []bool
	// counts holds, for each row that is not blank, how often each candidate
	// occurs outside of quotation marks.
	counts [][len(candidates)]int
}

// look takes a quotation mark as opening a cell behind any of the candidates. Where
// the marks do not pair up, they are taken for ordinary characters.
func look(lines []string) survey {
	s, paired := lookAt(lines, true)
	if !paired {
		s, _ = lookAt(lines, false)
	}
	return s
}

func lookAt(lines []string, quotes bool) (s survey, paired bool) {
	s.inside = make([]bool, len(lines))
	open := false
	var count [len(candidates)]int
	filled := false
	for i, line := range lines {
		s.inside[i] = open
		atStart := true
		for j := 0; j < len(line); j++ {
			c := line[j]
			which := strings.IndexByte(candidates, c)
			switch {
			case c == '"' && open && j+1 < len(line) && line[j+1] == '"':
				j++
			case c == '"' && open:
				open = false
			case c == '"' && atStart && quotes:
				open, filled = true, true
			case open:
			case which >= 0:
				count[which]++
				atStart = true
			case c != ' ':
				atStart, filled = false, true
			}
		}
		if open {
			continue
		}
		if filled {
			s.counts = append(s.counts, count)
		}
		count, filled = [len(candidates)]int{}, false
	}
	return s, !open
}

// delimiter returns the candidate that most rows have, and have as often as the
// first row. It returns 0 where most rows have none: then the input is a list of
// lines, in which a comma is just a comma.
func (s survey) delimiter() rune {
	best, bestScore := rune(0), 0.0
	for which, delim := range candidates {
		with, same := 0, 0
		for _, count := range s.counts {
			if count[which] > 0 {
				with++
			}
			if count[which] == s.counts[0][which] {
				same++
			}
		}
		rows := len(s.counts)
		if rows == 0 || s.counts[0][which] == 0 || 2*with <= rows {
			continue
		}
		// Agreement first; between equals, the one that makes more columns.
		if score := float64(same)/float64(rows) + float64(min(s.counts[0][which], 99))/1000; score > bestScore {
			best, bestScore = delim, score
		}
	}
	return best
}
