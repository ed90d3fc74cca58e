package handlerstest

const (
	ImportPath = Sample + "/import"
	ImportForm = "form[action='" + ImportPath + "']"
)

func (s *Site) Deliverables() int {
	return s.Count("SELECT COUNT(*) FROM deliverables d JOIN launches l ON l.id = d.launch_id WHERE l.slug = 'real-time-notifications'")
}
