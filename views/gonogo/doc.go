// Package gonogo shows the go/no-go meetings of a launch: participants, agenda, votes and recorded
// decisions.
package gonogo
