package simulator

import (
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

//go:embed page.html style.css
var pageFiles embed.FS

// pageTemplates is parsed once and never written to.
var pageTemplates = template.Must(template.ParseFS(pageFiles, "page.html"))

// pageView is what page.html shows; each of its three templates uses a part.
type pageView struct {
	Payment  Payment
	Account  Account
	Mel      string // as typed
	MelError string
	Code     string // of the anomaly page
	Message  string
}

// openPage shows the payment page. PayFiP opens it once, within 15 minutes, and again after an abandonment.
func (s *Simulator) openPage(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		return // a link checker must not use up the one opening
	}
	s.mu.Lock()
	p := s.find(r.URL.Query().Get("idop"))
	code := s.cannotOpen(p)
	var shown payment
	if code == "" {
		p.Opened, p.onPage = s.now(), true
		shown = *p
	}
	s.mu.Unlock()
	if code != "" {
		anomaly(w, code)
		return
	}
	s.showPage(w, http.StatusOK, shown, shown.TicketMel, "")
}

// cannotOpen gives the code of the anomaly page, or "". It needs the lock.
func (s *Simulator) cannotOpen(p *payment) string {
	switch {
	case p == nil:
		return "P1"
	case p.settled() || p.onPage && !s.options.ReopenPage:
		return "P3"
	case s.now().Sub(p.Created) > openingTime:
		return "P4"
	}
	return ""
}

// choose plays the payer's button. Returning to a page left by an abandonment counts as opening it again; a payer already
// on the page may take any time, which is how a payment succeeds after its 20 minutes.
func (s *Simulator) choose(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxCall)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "formulaire illisible", http.StatusBadRequest)
		return
	}
	action := r.PostForm.Get("action")
	result, known := resultOf(action, r.PostForm.Get("issue"))
	mel := strings.TrimSpace(r.PostForm.Get("mel"))

	s.mu.Lock()
	p := s.find(r.PostForm.Get("idop"))
	code := ""
	if p == nil || p.settled() || !p.onPage {
		code = s.cannotOpen(p)
	}
	if code != "" {
		s.mu.Unlock()
		anomaly(w, code)
		return
	}
	p.onPage = true
	account, _ := s.account(p.Numcli)
	melWrong := result != "A" && r.PostForm.Has("mel") && checkMel(mel).code != ""
	if !known || !account.offers(result) || melWrong {
		shown := *p
		s.mu.Unlock()
		if melWrong {
			s.showPage(w, http.StatusUnprocessableEntity, shown, mel, "Écrivez une adresse de 6 à 80 caractères, par exemple nom@domaine.fr.")
			return
		}
		http.Error(w, "action inconnue, ou moyen de paiement fermé pour ce compte", http.StatusBadRequest)
		return
	}
	if mel != "" {
		p.TicketMel = mel
	}
	s.settle(p, result)
	done := *p
	s.mu.Unlock()

	s.announce(done)
	if action == "fermer" {
		render(w, http.StatusOK, "closed", pageView{Payment: done})
		return
	}
	http.Redirect(w, r, appendQuery(done.ReturnURL, url.Values{"idop": {done.IDOp}}.Encode()), http.StatusFound)
}

// resultOf translates a button. A payer who closes the tab has paid by card unless issue says otherwise.
func resultOf(action, issue string) (result string, known bool) {
	if action == "fermer" {
		action = "cb"
		if issue != "" {
			action = issue
		}
	}
	result, known = map[string]string{
		"cb": "P", "prelevement": "V", "refus_cb": "R", "refus_prelevement": "Z", "abandon": "A",
	}[action]
	return result, known
}

// offers tells whether the account has the means of payment that leads to the result.
func (a Account) offers(result string) bool {
	switch result {
	case "P", "R":
		return a.Card
	case "V", "Z":
		return a.Debit
	}
	return true
}

func (s *Simulator) showPage(w http.ResponseWriter, status int, p payment, mel, melError string) {
	account, _ := s.account(p.Numcli)
	// Browsers hold a form to this rule through its redirects too: without the origin of the return address, the payer
	// would stay on a blank page.
	if back, err := url.Parse(p.ReturnURL); err == nil {
		w.Header().Set("Content-Security-Policy", pagePolicy+"; form-action 'self' "+back.Scheme+"://"+cspHost(back.Host))
	}
	render(w, status, "page", pageView{Payment: p, Account: account, Mel: mel, MelError: melError})
}

const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

// cspHost keeps a hostile return address from adding its own rules to the policy.
func cspHost(host string) string {
	if strings.ContainsAny(host, " ;,'\"\t") {
		return "invalid"
	}
	return host
}

// anomaly is PayFiP's page for an idOp that cannot be paid, with status 200.
func anomaly(w http.ResponseWriter, code string) {
	messages := map[string]string{
		"P1": "Cette opération de paiement n’existe pas, ou n’existe plus.",
		"P3": "Cette opération a déjà servi. Revenez sur le site de l’établissement pour voir le résultat.",
		"P4": "Cette opération a plus de 15 minutes. Revenez sur le site de l’établissement et recommencez.",
	}
	render(w, http.StatusOK, "anomaly", pageView{Code: code, Message: messages[code]})
}

func render(w http.ResponseWriter, status int, name string, view pageView) {
	h := w.Header()
	if h.Get("Content-Security-Policy") == "" {
		h.Set("Content-Security-Policy", pagePolicy+"; form-action 'none'")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = pageTemplates.ExecuteTemplate(w, name, view) // fails only when the browser has left
}

func serveStylesheet(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, pageFiles, "style.css")
}
