"""What is said on a call, in Dutch."""

from ledgerlane.domain.scripts.script import Script

NL = Script(
    weekdays=tuple("ma di wo do vr za zo".split()),
    months=tuple("januari februari maart april mei juni juli augustus september oktober november december".split()),
    pattern="{weekday} {day} {month}",
    today="vandaag",
    lines={
        "missed": "Termijn {number} van {amount} verviel {day}. Wat is er gebeurd?",
        "today_possible": "Kunt u die vandaag overmaken?",
        "breaks": "Anders vervalt de regeling en is alles ineens opeisbaar.",
        "instalment": "Termijn {number} van {amount} vervalt {day}.",
        "scheduled": "Staat de betaling gepland? Van welke rekening?",
        "restate": "Toegezegd was {amount}, voor {day}.",
        "changed": "Wat is er veranderd? Hoeveel kunt u vandaag overmaken?",
        "settle": "Hoeveel, op welke dag, op welke manier, en wie keurt de betaling goed?",
        "sent": "Toegezegd is {amount}, voor {day}. Is het overgemaakt?",
        "how": "Hoe, wanneer en met welk kenmerk?",
        "disputed": "U betwist {amount} ({why}). Wat hebt u van ons nodig?",
        "answer": "U krijgt antwoord van mij, en ik zeg u wanneer.",
        "rest": "Over de overige {amount} zijn we het eens. Wanneer wordt die betaald?",
        "arrived": "Hebt u de facturen ontvangen, en kloppen ze?",
        "payday": "Op welke dag staat de betaling gepland?",
        "same_sum": "Wij vragen toch om {amount}.",
        "demand": "Laatste sommatie: ten minste {amount} binnen 10 dagen.",
        "otherwise": "Anders geven wij de zaak uit handen. Tot dan leveren wij tegen vooruitbetaling.",
        "agency": "Laatste gesprek voor incasso: het hele bedrag, {amount},",
        "plan_today": "of een betalingsregeling die vandaag getekend wordt (P).",
        "decides": "Kan ik degene spreken die hierover beslist?",
        "stops": "{amount} is vervallen. Wat houdt de betaling tegen, en wie kan haar vrijgeven?",
        "one": "Factuur {first} van {amount}: wanneer wordt die betaald, en hoeveel vandaag?",
        "two": "Facturen {first} en {second}, samen {amount}: wanneer worden die betaald, en hoeveel vandaag?",
        "many": "{count} facturen vanaf {first}, samen {amount}: wanneer worden die betaald, en hoeveel vandaag?",
        "none": "{amount} is vervallen. Wanneer wordt het betaald, en hoeveel vandaag?",
    },
)  # fmt: skip
