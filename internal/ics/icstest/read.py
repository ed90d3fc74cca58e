# Reads a calendar from the standard input with an independent parser and says
# what is in it as JSON.
import json
import sys

from icalendar import Calendar

cal = Calendar.from_ical(sys.stdin.buffer.read())
out = []
for e in cal.walk("VEVENT"):
    start = e.decoded("DTSTART")
    end = e.decoded("DTEND") if "DTEND" in e else None
    out.append({
        "uid": str(e["UID"]), "sequence": int(e["SEQUENCE"]), "summary": str(e["SUMMARY"]),
        "description": str(e.get("DESCRIPTION", "")), "status": str(e["STATUS"]), "url": str(e.get("URL", "")),
        "start": start.isoformat(), "end": end.isoformat() if end else "",
        "modified": e.decoded("LAST-MODIFIED").isoformat(), "zone": str(e["DTSTART"].params.get("TZID", "")),
    })
zones = {}
for z in cal.walk("VTIMEZONE"):
    tz = z.to_tz()
    zones[str(z["TZID"])] = len(z.subcomponents)
json.dump({"name": str(cal.get("X-WR-CALNAME", "")), "events": out, "zones": zones}, sys.stdout)
