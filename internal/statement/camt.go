package statement

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// readCamt reads the entries of an ISO 20022 bank statement (camt.053, any version): booked entries only, in euros. An entry
// that gathers several transactions and gives their amounts gives one line each, so that every payer is seen.
func readCamt(ctx context.Context, text string, limits Limits) ([]Line, string, error) {
	c := &camt{limits: limits, ctx: ctx}
	d := xml.NewDecoder(strings.NewReader(text))
	// The text is UTF-8 already, whatever it declares.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", ErrXML
		}
		if err := c.take(token); err != nil {
			return nil, "", err
		}
	}
	switch {
	case len(c.path) > 0:
		return nil, "", ErrXML
	case !c.isStatement:
		return nil, "", ErrNotCamt
	case c.foreign && len(c.lines) == 0:
		return nil, "", ErrNotInEuros
	case len(c.lines) == 0:
		return nil, "", ErrNoEntry
	}
	return c.lines, c.account, nil
}

// camt is a statement being read.
type camt struct {
	ctx         context.Context
	limits      Limits
	path        []string
	joined      string // path, each name after a slash
	text        strings.Builder
	isStatement bool
	foreign     bool
	account     string
	entry       movement
	details     []movement
	detail      movement
	lines       []Line
}

// movement is an entry, or one transaction of it.
type movement struct {
	amount            cents.Amount
	currency          string
	debit, read       bool
	status            string
	on                law.Day
	remittance        []string
	reference, endRef string
	debtor, creditor  string
	info, service     string
}

func (c *camt) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive:
		return ErrDoctype
	case xml.StartElement:
		c.path, c.joined = append(c.path, t.Name.Local), c.joined+"/"+t.Name.Local
		if len(c.path) > c.limits.MaxDepth {
			return ErrTooDeep
		}
		c.text.Reset()
		return c.open(t)
	case xml.CharData:
		if c.text.Len()+len(t) > c.limits.MaxText {
			return ErrTextLong
		}
		c.text.Write(t)
	case xml.EndElement:
		err := c.close(clean(c.text.String()))
		c.path, c.joined = c.path[:len(c.path)-1], c.joined[:strings.LastIndexByte(c.joined, '/')]
		c.text.Reset()
		return err
	}
	return nil
}

func (c *camt) at(tail string) bool {
	return strings.HasSuffix(c.joined, "/"+tail)
}

func (c *camt) inside(name string) bool {
	return slices.Contains(c.path, name)
}

func (c *camt) open(t xml.StartElement) error {
	switch {
	case c.at("Document/BkToCstmrStmt"):
		c.isStatement = true
	case c.at("Stmt/Ntry"):
		c.entry, c.details = movement{}, nil
		if len(c.lines)%256 == 0 && c.ctx.Err() != nil {
			return c.ctx.Err()
		}
	case c.at("NtryDtls/TxDtls"):
		c.detail = movement{}
	case t.Name.Local == "Amt":
		for _, a := range t.Attr {
			if a.Name.Local == "Ccy" {
				c.current().currency = a.Value
			}
		}
	}
	return nil
}

// current is the movement that the element at hand speaks of.
func (c *camt) current() *movement {
	if c.inside("TxDtls") {
		return &c.detail
	}
	return &c.entry
}

func (c *camt) close(text string) error {
	if c.at("Stmt/Acct/Id/IBAN") && len(text) >= 4 && c.account == "" {
		c.account = text[len(text)-4:]
	}
	if !c.inside("Ntry") {
		return nil
	}
	m := c.current()
	switch {
	case c.at("Ntry/Amt"), c.at("TxDtls/Amt"), c.at("AmtDtls/TxAmt/Amt") && !m.read:
		amount, err := parseAmount(text)
		if err != nil || amount < 0 {
			return ErrXML
		}
		m.amount, m.read = amount, true
	case c.at("Ntry/CdtDbtInd"), c.at("TxDtls/CdtDbtInd"):
		m.debit = text == "DBIT"
		m.status = firstOf(m.status, "known")
	case c.at("Ntry/Sts"), c.at("Ntry/Sts/Cd"):
		if text != "" && text != "BOOK" {
			m.service = "pending"
		}
	case c.at("BookgDt/Dt"), c.at("BookgDt/DtTm"):
		day, err := parseDay(text, false, false)
		if err != nil {
			return ErrXML
		}
		m.on = day
	case c.at("ValDt/Dt"), c.at("ValDt/DtTm"):
		if day, err := parseDay(text, false, false); err == nil && m.on == "" {
			m.on = day
		}
	case c.at("RmtInf/Ustrd"):
		m.remittance = append(m.remittance, text)
	case c.at("CdtrRefInf/Ref"):
		m.reference = text
	case c.at("Refs/EndToEndId"):
		m.endRef = text
	case c.at("Dbtr/Nm"), c.at("Dbtr/Pty/Nm"):
		m.debtor = text
	case c.at("Cdtr/Nm"), c.at("Cdtr/Pty/Nm"):
		m.creditor = text
	case c.at("AddtlNtryInf"), c.at("AddtlTxInf"):
		m.info = text
	case c.at("NtryDtls/TxDtls"):
		c.details = append(c.details, c.detail)
	case c.at("Stmt/Ntry"):
		return c.finish()
	}
	return nil
}

// finish makes the lines of an entry: one per transaction when each gives its amount and they add up to it, else one.
func (c *camt) finish() error {
	if c.entry.service == "pending" {
		return nil
	}
	if c.entry.currency != "EUR" {
		c.foreign = true
		return nil
	}
	if !c.entry.read || c.entry.on == "" {
		return ErrXML
	}
	var total cents.Amount
	for _, d := range c.details {
		if !d.read || d.currency != "EUR" || d.status == "known" && d.debit != c.entry.debit {
			total = -1
			break
		}
		total += d.amount
	}
	parts := c.details
	if len(parts) != 1 && total != c.entry.amount || len(parts) == 0 {
		parts = []movement{{}}
	}
	for _, d := range parts {
		amount := c.entry.amount
		if len(parts) > 1 {
			amount = d.amount
		}
		if amount == 0 {
			continue
		}
		party := d.debtor
		if c.entry.debit {
			amount, party = -amount, d.creditor
		}
		label := strings.Join(append(append([]string{}, d.remittance...), c.entry.remittance...), " ")
		c.lines = append(c.lines, Line{
			Row: len(c.lines) + 1, On: c.entry.on, Amount: amount, Party: cutText(party, 140),
			Label:     cutText(strings.TrimSpace(firstOf(label, d.info, c.entry.info)), 500),
			Reference: cutText(firstOf(d.reference, notGiven(d.endRef)), 140),
		})
		if len(c.lines) > c.limits.MaxRows {
			return ErrTooMany
		}
	}
	return nil
}

// notGiven: banks write NOTPROVIDED where nothing was.
func notGiven(ref string) string {
	if strings.EqualFold(ref, "NOTPROVIDED") || strings.EqualFold(ref, "NONREF") {
		return ""
	}
	return ref
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
