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

// samplePeople have names as in real organisations: long ones, ones with diacritics, one in another
// script.
var samplePeople = []samplePerson{
	{"ana", "Ana Kern", "Product lead", "product", people.Administrator, people.Senior, "Europe/Berlin"},
	{"marek", "Marek Solberg", "Engineering lead", "engineering", people.Member, people.Senior, "Europe/Berlin"},
	{"petra", "Petra Lund", "Backend engineer", "engineering", people.Member, people.Mid, "Europe/Stockholm"},
	{"vera", "Vera Novak", "Auditor", "support", people.Viewer, people.Mid, "Europe/Prague"},
	{"hugo", "Hugo Lefèvre", "Product manager", "product", people.Member, people.Mid, "Europe/Paris"},
	{"zoe", "Zoë Brandt", "Frontend engineer", "engineering", people.Member, people.Junior, "Europe/Berlin"},
	{"yuki", "山田 優希", "Mobile engineer", "engineering", people.Member, people.Senior, "Asia/Tokyo"},
	{"soren", "Søren Åkesson", "Design lead", "design", people.Member, people.Senior, "Europe/Copenhagen"},
	{"lukasz", "Łukasz Wójcik", "QA lead", "qa", people.Member, people.Senior, "Europe/Warsaw"},
	{"priya", "Priya Raghunathan", "QA engineer", "qa", people.Member, people.Mid, "Asia/Kolkata"},
	{"maria", "Maria-Fernanda de Oliveira Vasconcelos e Albuquerque", "Marketing lead", "marketing", people.Member, people.Senior,
		"America/Sao_Paulo"},
	{"ben", "Ben Carter", "Content writer", "marketing", people.Member, people.Mid, "America/New_York"},
	{"fatima", "Fatima El-Sayed", "Sales lead", "sales", people.Member, people.Senior, "Africa/Cairo"},
	{"dana", "Dana Whitfield", "Support lead", "support", people.Member, people.Senior, "America/Los_Angeles"},
}

func fillTeams(ctx context.Context, s *people.Store) (map[string]int64, error) {
	ids := make(map[string]int64)
	for _, t := range sampleTeams {
		team, err := s.CreateTeam(ctx, t[0], t[1], "")
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
