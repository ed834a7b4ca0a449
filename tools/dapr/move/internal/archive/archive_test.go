package archive_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/dapr/move/internal/archive"
)

func mustCreate(t *testing.T) *archive.Archive {
	t.Helper()
	a, err := archive.Create(filepath.Join(t.TempDir(), "archive"), "embedded")
	require.NoError(t, err)
	return a
}

func mustWrite(t *testing.T, a *archive.Archive, documents ...archive.Document) archive.Sum {
	t.Helper()
	w, err := a.WriteDocuments("orders")
	require.NoError(t, err)
	for _, d := range documents {
		require.NoError(t, w.Add(d))
	}
	sum, err := w.Close()
	require.NoError(t, err)
	return sum
}

func TestDocumentsComeBackByteForByte(t *testing.T) {
	a := mustCreate(t)
	defer a.Close()
	end := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	want := []archive.Document{
		{Key: "a", Value: []byte(`{"title":"$100 <&> 🎟"}`)},
		{Key: "b", Value: []byte{0xff, 0xfe, 0, '\n'}},
		{Key: "c", Value: []byte("two\nlines   and a separator"), Expires: end},
		{Key: "d", Value: bytes.Repeat([]byte("long "), 1<<18)},
		{Key: "e", Value: []byte{}},
	}
	sum := mustWrite(t, a, want...)
	require.Equal(t, 5, sum.Count)
	var got []archive.Document
	require.NoError(t, a.Documents("orders", func(some []archive.Document) error {
		got = append(got, some...)
		return nil
	}))
	require.Equal(t, want, got)

	want[2].Expires = end.Add(time.Second)
	require.NotEqual(t, sum, mustWrite(t, a, want...), "the end is part of the hash")
	require.NoError(t, a.Documents("nobody", func([]archive.Document) error { return os.ErrInvalid }), "no file, no documents")
}

func TestAFileThatBreaksOffIsDamaged(t *testing.T) {
	a := mustCreate(t)
	defer a.Close()
	mustWrite(t, a, archive.Document{Key: "a", Value: []byte("1")}, archive.Document{Key: "b", Value: []byte("2")})
	path := filepath.Join(a.Dir, "documents", "orders.jsonl")
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(path, info.Size()-3))
	err = a.Documents("orders", func([]archive.Document) error { return nil })
	require.ErrorContains(t, err, "damaged: orders.jsonl, line 2")
}

func mustLog(t *testing.T, a *archive.Archive, events ...archive.Event) {
	t.Helper()
	log, err := a.LogEvents()
	require.NoError(t, err)
	for _, e := range events {
		require.NoError(t, log.Add(e))
	}
	require.NoError(t, log.Close())
}

func TestEventsOfAnInterruptedExportStay(t *testing.T) {
	a := mustCreate(t)
	first := archive.Event{Topic: "orders", Service: "tickets", Raw: `{"id":"order/1/1"}`}
	mustLog(t, a, first, archive.Event{Topic: "orders", Service: "payments", Raw: first.Raw})
	// The one that was being written was not acknowledged.
	path := filepath.Join(a.Dir, "events.jsonl")
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString(`{"topic":"ord`)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	require.NoError(t, a.Close())

	a, err = archive.Create(a.Dir, "embedded")
	require.NoError(t, err)
	defer a.Close()
	second := archive.Event{Topic: "orders", Service: "tickets", Raw: `{"id":"order/2/1"}`}
	mustLog(t, a, second)
	topics, err := a.Events()
	require.NoError(t, err)
	require.Equal(t, map[string][]archive.Event{"orders": {first, second}}, topics)
	require.Equal(t, 2, archive.SumEvents(topics)["orders"].Count)
}

func TestWhoMayHaveAnArchive(t *testing.T) {
	a := mustCreate(t)
	_, err := archive.Create(a.Dir, "embedded")
	require.ErrorContains(t, err, "another export or import")
	require.NoError(t, a.Close())

	_, err = archive.Create(a.Dir, "mongo")
	require.ErrorContains(t, err, "an archive of the profile embedded")
	_, err = archive.Open(a.Dir)
	require.ErrorContains(t, err, "not finished")
	_, err = archive.Open(t.TempDir())
	require.ErrorContains(t, err, "not an archive")

	a, err = archive.Create(a.Dir, "embedded")
	require.NoError(t, err)
	require.NoError(t, a.Finish(archive.Manifest{}))
	require.NoError(t, a.Close())
	a, err = archive.Open(a.Dir)
	require.NoError(t, err)
	require.Equal(t, "embedded", a.Manifest.Profile)
	require.NoError(t, a.Close())

	manifest := filepath.Join(a.Dir, "manifest.json")
	content, err := os.ReadFile(manifest)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(manifest, bytes.Replace(content, []byte(`"format": 1`), []byte(`"format": 2`), 1), 0o600))
	_, err = archive.Open(a.Dir)
	require.ErrorContains(t, err, "has the format 2")
}

func TestRemindersHaveOneHashInAnyOrder(t *testing.T) {
	a := mustCreate(t)
	defer a.Close()
	reminders := []archive.Reminder{{Name: "b", Job: []byte{1}}, {Name: "a", Job: []byte{2}}}
	require.NoError(t, a.SaveReminders(reminders))
	got, err := a.Reminders()
	require.NoError(t, err)
	require.Equal(t, reminders, got)
	require.Equal(t, archive.SumReminders(reminders), archive.SumReminders([]archive.Reminder{reminders[1], reminders[0]}))
}
