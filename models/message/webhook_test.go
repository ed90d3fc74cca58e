package message

import (
	"strings"
	"testing"
	"time"
)

// The example of the Standard Webhooks specification.
func TestSignatureIsThatOfTheSpecification(t *testing.T) {
	t.Parallel()
	got, err := sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`),
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestBothSecretsSignAfterARotation(t *testing.T) {
	t.Parallel()
	a, b := newSigningSecret(), newSigningSecret()
	got, err := sign("msg_1", time.Unix(1, 0), []byte("{}"), a, b)
	one, _ := sign("msg_1", time.Unix(1, 0), []byte("{}"), a)
	two, _ := sign("msg_1", time.Unix(1, 0), []byte("{}"), b)
	if err != nil || one == two || got != one+" "+two || !strings.HasPrefix(a, "whsec_") {
		t.Errorf("%s, %v", got, err)
	}
}
