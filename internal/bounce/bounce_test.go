package bounce_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/bounce"
)

// notice writes a notice as mail servers do.
func notice(status, original string) string {
	return strings.ReplaceAll(`From: MAILER-DAEMON@mx.exemple.fr
To: ne-pas-repondre@college.exemple.fr
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

Ceci est un avis.
--B1
Content-Type: text/plain; charset=us-ascii

The mail system could not deliver your message.
--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.fr
X-Postfix-Queue-ID: 4B7

`+status+`
--B1
`+original+`
--B1--
`, "\n", "\r\n")
}

const letter = `Content-Type: text/rfc822-headers

From: ne-pas-repondre@college.exemple.fr
Message-ID: <abc123def456ghi@college.exemple.fr>
Subject: Un voyage est ouvert
`

func TestNoticesAreRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		raw  string
		want bounce.Notice
		dead bool
	}{
		"unknown user": {
			notice("Final-Recipient: rfc822; Aicha.Morel@exemple.fr\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n  User unknown\n", letter),
			bounce.Notice{MessageID: "abc123def456ghi@college.exemple.fr", Recipient: "aicha.morel@exemple.fr", Action: "failed", Status: "5.1.1", Told: "550 5.1.1 User unknown"}, true,
		},
		"forwarded": {
			notice("Original-Recipient: rfc822;aicha@exemple.fr\nFinal-Recipient: rfc822; autre@ailleurs.example\nAction: Failed\nStatus: 5.1.10 (no such)\n", letter),
			bounce.Notice{MessageID: "abc123def456ghi@college.exemple.fr", Recipient: "aicha@exemple.fr", Action: "failed", Status: "5.1.10"}, true,
		},
		"full": {
			notice("Final-Recipient: rfc822; a@exemple.fr\nAction: failed\nStatus: 5.2.2\n", "Content-Type: message/rfc822\n\nSubject: x\n\ncorps"),
			bounce.Notice{Recipient: "a@exemple.fr", Action: "failed", Status: "5.2.2"}, false,
		},
		"late": {
			notice("Final-Recipient: rfc822; a@exemple.fr\nAction: delayed\nStatus: 4.4.1\n", letter),
			bounce.Notice{MessageID: "abc123def456ghi@college.exemple.fr", Recipient: "a@exemple.fr", Action: "delayed", Status: "4.4.1"}, false,
		},
		"two people": {
			notice("Final-Recipient: rfc822; a@exemple.fr\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; b@exemple.fr\nAction: failed\nStatus: 5.1.2\n", letter),
			bounce.Notice{MessageID: "abc123def456ghi@college.exemple.fr", Recipient: "b@exemple.fr", Action: "failed", Status: "5.1.2"}, true,
		},
	} {
		got, err := bounce.Parse([]byte(tc.raw))
		if err != nil || got != tc.want || got.Dead() != tc.dead {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestWhatIsNoNotice(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"nothing": "", "no mail": "bonjour", "a letter": "From: a@b.fr\r\nContent-Type: text/plain\r\n\r\nBonjour",
		"no status": notice("X: y\n", letter), "no boundary": "Content-Type: multipart/report\r\n\r\nx", "too long": strings.Repeat("a", bounce.Limit+1),
	} {
		if got, err := bounce.Parse([]byte(raw)); !errors.Is(err, bounce.ErrNoNotice) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestCodesThatCondemnAnAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"5.1.1": true, "550 5.1.1 unknown": true, "5.1.10": true, "<5.2.1>": true, "5.1.8": false, "5.7.1": false, "5.2.2": false, "550 unknown": false, "15.1.1": false, "5.1.1.2": false, "5.1.11": false,
	} {
		if bounce.Dead(text) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}

// Anybody may paste anything, and a mailbox forwards what it gets.
func FuzzParse(f *testing.F) {
	f.Add([]byte(notice("Final-Recipient: rfc822; a@exemple.fr\nAction: failed\nStatus: 5.1.1\n", letter)))
	f.Add([]byte("Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n--x--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, err := bounce.Parse(raw)
		if err == nil && (n.Action == "" || !strings.Contains(n.Recipient, "@")) {
			t.Errorf("%+v", n)
		}
	})
}
