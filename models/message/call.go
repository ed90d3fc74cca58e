package message

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// Call is what a page says. It contains no contact details.
type Call struct {
	// ID is the same for all pages of one alarm, so that receivers show one.
	ID      string `json:"id"`
	Summary string `json:"summary"`
	Details string `json:"details"`
	Launch  string `json:"launch"`
	// Who are the names of the people who are paged, Emails their addresses in T-Minus.
	Who    []string `json:"who"`
	Emails []string `json:"emails"`
	Step   int      `json:"step"`
	// Acknowledge is the page on which to acknowledge. AcknowledgeAPI accepts a POST from a program.
	Acknowledge    string `json:"acknowledge_url"`
	AcknowledgeAPI string `json:"acknowledge_api"`
}

// pageRequest returns the address, headers and body of a page in the format of its receiver.
func pageRequest(f Format, target, secret string, c content) (address string, header map[string]string, body []byte, err error) {
	call := c.Call
	if call == nil {
		call = &Call{ID: c.Subject, Summary: c.Subject, Details: strings.Join(c.Paragraphs, "\n\n"), Acknowledge: c.Link}
	}
	header = map[string]string{}
	var v map[string]any
	details := map[string]any{"launch": call.Launch, "who": strings.Join(call.Who, ", "), "step": call.Step,
		"acknowledge_url": call.Acknowledge, "acknowledge_api": call.AcknowledgeAPI}
	switch f {
	case PagerDuty:
		v = map[string]any{"routing_key": secret, "event_action": "trigger", "dedup_key": cutRunes(call.ID, 255), "client": "T-Minus",
			"client_url": call.Acknowledge, "links": []map[string]string{{"href": call.Acknowledge, "text": "Acknowledge"}},
			"payload": map[string]any{"summary": cutRunes(call.Summary, 1024), "source": "T-Minus", "severity": "critical",
				"timestamp": c.At.UTC().Format(time.RFC3339), "custom_details": details}}
	case Opsgenie:
		header["Authorization"] = "GenieKey " + secret
		responders := []map[string]string{}
		for _, e := range call.Emails {
			responders = append(responders, map[string]string{"type": "user", "username": e})
		}
		v = map[string]any{"message": cutRunes(call.Summary, 130), "alias": cutRunes(call.ID, 512), "source": "T-Minus", "priority": "P1",
			"description": cutRunes(call.Details+"\n\nAcknowledge: "+call.Acknowledge, 15000), "details": details, "responders": responders}
	case Ntfy:
		if secret != "" {
			header["Authorization"] = "Bearer " + secret
		}
		u, err := url.Parse(target)
		if err != nil {
			return "", nil, nil, err
		}
		dir, topic := "", strings.Trim(u.Path, "/")
		if i := strings.LastIndex(topic, "/"); i >= 0 {
			dir, topic = "/"+topic[:i], topic[i+1:]
		}
		u.Path = dir + "/"
		target = u.String()
		v = map[string]any{"topic": topic, "title": cutRunes(call.Summary, 200), "message": cutRunes(call.Details, 3000), "priority": 5,
			"tags": []string{"rotating_light"}, "click": call.Acknowledge,
			"actions": []map[string]string{{"action": "view", "label": "Acknowledge", "url": call.Acknowledge}}}
	}
	body, err = json.Marshal(v)
	return target, header, body, err
}

// data returns the call as the data of a signed webhook.
func (c *Call) data() map[string]any {
	return map[string]any{"id": c.ID, "summary": c.Summary, "details": c.Details, "launch": c.Launch, "who": c.Who, "emails": c.Emails,
		"step": c.Step, "acknowledge_url": c.Acknowledge, "acknowledge_api": c.AcknowledgeAPI}
}

func cutRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
