package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// The whole life of a trip: what a project says of itself, its contracts and its cash, its papers, its departure, its
// report, and what goes back to the families.
func init() {
	m.Register(func(app core.App) error {
		return steps(app, widenLaw, extendSchool, createContracts, extendTrips, createCash, createPapers, createSeatTools, createRefunds, createExports)
	}, forwardOnly)
}

func widenLaw(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return widen(app, "acts", "purpose", "gifts", "contract", "refund_terms", "price_grid", "report", "charter")
		},
		func(app core.App) error {
			return extend(app, "acts", []core.Field{
				text("body", "Texte de l’acte, tel qu’il a été présenté", 20000),
				document("voted", "Ce qui a été voté : prix, dates, effectifs, totaux du budget"),
			})
		},
		func(app core.App) error {
			return resealing(app, "approvals", func(app core.App) error {
				return widen(app, "approvals", "kind", "supervision", "departure", "final_report", "closing", "refund", "imprest", "mission_order",
					"volunteer", "seat_choice", "exception", "write_off")
			})
		},
		func(app core.App) error {
			return resealing(app, "grants", func(app core.App) error { return widen(app, "grants", "kind", "surplus") })
		},
		func(app core.App) error {
			return resealing(app, "payments", func(app core.App) error {
				return steps(app,
					func(app core.App) error { return widen(app, "payments", "means", "holiday_voucher") },
					func(app core.App) error {
						return extend(app, "payments", []core.Field{text("imprest_id", "Régie de recettes par laquelle le paiement est entré", 15)})
					})
			})
		},
		func(app core.App) error {
			return resealing(app, "commitments", func(app core.App) error {
				return steps(app,
					func(app core.App) error { return widen(app, "commitments", "auth_level", "paper") },
					func(app core.App) error { return loosen(app, "commitments", "account_id", "session_id") },
					func(app core.App) error {
						return extend(app, "commitments", []core.Field{
							text("paper_by", "Personnel qui a reçu la lettre signée sur papier", 15),
							day("paper_on", "Lettre papier reçue le"),
							text("second_guardian_id", "Second signataire de la lettre papier", 15),
						})
					})
			})
		},
	)
}

func extendSchool(app core.App) error {
	const image = 1 << 20
	return extend(app, "school", []core.Field{
		text("head_civility", "Civilité du chef d’établissement (M., Mme)", 10),
		text("bursar_civility", "Civilité du gestionnaire", 10),
		text("bursar_title", "Titre du gestionnaire (le secrétaire général…)", 80),
		text("accountant_civility", "Civilité de l’agent comptable", 10),
		text("social_worker_civility", "Civilité de l’assistant social", 10),
		text("social_worker_title", "Titre de l’assistant social", 80),
		text("website", "Site de l’établissement", 200),
		text("iban", "IBAN du compte de l’établissement", 34),
		text("bic", "BIC du compte", 11),
		text("ics", "Identifiant créancier SEPA (ICS)", 35),
		text("siret", "SIRET", 14),
		text("agency_school", "Établissement support de l’agence comptable", 120),
		text("accounting_year", "Exercice comptable", 4),
		number("gfc_counter", "Dernier numéro de transfert de créances vers GFC pour l’exercice"),
		text("insurance_note", "Assurance de l’établissement, telle que les lettres la disent", 500),
		flag("under_contract", "Établissement privé sous contrat (aides communales)"),
		&core.FileField{Name: "logo", Help: "Logo des documents, image de 1 Mo au plus", MaxSelect: 1, MaxSize: image, Protected: true, MimeTypes: []string{"image/png", "image/jpeg"}},
		&core.FileField{Name: "signature", Help: "Image de la signature du chef d’établissement, 1 Mo au plus", MaxSelect: 1, MaxSize: image, Protected: true, MimeTypes: []string{"image/png", "image/jpeg"}},
	})
}

func createContracts(app core.App) error {
	return create(app, "contracts", []core.Field{
		relation(app, "trip", "Voyage", "trips", required),
		text("supplier", "Fournisseur", 120, required, label),
		text("object", "Objet du contrat ou de la commande", 200),
		choice("kind", "Nature", []string{"package", "transport", "lodging", "catering", "visits", "insurance", "other"}, required),
		choice("state", "État", []string{"draft", "awarded", "ordered", "cancelled"}, required),
		choice("procedure_kind", "Procédure d’achat", []string{"direct", "quotes", "adapted", "published", "formal"}),
		choice("authority", "Ce qui autorise à signer", []string{"trip_act", "procurement_plan", "delegation", "small_urgent"}),
		relation(app, "act", "Acte qui autorise le contrat", "acts"),
		day("launched_on", "Consultation lancée le"),
		day("awarded_on", "Attribué le"),
		day("ordered_on", "Commandé le"),
		money("amount_ht_cents", "Montant hors taxes"),
		money("amount_cents", "Montant toutes taxes comprises"),
		money("need_ht_cents", "Besoin estimé hors taxes, pour douze mois et pour cette catégorie"),
		text("need_category", "Catégorie homogène de fournitures ou de services", 120),
		number("quotes_count", "Nombre de devis reçus"),
		text("choice_reason", "Pourquoi cette offre, ou pourquoi un seul devis", 1000),
		text("lots_reason", "Pourquoi le marché n’est pas alloti", 500),
		flag("written", "Le contrat est écrit"),
		text("register_no", "Immatriculation Atout France (IM…)", 20),
		text("eea_declaration", "Déclaration d’un opérateur de l’Espace économique européen", 60),
		text("federation", "Fédération garante d’une association", 120),
		text("guarantor", "Garant financier", 120),
		day("guaranteed_until", "Garantie financière valable jusqu’au"),
		flag("liability_seen", "Attestation de responsabilité civile professionnelle vue"),
		flag("own_services", "Le fournisseur produit lui-même la prestation (hôtel, musée, transporteur)"),
		money("deposit_cents", "Acompte demandé"),
		flag("deposit_clause", "Le contrat prévoit l’acompte"),
		number("months_long", "Durée du marché en mois"),
		text("emergency_contact", "Contact d’urgence du fournisseur pendant le séjour", 200),
		text("cancellation_terms", "Conditions d’annulation", 2000),
		flag("price_terms", "Le contrat dit quand le prix peut changer"),
		flag("no_gift", "Aucun cadeau ni voyage offert aux personnels"),
		number("free_places", "Places gratuites offertes par le fournisseur"),
		text("note", "Remarque", 1000),
	}, "trip", "supplier")
}

func extendTrips(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return widen(app, "trips", "state", "cleared", "returned", "reported", "closed")
		},
		func(app core.App) error {
			return extend(app, "trips", []core.Field{
				number("capacity", "Nombre de places (0 : celui du projet)"),
				choice("selection", "Comment les élèves sont choisis s’il y a plus de demandes que de places", []string{"all", "criteria", "draw"}),
				text("criteria", "Critères annoncés aux familles", 2000),
				number("school_days", "Jours de cours pris (0 : calculés)"),
				choices("transports", "Moyens de transport", []string{"coach", "train", "plane", "boat", "public", "private_car", "walk"}),
				choices("sports", "Activités encadrées par une réglementation", []string{"ski", "swimming", "climbing", "sailing", "other"}),
				flag("with_primary", "Des élèves de CM2 participent"),
				flag("in_school_plan", "Le voyage s’inscrit dans le projet d’établissement"),
				text("absent_plan", "Accueil des élèves qui ne partent pas, remplacement des professeurs absents", 2000),
				flag("cancellation_cover", "Une assurance annulation est prise"),
				day("exchange_from", "Accueil des correspondants à partir du"),
				day("exchange_until", "Accueil des correspondants jusqu’au"),
				text("meeting_point", "Lieu et heure de rendez-vous", 300),
				text("emergency_phone", "Téléphone d’urgence pendant le voyage", 30),
				text("stay_address", "Adresse du lieu de séjour", 400),
				choice("payee", "À qui les familles paient", []string{"school", "association"}),
				flag("credits_open", "Les crédits sont ouverts au budget de l’établissement"),
				text("class4_account", "Compte de classe 4 de la créance (GFC)", 7),
				text("service_code", "Service et activité (AP…)", 20),
				day("pay_by", "Date limite de règlement souhaitée"),
				money("first_order_cents", "Montant du premier ordre de recettes"),
				day("ariane_on", "Déclaré sur Ariane le"),
				text("ariane_reference", "Référence du dépôt Ariane", 60),
				day("academy_told_on", "Académie prévenue le"),
				day("board_called_on", "Conseil d’administration convoqué le"),
				day("board_meets_on", "Séance du conseil d’administration le"),
				flag("board_urgent", "Convocation en urgence"),
				number("adults_required", "Nombre d’accompagnateurs fixé par le chef d’établissement"),
				day("reported_on", "Bilan présenté au conseil d’administration le"),
				text("report_note", "Bilan pédagogique", 8000),
				flag("gift_taken", "Des dons financent le voyage"),
				text("cloned_from", "Voyage d’une année précédente dont celui-ci est la copie", 15),
				day("archived_on", "Archivé le"),
				day("anonymised_on", "Anonymisé le"),
				document("taken_over", "Repris de MobiliSCO : identifiants et valeurs d’origine"),
			}, "school_year", "returns_on")
		},
		func(app core.App) error {
			return extend(app, "budget_lines", []core.Field{
				text("carried_from", "Ligne du projet dont celle-ci est l’exécution", 15),
				text("funds_line", "Pour une recette : ligne de dépense qu’elle finance", 15),
				relation(app, "act", "Acte qui accepte le don", "acts"),
				relation(app, "contract", "Contrat ou commande", "contracts"),
				flag("no_advertising", "L’entreprise donne sans contrepartie publicitaire"),
				text("voucher_no", "Numéro de la pièce justificative", 30),
				day("spent_on", "Payé ou reçu le"),
				text("imprest_id", "Régie qui a payé", 15),
			})
		},
		func(app core.App) error {
			return create(app, "budget_categories", []core.Field{
				choice("side", "Dépense ou recette", []string{"expense", "income"}, required),
				text("label", "Intitulé", 80, required, label),
				choice("origin", "Pour une recette : qui paie", []string{
					"school", "fse", "mdl", "parents_association", "local_authority", "state", "company", "adults", "other",
				}),
				number("rank_no", "Rang dans la liste"),
				flag("retired", "N’est plus proposée"),
			}, "!side, label")
		},
		func(app core.App) error {
			return create(app, "price_brackets", []core.Field{
				relation(app, "trip", "Voyage", "trips", required, owned),
				number("rank_no", "Rang de la tranche", required, label),
				number("quotient_below", "Quotient familial inférieur à (0 : sans limite)"),
				money("price_cents", "Prix de la tranche"),
			}, "!trip, rank_no")
		},
		func(app core.App) error {
			return extend(app, "chaperones", []core.Field{
				choice("duty", "Rôle pendant le voyage", []string{"leader", "deputy", "chaperone"}),
				flag("first_aider", "Formé aux premiers secours"),
				day("birth_on", "Date de naissance"),
				text("birth_name", "Nom de naissance", 100),
				text("birth_place", "Lieu de naissance", 100),
				choice("sex", "Sexe à l’état civil", []string{"F", "M"}),
				text("nationality", "Code de nationalité", 5),
				text("email", "Adresse électronique, pour un bénévole", 254),
				day("order_signed_on", "Ordre de mission signé le"),
				day("authorised_on", "Bénévole autorisé par le chef d’établissement le"),
				day("honour_asked_on", "Contrôle d’honorabilité demandé le"),
				day("honour_answered_on", "Contrôle d’honorabilité favorable le"),
			}, "staff")
		},
	)
}

func createCash(app core.App) error {
	err := create(app, "imprests", []core.Field{
		relation(app, "trip", "Voyage", "trips", required),
		choice("nature", "Recettes, avances, mixte, ou simple mandat de collecter des chèques", []string{"receipts", "advances", "mixed", "cheque_mandate"}, required, label),
		choice("state", "État", []string{"draft", "decided", "advanced", "returned", "discharged", "cancelled"}, required),
		relation(app, "holder", "Régisseur", "staff", required, label),
		relation(app, "deputy", "Mandataire suppléant", "staff"),
		text("act_number", "Numéro de la décision de création", 30),
		day("decided_on", "Décision du chef d’établissement du"),
		day("accountant_agreed_on", "Agrément de l’agent comptable du"),
		day("from_on", "Du"),
		day("until_on", "Au"),
		money("advance_cents", "Montant de l’avance"),
		money("operation_cap_cents", "Plafond par opération, fixé par l’acte"),
		money("cash_cap_cents", "Encaisse maximale, pour une régie de recettes"),
		choices("means", "Moyens de paiement ou d’encaissement", []string{"cash", "card", "cheque", "transfer"}),
		text("expense_kinds", "Nature des dépenses autorisées", 500),
		flag("mentions_bond", "L’acte parle de cautionnement"),
		day("advanced_on", "Avance versée le"),
		day("returned_on", "Justificatifs et reliquat remis le"),
		money("returned_cents", "Reliquat remis"),
		text("note", "Remarque", 1000),
	}, "trip", "holder")
	if err != nil {
		return err
	}
	return create(app, "imprest_lines", []core.Field{
		relation(app, "imprest", "Régie", "imprests", required),
		number("line_no", "Numéro du justificatif", required, label),
		day("spent_on", "Date", required),
		text("supplier", "Fournisseur", 120),
		text("nature", "Nature de l’achat", 120, label),
		money("amount_cents", "Montant"),
		flag("voucher", "Justificatif remis"),
		choice("direction", "Dépense payée ou somme encaissée", []string{"spent", "collected"}, required),
		text("pupil_id", "Élève, pour une somme encaissée", 15),
	}, "!imprest, line_no, direction")
}

func createPapers(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "documents_asked", []core.Field{
				relation(app, "trip", "Voyage", "trips", required, owned),
				choice("kind", "Pièce", []string{
					"identity", "ast", "insurance", "health_sheet", "visa", "collective_document", "ceam", "both_parents", "security_letter", "other",
				}, required, label),
				text("label", "Intitulé, pour une autre pièce", 120),
				choice("audience", "Qui la remet", []string{"pupils", "chaperones"}, required),
				day("due_on", "À remettre avant le"),
				flag("blocks", "Sans elle, on ne part pas"),
				text("note", "Précision donnée aux familles", 500),
			}, "trip")
		},
		func(app core.App) error {
			return create(app, "documents", []core.Field{
				relation(app, "trip", "Voyage", "trips", required),
				relation(app, "pupil", "Élève", "pupils"),
				relation(app, "chaperone", "Accompagnateur", "chaperones"),
				relation(app, "asked", "Pièce demandée", "documents_asked"),
				choice("kind", "Pièce", []string{
					"identity", "ast", "insurance", "health_sheet", "visa", "collective_document", "ceam", "both_parents", "security_letter", "other",
				}, required, label),
				choice("state", "État", []string{"received", "checked", "refused", "waived"}, required),
				choice("paper", "Nature du document d’identité", []string{"id_card", "passport", "residence_permit", "refugee_document", "professional_card", "other"}),
				text("nationality", "Code de nationalité du titulaire", 5),
				day("issued_on", "Délivré le"),
				day("expires_on", "Valable jusqu’au"),
				day("signed_on", "Signé le (autorisation de sortie du territoire)"),
				flag("original_seen", "Original vu"),
				flag("covers_liability", "Couvre la responsabilité civile"),
				flag("covers_accident", "Couvre les accidents corporels individuels"),
				text("signatory_id", "Responsable signataire", 15),
				choice("signatory_paper", "Pièce d’identité du signataire", []string{"id_card", "passport", "residence_permit", "refugee_document", "professional_card", "other"}),
				text("signatory_nationality", "Code de nationalité du signataire", 5),
				day("signatory_expires_on", "Pièce du signataire valable jusqu’au"),
				text("reason", "Motif d’un refus ou d’une dispense", 500),
				text("checked_by", "Vérifié par", 15),
				instant("checked_at", "Vérifié le"),
				instant("received_at", "Reçu le"),
			}, "trip, pupil, kind", "pupil", "chaperone")
		},
		func(app core.App) error {
			return create(app, "rosters", []core.Field{
				relation(app, "trip", "Voyage", "trips", required),
				number("version_no", "Version", required, label),
				document("entries", "Participants : élèves et adultes, par identifiant"),
				text("digest", "Empreinte SHA-256 des participants", 64, required),
				text("reason", "Ce qui a changé depuis la version d’avant", 500),
				text("by_staff", "Arrêtée par", 15),
				instant("frozen_at", "Arrêtée le", required),
			}, "!trip, version_no")
		},
		func(app core.App) error {
			return create(app, "headcounts", []core.Field{
				relation(app, "trip", "Voyage", "trips", required),
				text("place", "Où", 120, label),
				number("expected", "Attendus"),
				number("present", "Présents"),
				document("missing", "Absents, par identifiant"),
				text("by_chaperone", "Compté par", 15),
				instant("counted_at", "Compté le", required),
				text("idempotency_token", "Jeton de l’envoi", 64),
			}, "trip", "!idempotency_token WHERE idempotency_token != ''")
		},
	)
}

func createSeatTools(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return extend(app, "seats", []core.Field{
				number("rank_no", "Rang dans la liste d’attente"),
				number("bracket_no", "Tranche de la grille de prix"),
				day("offered_until", "Place proposée jusqu’au"),
				text("replaced_by", "Élève qui prend la place rendue", 15),
				day("asked_on", "Demandée le"),
			})
		},
		func(app core.App) error {
			return create(app, "draws", []core.Field{
				relation(app, "trip", "Voyage", "trips", required),
				text("seed", "Graine publiée du tirage", 128, label),
				text("seed_digest", "Empreinte de la graine, publiée avant le tirage", 64),
				number("places", "Places à pourvoir"),
				document("entrants", "Élèves tirés au sort, par identifiant, dans l’ordre où ils entrent"),
				document("drawn", "Ordre du tirage, par identifiant"),
				text("by_staff", "Tiré par", 15),
				instant("announced_at", "Annoncé le"),
				instant("drawn_at", "Tiré le"),
			}, "trip")
		},
		func(app core.App) error {
			return create(app, "refund_terms", []core.Field{
				relation(app, "trip", "Voyage (vide : tous les voyages de l’établissement)", "trips"),
				choice("cause", "Cause du retrait", []string{"family", "medical", "school", "unpaid", "papers", "discipline", "other", "replaced"}, required, label),
				number("days_before", "Retrait au moins ce nombre de jours avant le départ (0 : jusqu’au départ)"),
				number("rate_percent", "Part remboursée, en pour cent du prix"),
				flag("recoverable_only", "Seulement ce qui n’est pas perdu auprès des fournisseurs"),
				relation(app, "act", "Acte qui a voté ces conditions", "acts"),
				text("note", "Précision pour les familles", 500),
			}, "trip")
		},
	)
}

func createRefunds(app core.App) error {
	err := create(app, "refund_batches", []core.Field{
		text("number", "Numéro du lot", 20, required, label),
		choice("state", "État", []string{"prepared", "sent", "cancelled"}, required),
		number("refunds_count", "Nombre de remboursements"),
		money("total_cents", "Total"),
		text("digest", "Empreinte du fichier de virements", 64),
		text("by_staff", "Préparé par", 15),
		text("sent_by", "Envoyé par (une autre personne)", 15),
		day("execute_on", "Exécution demandée le"),
		instant("prepared_at", "Préparé le"),
		instant("sent_at", "Envoyé le"),
	}, "!number")
	if err != nil {
		return err
	}
	return create(app, "refunds", []core.Field{
		text("subject_collection", "Collection de l’objet (trips…)", 60),
		text("subject_id", "Objet", 15),
		relation(app, "pupil", "Élève", "pupils", required, label),
		text("payer_id", "Responsable à rembourser (vide : l’élève majeur)", 15),
		text("funder", "Financeur à rembourser, quand ce n’est pas une famille", 120),
		choice("cause", "Cause", []string{"surplus", "withdrawal", "cancellation", "overpayment", "double_payment"}, required, label),
		choice("state", "État", []string{"due", "notified", "claimed", "batched", "sent", "kept", "waived", "lapsed", "reallocated"}, required),
		money("amount_cents", "Montant"),
		day("noted_on", "Constaté le", required),
		day("notified_on", "Notifié le"),
		text("notice_message", "Message de notification", 15),
		day("claimable_until", "À réclamer avant le"),
		instant("waived_at", "Renonciation expresse reçue le"),
		text("waived_by", "Responsable qui renonce", 15),
		relation(app, "act", "Acte qui accepte le don né de la renonciation", "acts"),
		text("iban_sealed", "IBAN chiffré, effacé après le virement", 400, secret),
		text("iban_tail", "Quatre derniers caractères de l’IBAN", 4),
		text("account_holder", "Titulaire du compte", 140, secret),
		instant("claimed_at", "Coordonnées données le"),
		relation(app, "batch", "Lot de virements", "refund_batches"),
		text("end_to_end", "Référence du virement", 35),
		day("sent_on", "Viré le"),
		text("approval_id", "Décision", 15),
		text("note", "Remarque", 500),
	}, "subject_collection, subject_id", "pupil", "payer_id", "state", "batch")
}

func createExports(app core.App) error {
	err := create(app, "column_mappings", []core.Field{
		text("name", "Nom du modèle d’export", 80, required, label),
		choice("kind", "Ce qui est exporté", []string{"receivables", "payments", "participants"}, required),
		document("columns", "Colonnes, dans l’ordre : champ, intitulé"),
		text("separator", "Séparateur", 3),
		choice("file_kind", "Format", []string{"csv", "xlsx"}, required),
		text("encoding", "Encodage du CSV", 20),
	}, "!kind, name")
	if err != nil {
		return err
	}
	err = create(app, "receivable_exports", []core.Field{
		relation(app, "trip", "Voyage", "trips", required),
		choice("target", "Logiciel de destination", []string{"gfc", "neutral"}, required),
		text("accounting_year", "Exercice comptable", 4, required),
		number("number", "Numéro du transfert dans l’exercice", required, label),
		choice("state", "État", []string{"written", "redone", "cancelled"}, required),
		number("lines_count", "Nombre de lignes"),
		money("total_cents", "Total du transfert"),
		text("digest", "Empreinte des fichiers", 64),
		text("by_staff", "Fait par", 15),
		instant("exported_at", "Fait le", required),
	}, "trip", "!target, accounting_year, number WHERE state != 'cancelled'")
	if err != nil {
		return err
	}
	return create(app, "receivable_lines", []core.Field{
		relation(app, "receivable_export", "Transfert", "receivable_exports", required, owned, label),
		relation(app, "pupil", "Élève", "pupils", required, label),
		text("debtor_id", "Responsable débiteur", 15),
		money("amount_cents", "Montant transmis : la différence avec ce qui l’avait déjà été"),
		number("order_no", "Numéro de constatation de cet élève pour ce voyage"),
	}, "receivable_export", "pupil")
}
