package trip

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// MayCheckPapers tells whether somebody handles the papers, the adults and the list of a trip: its organiser, the direction
// and the secretariat. A teacher has no hand on the trips of others.
func MayCheckPapers(actor school.Actor, t Trip) bool {
	return actor.May(school.CheckPapers) && (t.Organiser == actor.ID || actor.Has(school.Head, school.Bursar, school.Secretary))
}

// PaperRules judges the row of a paper when it is written.
var PaperRules = law.Rulebook[Paper]{
	{Rule: "V-54", Judge: func(p Paper) []law.Finding {
		if p.Kind != PaperExitPermit || p.State != PaperChecked || p.OriginalSeen {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "original_seen", Who: string(school.Teacher), What: "Une autorisation de sortie du territoire n’est vérifiée que sur l’original.",
			Why: "Une photocopie ou un fichier ne vaut rien à la frontière (article 371-6 du code civil).", Fix: "Demandez l’original, puis cochez « original vu ».",
		}}
	}},
}

// HealthRules refuses health in a free text (V-69): facts are the texts, by field.
var HealthRules = law.Rulebook[map[string]string]{
	{Rule: "V-69", Judge: func(texts map[string]string) []law.Finding {
		var findings []law.Finding
		for field, text := range texts {
			if word := healthWord(text); word != "" {
				findings = append(findings, law.Finding{
					Severity: law.Block, Field: field, Who: string(school.Nurse), What: "Ce texte parle de santé (« " + word + " ») : il ne s’écrit pas ici.",
					Why: "La santé d’un élève voyage sous pli fermé, et n’est lue que par qui en a besoin (article 226-13 du code pénal).",
					Fix: "Retirez-le ; l’infirmerie met l’information dans l’enveloppe de l’élève.",
				})
			}
		}
		return findings
	}},
}

// healthRoots are the beginnings of words, without accents, by which a text is seen to speak of somebody's health.
var healthRoots = []string{
	"allerg", "asthm", "diabet", "epilep", "handicap", "maladi", "malade", "medicament", "medical", "traitement", "ventoline", "insuline", "anaphyla", "intoleran",
	"cœliaque", "coeliaque", "depress", "anorex", "enceinte", "hospitalis", "ordonnance", "patholog", "vaccin", "seropositi", "migraine", "enuresi", "tdah", "dyspraxi",
}

// healthWords are whole words: too short to be looked for inside others.
var healthWholeWords = []string{"pai", "vih", "tca", "regles"}

func healthWord(text string) string {
	for _, word := range strings.Fields(school.Fold(text)) {
		word = strings.Trim(word, ".")
		if slices.Contains(healthWholeWords, word) || slices.ContainsFunc(healthRoots, func(root string) bool { return strings.HasPrefix(word, root) }) {
			return word
		}
	}
	return ""
}

func healthWords(app core.App, record *core.Record, fields ...string) ([]law.Finding, error) {
	texts := map[string]string{}
	for _, f := range fields {
		texts[f] = record.GetString(f)
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return HealthRules.Check(texts, regime), nil
}

// waivable are the papers that may be done without: no rule asks for them.
var waivable = []string{PaperHealthSheet, PaperHealthCard, PaperSecurityLetter, PaperOther, PaperVisa}

// JudgePaper judges the row of a paper: who says it, about whom, and that it says nothing it should not.
func JudgePaper(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if err != nil {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	t, p := tripOf(parent), paperOf(record)
	regime, err := school.Regime(app, "trips", t.ID)
	if err != nil {
		return nil, err
	}
	findings := PaperRules.Check(p, regime)
	health, err := healthWords(app, record, "reason")
	if err != nil {
		return nil, err
	}
	house, err := houseOfPaper(app, record, actor, t, p)
	return append(append(findings, health...), house...), err
}

// JudgePaperGone judges the removal of a paper ticked by mistake.
func JudgePaperGone(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if err != nil {
		return nil, nil //nolint:nilerr // its trip was deleted in this transaction, and takes it along
	}
	t := tripOf(parent)
	switch {
	case actor.Kind != school.System && !MayCheckPapers(actor, t):
		return refuse("", notTheirs, ""), nil
	case t.State != Open && t.State != Voted && t.State != Cleared:
		return Destruction(app, "Pièces d’un voyage terminé")
	}
	return nil, nil
}

func houseOfPaper(app core.App, record *core.Record, actor school.Actor, t Trip, p Paper) ([]law.Finding, error) {
	before := record.Original()
	switch {
	case actor.Kind == school.Operator:
		return refuse("", "Une pièce est reçue et vérifiée par une personne de l’établissement, en son nom.", "Elle se connecte et la coche."), nil
	case actor.Kind != school.System && !MayCheckPapers(actor, t):
		return refuse("", notTheirs, ""), nil
	case t.State == Cancelled || t.State == Closed:
		return refuse("", "Les pièces d’un voyage terminé ne changent plus.", ""), nil
	case !record.IsNew() && (before.GetString("trip") != t.ID || before.GetString("pupil") != p.Pupil || before.GetString("chaperone") != p.Chaperone || before.GetString("kind") != p.Kind):
		return refuse("trip", "Une pièce ne change ni de voyage, ni de personne, ni de nature.", "Inscrivez-en une autre."), nil
	case p.Pupil != "" && p.Chaperone != "":
		return refuse("pupil", "Une pièce est celle d’un élève ou d’un adulte, pas des deux.", ""), nil
	case p.Pupil == "" && p.Chaperone == "" && p.Kind != PaperCollective:
		return refuse("pupil", "Cette pièce n’est celle de personne.", "Choisissez l’élève ou l’adulte."), nil
	case p.State == PaperChecked && p.CheckedBy == "":
		return refuse("checked_by", "Une pièce vérifiée l’est par quelqu’un.", ""), nil
	case actor.Kind == school.Staff && p.State == PaperChecked && (record.IsNew() || before.GetString("state") != PaperChecked) && p.CheckedBy != actor.ID:
		return refuse("checked_by", "Une pièce se vérifie en son propre nom.", ""), nil
	case p.State == PaperRefused && len([]rune(strings.TrimSpace(p.Reason))) < 5:
		return refuse("reason", "Un refus se motive : la famille lira pourquoi.", "Écrivez-le en une phrase, sans donnée de santé."), nil
	case p.State == PaperWaived && !slices.Contains(waivable, p.Kind):
		return refuse("state", "Cette pièce est demandée par un texte : personne n’en dispense.", ""), nil
	case p.State == PaperWaived && len([]rune(strings.TrimSpace(p.Reason))) < 5:
		return refuse("reason", "Une dispense se motive.", "Écrivez-le en une phrase, sans donnée de santé."), nil
	case p.Kind == PaperOther && p.Asked == "":
		return refuse("asked", "Une autre pièce répond à une demande du voyage.", "Ajoutez d’abord la pièce demandée."), nil
	case p.SignedOn > school.Clock(app).Today():
		return refuse("signed_on", "Une autorisation n’est pas signée dans l’avenir.", "Vérifiez la date de signature."), nil
	}
	return belongsTo(app, t, p)
}

// belongsTo holds a paper to its trip: a pupil it is offered to, an adult who goes, a paper that it asks.
func belongsTo(app core.App, t Trip, p Paper) ([]law.Finding, error) {
	if p.Chaperone != "" {
		if r, err := app.FindRecordById("chaperones", p.Chaperone); err != nil || r.GetString("trip") != t.ID {
			return refuse("chaperone", "Cet adulte n’accompagne pas ce voyage.", ""), nil //nolint:nilerr // the refusal says it
		}
	}
	if p.Asked != "" {
		if r, err := app.FindRecordById("documents_asked", p.Asked); err != nil || r.GetString("trip") != t.ID || r.GetString("kind") != p.Kind {
			return refuse("asked", "Ce voyage ne demande pas cette pièce.", ""), nil //nolint:nilerr // the refusal says it
		}
	}
	if p.Pupil == "" {
		return nil, nil
	}
	eligible, err := isEligible(app, t.ID, p.Pupil)
	if err != nil || eligible {
		return nil, err
	}
	seats, err := app.CountRecords("seats", seatOf(t.ID, p.Pupil))
	if err != nil || seats > 0 {
		return nil, err
	}
	return refuse("pupil", "Ce voyage n’est pas proposé à cet élève.", ""), nil
}

// JudgeAsked judges a paper that the organiser asks for.
func JudgeAsked(app core.App, record *core.Record, actor school.Actor, removed bool) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if err != nil && removed {
		return nil, nil // its trip was deleted in this transaction, and takes it along
	}
	if err != nil {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	t, kind := tripOf(parent), record.GetString("kind")
	switch {
	case !record.IsNew() && (record.Original().GetString("trip") != t.ID || record.Original().GetString("kind") != kind):
		return refuse("trip", "Une pièce demandée ne change ni de voyage ni de nature.", ""), nil
	case actor.Kind != school.System && actor.Kind != school.Operator && !MayCheckPapers(actor, t):
		return refuse("", notTheirs, ""), nil
	case t.State == Cancelled || t.State == Closed:
		return refuse("", "Les pièces d’un voyage terminé ne changent plus.", ""), nil
	case removed:
		n, err := app.CountRecords("documents", hashOf("asked", record.Id))
		if err != nil || n == 0 {
			return nil, err
		}
		return refuse("", "Des familles ont déjà remis cette pièce : elle reste demandée.", "Ne la rendez plus obligatoire si elle ne sert plus."), nil
	case kind == PaperOther && strings.TrimSpace(record.GetString("label")) == "":
		return refuse("label", "Écrivez le nom de la pièce.", ""), nil
	case record.GetString("due_on") != "" && law.Day(record.GetString("due_on")) > t.DepartsOn:
		return refuse("due_on", "La pièce se remet avant le départ.", "Vérifiez la date."), nil
	}
	if kind != PaperOther {
		rows, err := app.FindAllRecords("documents_asked", hashOf("trip", t.ID), hashOf("kind", kind), hashOf("audience", record.GetString("audience")))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(rows, func(r *core.Record) bool { return r.Id != record.Id }) {
			return refuse("kind", "Cette pièce est déjà dans la liste.", "Modifiez la ligne qui existe."), nil
		}
	}
	return healthWords(app, record, "label", "note")
}

func paperOf(r *core.Record) Paper {
	day := func(name string) law.Day { return law.Day(r.GetString(name)) }
	return Paper{
		ID: r.Id, Pupil: r.GetString("pupil"), Chaperone: r.GetString("chaperone"), Asked: r.GetString("asked"), Kind: r.GetString("kind"), State: r.GetString("state"),
		Paper: r.GetString("paper"), Nationality: r.GetString("nationality"), IssuedOn: day("issued_on"), ExpiresOn: day("expires_on"), SignedOn: day("signed_on"),
		OriginalSeen: r.GetBool("original_seen"), CoversLiability: r.GetBool("covers_liability"), CoversAccident: r.GetBool("covers_accident"),
		SignatoryID: r.GetString("signatory_id"), SignatoryPaper: r.GetString("signatory_paper"), SignatoryNationality: r.GetString("signatory_nationality"),
		SignatoryExpiresOn: day("signatory_expires_on"), Reason: r.GetString("reason"), CheckedBy: r.GetString("checked_by"),
	}
}
