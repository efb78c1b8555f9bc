"""Reads iCalendar files (RFC 5545) for days that matter: elections, anniversaries, feasts, sessions.

    >>> calendar = read_calendar(path.read_bytes(), name="elections.ics")
    >>> calendar.events[0].starts_on

In: the bytes of a file. Out: a `Calendar` of `Event`s, whole days only, and one `Rejection` for each event
that cannot be taken, with its line. Times of day are dropped: the day is the one written beside the time
zone of the event; a time in UTC is moved to the zone that the calendar names for itself. What comes back
every year stays one event; other recurrences are written out up to a horizon; one that cannot be written out
is refused.

Own parser, not a library: each event that is not right must be told by its line while the others are taken,
and a file of ten megabytes or a recurrence without end must cost little. It must not know who keeps them.
"""

from __future__ import annotations

from nadhir.sources.calendar.events import Calendar, Event, read_calendar

__all__ = ["Calendar", "Event", "read_calendar"]
