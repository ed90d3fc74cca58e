package demo

import (
	"context"

	"tminus/models/people"
)

var sampleTeams = [][2]string{
	{"product", "Product"}, {"engineering", "Engineering"}, {"design", "Design"}, {"qa", "QA"},
	{"marketing", "Marketing"}, {"sales", "Sales"}, {"support", "Support"},
}

type samplePerson struct {
	key, name, title, team string
	role                   people.Role
	seniority              people.Seniority
	zone                   string
}

var samplePeople = []samplePerson{
	{"ana", "Ana Kern", "Product lead", "product", people.Administrator, people.Senior, "Europe/Berlin"},
	{"marek", "Marek Solberg", "Engineering lead", "engineering", people.Member, people.Senior, "Europe/Berlin"},
	{"petra", "Petra Lund", "Backend engineer", "engineering", people.Member, people.Mid, "Europe/Stockholm"},
	{"vera", "Vera Novak", "Auditor", "support", people.Viewer, people.Mid, "Europe/Prague"},
}

func fillTeams(ctx context.Context, s *people.Store) (map[string]int64, error) {
	ids := make(map[string]int64)
	for _, t := range sampleTeams {
		team, err := s.CreateTeam(ctx, t[0], t[1])
		if err != nil {
			return nil, err
		}
		ids[t[0]] = team.ID
	}
	return ids, nil
}

func fillPeople(ctx context.Context, s *people.Store, teams map[string]int64) (map[string]int64, error) {
	ids := make(map[string]int64)
	for _, p := range samplePeople {
		team := teams[p.team]
		u, err := s.CreateWithPassword(ctx, people.Input{
			Name: p.name, Email: p.key + domain, Role: p.role, Title: p.title,
			TeamID: &team, Seniority: p.seniority, Zone: p.zone,
		}, "")
		if err != nil {
			return nil, err
		}
		ids[p.key] = u.ID
	}
	return ids, nil
}
