package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models/db"
	"tminus/models/fault"
)

// BrokenForTest returns the product with routes that fail in several ways.
func BrokenForTest(d *db.DB, opt Options) http.Handler {
	k, e := build(d, opt)
	g := e.Group("/broken", k.Authenticate)
	g.GET("/panic", func(echo.Context) error { panic("the inside of the house") })
	g.GET("/render", func(c echo.Context) error {
		return k.Render(c, http.StatusOK, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, _ = io.WriteString(w, "half of a page")
			var nothing *web.Kit
			_ = nothing.Options
			return nil
		}))
	})
	g.GET("/error", func(echo.Context) error { return errors.New("the inside of the house") })
	g.POST("/error", func(echo.Context) error { return errors.New("the inside of the house") })
	g.POST("/unavailable", func(echo.Context) error { return fault.Unavailable("Later.") })
	written := func(c echo.Context) {
		_ = d.Write(c.Request().Context(), func(tx *db.Tx) error { return tx.Audit(db.Entry{Action: "x.y", Entity: "x"}) })
	}
	g.POST("/written/error", func(c echo.Context) error { written(c); return errors.New("the inside of the house") })
	g.POST("/written/invalid", func(c echo.Context) error { written(c); return fault.Invalid("reason", "Say why.") })
	g.POST("/written/unavailable", func(c echo.Context) error { written(c); return fault.Unavailable("Later.") })
	g.GET("/late", func(echo.Context) error { return context.DeadlineExceeded })
	g.GET("/unavailable", func(echo.Context) error { return fault.Unavailable("Later.") })
	g.GET("/wait", func(c echo.Context) error {
		<-c.Request().Context().Done()
		return c.Request().Context().Err()
	})
	return e
}
