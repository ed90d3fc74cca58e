package e2e_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"tminus/internal/browser"
)

// TestPictures takes the pictures of the documentation again, from the current sample organisation:
//
//	TMINUS_E2E=1 TMINUS_PICTURES_DIR=$PWD/docs/pictures go test ./internal/e2e -run TestPictures
func TestPictures(t *testing.T) {
	dir := os.Getenv("TMINUS_PICTURES_DIR")
	if dir == "" {
		t.Skip("takes the pictures of the documentation when TMINUS_PICTURES_DIR names a directory")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	s := newSiteAt(t, time.Now())
	b := window(t, s, "ana")
	for name, path := range map[string]string{
		"portfolio": "/launches", "portfolio-timeline": "/launches?view=timeline", "overview": notifications,
		"timeline":    notifications + "/timeline",
		"deliverable": notifications + "/deliverables/{item}",
		"move": notifications + "/move?launch_on=" + time.Now().AddDate(0, 0, 16).Format("2006-01-02") +
			"&launch_time=10:00&zone=Europe/Berlin",
		"my-work": "/me", "people": "/people", "import": notifications + "/import", "new-launch": "/launches/new",
		"readiness": notifications + "/readiness", "interview": notifications + "/interview", "checklists": notifications + "/checklists",
		"rituals": notifications + "/rituals", "risks": notifications + "/risks", "go-no-go": notifications + "/meetings/{meeting}",
		"run-sheet": notifications + "/runsheet",
	} {
		b.Viewport(1440, 900)
		b.Open(s.URL + s.FillIn(path))
		b.Screenshot(filepath.Join(dir, name+".png"))
	}
	b.Dark()
	b.Open(s.URL + notifications + "/timeline")
	b.Screenshot(filepath.Join(dir, "timeline-dark.png"))
	b.Light()
	b.Viewport(390, 844)
	b.Open(s.URL + notifications)
	b.Screenshot(filepath.Join(dir, "overview-phone.png"))
	signIn := browser.New(t)
	signIn.Viewport(1440, 900)
	signIn.Open(s.URL + "/login")
	signIn.Screenshot(filepath.Join(dir, "sign-in.png"))
}
