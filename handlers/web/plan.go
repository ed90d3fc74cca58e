package web

import (
	"github.com/labstack/echo/v4"

	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/layout"
	"tminus/views/paths"
	"tminus/views/ui"
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

// PlanAndID returns the plan of a launch for a page of one of its records, the record's id, and
// whether the actor may edit the plan.
func (k *Kit) PlanAndID(c echo.Context) (p *launch.Plan, id int64, canEdit bool, err error) {
	if id, err = IDParam(c, "id"); err != nil {
		return nil, 0, false, err
	}
	if p, err = k.launches.Plan(c.Request().Context(), c.Param("slug")); err != nil {
		return nil, 0, false, err
	}
	return p, id, k.Can(c, people.EditPlan, p.Subject()), nil
}

// FormHead returns the shell and the head of a launch's page with a form: its title, the page
// to which it belongs, and whether the form was refused.
func (k *Kit) FormHead(c echo.Context, p *launch.Plan, title string, page layout.LaunchPage,
	f ui.Form) (layout.Shell, layout.LaunchHead, error) {
	sh := k.Shell(c, title+" · "+p.Name, "launches")
	sh.Invalid = f.Invalid()
	head, err := k.LaunchHead(c, p, page)
	return sh, head, err
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
