package message

import (
	"strings"
	"unicode"
)

// printable returns a response as text that a page can show.
func printable(b []byte) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b), "�"))
}
