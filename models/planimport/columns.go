package planimport

import (
	"regexp"
	"strings"

	"tminus/internal/fold"
)

// Field is a field for a column of an imported table.
type Field string

// The fields. NoField is a column that is not imported.
const (
	NoField          Field = ""
	FieldID          Field = "id"
	FieldTitle       Field = "title"
	FieldLane        Field = "lane"
	FieldKind        Field = "kind"
	FieldOwner       Field = "owner"
	FieldHelpers     Field = "helpers"
	FieldReviewer    Field = "reviewer"
	FieldStatus      Field = "status"
	FieldBlocked     Field = "blocked_reason"
	FieldUnblocker   Field = "unblocker"
	FieldSkipped     Field = "skip_reason"
	FieldStart       Field = "start"
	FieldDue         Field = "due"
	FieldTime        Field = "time"
	FieldStartOffset Field = "start_t"
	FieldDueOffset   Field = "due_t"
	FieldPolicy      Field = "policy"
	FieldDependsOn   Field = "depends_on"
	FieldLinks       Field = "links"
	FieldDescription Field = "description"
)

// Fields lists the fields in the order of forms and exports.
var Fields = []Field{
	FieldID, FieldTitle, FieldLane, FieldKind, FieldOwner, FieldHelpers, FieldReviewer,
	FieldStatus, FieldBlocked, FieldUnblocker, FieldSkipped,
	FieldStart, FieldDue, FieldTime, FieldStartOffset, FieldDueOffset, FieldPolicy,
	FieldDependsOn, FieldLinks, FieldDescription,
}

var fieldLabels = map[Field]string{
	FieldID: "Id", FieldTitle: "Title", FieldLane: "Lane", FieldKind: "Kind", FieldOwner: "Owner", FieldHelpers: "Helpers",
	FieldReviewer: "Reviewer", FieldStatus: "Status", FieldBlocked: "Blocked: waits for", FieldUnblocker: "Who can unblock",
	FieldSkipped: "Skipped because", FieldStart: "Start", FieldDue: "Due", FieldTime: "Time due", FieldStartOffset: "Start, from T",
	FieldDueOffset: "Due, from T", FieldPolicy: "When T moves", FieldDependsOn: "Depends on", FieldLinks: "Links",
	FieldDescription: "Description",
}

// Label returns the name of the field on screen.
func (f Field) Label() string {
	if l := fieldLabels[f]; l != "" {
		return l
	}
	return "Not imported"
}

// Valid reports whether f is a field or NoField.
func (f Field) Valid() bool { return f == NoField || fieldLabels[f] != "" }

// columnNames lists common names of columns, most reliable name first, in English and German,
// folded and without punctuation.
var columnNames = map[Field]string{
	FieldID: "id,no,nr,number,key,row,lfd nr,nummer",
	FieldTitle: "title,deliverable,task,task " +
		"name,item,activity,what,name,summary,subject,event,titel,aufgabe,bezeichnung,vorgang,thema,was",
	FieldLane: "lane,team,area,workstream,swimlane,stream,group,department,bereich,abteilung,gruppe",
	FieldKind: "kind,type,category,art,typ,kategorie",
	FieldOwner: "owner,dri,responsible,responsible person,directly responsible individual,assignee,assigned " +
		"to,accountable,who,owned by,lead,verantwortlich,verantwortliche,verantwortlicher,zustandig,wer",
	FieldHelpers:   "helpers,helper,contributors,collaborators,with,supported by,also,helfer,beteiligte,mit,unterstutzt von",
	FieldReviewer:  "reviewer,reviewed by,review by,approver,approved by,prufer,pruferin,gepruft von,freigabe durch",
	FieldStatus:    "status,state,progress,stand,zustand",
	FieldBlocked:   "blocked reason,blocked because,waits for,wartet auf",
	FieldUnblocker: "unblocker,who can unblock",
	FieldSkipped:   "skip reason,skipped because",
	FieldStart:     "start,starts,start date,starts on,start on,begin,begins,from,beginn,startdatum,anfang,ab,von",
	FieldDue: "due,due date,due on,deadline,end,end date,ends,finish,finish date,target " +
		"date,date,when,until,to,fallig,fallig am,falligkeit,frist,termin,ende,enddatum,datum,bis,wann",
	FieldTime:        "time,due time,time due,time of day,at,uhrzeit,zeit",
	FieldStartOffset: "start t,start offset,start from t",
	FieldDueOffset:   "due t,due offset,due from t,offset,t minus,t",
	FieldPolicy:      "policy,when t moves,anchor,wenn t sich verschiebt",
	FieldDependsOn:   "depends on,dependencies,dependency,predecessors,predecessor,after,blocked by,abhangig von,hangt ab von,vorganger",
	FieldLinks:       "links,link,url,urls,verweise",
	FieldDescription: "description,notes,note,details,remarks,comment,comments,beschreibung,notizen,notiz,bemerkung,bemerkungen,kommentar",
}

var (
	punctuation = regexp.MustCompile(`[^\p{L}\p{N}]+`)
	inBrackets  = regexp.MustCompile(`[(\[]([^)\]]*)[)\]]`)
)

// columnKey returns a column's name without case, accents, punctuation and trailing parentheses.
func columnKey(name string) string {
	bare := inBrackets.ReplaceAllString(name, " ")
	if strings.TrimSpace(punctuation.ReplaceAllString(bare, "")) == "" {
		bare = name
	}
	if strings.TrimSpace(bare) == "#" {
		return "no"
	}
	return strings.TrimSpace(punctuation.ReplaceAllString(fold.Text(bare), " "))
}

// bracketed returns the text in parentheses in a column's name, as in "Time (UTC)".
func bracketed(name string) string {
	if m := inBrackets.FindStringSubmatch(name); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

// RecogniseColumns returns the fields of the columns of a table by their names. Each field is used
// at most once: the most reliable name wins, and among equals the first column.
func RecogniseColumns(header []string) []Field {
	keys := make([]string, len(header))
	for i, h := range header {
		keys[i] = columnKey(h)
	}
	out := make([]Field, len(header))
	for _, f := range Fields {
		if i := columnNamed(keys, out, strings.Split(columnNames[f], ",")); i >= 0 {
			out[i] = f
		}
	}
	return out
}

func columnNamed(keys []string, taken []Field, names []string) int {
	for _, name := range names {
		for i, k := range keys {
			if k == name && taken[i] == NoField {
				return i
			}
		}
	}
	return -1
}
