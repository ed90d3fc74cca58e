// Package handlers mounts the packages that answer requests: one for each noun of the product, with
// shared code in web. Rules are in models.
package handlers

import (
	"log/slog"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/guide"
)

// Options are the settings that pages depend on.
type Options = web.Options

// New returns the http.Handler of the whole program.
func New(d *db.DB, opt Options) http.Handler {
	_, e := build(d, opt)
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(1))
	if err != nil {
		slog.Error("compression is off", "err", err)
		return web.HeadAsGet(e)
	}
	return web.HeadAsGet(compress(e))
}

// build connects the stores on d, the Kit and the routes.
func build(d *db.DB, opt Options) (*web.Kit, *echo.Echo) {
	m := models.NewStores(d)
	opt.Messages.Secret, opt.Messages.BaseURL = opt.Secret, opt.BaseURL
	m.Messages.Configure(opt.Messages)
	k := web.New(d, opt, m)
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = k.HandleError
	e.IPExtractor = k.IPExtractor()
	e.Use(k.Middleware()...)
	library := opt.Library
	if library == nil {
		library = guide.NewLibrary(m.Guides)
	}
	routes(e, k, m, library)
	return k, e
}
