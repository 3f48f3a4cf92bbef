package aid

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // what telephones and scanners write
	"io"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// PaperLimit is the largest paper taken, in bytes; paperCount how many one request holds.
const (
	PaperLimit = 5 << 20
	paperCount = 12
	maxPixels  = 40_000_000 // a small file may unfold into gigabytes
)

// Paper is one supporting paper of a request.
type Paper struct {
	ID, Label, Media string
	SizeBytes        int
	AddedBy          string
	AddedAt          types.DateTime
}

// PapersOf lists the papers of a request for who may know that they exist: the service, or the applicant. Their content is
// the service's alone.
func PapersOf(app core.App, viewer school.Actor, requestID string) ([]Paper, error) {
	if !viewer.May(school.SeeAid) {
		if _, err := OwnRequest(app, viewer, requestID); err != nil {
			return nil, err
		}
	}
	var all []Paper
	err := app.DB().Select("id", "label", "media", "size_bytes", "added_by", "added_at").From("aid_documents").Where(dbx.HashExp{"request": requestID}).OrderBy("added_at", "rowid").All(&all)
	return all, wrap("papers of a request", err)
}

// AddPaper keeps a paper: its nature is read in its content, a photograph is drawn again so that nothing but its points is
// kept, the file is sealed with the folder's key.
func AddPaper(ctx context.Context, app core.App, requestID, label string, content []byte) error {
	actor := school.ActorIn(ctx)
	clean, media, err := cleanPaper(content)
	if err != nil {
		return err
	}
	sealed, err := school.DepsOf(app).Keys.Seal(use, clean)
	if err != nil {
		return fmt.Errorf("seal a paper: %w", err)
	}
	file, err := filesystem.NewFileFromBytes([]byte(sealed), "piece.bin")
	if err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	sum := sha256.Sum256(clean)
	by := "staff"
	if actor.Kind != school.Staff {
		by = "family"
	}
	_, err = save(ctx, app, "aid_documents", map[string]any{
		"request": requestID, "label": trim(label), "media": media, "size_bytes": len(clean), "content_hash": hex.EncodeToString(sum[:]), "content": file,
		"added_at": school.Clock(app).Now(), "added_by": by,
	})
	return err
}

func cleanPaper(content []byte) (clean []byte, media string, err error) {
	wrong := func(what, fix string) error { return law.Object("fichier", what, fix) }
	switch {
	case len(content) == 0:
		return nil, "", wrong("Choisissez un fichier.", "")
	case len(content) > PaperLimit:
		return nil, "", wrong("Ce fichier dépasse 5 Mo.", "Réduisez-le, ou photographiez la page.")
	}
	switch http.DetectContentType(content) {
	case "application/pdf":
		return content, "application/pdf", nil
	case "image/png", "image/jpeg":
	default:
		return nil, "", wrong("Ce fichier n’est ni un PDF, ni une image JPEG ou PNG.", "Photographiez le document, ou enregistrez-le en PDF.")
	}
	shape, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || shape.Width*shape.Height > maxPixels {
		return nil, "", wrong("Cette image ne se lit pas, ou elle est trop grande.", "Photographiez la page à nouveau.")
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, "", wrong("Cette image ne se lit pas.", "Photographiez la page à nouveau.")
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 82}); err != nil {
		return nil, "", fmt.Errorf("paper: %w", err)
	}
	return out.Bytes(), "image/jpeg", nil
}

// PaperContent reads a paper. The viewer sees aid: the social worker, the head, the bursar.
func PaperContent(app core.App, viewer school.Actor, requestID, id string) (p Paper, content []byte, err error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return p, nil, err
	}
	r, err := app.FindRecordById("aid_documents", id)
	if err != nil || r.GetString("request") != requestID {
		return p, nil, ErrNotFound
	}
	files, err := app.NewFilesystem()
	if err != nil {
		return p, nil, fmt.Errorf("paper: %w", err)
	}
	defer func() { _ = files.Close() }() // read only: nothing is lost
	reader, err := files.GetReader(r.BaseFilesPath() + "/" + r.GetString("content"))
	if err != nil {
		return p, nil, fmt.Errorf("paper: %w", err)
	}
	defer func() { _ = reader.Close() }()
	sealed, err := io.ReadAll(io.LimitReader(reader, 2*PaperLimit))
	if err != nil {
		return p, nil, fmt.Errorf("paper: %w", err)
	}
	content, err = school.DepsOf(app).Keys.Open(use, string(sealed))
	return Paper{ID: r.Id, Label: r.GetString("label"), Media: r.GetString("media")}, content, wrap("paper", err)
}

// JudgePaper judges a paper: the applicant's or the service's, on a request that still waits.
func JudgePaper(app core.App, record *core.Record, actor school.Actor, gone bool) ([]law.Finding, error) {
	request, err := app.FindRecordById("aid_requests", record.GetString("request"))
	if err != nil {
		return refuse("request", "Cette demande n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	if !actor.May(school.InstructAid) && !ownsRecord(actor, request) {
		regime, err := school.Regime(app, "", "")
		if err != nil {
			return nil, err
		}
		return law.Rulebook[bool]{{Rule: "F-14", Judge: func(bool) []law.Finding {
			return []law.Finding{{
				Severity: law.Block, What: "Les justificatifs d’une demande viennent de la famille qui demande, ou du service qui l’instruit.",
				Why: "Ils ne sont lisibles que des personnes chargées d’instruire et de décider.", Fix: "Remettez-les à l’assistant de service social.", Who: string(school.SocialWorker),
			}}
		}}}.Check(true, regime), nil
	}
	if s := State(request.GetString("state")); s == Decided || s == Withdrawn {
		return refuse("", "Cette demande est close : ses pièces ne changent plus.", ""), nil
	}
	if gone {
		return nil, nil
	}
	var n int
	if err := app.DB().Select("COUNT(*)").From("aid_documents").Where(dbx.HashExp{"request": request.Id}).Row(&n); err != nil {
		return nil, wrap("papers of a request", err)
	}
	switch {
	case trim(record.GetString("label")) == "":
		return refuse("piece", "Dites de quelle pièce il s’agit.", "Par exemple : avis d’imposition, attestation de la CAF."), nil
	case n >= paperCount:
		return refuse("fichier", fmt.Sprintf("Cette demande a déjà %d pièces.", paperCount), "Retirez-en une, ou remettez les autres sur papier."), nil
	}
	return nil, nil
}

// RemovePaper takes a paper back.
func RemovePaper(ctx context.Context, app core.App, requestID, id string) error {
	r, err := app.FindRecordById("aid_documents", id)
	if err != nil || r.GetString("request") != requestID {
		return ErrNotFound
	}
	return app.DeleteWithContext(ctx, r)
}
