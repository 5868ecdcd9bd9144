"""What is said on a call, in Danish."""

from ledgerlane.domain.scripts.script import Script

DA = Script(
    weekdays=tuple("man. tirs. ons. tors. fre. lør. søn.".split()),
    months=tuple("januar februar marts april maj juni juli august september oktober november december".split()),
    pattern="{weekday} {day}. {month}",
    today="i dag",
    lines={
        "missed": "Rate {number} på {amount} forfaldt {day}. Hvad er der sket?",
        "today_possible": "Kan I betale den i dag?",
        "breaks": "Uden den er aftalen brudt, og det hele forfalder på én gang.",
        "instalment": "Rate {number} på {amount} forfalder {day}.",
        "scheduled": "Er den sat til betaling? Fra hvilken konto?",
        "restate": "Vi blev lovet {amount} til {day}.",
        "changed": "Hvad har ændret sig? Hvor meget kan I betale i dag?",
        "settle": "Hvor meget, hvilken dag, hvordan, og hvem godkender betalingen?",
        "sent": "Vi blev lovet {amount} til {day}. Er det betalt?",
        "how": "Hvordan, hvornår og med hvilken reference?",
        "disputed": "I bestrider {amount} ({why}). Hvad skal I bruge fra os?",
        "answer": "Jeg giver jer et svar og siger hvilken dag.",
        "rest": "Resten, {amount}, er vi enige om. Hvornår bliver den betalt?",
        "arrived": "Har I fået fakturaerne, og er de korrekte?",
        "payday": "Hvilken dag er de sat til betaling?",
        "same_sum": "Vi beder alligevel om {amount}.",
        "demand": "Sidste krav: mindst {amount} inden 10 dage.",
        "otherwise": "Ellers går sagen videre. Indtil da leverer vi mod forudbetaling.",
        "agency": "Sidste samtale før inkasso: hele beløbet, {amount},",
        "plan_today": "eller en betalingsaftale, der underskrives i dag (P).",
        "decides": "Må jeg tale med den, der bestemmer?",
        "stops": "{amount} er forfaldent. Hvad standser betalingen, og hvem kan frigive den?",
        "one": "Faktura {first} på {amount}: Hvornår bliver den betalt, og hvor meget i dag?",
        "two": "Fakturaerne {first} og {second}, i alt {amount}: Hvornår bliver de betalt, og hvor meget i dag?",
        "many": "{count} fakturaer fra {first}, i alt {amount}: Hvornår bliver de betalt, og hvor meget i dag?",
        "none": "{amount} er forfaldent. Hvornår bliver det betalt, og hvor meget i dag?",
    },
)  # fmt: skip
