package template

import "embed"

//go:embed templates/*.yaml templates/shared/*.yaml
var shippedFiles embed.FS

// shippedKeys lists the templates that come with the product, lightest first.
var shippedKeys = []string{"small", "standard", "major"}

// shippedParts are the files that make up a template, in their order: the plan, and
// the sections, most of which several templates share.
var shippedParts = map[string][]string{
	"small": {"small", "shared/interview", "shared/small-go", "shared/conditions", "shared/small-poll", "shared/plays"},
	"standard": {"standard", "shared/interview", "shared/standard-checklist", "shared/checklists", "shared/rehearsal",
		"shared/standard-go", "shared/conditions", "shared/standard-poll", "shared/plays"},
	"major": {"major", "shared/interview", "shared/major-checklist", "shared/checklists", "shared/rehearsal",
		"shared/major-go", "shared/conditions", "shared/major-poll", "shared/plays"},
}

// ShippedSource returns a template that comes with the product as one file, with its
// comments, or nil if there is none with that key.
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
