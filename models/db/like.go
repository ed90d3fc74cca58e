package db

import "strings"

// Like is a pattern that finds a typed text anywhere in a lower-cased column.
// Its wildcards are made harmless; the condition must say ESCAPE '\'.
func Like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(text)) + "%"
}
