package archive

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"
)

// Document is one of a service's documents. Expires is zero for one that stays for ever.
type Document struct {
	Key     string // as the service knows it
	Value   []byte
	Expires time.Time
}

// line is a document in the file. Text that JSON can carry as it is stays readable.
type line struct {
	Key     string    `json:"key"`
	Text    *string   `json:"value,omitempty"`
	Bytes   []byte    `json:"base64,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

// DocumentWriter writes the documents of one service, which must come in the order of their keys.
type DocumentWriter struct {
	path   string
	file   *os.File
	buffer *bufio.Writer
	sum    *Summer
}

// WriteDocuments begins the file of a service. It replaces an older one when it is closed.
func (a *Archive) WriteDocuments(service string) (*DocumentWriter, error) {
	path := a.path(documentsDir, service+".jsonl")
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &DocumentWriter{path: path, file: file, buffer: bufio.NewWriterSize(file, 1<<20), sum: NewSummer()}, nil
}

// Add writes one document.
func (w *DocumentWriter) Add(d Document) error {
	l := line{Key: d.Key, Expires: d.Expires}
	if utf8.Valid(d.Value) {
		text := string(d.Value)
		l.Text = &text
	} else {
		l.Bytes = d.Value
	}
	encoder := json.NewEncoder(w.buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(l); err != nil {
		return err
	}
	w.sum.Add(d.Key, d.Value, d.Expires)
	return nil
}

// Close brings the file to the disk and returns what is in it.
func (w *DocumentWriter) Close() (Sum, error) {
	if err := w.buffer.Flush(); err != nil {
		return Sum{}, closeWith(w.file, err)
	}
	return w.sum.Sum(), settle(w.file, w.path)
}

// Abandon forgets the file.
func (w *DocumentWriter) Abandon() {
	_ = w.file.Close()
	_ = os.Remove(w.path + ".new")
}

// Documents calls do with the documents of a service in the order of their keys, some at a time. It stops at the first
// error.
func (a *Archive) Documents(service string, do func([]Document) error) error {
	return eachLine(a.path(documentsDir, service+".jsonl"), func(batch [][]byte, first int) error {
		documents := make([]Document, len(batch))
		for i, content := range batch {
			var l line
			if err := json.Unmarshal(content, &l); err != nil {
				return damaged(service+".jsonl", first+i, err.Error())
			}
			documents[i] = Document{Key: l.Key, Value: l.Bytes, Expires: l.Expires}
			if l.Text != nil {
				documents[i].Value = []byte(*l.Text)
			}
		}
		return do(documents)
	})
}

const (
	// A batch of lines is no larger than a transaction may be.
	batchLines = 100
	batchBytes = 1 << 20
)

// eachLine calls do with the lines of a file, some at a time, and the number of the first of them. A file that is not
// there has no lines; one that ends in the middle of a line is damaged.
func eachLine(path string, do func(batch [][]byte, first int) error) error {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	reader := bufio.NewReaderSize(file, 1<<20)
	var batch [][]byte
	number, size := 1, 0
	for {
		content, err := reader.ReadBytes('\n')
		if err == io.EOF && len(content) > 0 {
			return damaged(filepath.Base(path), number+len(batch), "it breaks off")
		}
		if err != nil && err != io.EOF {
			return fmt.Errorf("read %s: %w", path, err)
		}
		if err == nil {
			batch, size = append(batch, content), size+len(content)
		}
		if len(batch) > 0 && (err == io.EOF || len(batch) >= batchLines || size >= batchBytes) {
			if err := do(batch, number); err != nil {
				return err
			}
			batch, number, size = nil, number+len(batch), 0
		}
		if err == io.EOF {
			return nil
		}
	}
}
