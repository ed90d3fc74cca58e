// Package readiness is what people see of whether a launch may go.
package readiness
