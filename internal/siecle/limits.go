package siecle

// Limits bound what a file may cost, since it comes from outside. A zero field takes the value of [DefaultLimits].
type Limits struct {
	MaxBytes      int64 // one file, uncompressed
	MaxTotalBytes int64 // all files of one Read, uncompressed
	MaxDepth      int   // nested XML elements
	MaxZipEntries int   // entries of one archive
	MaxRatio      int64 // uncompressed over compressed, above 1 MiB
	MaxText       int   // bytes of one value
	MaxRecords    int   // pupils, addresses, options, links, rows… of one file
	MaxColumns    int   // cells of one row of a sheet
}

// DefaultLimits fit the largest lycée (3,000 pupils weigh about 15 MB of XML) many times over.
func DefaultLimits() Limits {
	return Limits{
		MaxBytes:      64 << 20,
		MaxTotalBytes: 256 << 20,
		MaxDepth:      32,
		MaxZipEntries: 64,
		MaxRatio:      200,
		MaxText:       16 << 10,
		MaxRecords:    100_000,
		MaxColumns:    512,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	if l.MaxBytes <= 0 {
		l.MaxBytes = d.MaxBytes
	}
	if l.MaxTotalBytes <= 0 {
		l.MaxTotalBytes = d.MaxTotalBytes
	}
	if l.MaxDepth <= 0 {
		l.MaxDepth = d.MaxDepth
	}
	if l.MaxZipEntries <= 0 {
		l.MaxZipEntries = d.MaxZipEntries
	}
	if l.MaxRatio <= 0 {
		l.MaxRatio = d.MaxRatio
	}
	if l.MaxText <= 0 {
		l.MaxText = d.MaxText
	}
	if l.MaxRecords <= 0 {
		l.MaxRecords = d.MaxRecords
	}
	if l.MaxColumns <= 0 {
		l.MaxColumns = d.MaxColumns
	}
	return l
}
