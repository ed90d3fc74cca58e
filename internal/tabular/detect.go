package tabular

import "strings"

// delimiters are the separators that Read detects, the most reliable first.
const delimiters = "\t,;"

// survey is the result of a first pass over the input, before the delimiter is known.
type survey struct {
	// inside reports for each line whether it begins within a quoted cell.
	inside []bool
	// counts has, for each row that is not blank, the number of occurrences of each delimiter
	// outside of quotation marks.
	counts [][len(delimiters)]int
}

// surveyLines treats a quotation mark after any of the delimiters as the start of a quoted cell. If
// the marks do not pair up, it treats them as ordinary characters.
func surveyLines(lines []string) survey {
	s, paired := surveyWith(lines, true)
	if !paired {
		s, _ = surveyWith(lines, false)
	}
	return s
}

func surveyWith(lines []string, quotes bool) (s survey, paired bool) {
	s.inside = make([]bool, len(lines))
	open := false
	var count [len(delimiters)]int
	filled := false
	for i, line := range lines {
		s.inside[i] = open
		atStart := true
		for j := 0; j < len(line); j++ {
			c := line[j]
			which := strings.IndexByte(delimiters, c)
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
		count, filled = [len(delimiters)]int{}, false
	}
	return s, !open
}

// delimiter returns the delimiter that most rows contain, as often as the first row. It returns 0
// if most rows contain none; the input is then a list of lines in which a comma is just a comma.
func (s survey) delimiter() rune {
	best, bestScore := rune(0), 0.0
	for which, delim := range delimiters {
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
		// Agreement between rows counts first, then the number of columns.
		if score := float64(same)/float64(rows) + float64(min(s.counts[0][which], 99))/1000; score > bestScore {
			best, bestScore = delim, score
		}
	}
	return best
}
