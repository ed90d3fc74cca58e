// Package words has the few text helpers that inputs and messages share.
package words

import (
	"strconv"
	"strings"
)

// OneLine trims s and replaces each run of white space by one blank.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Plural returns a number with its noun: "1 item", "3 items".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Count is Plural for a noun whose plural ends in s.
func Count(n int, noun string) string { return Plural(n, noun, noun+"s") }

// Truncate returns s, or its beginning and "…" if s has more than n characters.
func Truncate(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}

// YesNo returns "yes" or "no".
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
