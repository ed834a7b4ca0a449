package catalogue

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// fewMembers is how many members a set keeps without a bitmap. Most words are
// those of one listing or two, for which a bitmap is a waste.
const fewMembers = 8

// set is a set of listings by their numbers; the zero set is empty.
type set struct {
	few  []uint32
	many *roaring.Bitmap // instead of few, once it was too small
}

func (s *set) add(number uint32) {
	switch {
	case s.many != nil:
		s.many.Add(number)
	case slices.Contains(s.few, number):
	case len(s.few) < fewMembers:
		s.few = append(s.few, number)
	default:
		s.many = roaring.BitmapOf(s.few...)
		s.many.Add(number)
		s.few = nil
	}
}

func (s *set) remove(number uint32) {
	if s.many != nil {
		s.many.Remove(number)
		return
	}
	if i := slices.Index(s.few, number); i >= 0 {
		s.few = slices.Delete(s.few, i, i+1)
	}
}

func (s *set) has(number uint32) bool {
	if s.many != nil {
		return s.many.Contains(number)
	}
	return slices.Contains(s.few, number)
}

func (s *set) size() int {
	if s.many != nil {
		return int(s.many.GetCardinality())
	}
	return len(s.few)
}

func (s *set) empty() bool { return s.size() == 0 }

// each calls visit with every member, in no order worth relying on.
func (s *set) each(visit func(number uint32)) {
	for _, number := range s.few {
		visit(number)
	}
	if s.many == nil {
		return
	}
	for i := s.many.Iterator(); i.HasNext(); {
		visit(i.Next())
	}
}

func (s *set) clone() set {
	if s.many != nil {
		return set{many: s.many.Clone()}
	}
	return set{few: slices.Clone(s.few)}
}
