// Command mend prepares the source of a sidecar that does not mistake one call
// of its app for another. Run in tools/dapr, it copies Dapr's module into the
// folder that is named, mends one function there, and prints the path of a
// go.mod that leads to the copy:
//
//	go build -modfile "$(go run ./mend ../../.bin/dapr-src)" ./daprd
//
// Dapr 1.18 leads every call of an app (an event, a reminder, an invocation)
// through one pipeline of HTTP middleware, and keeps in that pipeline which
// call it is for. Of two calls at the same time one can run as the other: when
// it fails, its own caller is told 200, with an empty answer. An event is
// then acknowledged that no app has seen (docs/adr/0020).
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	module = "github.com/dapr/dapr"
	file   = "pkg/middleware/http/pipeline.go"
	// known is the SHA-256 of the file that the mend is for.
	known = "e3e5ccdc6d9d02609f11ced7a2bc7b4a6c627976385ad168d945594dca3e8f87"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "mend: name the folder to write to")
		os.Exit(2)
	}
	path, err := prepare(filepath.Clean(os.Args[1]))
	if err != nil {
		fmt.Fprintln(os.Stderr, "mend:", err)
		os.Exit(1)
	}
	fmt.Println(path)
}

// prepare puts the mended module into dir, and go.mod and go.sum beside it.
func prepare(dir string) (string, error) {
	source, err := original()
	if err != nil {
		return "", err
	}
	if err := copySource(source, dir); err != nil {
		return "", fmt.Errorf("copy %s: %w", module, err)
	}
	content, err := os.ReadFile(filepath.Join(source, file))
	if err != nil {
		return "", err
	}
	mended, err := mend(content)
	if err != nil {
		return "", err
	}
	if err := write(filepath.Join(dir, file), mended); err != nil {
		return "", err
	}
	return dir + ".mod", modfile(dir)
}

// original finds where the go command keeps the module.
func original() (string, error) {
	out, err := exec.Command("go", "mod", "download", "-json", module).Output()
	if err != nil {
		return "", fmt.Errorf("get the source of %s: %w: %s", module, err, out)
	}
	_, rest, _ := strings.Cut(string(out), "\"Dir\": \"")
	dir, _, found := strings.Cut(rest, "\"")
	if !found {
		return "", errors.New("`go mod download` names no folder for " + module)
	}
	return dir, nil
}

// mend gives each call a chain of its own, built for its own handler.
func mend(content []byte) ([]byte, error) {
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != known {
		return nil, fmt.Errorf("%s of %s is not the one that the mend is for: look whether Dapr mended it itself", file, module)
	}
	const begin, end = "func (p *pipeline) http() middleware.HTTP {\n", "\n}\n"
	before, rest, found := bytes.Cut(content, []byte(begin))
	_, after, ended := bytes.Cut(rest, []byte(end))
	if !found || !ended {
		return nil, fmt.Errorf("%s has no function http", file)
	}
	const body = `	return func(root http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			own := &pipeline{name: p.name, spec: p.spec, store: p.store, root: root}
			own.buildChain()
			own.chain.ServeHTTP(w, r)
		})
	}`
	return bytes.Join([][]byte{before, []byte(begin), []byte(body), []byte(end), after}, nil), nil
}
