// Package settings has the pages for a launch's name, summary, lead, state and roles.
package settings
