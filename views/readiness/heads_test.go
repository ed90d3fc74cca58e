package readiness_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"tminus/models/readiness"
	"tminus/views/layout"
	readinessview "tminus/views/readiness"
)

var update = flag.Bool("update", false, "write the golden file")

// The head of a launch page in every state of readiness.md §2, in the order of precedence.
func TestHeadShowsEveryState(t *testing.T) {
	t.Parallel()
	states, err := os.ReadFile("../../models/readiness/testdata/states.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(states)) {
		tone, label, _ := strings.Cut(strings.TrimSpace(line), " ")
		tag := readinessview.StateTag("search", readiness.State{Tone: readiness.Tone(tone), Label: label})
		if err := layout.HeadFragment(tag).Render(context.Background(), &got); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&got)
	}
	// The address of the icons contains their hash.
	html := regexp.MustCompile(`\?v=[0-9a-f]+`).ReplaceAllString(got.String(), "")
	const golden = "testdata/heads.html"
	if *update {
		if err := os.WriteFile(golden, []byte(html), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != html {
		t.Errorf("%s differs (%v); run the test with -update and read the difference:\n%s", golden, err, html)
	}
}
