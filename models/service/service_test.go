package service_test

import (
	"reflect"
	"testing"

	"tminus/models/service"
)

func TestSharedAreTheCriticalServicesOfSeveralLaunches(t *testing.T) {
	touch := func(launch, id int64, tier service.Tier) service.Touch {
		return service.Touch{LaunchID: launch, ServiceID: id, ServiceName: "S", Tier: tier}
	}
	got := service.SharedCritical([]service.Touch{
		touch(1, 10, service.Critical), touch(1, 11, service.Critical), touch(1, 12, service.Important),
		touch(2, 10, service.Critical), touch(2, 12, service.Important), touch(3, 10, service.Critical), touch(3, 10, service.Critical),
	})
	want := []service.Shared{{ServiceID: 10, ServiceName: "S", Tier: service.Critical, Launches: []int64{1, 2, 3}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("shared: %+v", got)
	}
	if got := service.SharedCritical(nil); len(got) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}
