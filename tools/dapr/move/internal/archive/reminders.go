package archive

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Reminder is one that has not fired. What it is made of belongs to the scheduler.
type Reminder struct {
	Name string `json:"name"` // unique among all
	Due  string `json:"due"`  // for who reads the file
	Job  []byte `json:"job"`
}

// SaveReminders writes all reminders.
func (a *Archive) SaveReminders(reminders []Reminder) error {
	var content bytes.Buffer
	for _, r := range reminders {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		content.Write(append(line, '\n'))
	}
	return replace(a.path(remindersFile), content.Bytes())
}

// Reminders lists all reminders.
func (a *Archive) Reminders() ([]Reminder, error) {
	var all []Reminder
	err := eachLine(a.path(remindersFile), func(batch [][]byte, first int) error {
		for i, content := range batch {
			var r Reminder
			if err := json.Unmarshal(content, &r); err != nil {
				return damaged(remindersFile, first+i, err.Error())
			}
			all = append(all, r)
		}
		return nil
	})
	return all, err
}

// SumReminders adds reminders up.
func SumReminders(reminders []Reminder) Sum {
	sorted := slices.Clone(reminders)
	slices.SortFunc(sorted, func(a, b Reminder) int { return strings.Compare(a.Name, b.Name) })
	sum := NewSummer()
	for _, r := range sorted {
		sum.Add(r.Name, r.Job, time.Time{})
	}
	return sum.Sum()
}
