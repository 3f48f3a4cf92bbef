package money

// The states of a batch of refunds, as kept in refund_batches.state.
const (
	BatchPrepared  = "prepared"
	BatchSent      = "sent"
	BatchCancelled = "cancelled"
)
