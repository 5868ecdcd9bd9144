"""What is said on a call, in Norwegian (bokmål)."""

from ledgerlane.domain.scripts.script import Script

NB = Script(
    weekdays=tuple("man. tir. ons. tor. fre. lør. søn.".split()),
    months=tuple("januar februar mars april mai juni juli august september oktober november desember".split()),
    pattern="{weekday} {day}. {month}",
    today="i dag",
    lines={
        "missed": "Avdrag {number} på {amount} forfalt {day}. Hva har skjedd?",
        "today_possible": "Kan dere betale det i dag?",
        "breaks": "Uten det brytes avtalen, og alt forfaller på én gang.",
        "instalment": "Avdrag {number} på {amount} forfaller {day}.",
        "scheduled": "Er det lagt inn til betaling? Fra hvilken konto?",
        "restate": "Vi ble lovet {amount} til {day}.",
        "changed": "Hva har endret seg? Hvor mye kan dere betale i dag?",
        "settle": "Hvor mye, hvilken dag, hvordan, og hvem godkjenner betalingen?",
        "sent": "Vi ble lovet {amount} til {day}. Er det betalt?",
        "how": "Hvordan, når og med hvilken referanse?",
        "disputed": "Dere bestrider {amount} ({why}). Hva trenger dere fra oss?",
        "answer": "Jeg gir dere svar, og sier hvilken dag.",
        "rest": "Resten, {amount}, er det enighet om. Når blir den betalt?",
        "arrived": "Har dere fått fakturaene, og er de riktige?",
        "payday": "Hvilken dag er de lagt inn til betaling?",
        "same_sum": "Vi ber like fullt om {amount}.",
        "demand": "Siste krav: minst {amount} innen 10 dager.",
        "otherwise": "Ellers går saken videre. Til da leverer vi mot forskuddsbetaling.",
        "agency": "Siste samtale før inkasso: hele beløpet, {amount},",
        "plan_today": "eller en betalingsplan som undertegnes i dag (P).",
        "decides": "Får jeg snakke med den som bestemmer?",
        "stops": "{amount} er forfalt. Hva stopper betalingen, og hvem kan frigi den?",
        "one": "Faktura {first} på {amount}: Når blir den betalt, og hvor mye i dag?",
        "two": "Fakturaene {first} og {second}, til sammen {amount}: Når blir de betalt, og hvor mye i dag?",
        "many": "{count} fakturaer fra {first}, til sammen {amount}: Når blir de betalt, og hvor mye i dag?",
        "none": "{amount} er forfalt. Når blir det betalt, og hvor mye i dag?",
    },
)  # fmt: skip
