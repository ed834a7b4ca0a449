package seller

// chunk is how many sales one document holds.
const chunk = 200

// Waits lists sales whose money waits for their seller's account, as a stack.
// While it is Open nothing has to wait. Full names the chunks before Orders,
// which are documents of their own; each has a number of its own, as nothing
// guards what is deleted and made again.
type Waits struct {
	Open   bool     `json:"open"`
	Next   int      `json:"next"` // the next chunk's number
	Full   []int    `json:"full,omitempty"`
	Orders []string `json:"orders,omitempty"`
}

// Add lists a sale. When the list is full by that, its sales are to be kept as
// chunk number w.Next.
func (w Waits) Add(orderID string) (next Waits, full []string) {
	orders := append(w.Orders[:len(w.Orders):len(w.Orders)], orderID)
	if len(orders) < chunk {
		w.Orders = orders
		return w, nil
	}
	w.Full = append(w.Full[:len(w.Full):len(w.Full)], w.Next)
	w.Next++
	w.Orders = nil
	return w, orders
}

// Take removes up to n sales from the list. It gives none when the list is
// empty, though chunks may be left.
func (w Waits) Take(n int) (next Waits, orders []string) {
	rest := max(len(w.Orders)-n, 0)
	orders = w.Orders[rest:]
	w.Orders = w.Orders[:rest:rest]
	return w, orders
}

// Empty says whether nothing waits.
func (w Waits) Empty() bool { return len(w.Full) == 0 && len(w.Orders) == 0 }
