package web

import (
	"github.com/labstack/echo/v4"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/paths"
)

// DecisionPath returns the page of the next decision on a launch: the planned meeting, otherwise
// the page for planning one.
func (k *Kit) DecisionPath(c echo.Context, l launch.Launch) (string, error) {
	id, err := k.gonogo.PlannedMeeting(c.Request().Context(), l.ID)
	if id == 0 {
		return paths.Meetings(l.Slug, "new"), err
	}
	return paths.Meeting(l.Slug, id), err
}

// EditablePlan returns the plan for a form that changes it.
func (k *Kit) EditablePlan(c echo.Context) (*launch.Plan, error) {
	p, err := k.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return nil, err
	}
	return p, people.Require(Actor(c), people.EditPlan, p.Subject())
}

// RequireEdit returns Forbidden to people who may not edit the launch's plan.
func (k *Kit) RequireEdit(c echo.Context) error {
	l, err := k.launches.Launch(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return people.Require(Actor(c), people.EditPlan, l.Subject())
}

// LeadPlan returns the plan for a page of the lead and administrators.
func (k *Kit) LeadPlan(c echo.Context) (*launch.Plan, error) {
	p, err := k.launches.Plan(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return nil, err
	}
	return p, people.Require(Actor(c), people.LeadLaunch, p.Subject())
}
