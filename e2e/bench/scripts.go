package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/valyala/fasthttp"
)

var (
	scriptTag = regexp.MustCompile(`(?i)<script\b[^>]*>`)
	source    = regexp.MustCompile(`(?i)\bsrc="([^"]+)"`)
	noModule  = regexp.MustCompile(`(?i)\bnomodule\b`)
)

// scripts adds up the JavaScript that a browser of today loads with a page, as
// it is sent over the line.
func (b *bench) scripts(path string) error {
	found := map[string]bool{}
	err := visit(b.stack.SiteURL+path, func(html []byte) {
		for _, tag := range scriptTag.FindAllString(string(html), -1) {
			if src := source.FindStringSubmatch(tag); src != nil && !noModule.MatchString(tag) {
				found[src[1]] = true
			}
		}
	})
	if err != nil {
		return err
	}
	var sums []string
	for _, encoding := range []string{"br", "gzip"} {
		sum := 0
		for src := range found {
			size, err := sizeOf(b.stack.SiteURL+src, encoding)
			if err != nil {
				return err
			}
			sum += size
		}
		sums = append(sums, fmt.Sprintf("%.1f kB with %s", float64(sum)/1000, encoding))
	}
	fmt.Fprintf(b.out, "JavaScript of the listing page, %d files: %s\n", len(found), strings.Join(sums, ", "))
	return nil
}

// sizeOf is the length of a file's body in an encoding.
func sizeOf(url, encoding string) (int, error) {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(url)
	req.Header.Set("Accept-Encoding", encoding)
	if err := client.Do(req, res); err != nil {
		return 0, err
	}
	if got := string(res.Header.ContentEncoding()); res.StatusCode() != 200 || got != encoding {
		return 0, fmt.Errorf("GET %s: %d, encoding %q, not %s", url, res.StatusCode(), got, encoding)
	}
	return len(res.Body()), nil
}
