package moving

import "time"

// tellEvery is how often long work says how far it is.
const tellEvery = 5 * time.Second

// progress gives a function that counts and now and then says how far the work is. The last word is always said.
func (o Options) progress(what string, total int) func(n int) {
	done, said := 0, time.Now()
	return func(n int) {
		done += n
		if time.Since(said) < tellEvery && (done < total || total == 0) {
			return
		}
		said = time.Now()
		o.say("%s: %d of %d", what, done, total)
	}
}

// every calls tell now and then until it is stopped.
func (o Options) every(tell func()) (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(tellEvery):
				tell()
			}
		}
	}()
	return func() { close(done) }
}
