package db

import "strings"

// Like returns a pattern that finds a text anywhere in a lower-cased column, with its wildcards
// escaped. The condition must say ESCAPE '\'.
func Like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(text)) + "%"
}
