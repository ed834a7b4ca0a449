package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/saheedt/pass/e2e/market"
)

// client is lighter than net/http's, so that the load generator takes less
// of the processors that it measures.
var client = &fasthttp.Client{MaxConnsPerHost: 256, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, NoDefaultUserAgentHeader: true}

// request sends one request with a session and expects a status.
func request(method, url, token string, body []byte, status int, out any) error {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(url)
	req.Header.SetMethod(method)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != nil {
		req.Header.SetContentType("application/json")
		req.SetBody(body)
	}
	if err := client.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode() != status {
		return fmt.Errorf("%s %s: %d %s", method, url, res.StatusCode(), res.Body())
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(res.Body(), out)
}

func reserve(base string, buyer *market.Client, listing string, out any) error {
	return request("POST", base+"/api/v1/orders", buyer.Token, []byte(`{"ticketId":"`+listing+`","quantity":1}`), 201, out)
}
