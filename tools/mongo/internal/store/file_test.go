package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/bson"
)

func TestFileKeepsWhatWasCommitted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "documents")
	s, err := Open(path)
	require.NoError(t, err)
	write := func(id string, doc bson.D, done bool) {
		tx := s.Begin()
		require.NoError(t, tx.Put("c", id, doc))
		if done {
			require.NoError(t, tx.Commit())
		}
	}
	write("a", bson.D{{Key: "_id", Value: "a"}}, true)
	write("b", bson.D{{Key: "_id", Value: "b"}}, true)
	write("a", bson.D{{Key: "_id", Value: "a"}, {Key: "n", Value: "🎟"}}, true)
	write("b", nil, true)
	write("open", bson.D{{Key: "_id", Value: "open"}}, false)

	for range 2 { // the second time, what the first has written anew
		s, err = Open(path)
		require.NoError(t, err)
		docs, err := s.Begin().All("c")
		require.NoError(t, err)
		require.Equal(t, []bson.D{{{Key: "_id", Value: "a"}, {Key: "n", Value: "🎟"}}}, docs)
	}
}

func TestFileThatEndsInTheMiddleOfACommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "documents")
	s, err := Open(path)
	require.NoError(t, err)
	for _, id := range []string{"a", "b"} {
		tx := s.Begin()
		require.NoError(t, tx.Put("c", id, bson.D{{Key: "_id", Value: id}}))
		require.NoError(t, tx.Commit())
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.NoError(t, os.Truncate(path, info.Size()-3))
	s, err = Open(path)
	require.NoError(t, err)
	docs, err := s.Begin().All("c")
	require.NoError(t, err)
	require.Equal(t, []bson.D{{{Key: "_id", Value: "a"}}}, docs)
}
