package demo

import (
	"context"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
)

func fillLaunches(ctx context.Context, s *launch.Store, who map[string]int64, now time.Time) error {
	for _, t := range launch.Shipped() {
		if t.Key != "standard" {
			continue
		}
		loc, err := civil.Zone("Europe/Berlin")
		if err != nil {
			return err
		}
		_, err = s.Create(ctx, launch.New{
			Input: launch.Input{
				Name: "Real-time notifications", Summary: "People hear of what concerns them at once.", LeadID: who["ana"],
				Target: launch.Target{On: civil.Of(now, loc).AddDays(9), Time: civil.At(10, 0), Zone: "Europe/Berlin"},
			},
			Template: t,
			Roles:    map[string]int64{"engineering_lead": who["marek"]},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
