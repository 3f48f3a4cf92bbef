package school

import (
	"context"
	"net/url"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/payfip"
)

// PayFiPSettings says how families pay online. All empty: they do not.
type PayFiPSettings struct {
	Numcli, Mode, SOAPURL, PageURL string
	PortalURL                      string   // another public payment service, shown as a link
	Means                          []string // subscribed: "card", "debit"; empty for both
}

// PayFiPSettingsFor reads what SavePayFiP writes.
func PayFiPSettingsFor(app core.App, viewer Actor) (PayFiPSettings, error) {
	if err := Require(viewer, SetPayFiP); err != nil {
		return PayFiPSettings{}, err
	}
	i, err := IdentityOf(app)
	s := PayFiPSettings{Numcli: i.PayfipNumcli, Mode: i.PayfipMode, SOAPURL: i.PayfipSoapURL, PageURL: i.PayfipPageURL, PortalURL: i.OnlinePortalURL}
	if err != nil || i.UAI == "" {
		return s, err
	}
	record, err := schoolRecord(app)
	if err == nil {
		s.Means = record.GetStringSlice("payfip_means")
	}
	return s, err
}

// SavePayFiP records how families pay online: the accountant's alone. A practice school pays by the simulator of this machine
// only; a real one never takes the simulator, even for a test: PayFiP has its own test mode.
func SavePayFiP(ctx context.Context, app core.App, s PayFiPSettings) error {
	if err := Require(ActorIn(ctx), SetPayFiP); err != nil {
		return err
	}
	if err := s.check(IsPractice(app)); err != nil {
		return err
	}
	record, err := schoolRecord(app)
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"payfip_numcli": s.Numcli, "payfip_mode": s.Mode, "payfip_soap_url": s.SOAPURL, "payfip_page_url": s.PageURL, "online_portal_url": s.PortalURL,
		"payfip_means": s.Means,
	})
	return app.SaveWithContext(ctx, record)
}

// TestPayFiP asks PayFiP, at the recorded address, whom the recorded client number belongs to.
func TestPayFiP(ctx context.Context, app core.App) (payfip.ClientInfo, error) {
	s, err := PayFiPSettingsFor(app, ActorIn(ctx))
	if err != nil {
		return payfip.ClientInfo{}, err
	}
	if s.SOAPURL == "" {
		return payfip.ClientInfo{}, law.Object("service", "Aucune adresse de PayFiP n’est enregistrée.", "Enregistrez d’abord les réglages.")
	}
	if err := s.check(IsPractice(app)); err != nil {
		return payfip.ClientInfo{}, err
	}
	client, err := payfip.New(payfip.Config{SOAPURL: s.SOAPURL, PageURL: s.PageURL})
	if err != nil {
		return payfip.ClientInfo{}, err
	}
	info, err := client.ClientInfo(ctx, s.Numcli)
	if err != nil {
		return info, err
	}
	return info, notePayFiPAnswer(ctx, app, info)
}

func (s PayFiPSettings) check(practice bool) error {
	var r law.Refusal
	complain := func(field, what, fix string) {
		r.Findings = append(r.Findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
	}
	if s.PortalURL != "" {
		if u, err := url.Parse(s.PortalURL); err != nil || u.Scheme != "https" || u.Hostname() == "" {
			complain("portail", "L’adresse du téléservice n’est pas complète.", "Elle commence par https://, ou reste vide.")
		}
	}
	if s.Numcli != "" || s.SOAPURL != "" || s.PageURL != "" || s.Mode != "" {
		s.checkOnline(practice, complain)
	}
	if len(r.Findings) > 0 {
		return &r
	}
	return nil
}

func (s PayFiPSettings) checkOnline(practice bool, complain func(field, what, fix string)) {
	if !payfip.ValidNumcli(s.Numcli) {
		complain("numcli", "Le numéro de client PayFiP a six chiffres, zéros de tête compris.", "Il figure sur la convention signée avec la DGFiP.")
	}
	if len(s.Mode) != 1 || !strings.Contains("TXW", s.Mode) {
		complain("mode", "Le mode de PayFiP manque.", "Choisissez test, activation ou production.")
	}
	client, err := payfip.New(payfip.Config{SOAPURL: s.SOAPURL, PageURL: s.PageURL})
	switch {
	case err != nil:
		complain("service", strings.TrimPrefix(err.Error(), "PayFiP : ")+".", "Les deux adresses commencent par https:// ; celles de la DGFiP sont proposées.")
	case practice && !client.Simulated():
		complain("service", "Une école d’entraînement n’appelle jamais le vrai PayFiP.", "Gardez l’adresse du simulateur, sur cette machine.")
	case !practice && client.Simulated():
		complain("service", "Une école réelle n’encaisse pas par le simulateur.", "Écrivez les adresses de la DGFiP ; le mode test (T) y paie sans argent réel.")
	}
}
