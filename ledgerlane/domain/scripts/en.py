"""What is said on a call, in English."""

from ledgerlane.domain.scripts.script import Script

EN = Script(
    weekdays=tuple("Mon Tue Wed Thu Fri Sat Sun".split()),
    months=tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    pattern="{weekday} {day:02d} {month}",
    today="today",
    lines={
        "missed": "Instalment {number}, {amount}, was due {day}: what happened?",
        "today_possible": "Can it be sent today?",
        "breaks": "Without it the plan breaks, and all is due at once.",
        "instalment": "Instalment {number}, {amount}, is due {day}.",
        "scheduled": "Is it scheduled? From which account?",
        "restate": "Restate: {amount} was promised for {day}.",
        "changed": "What changed? What can be sent today?",
        "settle": "Get amount, date, how, and who signs.",
        "sent": "{amount} is promised for {day}: was it sent?",
        "how": "How, when, with which reference?",
        "disputed": "{amount} is disputed ({why}): what do they need from us?",
        "answer": "Promise an answer and its day.",
        "rest": "The other {amount} is not: when will it be paid?",
        "arrived": "Did the invoices arrive, and are they right?",
        "payday": "On which day are they scheduled to be paid?",
        "same_sum": "Ask for {amount} all the same.",
        "demand": "Final demand: at least {amount} within 10 days.",
        "otherwise": "Otherwise we pass it on; until then cash only.",
        "agency": "Last call before the agency: all of {amount},",
        "plan_today": "or a plan signed today (P).",
        "decides": "Ask for the one who decides.",
        "stops": "{amount} is overdue: what stops it, and who can release it?",
        "one": "Invoice {first}, {amount}: when will it be paid, and how much today?",
        "two": "Invoices {first} and {second}, together {amount}: when will they be paid, and how much today?",
        "many": "{count} invoices from {first} on, together {amount}: when will they be paid, and how much today?",
        "none": "Overdue {amount}: when will it be paid, and how much today?",
    },
)  # fmt: skip
