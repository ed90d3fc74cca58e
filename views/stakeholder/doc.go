// Package stakeholder has the pages about stakeholders: the list of a launch, a stakeholder, the
// message with their personal link, and the page of that link.
package stakeholder
