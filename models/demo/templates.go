package demo

import (
	"context"
	"strings"

	"tminus/models/template"
)

// fillTemplates adds a template of the organisation: the small one, adapted to an app that is
// published in stores.
func fillTemplates(ctx context.Context, s *template.Store) error {
	src := strings.NewReplacer(
		"key: small\nname: Small\n", "key: mobile-release\nname: Mobile app release\n",
		"A change behind a flag that one team can launch and take back. A dozen items, two weeks of work.",
		"A new version of the app, as small as a launch can be, with the days that the shops take to review it.",
		"Staging validation\n", "Shop review passed, and validated on real devices\n",
	).Replace(string(template.ShippedSource("small")))
	_, err := s.Add(ctx, src, "")
	return err
}
