package launch

import (
	"embed"
	"slices"
	"sync"
)

//go:embed templates/*.yaml
var shippedFiles embed.FS

// shippedKeys lists the templates that come with the product, lightest first.
var shippedKeys = []string{"small", "standard", "major"}

var readShipped = sync.OnceValues(func() ([]Template, error) {
	out := make([]Template, 0, len(shippedKeys))
	for _, key := range shippedKeys {
		src, err := shippedFiles.ReadFile("templates/" + key + ".yaml")
		if err != nil {
			return nil, err
		}
		t, err := ParseTemplate(src)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
})

// Shipped returns the templates that come with the product, lightest first.
// The files are part of the binary and a test reads them all, so there is no
// error to handle. Callers share what is inside: copy before you change it.
func Shipped() []Template {
	all, _ := readShipped()
	return slices.Clone(all)
}

// ShippedSource returns the file of a template that comes with the product, as
// it was written, comments and all; nil when there is none of that key.
func ShippedSource(key string) []byte {
	src, err := shippedFiles.ReadFile("templates/" + key + ".yaml")
	if err != nil {
		return nil
	}
	return src
}
