// Package assignment knows which people a plan and later packages name: it lists what a person
// holds, hands it over, and fills the owner roles of a launch. Later packages describe their
// columns with RoleColumns and PersonColumns.
package assignment
