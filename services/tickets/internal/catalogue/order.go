package catalogue

import (
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

// blockSize is how many listings a block has at most.
const blockSize = 256

// order keeps all listings in one order, in blocks. A walk that looks for the
// members of a set passes over a block that has none of them in one step, so
// its length depends little on how many others there are.
type order struct {
	before func(a, b uint32) bool // a total order
	blocks []*block
}

type block struct {
	numbers []uint32        // in order, never empty
	members *roaring.Bitmap // the same
}

func (b *block) last() uint32 { return b.numbers[len(b.numbers)-1] }

// add puts the number in its place.
func (o *order) add(number uint32) {
	at := func(other uint32) bool { return o.before(number, other) }
	i := o.blockOf(at)
	if i == len(o.blocks) {
		if i == 0 {
			o.blocks = []*block{{members: roaring.New()}}
			i = 1
		}
		i--
	}
	b := o.blocks[i]
	b.numbers = slices.Insert(b.numbers, b.indexOf(at), number)
	b.members.Add(number)
	if len(b.numbers) > blockSize {
		o.split(i)
	}
}

// remove takes the number out. What decides about its place must still be
// what it was when it was added.
func (o *order) remove(number uint32) {
	at := func(other uint32) bool { return !o.before(other, number) }
	i := o.blockOf(at)
	b := o.blocks[i]
	j := b.indexOf(at)
	b.numbers = slices.Delete(b.numbers, j, j+1)
	b.members.Remove(number)
	if len(b.numbers) == 0 {
		o.blocks = slices.Delete(o.blocks, i, i+1)
	}
}

// walk visits the members of wanted for which from is true, in order, until
// visit returns false. from must be false up to some place in the order, and
// true from there on. It returns how many blocks and listings it looked at.
func (o *order) walk(wanted *roaring.Bitmap, from func(number uint32) bool, visit func(number uint32) bool) (steps int) {
	first := o.blockOf(from)
	for i := first; i < len(o.blocks); i++ {
		b, start := o.blocks[i], 0
		steps++
		if !wanted.Intersects(b.members) {
			continue
		}
		if i == first {
			start = b.indexOf(from)
		}
		for _, number := range b.numbers[start:] {
			steps++
			if wanted.Contains(number) && !visit(number) {
				return steps
			}
		}
	}
	return steps
}

// blockOf returns the first block with a number for which from is true.
func (o *order) blockOf(from func(uint32) bool) int {
	return sort.Search(len(o.blocks), func(i int) bool { return from(o.blocks[i].last()) })
}

func (b *block) indexOf(from func(uint32) bool) int {
	return sort.Search(len(b.numbers), func(i int) bool { return from(b.numbers[i]) })
}

func (o *order) split(i int) {
	low := o.blocks[i]
	middle := len(low.numbers) / 2
	high := &block{numbers: slices.Clone(low.numbers[middle:]), members: roaring.New()}
	high.members.AddMany(high.numbers)
	low.members.AndNot(high.members)
	low.numbers = low.numbers[:middle]
	o.blocks = slices.Insert(o.blocks, i+1, high)
}
