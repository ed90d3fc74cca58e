// Package password hashes and verifies passwords with argon2id, in the PHC string format. It limits
// how many hashes are computed at the same time.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// MaxBytes is the maximum length of a password. It is far beyond a pass phrase, and short enough
// that hashing cannot keep the server busy.
const MaxBytes = 1024

// ErrTooLong is the error for a password of more than MaxBytes bytes.
var ErrTooLong = fmt.Errorf("the password is longer than %d bytes", MaxBytes)

// errFormat does not contain the hash, since it may be logged.
var errFormat = errors.New("the stored password hash is not argon2id in PHC format")

type params struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// current follows OWASP's recommendation for argon2id: 19 MiB and two passes.
var current = params{memory: 19 * 1024, time: 2, threads: 1}

// SetCheap lowers the cost of hashes for tests that sign in many people. Only
// tests call it, before they hash anything.
func SetCheap() { current = params{memory: 64, time: 1, threads: 1} }

const (
	saltLen = 16
	keyLen  = 32
)

// slots limits concurrent hashing to four, which bounds its memory to 4 × 19 MiB. Further callers
// wait.
var slots = make(chan struct{}, 4)

var b64 = base64.RawStdEncoding.Strict()

// Hash returns the PHC string of pw with a new salt. It returns ErrTooLong if pw is longer than
// MaxBytes. It does not judge the quality of pw; see Check.
func Hash(pw string) (string, error) {
	if len(pw) > MaxBytes {
		return "", ErrTooLong
	}
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never returns an error: it crashes the program instead
	key := derive(pw, salt, current, keyLen)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		current.memory, current.time, current.threads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// Verify reports whether pw is the password of hash, in constant time. It returns an error only if
// hash is malformed.
func Verify(hash, pw string) (bool, error) {
	p, salt, want, err := decode(hash)
	if err != nil {
		return false, err
	}
	if len(pw) > MaxBytes {
		return false, nil
	}
	got := derive(pw, salt, p, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// NeedsRehash reports whether hash was made with parameters other than the current ones, so that it
// should be replaced when its owner next signs in.
func NeedsRehash(hash string) bool {
	p, salt, key, err := decode(hash)
	return err != nil || p != current || len(salt) != saltLen || len(key) != keyLen
}

// Dummy takes as long as Verify. Call it if there is no account, or none with a password, so that
// the response time does not reveal which accounts exist.
func Dummy(pw string) {
	if len(pw) <= MaxBytes {
		derive(pw, make([]byte, saltLen), current, keyLen)
	}
}

func derive(pw string, salt []byte, p params, n uint32) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	// Normalize, because the same letter may be typed as one code point or as two.
	return argon2.IDKey(norm.NFC.Bytes([]byte(pw)), salt, p.time, p.memory, p.threads, n)
}

// decode parses a PHC string. It limits the parameters, so that a hash planted in the database
// cannot exhaust the memory.
func decode(hash string) (p params, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return params{}, nil, nil, errFormat
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil || n != 3 ||
		parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", p.memory, p.time, p.threads) {
		return params{}, nil, nil, errFormat
	}
	if p.memory < 8 || p.memory > 256*1024 || p.time < 1 || p.time > 16 || p.threads < 1 || p.threads > 8 {
		return params{}, nil, nil, errFormat
	}
	salt, saltErr := b64.DecodeString(parts[4])
	key, keyErr := b64.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(salt) < 8 || len(salt) > 64 || len(key) < 16 || len(key) > 64 {
		return params{}, nil, nil, errFormat
	}
	return p, salt, key, nil
}
