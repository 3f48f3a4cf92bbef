package notify_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// mailServer is a mail server on loopback, which may refuse recipients.
type mailServer struct {
	net.Listener
	mu     sync.Mutex
	refuse string // answer to RCPT
	took   []string
}

func newMailServer(t *testing.T, address string) *mailServer {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{Listener: l}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s
}

func (s *mailServer) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	in := textproto.NewReader(bufio.NewReader(c))
	say := func(line string) { _, _ = fmt.Fprint(c, line+"\r\n") }
	say("220 ici")
	for {
		line, err := in.ReadLine()
		if err != nil {
			return
		}
		s.mu.Lock()
		refuse := s.refuse
		s.mu.Unlock()
		switch verb := strings.ToUpper(strings.Fields(line + " ?")[0]); {
		case verb == "RCPT" && refuse != "":
			say(refuse)
		case verb == "DATA":
			say("354 va")
			body, err := in.ReadDotBytes()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.took = append(s.took, string(body))
			s.mu.Unlock()
			say("250 2.0.0 pris")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 oui")
		}
	}
}

func (s *mailServer) mails() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.took...)
}

// wired has a real school send its mails to an address, through PocketBase's own client.
func wired(t *testing.T, app core.App, address net.Addr) {
	t.Helper()
	tcp, _ := address.(*net.TCPAddr)
	client := &mailer.SMTPClient{Host: "127.0.0.1", Port: tcp.Port}
	app.OnMailerSend().BindFunc(func(e *core.MailerEvent) error { return client.Send(e.Message) })
}

// realMail is a real school whose mails go to a mail server of the test.
func realMail(t *testing.T) (family, *mailServer) {
	t.Helper()
	app, _ := realSchool(t)
	s := newMailServer(t, "127.0.0.1:0")
	app.OnMailerSend().UnbindAll()
	wired(t, app, s.Addr())
	return newFamily(t, app), s
}

func (f family) trouble(messageID string) (trouble string, next types.DateTime) {
	f.t.Helper()
	var row struct {
		Trouble   string
		NextTryAt types.DateTime
	}
	err := f.app.DB().Select("trouble", "next_try_at").From("deliveries").Where(dbx.HashExp{"message": messageID}).OrderBy("rowid DESC").Limit(1).One(&row)
	if err != nil {
		f.t.Fatal(err)
	}
	return row.Trouble, row.NextTryAt
}

// A mail server that is away makes nothing go to paper for three days: the queue waits, the page tells, and what left once
// never leaves again.
func TestMailServerAwayKeepsTheQueue(t *testing.T) {
	f, s := realMail(t)
	address := s.Addr()
	_ = s.Close()
	first, second := f.tell("un"), f.tell("deux")
	for range 7 { // more than the tries of a refusal
		f.flush()
		f.hasten()
	}
	same(t, f.states(first), "email:queued")
	clerk := testapp.StaffActor(t, f.app, school.Secretary)
	before := time.Now()
	f.flush()
	if _, next := f.trouble(first); next.Time().Sub(before) > 2*time.Hour+time.Minute {
		t.Errorf("next try in %s", next.Time().Sub(before))
	}
	jams, err := notify.Jams(f.app, clerk)
	if err != nil || len(jams) != 1 || jams[0].Channel != notify.Email || jams[0].Waiting != 2 || !strings.Contains(jams[0].Trouble, "serveur de courriel") {
		t.Fatalf("jams %+v, %v", jams, err)
	}
	back := newMailServer(t, address.String())
	f.hasten()
	f.flush()
	f.flush()
	same(t, f.states(first), "email:sent")
	same(t, f.states(second), "email:sent")
	if n := len(back.mails()); n != 2 {
		t.Fatalf("%d mails for two messages", n)
	}
	if jams, _ := notify.Jams(f.app, clerk); len(jams) != 0 {
		t.Errorf("still told: %+v", jams)
	}
}

func TestThreeDaysWithoutMailServerThenPaper(t *testing.T) {
	f, s := realMail(t)
	_ = s.Close()
	id := f.tell("")
	if _, err := f.app.DB().NewQuery("UPDATE deliveries SET tries = 39").Execute(); err != nil {
		t.Fatal(err)
	}
	f.flush()
	same(t, f.states(id), "email:failed", "letter:queued")
}

func TestRefusalsOfAMailServer(t *testing.T) {
	f, s := realMail(t)
	for _, tc := range []struct{ answer, states string }{
		{"550 5.1.1 User unknown", "email:gone letter:queued"},
		{"550 5.2.1 Mailbox disabled", "email:gone letter:queued"},
		{"550 5.1.10 Recipient not found", "email:gone letter:queued"},
		{"550 5.7.1 Blocked by policy", "email:queued"},
		{"550 5.1.8 Bad sender", "email:queued"},
		{"550 no such user", "email:queued"}, // may as well blame the sender
		{"552 5.2.2 Mailbox full", "email:queued"},
		{"451 4.3.0 Later", "email:queued"},
		{"421 4.7.0 Closing", "email:queued"},
	} {
		s.mu.Lock()
		s.refuse = tc.answer
		s.mu.Unlock()
		id := f.tell("")
		f.flush()
		same(t, f.states(id), strings.Fields(tc.states)...)
		if trouble, _ := f.trouble(id); strings.HasSuffix(tc.states, "email:queued") && !strings.Contains(trouble, tc.answer[4:]) {
			t.Errorf("%s: trouble %q", tc.answer, trouble)
		}
		if len(s.mails()) != 0 {
			t.Errorf("%s: a mail was taken", tc.answer)
		}
		condemned, _ := f.app.CountRecords("bad_addresses")
		if want := strings.HasPrefix(tc.states, "email:gone"); (condemned == 1) != want {
			t.Errorf("%s: %d addresses condemned", tc.answer, condemned)
		}
		if _, err := f.app.DB().NewQuery("DELETE FROM bad_addresses").Execute(); err != nil {
			t.Fatal(err)
		}
	}
}

// A machine that dies between the mail server's yes and our note of it sends again: same Message-ID, one letter for the reader.
func TestSecondTryAfterACrashIsTheSameLetter(t *testing.T) {
	f, s := realMail(t)
	id := f.tell("")
	sender, err := notify.NewSender(f.app)
	if err != nil {
		t.Fatal(err)
	}
	ctx, crash := context.WithCancel(context.Background())
	if _, err := notify.Deliver(ctx, f.app, dying{sender, crash}); err != nil {
		t.Fatal(err)
	}
	same(t, f.states(id), "email:queued")
	f.flush() // leased: nobody else takes it meanwhile
	if len(s.mails()) != 1 {
		t.Fatalf("%d mails while the lease runs", len(s.mails()))
	}
	f.hasten()
	f.flush()
	same(t, f.states(id), "email:sent")
	var ids []string
	for _, m := range s.mails() {
		for line := range strings.SplitSeq(m, "\n") {
			if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(name, "Message-ID") {
				ids = append(ids, strings.TrimSpace(value))
			}
		}
	}
	if len(ids) != 2 || ids[0] != ids[1] || !strings.HasSuffix(ids[0], "@exemple.fr>") {
		t.Fatalf("ids %v", ids)
	}
}

// dying hands mails over, and the house closes before it can note it.
type dying struct {
	notify.Sender
	crash func()
}

func (d dying) Mail(ctx context.Context, m notify.Delivery) error {
	err := d.Sender.Mail(ctx, m)
	d.crash()
	return errors.Join(err, context.Canceled)
}

func TestPushServiceThatRefuses(t *testing.T) {
	app := testapp.New(t)
	f, service := newFamily(t, app), newPushService(t)
	f.hears(service.subscribe())
	for _, tc := range []struct {
		status int
		states string
	}{
		{http.StatusForbidden, "push:failed email:sent"},
		{http.StatusRequestEntityTooLarge, "push:failed email:sent"},
		{http.StatusTooManyRequests, "push:queued"},
		{http.StatusBadGateway, "push:queued"},
		{0, "push:queued"}, // no answer: the line is cut
	} {
		service.asked = 0
		service.answers(func(w http.ResponseWriter, _ int) {
			if tc.status == 0 {
				panic(http.ErrAbortHandler)
			}
			w.WriteHeader(tc.status)
		})
		id := f.tell("")
		f.flush()
		f.flush()
		same(t, f.states(id), strings.Fields(tc.states)...)
		if asked := service.asked; asked < 1 || asked > 2 { // a cut line may be tried once more at once by the transport
			t.Errorf("%d: asked %d times", tc.status, asked)
		}
		if n, _ := app.CountRecords("push_subscriptions"); n != 1 {
			t.Errorf("%d: the device was forgotten", tc.status)
		}
	}
}
