package cents

import "math/bits"

// mulDiv returns the quotient and the remainder of a×b÷c for non-negative a, b and positive c with b ≤ c, through a
// 128-bit product so that a large budget times a large headcount cannot overflow.
func mulDiv(a, b, c int64) (quotient, remainder int64) {
	hi, lo := bits.Mul64(uint64(a), uint64(b)) //nolint:gosec // both are non-negative
	q, r := bits.Div64(hi, lo, uint64(c))      //nolint:gosec // c is positive
	return int64(q), int64(r)                  //nolint:gosec // q ≤ a and r < c
}
