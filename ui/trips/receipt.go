package trips

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ownProof is the reader's own answer to the trip of the address, not found when they have given none.
func ownProof(v *web.Visit) (trip.FamilyTrip, trip.Proof, error) {
	view, err := familyView(v)
	if err != nil {
		return view, trip.Proof{}, err
	}
	proof, found, err := trip.OwnProof(v.App, v.Actor, view.Trip.ID, view.Child.ID)
	if err == nil && !found {
		err = web.ErrNotFound
	}
	return view, proof, err
}

func showReceipt(v *web.Visit) error {
	view, proof, err := ownProof(v)
	if err != nil {
		return err
	}
	props := ReceiptPageProps{View: view, Proof: proof, Phone: v.Identity.Phone, Email: v.Identity.Email, School: v.Identity.Name, Myself: v.Actor.Kind == school.Pupil}
	if key, err := notify.PublicKey(v.App); err == nil {
		props.PushKey = key // without a key the offer is not made: the receipt matters more
	}
	return v.Page(components.PageProps{Title: "Accusé · " + view.Trip.Title, Shell: components.ShellFamily}, ReceiptPage(props))
}

func paperTrip(t trip.Trip) document.Trip {
	return document.Trip{Title: t.Title, Place: t.Destination, Start: t.DepartsOn, End: t.ReturnsOn}
}

func paperPupil(c school.Child) document.Pupil {
	return document.Pupil{Name: c.LastName + " " + c.FirstName, Class: c.Class, Born: c.BirthOn}
}

func printReceipt(v *web.Visit) error {
	view, proof, err := ownProof(v)
	if err != nil {
		return err
	}
	d := document.CommitmentReceiptData{
		Origin: v.Paper(), Reference: proof.ID, Person: v.Session.Name(), Pupil: paperPupil(view.Child), Trip: paperTrip(view.Trip), Declined: !proof.Accepted,
		At: proof.At, Next: nextSentences(view, proof), Contact: document.Contact{Name: v.Identity.Name, Phone: v.Identity.Phone, Email: v.Identity.Email},
	}
	if proof.Accepted {
		d.Price, d.TextDigest = view.Trip.PriceCents, proof.Digest
		for _, n := range view.Instalments {
			d.Schedule = append(d.Schedule, document.Instalment{Due: n.DueOn, Amount: n.AmountCents})
		}
	}
	body, err := document.CommitmentReceipt(d)
	if err != nil {
		return err
	}
	return v.File("accuse-"+proof.ID+".pdf", "application/pdf", body, true)
}

// nextSentences say what happens after the answer, one sentence each.
func nextSentences(view trip.FamilyTrip, proof trip.Proof) []string {
	switch {
	case !proof.Accepted:
		return []string{"Rien n’est dû.", "Tant que les inscriptions sont ouvertes, vous pouvez changer d’avis."}
	case view.Stage == trip.StageOther:
		return []string{"L’inscription sera ferme quand l’autre parent aura signé à son tour."}
	case view.Trip.PriceCents > 0:
		return []string{"Chaque échéance vous sera rappelée une semaine avant sa date.", "Une aide est possible, sans que les professeurs le sachent."}
	}
	return []string{"L’établissement vous écrira avant le départ."}
}

// printCommitment prints the text as it was signed, with the reader's own proof; a refusal has no commitment to print.
func printCommitment(v *web.Visit) error {
	view, proof, err := ownProof(v)
	if err != nil {
		return err
	}
	if !proof.Accepted {
		return web.ErrNotFound
	}
	body, err := document.Commitment(document.CommitmentData{
		Origin: v.Paper(), Reference: proof.ID, Pupil: paperPupil(view.Child), Trip: paperTrip(view.Trip), Letter: proof.Body, Price: view.Trip.PriceCents,
		Signatures: []document.Signature{{
			Name: v.Session.Name(), Quality: quality(v.Actor), At: proof.At, Identified: proof.AuthLabel(), Account: proof.Account,
			SharedAddress: proof.SharedAddress, TextDigest: proof.Digest, PaperOn: proof.PaperOn,
		}},
	})
	if err != nil {
		return err
	}
	return v.File("engagement-"+proof.ID+".pdf", "application/pdf", body, true)
}

func quality(a school.Actor) string {
	if a.Kind == school.Pupil {
		return "élève majeur"
	}
	return "responsable légal"
}
