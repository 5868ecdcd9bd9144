"""What is said on a call, in French."""

from ledgerlane.domain.scripts.script import Script

FR = Script(
    weekdays=tuple("lun. mar. mer. jeu. ven. sam. dim.".split()),
    months=tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    pattern="{weekday} {day} {month}",
    today="aujourd'hui",
    lines={
        "missed": "Échéance {number} de {amount}, due {day} : que s'est-il passé ?",
        "today_possible": "Pouvez-vous la régler aujourd'hui ?",
        "breaks": "Sans elle, l'accord est rompu et tout devient exigible.",
        "instalment": "Échéance {number} de {amount}, due {day}.",
        "scheduled": "Le règlement est-il prévu ? De quel compte ?",
        "restate": "Vous nous aviez promis {amount}, échéance {day}.",
        "changed": "Qu'est-ce qui a changé ? Combien pouvez-vous régler aujourd'hui ?",
        "settle": "Combien, quel jour, par quel moyen, et qui valide le règlement ?",
        "sent": "Vous nous avez promis {amount}, échéance {day}. Est-ce parti ?",
        "how": "Comment, quand, avec quelle référence ?",
        "disputed": "Vous contestez {amount} ({why}). De quoi avez-vous besoin ?",
        "answer": "Je vous réponds, et je vous dis quel jour.",
        "rest": "Nous sommes d'accord sur le reste, {amount}. Quand sera-t-il réglé ?",
        "arrived": "Avez-vous bien reçu les factures, et sont-elles exactes ?",
        "payday": "Quel jour le règlement est-il prévu ?",
        "same_sum": "Nous vous demandons tout de même {amount}.",
        "demand": "Dernière demande : au moins {amount} sous 10 jours.",
        "otherwise": "À défaut, le dossier est transmis. D'ici là, paiement d'avance.",
        "agency": "Dernier appel avant recouvrement : la totalité, {amount},",
        "plan_today": "ou un échéancier signé aujourd'hui (P).",
        "decides": "Puis-je parler à la personne qui décide ?",
        "stops": "{amount} sont échus. Qu'est-ce qui bloque, et qui peut débloquer ?",
        "one": "Facture {first}, {amount} : quand sera-t-elle réglée, et combien aujourd'hui ?",
        "two": "Factures {first} et {second}, au total {amount} : quand seront-elles réglées, et combien aujourd'hui ?",
        "many": "{count} factures depuis {first}, au total {amount} : quand seront-elles réglées, et combien aujourd'hui ?",
        "none": "{amount} sont échus. Quand sera-ce réglé, et combien aujourd'hui ?",
    },
)  # fmt: skip
