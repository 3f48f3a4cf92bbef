package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// bindControl binds the control API, JSON in and out. POST bodies must say they are JSON, which a form of another site
// cannot do.
func (s *Simulator) bindControl(mux *http.ServeMux) {
	mux.HandleFunc("GET /sim/{$}", s.showState)
	mux.HandleFunc("GET /sim/horloge", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, clockJSON{Now: s.Now()})
	})
	mux.HandleFunc("POST /sim/horloge", control(s.moveClock))
	mux.HandleFunc("GET /sim/pannes", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.Faults()) })
	mux.HandleFunc("POST /sim/pannes", control(func(_ context.Context, f Fault) (any, error) {
		if err := f.check(); err != nil {
			return nil, err
		}
		s.Inject(f)
		return s.Faults(), nil
	}))
	mux.HandleFunc("DELETE /sim/pannes", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearFaults()
		writeJSON(w, http.StatusOK, s.Faults())
	})
	mux.HandleFunc("POST /sim/style", control(func(_ context.Context, style Style) (any, error) {
		if !prefixName(style.Prefix) {
			return nil, errors.New("prefixe : jusqu’à 10 lettres ASCII")
		}
		s.SetStyle(style)
		return style, nil
	}))
	mux.HandleFunc("POST /sim/notification", control(func(_ context.Context, n Notify) (any, error) {
		if err := n.check(); err != nil {
			return nil, err
		}
		s.SetNotify(n)
		return n, nil
	}))
	mux.HandleFunc("GET /sim/notifications", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.Deliveries()) })
	mux.HandleFunc("GET /sim/paiements", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.Payments()) })
	mux.HandleFunc("GET /sim/paiements/{idop}", func(w http.ResponseWriter, r *http.Request) { s.showPayment(w, r.PathValue("idop")) })
	mux.HandleFunc("POST /sim/paiements/{idop}/resultat", s.forceResult)
	mux.HandleFunc("POST /sim/paiements/{idop}/notification", s.replayNotification)
	mux.HandleFunc("POST /sim/nuit", control(func(context.Context, struct{}) (any, error) {
		s.Night()
		return s.Payments(), nil
	}))
	mux.HandleFunc("GET /sim/fichier", s.serveDailyFile)
}

func (s *Simulator) showState(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"avertissement": "SIMULATEUR – aucun paiement réel",
		"horloge":       s.Now(),
		"comptes":       s.options.Accounts,
		"paiements":     s.Payments(),
		"pannes":        s.Faults(),
		"notifications": s.Deliveries(),
	})
}

// clockJSON moves the clock forward by a duration, or to an instant.
type clockJSON struct {
	Now     time.Time `json:"maintenant,omitzero"`
	Advance string    `json:"avance,omitempty"` // Go duration, "16m"
	Instant time.Time `json:"instant,omitzero"` // RFC 3339
}

func (s *Simulator) moveClock(_ context.Context, move clockJSON) (any, error) {
	var by time.Duration
	if move.Advance != "" {
		var err error
		if by, err = time.ParseDuration(move.Advance); err != nil {
			return nil, err
		}
	}
	if !move.Instant.IsZero() {
		by = move.Instant.Sub(s.Now())
	}
	if by < 0 {
		return nil, errors.New("l’horloge simulée n’avance que dans un sens")
	}
	s.Advance(by)
	return clockJSON{Now: s.Now()}, nil
}

func (s *Simulator) showPayment(w http.ResponseWriter, idOp string) {
	p, known := s.Payment(idOp)
	if !known {
		writeJSON(w, http.StatusNotFound, errorJSON{errUnknown.Error()})
		return
	}
	writeJSON(w, http.StatusOK, p)
}

var (
	errUnknown = errors.New("opération inconnue")
	errResult  = errors.New("resultrans : P, V, R, Z ou A")
)

// Force gives a payment an outcome without its page, over any earlier one, and notifies it when asked.
func (s *Simulator) Force(idOp, result string, notify bool) error {
	if result != "P" && result != "V" && result != "R" && result != "Z" && result != "A" {
		return errResult
	}
	s.mu.Lock()
	p := s.find(idOp)
	if p == nil {
		s.mu.Unlock()
		return errUnknown
	}
	p.onPage = false
	s.settle(p, result)
	done := *p
	s.mu.Unlock()
	if notify {
		s.announce(done)
	}
	return nil
}

func (s *Simulator) forceResult(w http.ResponseWriter, r *http.Request) {
	control(func(_ context.Context, in struct {
		Result string `json:"resultrans"`
		Notify bool   `json:"notifier"`
	}) (any, error) {
		if err := s.Force(r.PathValue("idop"), in.Result, in.Notify); err != nil {
			return nil, err
		}
		p, _ := s.Payment(r.PathValue("idop"))
		return p, nil
	})(w, r)
}

func (s *Simulator) replayNotification(w http.ResponseWriter, r *http.Request) {
	control(func(ctx context.Context, _ struct{}) (any, error) {
		if !s.Replay(ctx, r.PathValue("idop")) {
			return nil, errUnknown
		}
		return s.Deliveries(), nil
	})(w, r)
}

// serveDailyFile answers ?jour=2026-10-15&numcli=090909; today and every account by default.
func (s *Simulator) serveDailyFile(w http.ResponseWriter, r *http.Request) {
	day := s.Now()
	if text := r.URL.Query().Get("jour"); text != "" {
		var err error
		if day, err = time.ParseInLocation(time.DateOnly, text, s.paris); err != nil {
			writeJSON(w, http.StatusBadRequest, errorJSON{"jour : AAAA-MM-JJ"})
			return
		}
	}
	numcli := r.URL.Query().Get("numcli")
	if _, known := s.account(numcli); numcli != "" && !known {
		writeJSON(w, http.StatusBadRequest, errorJSON{"numcli inconnu"})
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="payfip-simulateur-`+day.Format(time.DateOnly)+`.csv"`)
	_, _ = io.WriteString(w, s.DailyFile(day, numcli))
}

type errorJSON struct {
	Error string `json:"erreur"`
}

// control reads the JSON body, empty for none, and writes what the action returns.
func control[In any](action func(context.Context, In) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") != "application/json" {
			writeJSON(w, http.StatusUnsupportedMediaType, errorJSON{"Content-Type: application/json attendu"})
			return
		}
		decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxCall))
		decoder.DisallowUnknownFields()
		var in In
		if err := decoder.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			writeJSON(w, http.StatusBadRequest, errorJSON{err.Error()})
			return
		}
		out, err := action(r.Context(), in)
		switch {
		case errors.Is(err, errUnknown):
			writeJSON(w, http.StatusNotFound, errorJSON{err.Error()})
		case err != nil:
			writeJSON(w, http.StatusBadRequest, errorJSON{err.Error()})
		default:
			writeJSON(w, http.StatusOK, out)
		}
	}
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails only when the caller has left
}

func prefixName(s string) bool {
	return len(s) <= 10 && alphanumeric(s, false) && (s == "" || s[0] > '9')
}
