package browser_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
)

// visitor is somebody with a browser that keeps cookies and follows nothing by itself.
type visitor struct {
	t       *testing.T
	school  *practiceSchool
	name    string
	actor   school.Actor // kind and roles: what the access matrix expects
	cookies map[string]string
}

// answer is one response.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) location() string { return a.header.Get("Location") }

var titleOf = regexp.MustCompile(`<title>([^<]*)</title>`)

func (a answer) title() string {
	if match := titleOf.FindStringSubmatch(a.body); match != nil {
		return plain(match[1])
	}
	return ""
}

func (a answer) isPage() bool { return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") }

func (v *visitor) get(path string) answer { return v.send(http.MethodGet, path, nil, nil) }

func (v *visitor) post(path string, form url.Values) answer {
	return v.send(http.MethodPost, path, form, nil)
}

func (v *visitor) send(method, path string, form url.Values, headers map[string]string) answer {
	v.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = v.school.url + path
	}
	request, err := http.NewRequestWithContext(v.t.Context(), method, path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	for name, value := range v.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, c := range response.Cookies() {
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		} else {
			v.cookies[c.Name] = c.Value
		}
	}
	return answer{status: response.StatusCode, header: response.Header, body: string(body)}
}

// guest is a visitor who has not signed in.
func guest(t *testing.T, s *practiceSchool) *visitor {
	return &visitor{t: t, school: s, name: "guest", actor: school.Actor{Kind: school.Guest}, cookies: map[string]string{}}
}

// byMail is a visitor who has signed in with a code received by e-mail.
func byMail(t *testing.T, s *practiceSchool, name, address string, actor school.Actor) *visitor {
	t.Helper()
	v := guest(t, s)
	v.name, v.actor = name, actor
	v.post("/connexion", url.Values{"adresse": {address}})
	if in := v.post("/connexion/code", url.Values{"code": {s.code(t, address)}}); in.status != http.StatusSeeOther {
		t.Fatalf("%s does not enter: %d", address, in.status)
	}
	return v
}

// byCode is a visitor who has entered with the code of a letter.
func byCode(t *testing.T, s *practiceSchool, name, code string, actor school.Actor) *visitor {
	t.Helper()
	v := guest(t, s)
	v.name, v.actor = name, actor
	if in := v.post("/connexion/courrier", url.Values{"code": {code}}); in.status != http.StatusSeeOther {
		t.Fatalf("%s does not enter: %d", name, in.status)
	}
	return v
}

// everybody is one visitor of each kind and role.
func everybody(t *testing.T, s *practiceSchool) []*visitor {
	t.Helper()
	all := []*visitor{
		guest(t, s),
		byMail(t, s, "guardian", s.account(t, twoChildren), school.Actor{Kind: school.Guardian}),
		byMail(t, s, "guardian who signed", s.account(t, alreadySigned), school.Actor{Kind: school.Guardian}),
		byCode(t, s, "adult pupil", s.account(t, adultPupil), school.Actor{Kind: school.Pupil}),
	}
	for _, row := range s.rows(t, "staff", "") {
		var roles []school.Role
		for _, r := range row["roles"].([]any) {
			role, _ := r.(string)
			roles = append(roles, school.Role(role))
		}
		if slices.ContainsFunc(all, func(v *visitor) bool { return slices.Equal(v.actor.Roles, roles) }) {
			continue // the second teacher
		}
		all = append(all, byMail(t, s, string(roles[0]), text(row, "email"), school.Actor{Kind: school.Staff, Roles: roles}))
	}
	return all
}
