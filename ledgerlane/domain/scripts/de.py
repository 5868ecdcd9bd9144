"""What is said on a call, in German."""

from ledgerlane.domain.scripts.script import Script

DE = Script(
    weekdays=tuple("Mo. Di. Mi. Do. Fr. Sa. So.".split()),
    months=tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
    pattern="{weekday} {day}. {month}",
    today="heute",
    lines={
        "missed": "Rate {number} über {amount} war {day} fällig. Was ist passiert?",
        "today_possible": "Können Sie sie heute überweisen?",
        "breaks": "Ohne sie platzt die Vereinbarung, und alles wird sofort fällig.",
        "instalment": "Rate {number} über {amount} ist {day} fällig.",
        "scheduled": "Ist die Zahlung eingeplant? Von welchem Konto?",
        "restate": "Zugesagt waren {amount}, Termin {day}.",
        "changed": "Was hat sich geändert? Wie viel können Sie heute überweisen?",
        "settle": "Wie viel, an welchem Tag, auf welchem Weg, und wer gibt frei?",
        "sent": "Zugesagt sind {amount}, Termin {day}. Ist das Geld unterwegs?",
        "how": "Wie, wann, mit welchem Verwendungszweck?",
        "disputed": "Sie beanstanden {amount} ({why}). Was brauchen Sie von uns?",
        "answer": "Ich gebe Ihnen Antwort und sage Ihnen, bis wann.",
        "rest": "Über die übrigen {amount} sind wir einig. Wann werden sie gezahlt?",
        "arrived": "Sind die Rechnungen bei Ihnen eingegangen, und stimmen sie?",
        "payday": "Für welchen Tag ist die Zahlung eingeplant?",
        "same_sum": "Trotzdem bitten wir um {amount}.",
        "demand": "Letzte Aufforderung: mindestens {amount} innerhalb von 10 Tagen.",
        "otherwise": "Sonst geben wir die Sache ab. Bis dahin liefern wir nur gegen Vorkasse.",
        "agency": "Letzter Anruf vor dem Inkasso: der ganze Betrag, {amount},",
        "plan_today": "oder ein Ratenplan, der heute unterschrieben wird (P).",
        "decides": "Könnte ich bitte mit der Person sprechen, die das entscheidet?",
        "stops": "{amount} sind überfällig. Woran liegt es, und wer kann die Zahlung freigeben?",
        "one": "Rechnung {first} über {amount}: Wann wird sie bezahlt, und wie viel heute?",
        "two": "Rechnungen {first} und {second}, zusammen {amount}: Wann werden sie bezahlt, und wie viel heute?",
        "many": "{count} Rechnungen ab {first}, zusammen {amount}: Wann werden sie bezahlt, und wie viel heute?",
        "none": "{amount} sind überfällig. Wann wird gezahlt, und wie viel heute?",
    },
)  # fmt: skip
