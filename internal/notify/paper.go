package notify

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/school"
)

// Paper is a message that waits to be printed, because its recipient cannot be reached otherwise.
type Paper struct {
	DeliveryID, MessageID string
	Kind                  Kind
	Name                  string   // of the recipient, with the civility
	AddressLines          []string // empty: to hand over in person
	Title, Body           string   // the body is empty for who may not see the families' money
	SubjectID             string   // of what the message is about
	MadeAt                types.DateTime
}

// PapersFor lists the letters to print, oldest first, for the staff who see people.
func PapersFor(app core.App, viewer school.Actor) ([]Paper, error) {
	if err := school.Require(viewer, school.SeePeople); err != nil {
		return nil, err
	}
	var rows []struct {
		Delivery, Message, SubjectID, Title, Body, Civility, First, Last string
		Kind                                                             Kind
		MadeAt                                                           types.DateTime
		Address1, Address2, Address3, Address4, Postcode, Town, Country  string
	}
	columns := []string{"d.id AS delivery", "m.id AS message", "m.kind", "m.subject_id", "m.title", "m.body", "m.made_at", "COALESCE(g.civility, s.civility, '') AS civility",
		"COALESCE(g.first_name, s.first_name, p.first_name, '') AS [[first]]",
		"COALESCE(NULLIF(g.usage_name, ''), g.last_name, s.last_name, NULLIF(p.usage_name, ''), p.last_name, '') AS [[last]]"}
	for _, c := range []string{"address1", "address2", "address3", "address4", "postcode", "town", "country"} {
		columns = append(columns, "COALESCE(g."+c+", p."+c+", '') AS "+c)
	}
	err := app.DB().Select(columns...).From("deliveries d").InnerJoin("messages m", dbx.NewExp("m.id = d.message")).
		LeftJoin("guardians g", dbx.NewExp("g.id = m.guardian_id")).LeftJoin("staff s", dbx.NewExp("s.id = m.staff_id")).
		LeftJoin("pupils p", dbx.NewExp("p.id = m.pupil_id")).Where(dbx.HashExp{"d.channel": string(Letter), "d.state": string(Queued)}).
		OrderBy("m.made_at", "d.rowid").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("letters to print: %w", err)
	}
	papers := make([]Paper, len(rows))
	for i, r := range rows {
		p := Paper{DeliveryID: r.Delivery, MessageID: r.Message, Kind: r.Kind, SubjectID: r.SubjectID, Title: r.Title, MadeAt: r.MadeAt,
			Name: strings.TrimSpace(school.CivilityName(r.Civility) + " " + strings.TrimSpace(r.First+" "+r.Last))}
		if viewer.May(school.SeeMoney) || viewer.May(school.PrintCodes) {
			p.Body = r.Body
		}
		p.AddressLines = school.Reach{
			Address1: r.Address1, Address2: r.Address2, Address3: r.Address3, Address4: r.Address4, Postcode: r.Postcode, Town: r.Town, Country: r.Country,
		}.AddressLines()
		papers[i] = p
	}
	return papers, nil
}

// MarkAllPrinted says that letters have been printed and handed over, all or none.
func MarkAllPrinted(ctx context.Context, app core.App, deliveryIDs []string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		for _, id := range deliveryIDs {
			if err := MarkPrinted(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
