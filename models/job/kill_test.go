package job_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tminus/internal/jobs"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/job"
)

// victimEnv is the variable with the database of the process that is killed.
const victimEnv = "TMINUS_TEST_JOB_VICTIM"

// TestVictim is the process that TestKilledProcessLosesNoJob kills. It prints the jobs that it
// starts and finishes.
func TestVictim(t *testing.T) {
	dsn := os.Getenv(victimEnv)
	if dsn == "" {
		t.Skip("it is run by another test")
	}
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := jobs.NewRunner(job.NewStore(d), jobs.Options{})
	r.Handle("mail", func(_ context.Context, j jobs.Job) error {
		fmt.Fprintln(os.Stdout, "begin", j.Ref)
		fmt.Fprintln(os.Stdout, "end", j.Ref)
		return nil
	})
	_ = r.Run(t.Context())
}

func TestKilledProcessLosesNoJob(t *testing.T) {
	const n, kills, perKill = 120, 4, 20
	dsn := dbtest.DSN(t)
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	for i := range n {
		enqueue(t, d, "mail", fmt.Sprint(i), d.Now())
	}
	begun := map[string]int{}
	left := refs(t, d)
	for kill := range kills {
		for _, ref := range runAndKill(t, dsn, perKill) {
			begun[ref]++
			if !left[ref] {
				t.Errorf("%s was done before kill %d and is done again", ref, kill)
			}
		}
		left = refs(t, d)
	}
	for i := range n {
		if ref := fmt.Sprint(i); !left[ref] && begun[ref] == 0 {
			t.Errorf("%s is gone but was never begun", ref)
		}
	}
	leased := 0
	for _, r := range rowsOf(t, d) {
		if r.Leased {
			leased++
		}
	}
	if leased > 4*kills {
		t.Errorf("%d leases are left of %d processes with four workers", leased, kills)
	}

	// A process that is not killed does the rest. Its clock jumps forward.
	var mu sync.Mutex
	now := d.Now()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		d, err := db.Open(dsn, db.Options{Now: func() time.Time { return now.Add(time.Since(began)) }})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		r := jobs.NewRunner(job.NewStore(d), jobs.Options{})
		r.Handle("mail", func(_ context.Context, j jobs.Job) error {
			mu.Lock()
			defer mu.Unlock()
			begun[j.Ref]++
			return nil
		})
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
		defer stop()
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	twice := 0
	for i := range n {
		switch ref := fmt.Sprint(i); begun[ref] {
		case 0:
			t.Errorf("%s was never done", ref)
		case 1:
		default:
			twice++
		}
	}
	if rest := rowsOf(t, d); len(rest) != 0 || twice > leased {
		t.Errorf("%d are left; %d were begun twice, of %d that a kill interrupted", len(rest), twice, leased)
	}
}

func refs(t *testing.T, d *db.DB) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, r := range rowsOf(t, d) {
		out[r.Ref] = true
	}
	return out
}

// runAndKill kills a process after it has finished a number of jobs, and returns the jobs that it
// had started.
func runAndKill(t *testing.T, dsn string, after int) (begun []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	cmd.Env = append(os.Environ(), victimEnv+"="+dsn)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := 0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word, ref, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "begin":
			begun = append(begun, ref)
		case "end":
			if ended++; ended == after {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := cmd.Wait(); err == nil || ended < after {
		t.Fatalf("the process ended by itself after %d jobs: %v", ended, err)
	}
	return begun
}
