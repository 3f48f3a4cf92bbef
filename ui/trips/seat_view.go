package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// SeatForm is what is typed about a place.
type SeatForm struct {
	OrderReason, Rank, Cause, Reason, ReplacedBy, Remission, Recoverable, Act string
	AidOffered                                                                bool
}

// SeatPageProps is one pupil's place; money only for those who may see it.
type SeatPageProps struct {
	Seat                   trip.StaffSeat
	Waiting                []trip.Waiter
	Withdrawal             *trip.Withdrawal
	Acts                   []school.Act // that a remission above the threshold may cite
	Form                   SeatForm
	Manage, Decide, Settle bool
	Refused                web.Refused
}

func (p SeatPageProps) here() string {
	return staffList + "/" + p.Seat.Trip.ID + "/inscriptions/" + p.Seat.PupilID
}

// SeatPage is where one pupil stands, and what may be done about it.
func SeatPage(p SeatPageProps) Node {
	s := p.Seat
	state, word := seatState(s.Trip, trip.Pupil{Seat: s.State, Rank: s.Rank, OfferedUntil: s.OfferedUntil})
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: s.Name(), Lead: s.Class + " · " + s.Trip.Title, Tag: components.Tag(state, word)}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "La place"}), components.DefinitionGrid(seatPairs(p)...)),
		If(p.Manage && s.MayOffer(), offerCard(p)),
		If(p.Manage && s.State == trip.SeatWaiting, rankCard(p)),
		If(p.Manage && s.State == trip.SeatCommitted, withdrawCard(p)),
		If(p.Decide && (s.State == trip.SeatWithdrawn || s.State == trip.SeatCommitted), decideCard(p)),
		Iff(p.Withdrawal != nil, func() Node { return settlementCard(p) }),
		components.Actions(components.LinkButton("Revenir aux inscriptions", staffList+"/"+s.Trip.ID+"/inscriptions")),
	}
}

func seatPairs(p SeatPageProps) []components.Pair {
	s := p.Seat
	pairs := []components.Pair{{Term: "État", Value: components.French(components.Capital(trip.SeatLabel(s.State)))}}
	add := func(term, value string) {
		if value != "" {
			pairs = append(pairs, components.Pair{Term: term, Value: components.French(value)})
		}
	}
	if s.Rank > 0 {
		add("Rang sur la liste d’attente", itoa(s.Rank))
	}
	add("Place demandée le", s.AskedOn.French())
	add("Place gardée jusqu’au", s.OfferedUntil.French())
	add("Motif du rang ou de la proposition", s.OrderReason)
	if p.Manage || p.Settle { // the organiser has no business with the why of a withdrawal
		add("Désistement demandé le", s.LeaveAskedOn.French())
		add("Raison donnée par la famille", trip.CauseLabel(s.LeaveCause))
		add("Son explication", s.LeaveReason)
		add("Cause", trip.CauseLabel(s.Cause))
		add("Motif", s.Reason)
		add("Place donnée à", s.ReplacedBy)
	}
	return pairs
}

func orderReason(p SeatPageProps, hint string) Node {
	return components.Field(components.FieldProps{ID: "order_reason", Label: "Pourquoi cet élève", Value: p.Form.OrderReason, Error: p.Refused.Errors["order_reason"], Hint: hint, Width: "l"})
}

func offerCard(p SeatPageProps) Node {
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Proposer une place", Aside: components.RuleLink("V-73")}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/proposition", Label: "Proposer une place"},
			components.Field(components.FieldProps{ID: "order_reason", Name: "order_reason", Label: "Motif, si l’ordre n’est pas suivi", Value: p.Form.OrderReason, Error: p.Refused.Errors["order_reason"],
				Hint: "Il reste écrit. Dans l’ordre de la liste, laissez vide.", Width: "l"}),
			components.Actions(components.ButtonPlain("Proposer la place"))))
}

func rankCard(p SeatPageProps) Node {
	if p.Seat.Trip.Selection == trip.ByDraw {
		return nil
	}
	e := p.Refused.Errors
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Classer la demande", Aside: components.RuleLink("V-73")}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/rang", Label: "Classer la demande"},
			components.Field(components.FieldProps{ID: "rank_no", Label: "Rang", Required: true, Value: p.Form.Rank, Error: e["rank_no"], InputMode: "numeric", Width: "s", Hint: "De 1 à " + itoa(len(p.Waiting)) + "."}),
			components.Field(components.FieldProps{ID: "rank_reason", Name: "order_reason", Label: "Critère annoncé qui l’explique", Required: true, Value: p.Form.OrderReason, Error: e["order_reason"], Width: "l"}),
			components.Actions(components.ButtonPlain("Enregistrer le rang"))))
}

func withdrawCard(p SeatPageProps) Node {
	e := p.Refused.Errors
	var causes, waiting []components.OptionProps
	for _, c := range trip.TermCauses {
		if c.Code != trip.CauseReplaced {
			causes = append(causes, components.OptionProps{Value: c.Code, Label: c.Label})
		}
	}
	for _, w := range p.Waiting {
		waiting = append(waiting, components.OptionProps{Value: w.PupilID, Label: itoa(w.Position) + ". " + w.LastName + " " + w.FirstName})
	}
	cause := p.Form.Cause
	if cause == "" {
		cause = p.Seat.LeaveCause
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Enregistrer un désistement", Aside: components.RuleLink("V-23")}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/desistement", Label: "Enregistrer un désistement"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "cause", Label: "Cause", Required: true, Value: cause, Error: e["cause"]}, Options: causes}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Motif", Value: p.Form.Reason, Error: e["reason"], Hint: "Sans détail de santé. La famille peut le lire."}, Rows: "2"}),
			components.CheckboxField(components.CheckboxFieldProps{ID: "aid_offered", Label: "Le fonds social a été proposé à la famille", Checked: p.Form.AidOffered, Error: e["aid_offered"],
				Hint: "Nécessaire pour un impayé, avec la décision du chef d’établissement : personne n’est écarté pour de l’argent."}),
			If(len(waiting) > 0, components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "replaced_by", Label: "La place va à", Value: p.Form.ReplacedBy, Error: e["replaced_by"],
				Hint: "Elle lui est proposée aussitôt. Sinon, elle reste libre."}, Empty: "Personne pour l’instant", Options: waiting})),
			If(len(waiting) > 0, orderReason(p, "Seulement si ce n’est pas le premier de la liste.")),
			components.Actions(components.ButtonStop("Enregistrer le désistement"))))
}

func decideCard(p SeatPageProps) Node {
	e := p.Refused.Errors
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Décision du chef d’établissement", Aside: components.RuleLink("V-34")}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/decision", Label: "Décision du chef d’établissement"},
			components.AmountField(components.FieldProps{ID: "remission_cents", Label: "Remise, en plus des conditions votées", Value: p.Form.Remission, Error: e["remission_cents"], Hint: "Vide : aucune remise."}),
			components.Field(components.FieldProps{ID: "decision_reason", Name: "reason", Label: "Motif de la décision", Value: p.Form.Reason, Error: e["reason"], Width: "l"}),
			components.Actions(components.ButtonPlain("Accepter le désistement"))))
}

func settlementCard(p SeatPageProps) Node {
	w := p.Withdrawal
	if !w.Charged {
		return components.Card(components.CardHead(components.CardHeadProps{Title: "Les comptes"}), P(components.French("Rien n’avait été demandé à la famille : rien n’est dû, rien n’est à rendre.")))
	}
	head := components.CardHead(components.CardHeadProps{Title: "Les comptes", Aside: components.RuleLink("V-34")})
	if w.Done {
		return components.Card(head, P(components.Tag(components.OK, "les comptes suivent la décision")),
			components.DefinitionGrid(components.Pair{Term: "Reste demandé", Value: components.Money(w.Price.String())}, components.Pair{Term: "Payé", Value: components.Money(w.Paid.String())}))
	}
	line := "aucune condition votée ne couvre ce cas"
	switch {
	case w.Cause == trip.CauseSchool && !w.Retained:
		line = "annulation ou retrait par l’établissement : tout est rendu"
	case w.Found:
		line = trip.TermWords(w.Term)
	}
	decided := components.Tag(components.Wait, "attendue")
	if w.ApprovalID != "" {
		decided = components.Tag(components.OK, "prise")
	}
	return components.Card(head,
		components.DefinitionGrid(
			components.Pair{Term: "Condition", Value: components.French(line)},
			components.Pair{Term: "Jours avant le départ", Value: components.French(itoa(max(0, w.Days)))},
			components.Pair{Term: "Demandé à la famille", Value: components.Money(w.Price.String())},
			components.Pair{Term: "Payé", Value: components.Money(w.Paid.String())},
			components.Pair{Term: "Annulé par les conditions", Value: components.Money(w.Cancelled.String())},
			components.Pair{Term: "Remise", Value: components.Money(w.Remitted.String())},
			components.Pair{Term: "Reste dû en tout", Value: components.Money(w.Owed.String())},
			components.Pair{Term: "À rendre", Value: Strong(components.Money(w.Refund.String()))},
			components.Pair{Term: "Encore à payer", Value: components.Money(w.Due.String())},
			components.Pair{Term: "Décision du chef d’établissement", Value: decided},
		),
		If(p.Manage && w.Found && w.Term.RecoverableOnly, components.PostForm(components.PostFormProps{Action: p.here() + "/recuperable", Label: "Part récupérable"},
			components.AmountField(components.FieldProps{ID: "recoverable_cents", Label: "Ce que les fournisseurs ne gardent pas", Required: true, Value: or(p.Form.Recoverable, web.TypedAmount(w.Recoverable)),
				Error: p.Refused.Errors["recoverable_cents"], Hint: "D’après leurs conditions d’annulation."}),
			components.Actions(components.ButtonPlain("Enregistrer ce montant")))),
		If(p.Settle, components.PostForm(components.PostFormProps{Action: p.here() + "/comptes", Label: "Inscrire aux comptes"},
			Iff(w.Remitted > 0, func() Node { return actField(p) }),
			components.Actions(components.ButtonMain("Inscrire aux comptes")),
			P(Class("hint"), components.French("Votre inscription vaut avis conforme : les créances baissent et le trop-payé devient un remboursement.")))),
	)
}

// actField cites the board's act behind a remission that the head could not grant alone.
func actField(p SeatPageProps) Node {
	var acts []components.OptionProps
	for _, a := range p.Acts {
		acts = append(acts, components.OptionProps{Value: a.ID, Label: "Acte n°\u00a0" + a.ActNumber + " du " + a.VotedOn.French()})
	}
	return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "act", Label: "Acte du conseil qui vote la remise", Value: p.Form.Act, Error: p.Refused.Errors["act"],
		Hint: "Nécessaire au-dessus du montant que le conseil délègue au chef d’établissement (F-13)."}, Empty: "Aucun : la remise reste sous le seuil délégué", Options: acts})
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// LeaveForm is a family's request to withdraw, as typed.
type LeaveForm struct{ Cause, Reason string }

// LeavePageProps is the page where a family asks to withdraw.
type LeavePageProps struct {
	View    trip.FamilyTrip
	Form    LeaveForm
	Refused web.Refused
}

// LeavePage takes a request to withdraw, with what it means written above it.
func LeavePage(p LeavePageProps) Node {
	var causes []components.OptionProps
	for _, c := range trip.LeaveCauses {
		causes = append(causes, components.OptionProps{Value: c.Code, Label: c.Label})
	}
	e := p.Refused.Errors
	return Group{
		p.Refused.Head(),
		components.BackLink(familyHref(p.View, "")),
		components.PageHead(components.PageHeadProps{Eyebrow: p.View.Child.FirstName + " · " + p.View.Trip.Title, Title: "Se désister"}),
		Iff(p.View.Trip.PriceCents > 0 && len(p.View.Refunds.Terms) > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce qui est rendu, selon la cause"}), termList(p.View.Refunds.Terms))
		}),
		If(p.View.Trip.PriceCents > 0, P(components.French("Si c’est une question d’argent, une aide est possible, sans que les professeurs le sachent : parlez-en d’abord à l’établissement."))),
		components.PostForm(components.PostFormProps{Action: familyHref(p.View, "/desistement"), Label: "Demander à se désister"},
			components.RadioGroup(components.ChoiceProps{ID: "leave_cause", Legend: "Pourquoi " + p.View.Child.FirstName + " ne part plus", Required: true, Value: p.Form.Cause, Error: e["leave_cause"], Options: causes}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "leave_reason", Label: "Ce que l’établissement doit savoir", Value: p.Form.Reason, Error: e["leave_reason"],
				Hint: "Sans détail de santé : un certificat se remet à part et ne dit pas la maladie."}, Rows: "3"}),
			components.Actions(components.ButtonMain("Envoyer la demande"), components.LinkButton("Garder la place", familyHref(p.View, ""))),
		),
	}
}
