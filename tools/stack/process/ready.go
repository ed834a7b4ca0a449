package process

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// pollEvery is the time between two looks at something that is not ready.
const pollEvery = 50 * time.Millisecond

// ended is what can tell that waiting is in vain.
type ended interface {
	Name() string
	Log() string
	Done() <-chan struct{}
}

// WaitHTTP waits until a GET of url is answered with a 2xx. It gives up when ctx ends, with the last answer in the
// error, and when p, which may be nil, has ended.
func WaitHTTP(ctx context.Context, p ended, url string) error {
	client := &http.Client{Timeout: 2 * time.Second}
	return Wait(ctx, p, func() error {
		resp, err := client.Get(url)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 300))
		if resp.StatusCode/100 != 2 {
			return fmt.Errorf("GET %s: %s %s", url, resp.Status, body)
		}
		return nil
	})
}

// WaitTCP waits until something accepts connections at addr. It gives up like WaitHTTP.
func WaitTCP(ctx context.Context, p ended, addr string) error {
	return Wait(ctx, p, func() error {
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			return err
		}
		return c.Close()
	})
}

// Wait calls ready until it returns nil. It gives up like WaitHTTP.
func Wait(ctx context.Context, p ended, ready func() error) error {
	var gone <-chan struct{}
	if p != nil {
		gone = p.Done()
	}
	for {
		err := ready()
		if err == nil {
			return nil
		}
		select {
		case <-gone:
			return fmt.Errorf("%s ended while starting; its log: %s", p.Name(), p.Log())
		case <-ctx.Done():
			return fmt.Errorf("not ready in time: %w", err)
		case <-time.After(pollEvery):
		}
	}
}
