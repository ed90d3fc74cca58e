package web

import (
	"context"

	"github.com/labstack/echo/v4"

	"tminus/models/db"
)

// FeedContext returns the context of the owner of the secret link in the URL: a feed shows what
// they may read, regardless of who is signed in with that browser.
func (k *Kit) FeedContext(c echo.Context) (context.Context, error) {
	ctx := c.Request().Context()
	u, err := k.People.FeedOf(ctx, c.Param("token"))
	return db.WithActor(ctx, db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role), Address: c.RealIP()}), err
}

// FeedReader authenticates a program with a secret link as the link's owner.
func (k *Kit) FeedReader(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		ctx, err := k.FeedContext(c)
		if err != nil {
			return err
		}
		c.SetRequest(c.Request().WithContext(ctx))
		c.Response().Header().Set("X-Robots-Tag", "noindex, nofollow")
		return next(c)
	}
}
