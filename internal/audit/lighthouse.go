package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// lit is a page that Lighthouse opens.
type lit struct {
	name, path string
	family     bool // signed in, by the cookies of a parent
}

var litPages = []lit{
	{"Accueil", "/", false}, {"Connexion", "/connexion", false}, {"Une règle", "/regles/v-08", false},
	{"À faire", "/a-faire", true}, {"Payer", "/payer", true}, {"Enfants", "/enfants", true},
}

const kitchen = "internal/audit" // where npm ci puts Lighthouse

// lighthouse opens each page as a phone on a slow network, several times, and keeps the median of each figure.
func lighthouse(ctx context.Context, a *audit) error {
	if _, err := os.Stat(filepath.Join(kitchen, "node_modules", "lighthouse")); err != nil {
		return errors.New("Lighthouse n’est pas installé : « make phares »")
	}
	chrome, err := exec.LookPath("chromium")
	if own := os.Getenv("OPENACADEMIE_CHROMIUM"); own != "" {
		chrome, err = own, nil
	}
	if err != nil {
		return err
	}
	binary, dir, err := build(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(filepath.Dir(dir)) }() // a temporary folder
	s, err := open(ctx, binary, dir)
	if err != nil {
		return err
	}
	cookies, err := s.enter(ctx)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	var wrong []error
	for _, p := range litPages {
		seen := map[string][]float64{}
		for range a.runs {
			if err := shine(ctx, chrome, s, p, cookies, seen); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", p.path, err))
			}
		}
		for key, values := range seen {
			a.measures["lh."+p.path+"."+key] = median(values)
		}
	}
	return errors.Join(append(wrong, s.stop())...)
}

// report is what we read of Lighthouse's own.
type report struct {
	FinalDisplayedURL string `json:"finalDisplayedUrl"`
	RuntimeError      *struct{ Message string }
	Categories        map[string]struct{ Score *float64 }
	Audits            map[string]struct{ NumericValue float64 }
}

func shine(ctx context.Context, chrome string, s *served, p lit, cookies string, seen map[string][]float64) error {
	at := filepath.Join(filepath.Dir(s.dir), "phare.json")
	arguments := []string{
		filepath.Join(kitchen, "node_modules", "lighthouse", "cli", "index.js"), s.url + p.path, "--quiet", "--output=json", "--output-path=" + at,
		"--only-categories=performance,accessibility,best-practices", "--form-factor=mobile", "--throttling-method=simulate",
		"--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --lang=fr-FR",
	}
	if p.family {
		headers, err := json.Marshal(map[string]string{"Cookie": cookies})
		if err != nil {
			return err
		}
		arguments = append(arguments, "--extra-headers="+string(headers))
	}
	if _, err := output(ctx, []string{"CHROME_PATH=" + chrome}, "node", arguments...); err != nil {
		return err
	}
	raw, err := os.ReadFile(at) //nolint:gosec // our own temporary folder
	if err != nil {
		return err
	}
	return read(raw, s.url+p.path, seen)
}

// read keeps the figures of one report; a report of another page (the sign-in, for a family page) is no measure.
func read(raw []byte, wanted string, seen map[string][]float64) error {
	var r report
	if err := json.Unmarshal(raw, &r); err != nil {
		return err
	}
	if r.RuntimeError != nil && r.RuntimeError.Message != "" {
		return errors.New(r.RuntimeError.Message)
	}
	if r.FinalDisplayedURL != wanted {
		return fmt.Errorf("Lighthouse saw %s", r.FinalDisplayedURL)
	}
	for _, category := range []string{"performance", "accessibility", "best-practices"} {
		if score := r.Categories[category].Score; score != nil {
			seen[category] = append(seen[category], *score*100)
		}
	}
	for key, audit := range map[string]string{"lcp": "largest-contentful-paint", "tbt": "total-blocking-time", "cls": "cumulative-layout-shift"} {
		if found, has := r.Audits[audit]; has {
			seen[key] = append(seen[key], found.NumericValue)
		}
	}
	return nil
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
