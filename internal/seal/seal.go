// Package seal encrypts secrets that are stored and must be read again, such as the address of a chat webhook.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
)

// ErrSealed means that a text was not sealed with this key, for this place.
var ErrSealed = errors.New("it cannot be opened with this secret file")

// Box seals and opens texts with one key.
type Box struct{ aead cipher.AEAD }

// New returns a Box whose key is derived from the secret of the program. Boxes for different uses cannot open
// each other's texts.
func New(secret []byte, use string) Box {
	mac := hmac.New(sha256.New, secret)
	_, _ = mac.Write([]byte("sealed: " + use))
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		panic(err) // the key has 32 bytes
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return Box{aead}
}

// Seal encrypts a text. It can be opened only with the same place, so that it cannot be moved to another record.
// The empty text stays empty.
func (b Box) Seal(plain, place string) string {
	if plain == "" {
		return ""
	}
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.RawStdEncoding.EncodeToString(b.aead.Seal(nonce, nonce, []byte(plain), []byte(place)))
}

// Open decrypts a text. It returns ErrSealed.
func (b Box) Open(sealed, place string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if n := b.aead.NonceSize(); err != nil || len(raw) < n {
		return "", ErrSealed
	}
	n := b.aead.NonceSize()
	plain, err := b.aead.Open(nil, raw[:n], raw[n:], []byte(place))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}
