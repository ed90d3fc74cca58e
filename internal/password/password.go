// Package password keeps passwords: argon2id, in the PHC string format that
// other programs read too, and with a limit on how many are computed at once.
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

// MaxBytes is the longest password that is hashed: far beyond a pass phrase,
// and short enough that nobody can keep the server busy with one.
const MaxBytes = 1024

// ErrTooLong is returned for a password of more than MaxBytes.
var ErrTooLong = fmt.Errorf("the password is longer than %d bytes", MaxBytes)

// errFormat says nothing of the content: it may reach a log.
var errFormat = errors.New("the stored password hash is not argon2id in PHC format")

type params struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// current is OWASP's recommendation for argon2id: 19 MiB, two passes; 16 ms here.
var current = params{memory: 19 * 1024, time: 2, threads: 1}

// SetCheap lowers the cost of hashes for tests that sign in many people. Only
// tests call it, before they hash anything.
func SetCheap() { current = params{memory: 64, time: 1, threads: 1} }

const (
	saltLen = 16
	keyLen  = 32
)

// slots bounds the memory that sign-ins can take: four times 19 MiB. Who comes
// fifth waits.
var slots = make(chan struct{}, 4)

var b64 = base64.RawStdEncoding.Strict()

// Hash returns the PHC string of pw with a fresh salt. It returns ErrTooLong
// where pw is too long; whether it is a good password is for Check to say.
func Hash(pw string) (string, error) {
	if len(pw) > MaxBytes {
		return "", ErrTooLong
	}
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails: it ends the program instead
	key := derive(pw, salt, current, keyLen)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		current.memory, current.time, current.threads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// Verify reports whether pw is the password of hash. The comparison takes the
// same time wherever the two differ. An error means that hash is unusable, not
// that pw is wrong.
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

// NeedsRehash reports whether hash was made with other parameters than today's,
// so that it should be made anew when its owner next signs in.
func NeedsRehash(hash string) bool {
	p, salt, key, err := decode(hash)
	return err != nil || p != current || len(salt) != saltLen || len(key) != keyLen
}

// Dummy takes as long as Verify. Call it where there is no account, or none with
// a password, so that the time of the answer does not tell who has one.
func Dummy(pw string) {
	if len(pw) <= MaxBytes {
		derive(pw, make([]byte, saltLen), current, keyLen)
	}
}

func derive(pw string, salt []byte, p params, n uint32) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	// The same letter may be typed as one code point or as two.
	return argon2.IDKey(norm.NFC.Bytes([]byte(pw)), salt, p.time, p.memory, p.threads, n)
}

// decode reads a PHC string. Its limits keep a hash that somebody planted in the
// database from taking all memory.
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
