package school

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/mail"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

const (
	codeLife        = 10 * time.Minute
	maxWrongTries   = 5
	codesPerHour    = 6 // for one address, whoever asks
	letterCodeLife  = 60 * 24 * time.Hour
	letterAlphabet  = "23456789ABCDEFGHJKMNPQRSTVWXYZ" // no 0/O, 1/I/L, U: it is read from paper
	letterCodeRunes = 14                               // 14 × log2(30) = 68 bits
)

var (
	// ErrWrongCode is the one answer to a code that does not open: wrong, old, used, dead, or for an address nobody holds.
	ErrWrongCode = errors.New("ce code n’est pas le bon ou n’est plus valable : vérifiez les six chiffres, ou demandez un nouveau code")
	// ErrWrongLetterCode is its twin for printed codes.
	ErrWrongLetterCode = errors.New("ce code n’est pas le bon, a expiré ou a déjà servi : vérifiez-le sur le courrier, ou demandez-en un autre au secrétariat")
	// ErrAddress is returned for something that is not an e-mail address.
	ErrAddress = errors.New("écrivez une adresse électronique complète, comme prenom.nom@exemple.fr")
)

// NormalizeAddress lowers and checks an e-mail address.
func NormalizeAddress(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || len(s) > 254 || !strings.Contains(s[strings.LastIndex(s, "@"):], ".") {
		return "", ErrAddress
	}
	return s, nil
}

// RequestCode makes a six-digit code for an address. The code comes back to be sent only when somebody of the school
// holds the address and it has not been asked too often; in every other case the same work is done and code is empty, so
// that neither the answer nor its time tells who is known.
func RequestCode(ctx context.Context, app core.App, address string) (code string, err error) {
	address, err = NormalizeAddress(address)
	if err != nil {
		return "", err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("code: %w", err)
	}
	code = fmt.Sprintf("%06d", n)
	people, err := PeopleAt(app, address)
	if err != nil {
		return "", err
	}
	recent, err := app.CountRecords("login_codes", dbx.HashExp{"address": address, "channel": "email"},
		dbx.NewExp("made_at > {:since}", dbx.Params{"since": stamp(time.Now().Add(-time.Hour))}))
	if err != nil {
		return "", fmt.Errorf("count codes: %w", err)
	}
	sent := len(people) > 0 && recent < codesPerHour
	fields := map[string]any{"channel": "email", "address": address}
	if !sent {
		fields["wrong_tries"] = maxWrongTries // born dead: a code that nobody receives would only be one more to guess
	}
	if err := keepLoginCode(ctx, app, fields, code, codeLife); err != nil {
		return "", err
	}
	if !sent {
		return "", nil
	}
	return code, nil
}

func keepLoginCode(ctx context.Context, app core.App, fields map[string]any, code string, life time.Duration) error {
	record, err := NewRecord(app, "login_codes")
	if err != nil {
		return err
	}
	salt := hex.EncodeToString(randomBytes(16))
	if fields["channel"] == "letter" {
		salt = "letter" // found by its digest: a printed code has entropy enough to stand without a salt
	}
	now := time.Now()
	record.Load(fields)
	record.Load(map[string]any{"salt": salt, "digest": DepsOf(app).Keys.MAC("login", salt+code), "expires_at": now.Add(life), "made_at": now})
	if err := app.SaveWithContext(ctx, record); err != nil {
		return fmt.Errorf("keep code: %w", err)
	}
	return nil
}

// EnterWithCode checks the code typed for an address and returns its people, to choose from when there are several. The
// code dies when used and after five wrong tries.
func EnterWithCode(ctx context.Context, app core.App, address, code string) ([]Person, error) {
	address, err := NormalizeAddress(address)
	if err != nil {
		return nil, err
	}
	code = strings.Map(digitsOnly, code)
	var people []Person
	answer := ErrWrongCode
	// One at a time: a thousand guesses sent together would otherwise all be judged before the first wrong one is counted.
	err = InTransaction(ctx, app, func(_ context.Context, tx core.App) error {
		people, err = spendCode(tx, address, code)
		if !errors.Is(err, ErrWrongCode) {
			answer = err
			return err
		}
		return countWrongTry(tx, address)
	})
	if err != nil {
		return nil, err
	}
	return people, answer
}

// spendCode looks for the code among those still open at an address and uses it.
func spendCode(app core.App, address, code string) ([]Person, error) {
	open, err := app.FindAllRecords("login_codes", dbx.HashExp{"channel": "email", "address": address, "used_at": ""},
		dbx.NewExp("expires_at > {:now} AND wrong_tries < {:max}", dbx.Params{"now": stamp(time.Now()), "max": maxWrongTries}))
	if err != nil {
		return nil, fmt.Errorf("find codes: %w", err)
	}
	for _, c := range open {
		given := DepsOf(app).Keys.MAC("login", c.GetString("salt")+code)
		if subtle.ConstantTimeCompare([]byte(given), []byte(c.GetString("digest"))) == 1 {
			return useCode(app, c, func() ([]Person, error) { return PeopleAt(app, address) })
		}
	}
	return nil, ErrWrongCode
}

// countWrongTry counts against every open code of the address, or asking for more codes would buy more tries.
func countWrongTry(app core.App, address string) error {
	_, err := app.DB().NewQuery("UPDATE login_codes SET wrong_tries = wrong_tries + 1 WHERE channel = 'email' AND address = {:a} AND used_at = ''").
		Bind(dbx.Params{"a": address}).Execute()
	if err != nil {
		return fmt.Errorf("count a wrong try: %w", err)
	}
	return nil
}

// useCode spends a code: the conditional update lets one request win when two arrive together.
func useCode(app core.App, c *core.Record, people func() ([]Person, error)) ([]Person, error) {
	result, err := app.DB().Update("login_codes", dbx.Params{"used_at": stamp(time.Now())}, dbx.HashExp{"id": c.Id, "used_at": ""}).Execute()
	if err != nil {
		return nil, fmt.Errorf("use code: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return nil, ErrWrongCode
	}
	found, err := people()
	if err == nil && len(found) == 0 {
		err = ErrWrongCode
	}
	return found, err
}

// MakeLetterCode makes the one-time code of a printed letter for one person and kills their earlier ones.
func MakeLetterCode(ctx context.Context, app core.App, p Person) (string, error) {
	if p.Kind == StaffPerson {
		return "", errors.New("les personnels se connectent par courriel")
	}
	code, err := letterCode(letterCodeRunes)
	if err != nil {
		return "", err
	}
	_, err = app.DB().Update("login_codes", dbx.Params{"used_at": stamp(time.Now())},
		dbx.HashExp{"channel": "letter", p.Kind.column(): p.ID, "used_at": ""}).Execute()
	if err != nil {
		return "", fmt.Errorf("end earlier codes: %w", err)
	}
	err = keepLoginCode(ctx, app, map[string]any{"channel": "letter", p.Kind.column(): p.ID}, code, letterCodeLife)
	if err != nil {
		return "", err
	}
	return code[:5] + "-" + code[5:10] + "-" + code[10:], nil
}

// letterCode draws a code that is read from paper.
func letterCode(runes int) (string, error) {
	var b strings.Builder
	for range runes {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letterAlphabet))))
		if err != nil {
			return "", fmt.Errorf("letter code: %w", err)
		}
		b.WriteByte(letterAlphabet[n.Int64()])
	}
	return b.String(), nil
}

// letterCodeOf keeps of what was typed the letters of such codes.
func letterCodeOf(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letterAlphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}

// EnterWithLetter opens with the code of a printed letter: it identifies one person, by itself, once.
func EnterWithLetter(_ context.Context, app core.App, code string) (Person, error) {
	code = letterCodeOf(code)
	if len(code) != letterCodeRunes {
		return Person{}, ErrWrongLetterCode
	}
	c, err := app.FindFirstRecordByData("login_codes", "digest", DepsOf(app).Keys.MAC("login", "letter"+code))
	if err != nil || c.GetString("used_at") != "" || c.GetDateTime("expires_at").Time().Before(time.Now()) {
		return Person{}, ErrWrongLetterCode
	}
	people, err := useCode(app, c, func() ([]Person, error) {
		for _, kind := range []PersonKind{GuardianPerson, PupilPerson} {
			if id := c.GetString(kind.column()); id != "" {
				p, err := FindPerson(app, kind, id)
				return []Person{p}, err
			}
		}
		return nil, nil
	})
	if err != nil {
		return Person{}, ErrWrongLetterCode
	}
	return people[0], nil
}

// AccountFor finds or makes the account of a person, at the first right code: by address, or alone for a printed code.
// Every person who holds the address is linked to it.
func AccountFor(ctx context.Context, app core.App, address string, people []Person) (accountID string, err error) {
	err = InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		account, err := findAccount(tx, address, people)
		if err != nil {
			return err
		}
		if account == nil {
			if account, err = NewRecord(tx, "users"); err != nil {
				return err
			}
			account.SetRandomPassword()
			account.SetVerified(address != "")
			if address != "" {
				account.SetEmail(address)
			}
		}
		for _, p := range people {
			switch p.Kind {
			case GuardianPerson:
				account.Set("guardians+", p.ID)
			case StaffPerson:
				account.Set("staff", p.ID)
			case PupilPerson:
				account.Set("pupil", p.ID)
			}
		}
		accountID = account.Id
		if err := tx.SaveWithContext(ctx, account); err != nil {
			return fmt.Errorf("account: %w", err)
		}
		accountID = account.Id
		return nil
	})
	return accountID, err
}

func findAccount(app core.App, address string, people []Person) (*core.Record, error) {
	if address != "" {
		account, err := app.FindAuthRecordByEmail("users", address)
		if err != nil {
			return nil, nil //nolint:nilerr,nilnil // no account yet
		}
		return account, nil
	}
	for _, p := range people {
		column := map[PersonKind]string{GuardianPerson: "guardians", PupilPerson: "pupil", StaffPerson: "staff"}[p.Kind]
		accounts, err := app.FindAllRecords("users", dbx.HashExp{"email": ""}, dbx.Like(column, p.ID))
		if err != nil {
			return nil, fmt.Errorf("find account: %w", err)
		}
		if len(accounts) > 0 {
			return accounts[0], nil
		}
	}
	return nil, nil //nolint:nilnil // no account yet
}

// stamp writes a machine instant the way PocketBase stores dates.
func stamp(t time.Time) string {
	d, _ := types.ParseDateTime(t) // a time.Time always parses
	return d.String()
}

func digitsOnly(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// codesKept is how long a spent or expired code stays, for whoever looks into an entry that surprised somebody.
const codesKept = 30 * 24 * time.Hour

// DropOldCodes forgets the sign-in codes that have been over for a month: their addresses have no other reason to stay.
func DropOldCodes(app core.App) error {
	_, err := app.DB().Delete("login_codes", dbx.NewExp("expires_at < {:limit}", dbx.Params{"limit": stamp(time.Now().Add(-codesKept))})).Execute()
	if err != nil {
		return fmt.Errorf("drop old codes: %w", err)
	}
	return nil
}
