// Package gonogo keeps go/no-go meetings: who takes part, votes, conditions, the
// decision, and the snapshot on which it was taken.
package gonogo
