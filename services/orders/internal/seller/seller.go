// Package seller has what orders need to know of a seller. The payments service
// owns it; this is a copy that follows by version.
package seller

// Seller says whether a user can be paid out.
type Seller struct {
	ID      string `json:"id"`
	Payouts bool   `json:"payouts"`
	Version int64  `json:"version"`
}
