// Package mailtest has an SMTP server on the loopback interface, for tests.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"tminus/internal/mail"
)

// Mail is a mail that the server received.
type Mail struct {
	From string
	To   []string
	Raw  string
	// Encrypted reports whether it came through TLS.
	Encrypted bool
}

// Server is a running SMTP server.
type Server struct {
	mail.Server

	mu       sync.Mutex
	received []Mail
	refuse   func(to string) error
}

// Options are the settings of a server.
type Options struct {
	// NoTLS offers no STARTTLS. ImplicitTLS encrypts from the start.
	NoTLS, ImplicitTLS bool
	// User and Password are required if they are given.
	User, Password string
}

// Start starts a server that ends with the test. The embedded mail.Server sends to it.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c, opt: o}, nil }))
	srv.Domain, srv.AllowInsecureAuth, srv.MaxMessageBytes = "localhost", false, 1<<20
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Server = mail.Server{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, User: o.User, Password: o.Password,
		From: netmail.Address{Name: "T-Minus", Address: "launch@example.com"}, Security: mail.StartTLS}
	if o.NoTLS {
		s.Security = mail.Unencrypted
	} else {
		srv.TLSConfig, s.Roots = certificate(t)
	}
	if o.ImplicitTLS {
		s.Security, ln = mail.TLS, tls.NewListener(ln, srv.TLSConfig)
	}
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { _ = srv.Close() })
	return s
}

// Refuse makes the server answer each recipient with the error of fn.
func (s *Server) Refuse(fn func(to string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = fn
}

// Mails returns the mails that arrived.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.received)
}

func certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, NotBefore: now.Add(-time.Hour),
		NotAfter: now.Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, pool
}

type session struct {
	server *Server
	conn   *smtp.Conn
	opt    Options
	signed bool
	mail   Mail
}

func (s *session) AuthMechanisms() []string {
	if s.opt.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.opt.User || password != s.opt.Password {
			return smtp.ErrAuthFailed
		}
		s.signed = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.opt.User != "" && !s.signed {
		return smtp.ErrAuthRequired
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.mail = Mail{From: from, Encrypted: encrypted}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	refuse := s.server.refuse
	s.server.mu.Unlock()
	if refuse != nil {
		if err := refuse(to); err != nil {
			return err
		}
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.Raw = string(raw)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.received = append(s.server.received, s.mail)
	return nil
}

func (s *session) Reset() { s.mail = Mail{} }

func (s *session) Logout() error { return nil }
