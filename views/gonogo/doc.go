// Package gonogo shows the go/no-go meetings of a launch: who decides, what
// there is to decide, how each voted, and what was recorded for good.
package gonogo
