package template

import (
	"embed"
	"fmt"
	"slices"
	"sync"
)

//go:embed templates/*.yaml templates/shared/*.yaml
var shippedFiles embed.FS

// shippedKeys lists the templates that come with the product, lightest first.
var shippedKeys = []string{"small", "standard", "major"}

// shippedParts are the files that make a template, in their order: the plan,
// what several templates judge a launch by alike, and what is tried after it.
var shippedParts = map[string][]string{
	"small":    {"small", "shared/interview", "shared/small-go", "shared/conditions", "shared/playbook"},
	"standard": {"standard", "shared/interview", "shared/checklists", "shared/rehearsal", "shared/standard-go", "shared/conditions", "shared/playbook"},
	"major":    {"major", "shared/interview", "shared/checklists", "shared/rehearsal", "shared/major-go", "shared/conditions", "shared/playbook"},
}

var readShipped = sync.OnceValues(func() ([]Template, error) {
	out := make([]Template, 0, len(shippedKeys))
	for _, key := range shippedKeys {
		t, err := Parse(ShippedSource(key))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
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

// ShippedSource returns a template that comes with the product as one file, as
// it was written, comments and all; nil when there is none of that key.
func ShippedSource(key string) []byte {
	var src []byte
	for _, part := range shippedParts[key] {
		b, err := shippedFiles.ReadFile("templates/" + part + ".yaml")
		if err != nil {
			return nil
		}
		src = append(src, b...)
	}
	return src
}
