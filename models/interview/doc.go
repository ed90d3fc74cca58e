// Package interview keeps the technical interview of a launch: questions, their
// answers, and the red flags that answers raise and the lead accepts.
package interview
