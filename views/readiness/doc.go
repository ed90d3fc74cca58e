// Package readiness has the pages about the readiness of a launch.
package readiness
