package config

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

const secretBytes = 32

// LoadSecret reads the secret at path. If there is none, it creates one of 32 random bytes, written
// as hex and readable only by its owner.
//
// It refuses a file that others can read instead of fixing its mode, because others may already
// have read it. It also refuses one that is too short.
func LoadSecret(path string) ([]byte, error) {
	secret, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := makeSecret(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("making the secret file: %w", err)
	}
	// Read even a secret that was just created: of two concurrent starts, both use the file of the
	// first.
	return readSecret(path)
}

func makeSecret(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	// Write a temporary file and link it into place, so that it is complete or missing; unlike
	// Rename, Link does not replace another process's file.
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	key := make([]byte, secretBytes)
	_, _ = rand.Read(key) // never fails: the runtime ends the program instead
	_, err = fmt.Fprintln(f, hex.EncodeToString(key))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

func readSecret(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the secret file: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("looking at the secret file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("the secret file %s is not a regular file", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("the secret file %s has mode %#o, so others can use it; "+
			"put a new one in its place, or chmod 600 it if nobody else has read it", path, mode)
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return nil, fmt.Errorf("reading the secret file: %w", err)
	}
	key, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(key) < secretBytes {
		return nil, fmt.Errorf("the secret file %s does not hold at least %d hexadecimal digits; "+
			"remove it and a new one is made (everybody signs in again)", path, 2*secretBytes)
	}
	return key, nil
}
