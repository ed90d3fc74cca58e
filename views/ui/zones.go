package ui

import (
	"context"
	"io"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"tminus/internal/civil"
)

var zoneOptions = sync.OnceValue(func() string {
	var b strings.Builder
	for _, z := range civil.Zones() {
		b.WriteString(`<option value="` + templ.EscapeString(z) + `"></option>`)
	}
	return b.String()
})

// Zones is the list of time zones for suggestions; a field uses it with list="zones".
func Zones() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<datalist id="zones">`+zoneOptions()+`</datalist>`)
		return err
	})
}
