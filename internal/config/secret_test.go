package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestSecretIsCreatedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "secret")
	first, err := LoadSecret(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 32 {
		t.Errorf("%d bytes", len(first))
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	second, err := LoadSecret(path)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("the second start has another secret (%v)", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("more than the secret is left behind: %v (%v)", left, err)
	}
}

func TestConcurrentStartsShareSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	got := make([]string, 8)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			key, err := LoadSecret(path)
			if err != nil {
				t.Error(err)
			}
			got[i] = string(key)
		})
	}
	wg.Wait()
	for _, key := range got {
		if key != got[0] {
			t.Fatal("two secrets were handed out")
		}
	}
}

func TestBadSecretIsRefused(t *testing.T) {
	good := strings.Repeat("ab", 32)
	for _, tt := range []struct {
		name, content string
		mode          os.FileMode
		want          string // "" if it is accepted
	}{
		{"hex with a newline", good + "\n", 0o600, ""},
		{"longer", good + good, 0o400, ""},
		{"readable by the group", good, 0o640, "mode 0640"},
		{"readable by all", good, 0o604, "mode 0604"},
		{"empty", "", 0o600, "64 hexadecimal digits"},
		{"too short", good[:62], 0o600, "64 hexadecimal digits"},
		{"not hex", strings.Repeat("xy", 32), 0o600, "64 hexadecimal digits"},
	} {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, tt.mode); err != nil { // regardless of the umask
			t.Fatal(err)
		}
		_, err := LoadSecret(path)
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v", tt.name, err)
		case err != nil && tt.content != "" && strings.Contains(err.Error(), tt.content):
			t.Errorf("%s: the message holds the secret: %v", tt.name, err)
		}
	}
	if _, err := LoadSecret(t.TempDir()); err == nil {
		t.Error("a directory was taken for a secret")
	}
}
